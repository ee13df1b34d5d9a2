import { statementsUnder, type Contract } from '../../contract/contract.ts';
import type { Json, JsonObject } from '../../contract/json.ts';
import type { Accepted, Job } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { itemsOf, metadataOf, nameOf } from '../support/objects.ts';
import { ownerReference } from '../support/owner-reference.ts';
import { ofOtherKinds } from '../support/kinds.ts';
import { readBack } from '../support/read-back.ts';
import { requirement } from '../support/requirement.ts';
import { createdWhole } from '../support/round-trip.ts';
import { mutableFieldsOf, twoValues, write, writeAll, type Change } from '../support/updates/write.ts';

const needs = ['create/accepts-the-documented-body', 'patch/merges', 'replace/stores-the-body'];

const OWNERS = ['metadata', 'ownerReferences'];

/** A job with these owners, shown by the answer and by a read. */
async function createdOwned(trial: Trial, ownerReferences: JsonObject[]): Promise<void> {
  const { stored, answer } = await createdWhole(trial, trial.given.manifest({ metadata: { ownerReferences } }));
  for (const object of [stored, answer.json])
    trial.expect.match(metadataOf(object)['ownerReferences'], ownerReferences, answer, '/metadata/ownerReferences');
}

/** The job as a list has it, where the page has it. */
const listed = async (trial: Trial, job: Accepted): Promise<JsonObject[]> =>
  itemsOf(trial.expect.accepted(await trial.target.list())).filter((item) => nameOf(item) === job.name);

/**
 * The job as a read, a list and updates show it that say nothing of this part of the metadata, or repeat what was read:
 * the second is not as the first. The last of each verb have a label, too. Each is looked at before the next is sent.
 */
async function* shown(trial: Trial, job: Job): AsyncGenerator<JsonObject> {
  yield job.stored;
  yield* await listed(trial, job);
  for (const [i, verb] of (['patch', 'replace', 'replace', 'patch'] as const).entries())
    for (const field of mutableFieldsOf(trial.kind).slice(0, 1))
      yield trial.expect.accepted(
        await writeAll(trial, verb, job, [
          [['spec', field.name], twoValues(field)[i % 2 === 0 ? 0 : 1]],
          ...(i < 2 ? [] : [[['metadata', 'labels', 'turn'], String(i)] satisfies Change]),
        ]),
      );
}

const keepsOwnerReferences = (contract: Contract): Requirement =>
  requirement('metadata/keeps-owner-references', {
    tests: [
      'metadata.owner-references',
      'field.ObjectMeta.ownerReferences',
      ...statementsUnder(contract, 'field.OwnerReference'),
    ],
    needs,
    async check(trial) {
      const first = await trial.given.accepted();
      // Of another kind under the same name, where the run has one.
      const [second = trial] = ofOtherKinds(trial);
      const namesake = await second.given.accepted(second === trial ? {} : { name: first.name });
      await createdOwned(trial, [ownerReference(trial, first)]);
      await createdOwned(trial, [
        ownerReference(trial, first, { controller: true, blockOwnerDeletion: false }),
        ownerReference(second, namesake, { controller: false }),
      ]);
      const [one, other] = [ownerReference(trial, first, { controller: false }), ownerReference(second, namesake)];
      const owners = [other, one];
      const job = await readBack(trial, { metadata: { ownerReferences: owners } });
      for await (const object of shown(trial, job))
        trial.expect.match(metadataOf(object)['ownerReferences'], owners, undefined, '/metadata/ownerReferences');
      // A patch replaces the list, whatever its items have in common with those before.
      const replaced = { metadata: { ownerReferences: [one] } };
      trial.expect.match(trial.expect.accepted(await trial.target.patch(job, replaced)), replaced, undefined);
      await trial.expect.stored(job, replaced);
      // None are left by null, by no items, or by a PUT without them.
      for (const none of [null, [], undefined]) {
        trial.expect.accepted(await write(trial, none === undefined ? 'replace' : 'patch', job, OWNERS, none));
        const { ownerReferences: left } = metadataOf(await trial.given.read(job));
        trial.expect.match(left ?? [], [], undefined, '/metadata/ownerReferences');
        if (none !== undefined) trial.expect.accepted(await trial.target.patch(job, replaced));
      }
    },
  });

const keepsFinalizers = requirement('metadata/keeps-finalizers', {
  tests: ['metadata.finalizers', 'field.ObjectMeta.finalizers'],
  needs,
  async check(trial) {
    const finalizers = ['example.com/hold-b', 'example.com/hold-a'];
    const job = await readBack(trial, { metadata: { finalizers } });
    // A server may have finalizers of its own beside them.
    const ours = (object: JsonObject): Json[] => {
      const kept = metadataOf(object)['finalizers'];
      return Array.isArray(kept) ? kept.filter((name) => finalizers.includes(String(name))) : [];
    };
    for await (const object of shown(trial, job))
      trial.expect.match(ours(object), finalizers, undefined, '/metadata/finalizers');
    // What a PUT leaves out goes, and not as many from the end.
    const [, left] = finalizers;
    const answer = await write(trial, 'replace', job, ['metadata', 'finalizers'], [String(left)]);
    trial.expect.match(ours(trial.expect.accepted(answer)), [String(left)], answer, '/metadata/finalizers');
    // Nothing holds the object any longer than this check.
    trial.expect.accepted(await trial.target.patch(job, { metadata: { finalizers: null } }));
  },
});

export const finalizersAndOwners = (contract: Contract): readonly Requirement[] => [
  keepsOwnerReferences(contract),
  keepsFinalizers,
];
