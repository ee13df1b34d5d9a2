/** What may be changed: labels, annotations, and the fields that the tables list as updatable. */
import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { ABSENT } from '../../harness/model/trial.ts';
import { mutableSpecFields } from '../support/kinds.ts';
import { at, kebab, specOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { BASIS, twoValues, write, type UpdateVerb } from '../support/updates/write.ts';

const changesField = (id: string, verb: UpdateVerb, name: string): Requirement =>
  requirement(id, {
    tests: [`${verb}.mutable.${name}`],
    needs: [BASIS[verb]],
    appliesTo: (kind) => kind.mutable.includes(`spec.${name}`),
    async check(trial) {
      const field = trial.kind.specFields.find((one) => one.name === name);
      if (field === undefined)
        throw new Error(`${trial.kind.kind} lists spec.${name} as mutable and does not describe it`);
      const job = await trial.given.reused();
      for (const value of twoValues(field)) {
        const answer = await write(trial, verb, job, ['spec', name], value);
        trial.expect.match(trial.expect.accepted(answer), { spec: { [name]: value } }, answer);
        await trial.expect.stored(job, {
          spec: { [name]: value, [trial.kind.replicaMap]: specOf(job.stored)[trial.kind.replicaMap] ?? null },
        });
      }
      const removed = await write(trial, verb, job, ['spec', name], undefined);
      trial.expect.accepted(removed);
      const left = at(await trial.given.read(job), 'spec', name);
      const gone = left === undefined || left === null || (field.default !== undefined && left === field.default);
      trial.expect.that(gone, {
        message: `spec.${name} is still there after its removal`,
        expected: field.default === undefined ? 'absent' : `absent, or the default ${JSON.stringify(field.default)}`,
        received: JSON.stringify(left),
        path: `/spec/${name}`,
        answer: removed,
      });
    },
  });

const changesMap = (id: string, verb: UpdateVerb, map: 'labels' | 'annotations'): Requirement =>
  requirement(id, {
    tests: [`${verb}.mutable.${map}`],
    needs: [BASIS[verb]],
    async check(trial) {
      const job = await trial.given.reused({ [map]: { stays: '1', changes: '1', goes: '1' } });
      const steps: [string, string | undefined][] = [
        ['changes', '2'],
        ['new', '1'],
        ['goes', undefined],
      ];
      for (const [key, value] of steps) {
        const answer = await write(trial, verb, job, ['metadata', map, key], value);
        trial.expect.match(trial.expect.accepted(answer), { metadata: { [map]: { [key]: value ?? ABSENT } } }, answer);
      }
      await trial.expect.stored(job, {
        metadata: { [map]: { stays: '1', changes: '2', new: '1', goes: ABSENT } },
        spec: specOf(job.stored),
      });
    },
  });

/** Each spec field that some kind lists as mutable, by both verbs. */
const fields = ({ kinds }: Contract): Requirement[] => {
  const names = [...new Set(kinds.flatMap((kind) => mutableSpecFields(kind)))];
  return names.flatMap((name) => [
    changesField(`mutability/replace-changes-${kebab(name)}`, 'replace', name),
    changesField(`mutability/patch-changes-${kebab(name)}`, 'patch', name),
  ]);
};

export const mutability = (contract: Contract): readonly Requirement[] => [
  ...fields(contract),
  changesMap('mutability/replace-changes-labels', 'replace', 'labels'),
  changesMap('mutability/replace-changes-annotations', 'replace', 'annotations'),
  changesMap('mutability/patch-changes-labels', 'patch', 'labels'),
  changesMap('mutability/patch-changes-annotations', 'patch', 'annotations'),
];
