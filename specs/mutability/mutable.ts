import type { Json } from '../../contract/json.ts';
import { KINDS } from '../../contract/kinds.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { ABSENT } from '../../harness/model/trial.ts';
import { at, kebab, leaf, specOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { twoValues, write, UPDATE_VERBS, type UpdateVerb } from '../support/updates/write.ts';

/** All spec fields that some kind lists as mutable, once. */
const MUTABLE_FIELDS = [
  ...new Set(
    KINDS.flatMap((kind) => kind.mutable.filter((path) => path.startsWith('spec.')).map((path) => leaf(path))),
  ),
];

const mutableField = (name: string, verb: UpdateVerb): Requirement =>
  requirement(`mutability/${verb}-changes-${kebab(name)}`, {
    tests: [`${verb}.mutable.${name}`],
    needs: [verb === 'replace' ? 'replace/stores-the-body' : 'patch/merges'],
    appliesTo: (kind) => kind.mutable.includes(`spec.${name}`),
    async check(trial) {
      const field = trial.kind.specFields.find((f) => f.name === name);
      if (field === undefined)
        throw new Error(`${trial.kind.kind} lists spec.${name} as mutable and does not describe it`);
      const [first, second] = twoValues(field);
      const job = await trial.given.job({ spec: { [name]: undefined as unknown as Json } });
      for (const value of [first, second]) {
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

const mutableMap = (name: 'labels' | 'annotations', verb: UpdateVerb): Requirement =>
  requirement(`mutability/${verb}-changes-${kebab(name)}`, {
    tests: [`${verb}.mutable.${name}`],
    needs: [verb === 'replace' ? 'replace/stores-the-body' : 'patch/merges'],
    async check(trial) {
      const job = await trial.given.job({ [name]: { stays: '1', changes: '1', goes: '1' } });
      const steps: [string, string | undefined][] = [
        ['changes', '2'],
        ['new', '1'],
        ['goes', undefined],
      ];
      for (const [key, value] of steps) {
        const answer = await write(trial, verb, job, ['metadata', name, key], value);
        trial.expect.match(trial.expect.accepted(answer), { metadata: { [name]: { [key]: value ?? ABSENT } } }, answer);
      }
      await trial.expect.stored(job, {
        metadata: { [name]: { stays: '1', changes: '2', new: '1', goes: ABSENT } },
        spec: specOf(job.stored),
      });
    },
  });

export const mutability: readonly Requirement[] = UPDATE_VERBS.flatMap((verb) => [
  ...MUTABLE_FIELDS.map((name) => mutableField(name, verb)),
  mutableMap('labels', verb),
  mutableMap('annotations', verb),
]);
