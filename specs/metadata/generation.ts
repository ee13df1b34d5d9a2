/** The generation counts changes of the spec, or every write (a freedom), but no part in another way than the others. */
import type { Json, JsonObject } from '../../contract/json.ts';
import type { Accepted } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { HOLD } from '../delete/support.ts';
import { at } from '../support/objects.ts';
import { ownerReference } from '../support/owner-reference.ts';
import { requirement } from '../support/requirement.ts';
import { movedEachTime } from '../support/unmoved.ts';
import { everyMutableField, METHOD, writeAll, type Change, type UpdateVerb } from '../support/updates/write.ts';

const VERBS: readonly UpdateVerb[] = ['patch', 'replace'];

/** So many times a write has to raise the generation before it is said to. */
const ROUNDS = 3;

/** Writes that leave the spec as it is, one after the other. */
interface Part {
  name: string;
  writes: readonly (readonly Change[])[];
}

const entry = (map: 'labels' | 'annotations'): Part => ({
  name: `metadata.${map}`,
  writes: [[[['metadata', map, 'part'], 'one']], [[['metadata', map, 'part'], undefined]]],
});

const list = (name: 'finalizers' | 'ownerReferences', item: Json): Part => ({
  name: `metadata.${name}`,
  writes: [[[['metadata', name], [item]]], [[['metadata', name], []]]],
});

const partsOf = async (trial: Trial): Promise<Part[]> => [
  entry('labels'),
  entry('annotations'),
  list('finalizers', HOLD),
  list('ownerReferences', ownerReference(trial, await trial.given.shared())),
];
const NOTHING: Part = { name: 'nothing', writes: [[]] };

const generation = (object: JsonObject): string => JSON.stringify(at(object, 'metadata', 'generation')) ?? 'absent';

/** Whether writes of the part raise the generation; `what` names them. */
async function written(trial: Trial, verb: UpdateVerb, job: Accepted, { name, writes }: Part) {
  let last = await trial.given.read(job);
  const raised = await movedEachTime(
    trial,
    job,
    last,
    async () => {
      for (const changes of writes) last = trial.expect.accepted(await writeAll(trial, verb, job, changes));
      return last;
    },
    { marks: generation, rounds: ROUNDS },
  );
  return { what: `${METHOD[verb]} of ${name}`, raised };
}

export const countsAllPartsAlike: Requirement = requirement('metadata/counts-all-parts-alike-in-the-generation', {
  tests: ['metadata.generation.alike'],
  needs: ['patch/raises-the-generation-with-the-spec', 'replace/raises-the-generation-with-the-spec'],
  async check(trial) {
    const job = await trial.given.job({ spec: everyMutableField(trial.kind) });
    if (typeof at(job.stored, 'metadata', 'generation') !== 'number')
      trial.notApplicable('the target shows no generation');
    const seen: Awaited<ReturnType<typeof written>>[] = [];
    const parts = await partsOf(trial);
    for (const verb of VERBS) for (const part of parts) seen.push(await written(trial, verb, job, part));
    const counting = seen.every(({ raised }) => raised !== undefined);
    // A server that counts every write may count one that writes what is there.
    if (!counting) for (const verb of VERBS) seen.push(await written(trial, verb, job, NOTHING));
    const [raising, others] = [true, false].map((which) =>
      seen.filter(({ raised }) => (raised !== undefined) === which),
    );
    trial.expect.that(counting || raising?.length === 0, {
      message: `A ${raising?.[0]?.what} raises the generation, while a ${others?.[0]?.what} does not`,
      expected: `a change of the spec alone raises it, or every write; it was ${raising?.[0]?.raised?.from}`,
      received: raising?.map(({ what }) => what).join(', ') ?? '',
      path: '/metadata/generation',
    });
    trial.choice('metadata-generation', counting ? 'generation-on-any-write' : 'generation-on-spec-alone');
  },
});
