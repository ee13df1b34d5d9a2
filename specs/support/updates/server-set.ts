import type { Json, JsonObject } from '../../../contract/json.ts';
import { pathOf } from '../../../contract/operations.ts';
import type { Answer, Job } from '../../../harness/model/target.ts';
import type { Requirement } from '../../../harness/model/requirement.ts';
import type { Trial } from '../../../harness/model/trial.ts';
import { at, metadataOf, versionOf } from '../objects.ts';
import { requirement } from '../requirement.ts';
import {
  BASIS,
  METHOD,
  forBothVerbs,
  everyMutableField,
  mutableFieldsOf,
  control,
  twoValues,
  write,
  writeAll,
  type UpdateVerb,
} from './write.ts';
import { labelOf, currentVersion, watching } from '../../watch/support.ts';

const LONG_AGO = '2001-01-01T00:00:00Z';

interface Member {
  id: string;
  tests: (way: UpdateVerb) => readonly string[];
  path: readonly string[];
  /** Values that a client might send; undefined leaves it out of a PUT and is null in a PATCH. */
  values: (trial: Trial, job: Job) => readonly (Json | undefined)[];
  /** Whether what is stored is what the client sent. */
  taken?: (stored: Json | undefined, sent: Json | undefined) => boolean;
}

const serverSet = (verb: UpdateVerb): string[] => [`metadata.server-set.${verb}`];

const MEMBERS: readonly Member[] = [
  {
    id: 'the-creation-timestamp',
    tests: (verb) => [...serverSet(verb), 'metadata.creation-timestamp.kept'],
    path: ['metadata', 'creationTimestamp'],
    values: () => [LONG_AGO, undefined],
  },
  {
    id: 'the-uid',
    tests: (verb) => [...serverSet(verb), 'metadata.uid.kept'],
    path: ['metadata', 'uid'],
    values: () => [undefined, null, '11111111-2222-3333-4444-555555555555'],
  },
  {
    id: 'the-self-link',
    tests: serverSet,
    path: ['metadata', 'selfLink'],
    values: (trial, job) => [undefined, `${pathOf(trial.kind, job.namespace, job.name)}-x`],
  },
  {
    id: 'the-name',
    tests: () => ['metadata.name.immutable', 'constraint.ObjectMeta.name.immutable'],
    path: ['metadata', 'name'],
    values: (_, job) => [`${job.name}-x`, undefined],
  },
  {
    id: 'the-namespace',
    tests: () => ['metadata.namespace.immutable', 'constraint.ObjectMeta.namespace.immutable'],
    path: ['metadata', 'namespace'],
    values: (trial) => [undefined, trial.otherNamespace || 'another-namespace'],
  },
  {
    id: 'the-absence-of-a-deletion',
    tests: (verb) => [...serverSet(verb), 'metadata.deletion-timestamp.absent'],
    path: ['metadata', 'deletionTimestamp'],
    values: () => [LONG_AGO, '2099-01-01T00:00:00Z'],
  },
];

const keeps = (member: Member, verb: UpdateVerb): Requirement =>
  requirement(`${verb}/keeps-${member.id}`, {
    tests: member.tests(verb),
    needs: [BASIS[verb]],
    async check(trial) {
      const job = await trial.given.job();
      await control(trial, verb, job);
      const before = at(await trial.given.read(job), ...member.path);
      for (const value of member.values(trial, job)) {
        const answer = await write(trial, verb, job, member.path, value);
        if (answer.status >= 400) trial.expect.refused(answer);
        else trial.expect.accepted(answer);
        const after = at(await trial.expect.stored(job, {}), ...member.path);
        trial.expect.that(JSON.stringify(after) === JSON.stringify(before), {
          message: `A ${METHOD[verb]} changed ${member.path.join('.')}, which the server alone sets`,
          expected: JSON.stringify(before) ?? 'absent',
          received: JSON.stringify(after) ?? 'absent',
          path: `/${member.path.join('/')}`,
          answer,
        });
      }
    },
  });

/** Members that controllers may move meanwhile: those only must not take the client's value. */
const MOVING: readonly Member[] = [
  { id: 'the-generation', tests: serverSet, path: ['metadata', 'generation'], values: () => [99, 0] },
  {
    id: 'the-start-time-of-the-status',
    tests: () => ['status.not-writable'],
    path: ['status', 'startTime'],
    values: () => [LONG_AGO],
  },
  {
    id: 'the-completion-time-of-the-status',
    tests: () => ['status.not-writable'],
    path: ['status', 'completionTime'],
    values: () => [LONG_AGO],
  },
  {
    id: 'the-conditions-of-the-status',
    tests: () => ['status.not-writable'],
    path: ['status', 'conditions'],
    values: () => [
      [
        {
          type: 'Succeeded',
          status: 'True',
          reason: 'ClientSaysSo',
          message: 'a client wrote this',
          lastUpdateTime: LONG_AGO,
          lastTransitionTime: LONG_AGO,
        },
      ],
    ],
    taken: (stored) => JSON.stringify(stored ?? null).includes('ClientSaysSo'),
  },
  {
    id: 'the-replica-statuses',
    tests: () => ['status.not-writable'],
    path: ['status'],
    values: ({ kind }) => [
      { [kind.statusMap]: { [kind.replicaTypes[0]!.name]: { active: 77, succeeded: 78, failed: 79 } } },
    ],
    taken: (stored) => JSON.stringify(stored ?? null).includes('"active":77'),
  },
];

const takesNone = (member: Member, verb: UpdateVerb): Requirement =>
  requirement(`${verb}/keeps-${member.id}`, {
    tests: member.tests(verb),
    needs: [BASIS[verb]],
    async check(trial) {
      const job = await trial.given.job();
      await control(trial, verb, job);
      for (const value of member.values(trial, job)) {
        // Beside a change that is allowed, so that the write is none without effect.
        const answer = await writeAll(trial, verb, job, [
          [member.path, value],
          [['metadata', 'labels', 'beside'], trial.given.name('b')],
        ]);
        if (answer.status >= 400) trial.expect.refused(answer);
        else trial.expect.accepted(answer);
        const answered = answer.status < 300 ? [answer.json] : [];
        for (const after of [...answered, await trial.expect.stored(job, {})].map((object) =>
          at(object, ...member.path),
        ))
          trial.expect.that(!(member.taken ?? Object.is)(after, value), {
            message: `A ${METHOD[verb]} changed ${member.path.join('.')}, which the server alone sets`,
            expected: "a value of the server's",
            received: JSON.stringify(after) ?? 'absent',
            path: `/${member.path.join('/')}`,
            answer,
          });
      }
    },
  });

const generationOf = (object: JsonObject): number => Number(at(object, 'metadata', 'generation') ?? Number.NaN);

const rules = (verb: UpdateVerb): Requirement[] => [
  requirement(`${verb}/keeps-the-status-when-left-out`, {
    tests: ['status.not-writable'],
    needs: [BASIS[verb]],
    async check(trial) {
      const job = await trial.given.job();
      const filled = await trial.eventually(
        async () => (typeof at(await trial.given.read(job), 'status', 'startTime') === 'string' ? true : undefined),
        Math.min(trial.settle, 1_000),
      );
      if (filled === undefined) trial.notApplicable('the target gives this job no status');
      for (const value of [undefined, {}]) {
        const answer = await writeAll(trial, verb, job, [
          [['status'], value],
          [['metadata', 'labels', 'beside'], trial.given.name('b')],
        ]);
        if (answer.status >= 400) trial.expect.refused(answer);
        const after = at(await trial.given.read(job), 'status', 'startTime');
        trial.expect.that(typeof after === 'string', {
          message: `A ${METHOD[verb]} emptied the status, which the server alone writes`,
          expected: 'the status as it was',
          received: 'no startTime',
          path: '/status/startTime',
          answer,
        });
      }
    },
  }),
  requirement(`${verb}/raises-the-generation-with-the-spec`, {
    tests: ['metadata.generation.moves', 'metadata.generation.set'],
    needs: [BASIS[verb]],
    async check(trial) {
      const job = await trial.given.job({ spec: everyMutableField(trial.kind) });
      const changes = mutableFieldsOf(trial.kind).map((field): [string[], Json | undefined] => [
        ['spec', field.name],
        twoValues(field)[1],
      ]);
      const removals = changes.map(([path]): [string[], Json | undefined] => [path, undefined]);
      for (const [path, value] of [...changes, ...removals]) {
        const before = generationOf(await trial.given.read(job));
        const answer = await write(trial, verb, job, path, value);
        const after = generationOf(trial.expect.accepted(answer));
        const stored = generationOf(await trial.given.read(job));
        // A default that takes the place of what was removed may be the value that was there.
        const same = value === undefined && at(answer.json, ...path) !== undefined;
        trial.expect.that(after > before || (same && after === before), {
          message: `A change of ${path.join('.')} did not raise the generation`,
          expected: `more than ${before}`,
          received: String(after),
          path: '/metadata/generation',
          answer,
        });
        trial.expect.that(stored >= after, {
          message: 'The generation went down',
          expected: `${after} or more`,
          received: String(stored),
          path: '/metadata/generation',
          answer,
        });
      }
    },
  }),
  requirement(`${verb}/never-lowers-the-generation`, {
    tests: ['metadata.generation.moves'],
    needs: [BASIS[verb]],
    async check(trial) {
      const job = await trial.given.job({ labels: { a: '1' }, annotations: { a: '1' } });
      // A generation that still is the first has no way down; whether a change of the spec raises it is judged elsewhere.
      for (const [name, value] of Object.entries(everyMutableField(trial.kind)))
        await write(trial, verb, job, ['spec', name], value);
      let last = generationOf(await trial.given.read(job));
      for (const [map, value] of [
        ['labels', '2'],
        ['annotations', '2'],
        ['labels', undefined],
        ['annotations', undefined],
      ] as const) {
        const answer = await write(trial, verb, job, ['metadata', map, 'a'], value);
        const now = generationOf(trial.expect.accepted(answer));
        trial.expect.that(now >= last, {
          message: `A change of ${map} lowered the generation`,
          expected: `${last} or more`,
          received: String(now),
          path: '/metadata/generation',
          answer,
        });
        last = now;
      }
    },
  }),
  requirement(`${verb}/moves-the-resource-version`, {
    tests: [...serverSet(verb), 'metadata.resource-version.moves'],
    needs: [BASIS[verb]],
    async check(trial) {
      const job = await trial.given.job({
        annotations: { a: '1' },
        labels: { a: '1' },
        spec: everyMutableField(trial.kind),
      });
      const fields = mutableFieldsOf(trial.kind).map((field): [string[], Json | undefined] => [
        ['spec', field.name],
        twoValues(field)[1],
      ]);
      const changes: [string[], Json | undefined][] = [
        [['metadata', 'labels', 'a'], '2'],
        [['metadata', 'annotations', 'a'], '2'],
        ...fields,
        [['metadata', 'labels', 'a'], undefined],
        [['metadata', 'annotations', 'a'], undefined],
      ];
      for (const [path, value] of changes) {
        const before = versionOf(await trial.given.read(job));
        const answer = await write(trial, verb, job, path, value);
        const [answered, stored] = [versionOf(trial.expect.accepted(answer)), versionOf(await trial.given.read(job))];
        for (const after of [answered, stored]) {
          trial.expect.that(after !== '' && after !== before, {
            message: `A change of ${path.join('.')} kept the resourceVersion`,
            expected: `another than ${before}`,
            received: after,
            path: '/metadata/resourceVersion',
            answer,
          });
        }
      }
    },
  }),
  requirement(`${verb}/answers-the-version-that-a-watch-shows`, {
    tests: [`${verb}.answers-object`, 'metadata.resource-version.one-state'],
    needs: [`${verb}/answers-with-what-is-stored`, 'watch/shows-each-change-in-order'],
    async check(trial) {
      const job = await trial.given.job();
      await watching(
        trial,
        { resourceVersion: await currentVersion(trial), fieldSelector: `metadata.name=${job.name}` },
        async (stream) => {
          // A controller may write right after each change: then a read shows its version, and the watch both.
          const answered = new Map<string, { version: string; answer: Answer }>();
          for (const value of ['one', 'two', 'three']) {
            const answer = await write(trial, verb, job, ['metadata', 'labels', 'step'], value);
            answered.set(value, { version: versionOf(trial.expect.accepted(answer)), answer });
          }
          const events = await stream.collect((seen) => seen.some((event) => labelOf(event, 'step') === 'three'));
          for (const [value, { version, answer }] of answered) {
            const first = events.find((event) => labelOf(event, 'step') === value);
            if (first === undefined) return trial.inconclusive(`the watch did not show the change to ${value}`);
            trial.expect.match(version, versionOf(first.object), answer, '/metadata/resourceVersion');
          }
        },
      );
    },
  }),
  requirement(`${verb}/keeps-what-nobody-may-lose`, {
    tests: [
      'metadata.uid.kept',
      'metadata.creation-timestamp.kept',
      'metadata.name.immutable',
      'metadata.namespace.immutable',
    ],
    needs: [BASIS[verb]],
    async check(trial) {
      const job = await trial.given.job();
      const kept = (object: JsonObject): JsonObject =>
        Object.fromEntries(
          ['name', 'namespace', 'uid', 'creationTimestamp', 'selfLink'].map((key) => [
            key,
            metadataOf(object)[key] ?? null,
          ]),
        );
      for (const [name, value] of Object.entries(everyMutableField(trial.kind))) {
        const answer = await writeAll(trial, verb, job, [
          [['spec', name], value],
          [['metadata', 'annotations', name], 'x'],
        ]);
        trial.expect.match(kept(trial.expect.accepted(answer)), kept(job.stored), answer, '/metadata');
        trial.expect.match(kept(await trial.expect.stored(job, {})), kept(job.stored), undefined, '/metadata');
      }
    },
  }),
];

export const serverSetMembers: readonly Requirement[] = forBothVerbs((verb) => [
  ...MEMBERS.map((member) => keeps(member, verb)),
  ...MOVING.map((member) => takesNone(member, verb)),
  ...rules(verb),
]);
