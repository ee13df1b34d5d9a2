/** Members that only the server sets: what a client writes to them is refused or ignored. */
import type { Json, JsonObject } from '../../../contract/json.ts';
import { pathOf } from '../../../contract/operations.ts';
import type { Accepted } from '../../../harness/model/target.ts';
import type { Requirement } from '../../../harness/model/requirement.ts';
import type { Trial } from '../../../harness/model/trial.ts';
import { HOLD } from '../../delete/support.ts';
import { at, metadataOf } from '../objects.ts';
import { requirement } from '../requirement.ts';
import {
  BASIS,
  LONG_AGO,
  METHOD,
  everyMutableField,
  control,
  write,
  writeAll,
  type Change,
  type UpdateVerb,
} from './write.ts';

interface Member {
  tests: (verb: UpdateVerb) => readonly string[];
  path: readonly string[];
  /** Values that a client might send; undefined leaves it out of a PUT and is null in a PATCH. */
  values: (trial: Trial, job: Accepted) => readonly (Json | undefined)[];
}

/** A member that controllers may change meanwhile. */
interface MovingMember extends Member {
  /** Whether what is stored is what the client sent; unless given, whether the two are the same value. */
  taken?: (stored: Json | undefined) => boolean;
}

const serverSet = (verb: UpdateVerb): string[] => [`metadata.server-set.${verb}`];

export const CREATION_TIMESTAMP: Member = {
  tests: (verb) => [...serverSet(verb), 'metadata.creation-timestamp.kept'],
  path: ['metadata', 'creationTimestamp'],
  // Clients in Go send null for a time that they do not set.
  values: () => [LONG_AGO, undefined, null],
};

export const UID: Member = {
  tests: (verb) => [...serverSet(verb), 'metadata.uid.kept'],
  path: ['metadata', 'uid'],
  values: () => [undefined, null, '11111111-2222-3333-4444-555555555555'],
};

export const SELF_LINK: Member = {
  tests: serverSet,
  path: ['metadata', 'selfLink'],
  values: (trial, job) => [undefined, `${pathOf(trial.kind, job.namespace, job.name)}-x`],
};

export const NAME: Member = {
  tests: () => ['metadata.name.immutable', 'constraint.ObjectMeta.name.immutable'],
  path: ['metadata', 'name'],
  values: (_, job) => [`${job.name}-x`, undefined],
};

export const NAMESPACE: Member = {
  tests: () => ['metadata.namespace.immutable', 'constraint.ObjectMeta.namespace.immutable'],
  path: ['metadata', 'namespace'],
  values: (trial) => [undefined, trial.otherNamespace || 'another-namespace'],
};

export const DELETION_TIMESTAMP: Member = {
  tests: (verb) => [...serverSet(verb), 'metadata.deletion-timestamp.absent'],
  path: ['metadata', 'deletionTimestamp'],
  values: () => [LONG_AGO, '2099-01-01T00:00:00Z'],
};

export const GENERATION: MovingMember = {
  tests: serverSet,
  path: ['metadata', 'generation'],
  values: () => [99, 0],
};

export const START_TIME: MovingMember = {
  tests: () => ['status.not-writable'],
  path: ['status', 'startTime'],
  values: () => [LONG_AGO],
};

export const COMPLETION_TIME: MovingMember = {
  tests: () => ['status.not-writable'],
  path: ['status', 'completionTime'],
  values: () => [LONG_AGO],
};

export const CONDITIONS: MovingMember = {
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
};

export const REPLICA_STATUSES: MovingMember = {
  tests: () => ['status.not-writable'],
  path: ['status'],
  values: ({ kind }) => {
    const counts = { active: 77, succeeded: 78, failed: 79 };
    return kind.replicaTypes.slice(0, 1).map(({ name }) => ({ [kind.statusMap]: { [name]: counts } }));
  },
  taken: (stored) => JSON.stringify(stored ?? null).includes('"active":77'),
};

/** A member that nobody changes while the object lives. */
export const keeps = (id: string, verb: UpdateVerb, { tests, path, values }: Member): Requirement =>
  requirement(id, {
    tests: tests(verb),
    needs: [BASIS[verb]],
    async check(trial) {
      const job = await trial.given.reused();
      await control(trial, verb, job);
      const before = at(await trial.given.read(job), ...path);
      for (const value of values(trial, job)) {
        const answer = await write(trial, verb, job, path, value);
        if (answer.status >= 400) trial.expect.refused(answer);
        else trial.expect.accepted(answer);
        const after = at(await trial.expect.stored(job, {}), ...path);
        trial.expect.that(JSON.stringify(after) === JSON.stringify(before), {
          message: `A ${METHOD[verb]} changed ${path.join('.')}, which only the server sets`,
          expected: JSON.stringify(before) ?? 'absent',
          received: JSON.stringify(after) ?? 'absent',
          path: `/${path.join('/')}`,
          answer,
        });
      }
    },
  });

/** A member that may change meanwhile: it must not take the client's value. */
export const takesNone = (id: string, verb: UpdateVerb, { tests, path, values, taken }: MovingMember): Requirement =>
  requirement(id, {
    tests: tests(verb),
    needs: [BASIS[verb]],
    async check(trial) {
      const job = await trial.given.reused();
      await control(trial, verb, job);
      for (const value of values(trial, job)) {
        // Allowed changes go with it, so that a server that ignores the value still has something to store.
        const answer = await writeAll(trial, verb, job, [
          [path, value],
          [['metadata', 'labels', 'beside'], trial.given.name('b')],
          ...Object.entries(everyMutableField(trial.kind)).map(([name, other]): Change => [['spec', name], other]),
        ]);
        if (answer.status >= 400) trial.expect.refused(answer);
        else trial.expect.accepted(answer);
        const answered = answer.status < 300 ? [answer.json] : [];
        for (const object of [...answered, await trial.expect.stored(job, {})]) {
          const after = at(object, ...path);
          trial.expect.that(!(taken === undefined ? Object.is(after, value) : taken(after)), {
            message: `A ${METHOD[verb]} changed ${path.join('.')}, which only the server sets`,
            expected: 'a value set by the server',
            received: JSON.stringify(after) ?? 'absent',
            path: `/${path.join('/')}`,
            answer,
          });
        }
      }
    },
  });

export const keepsTheStatusWhenLeftOut = (id: string, verb: UpdateVerb): Requirement =>
  requirement(id, {
    tests: ['status.not-writable'],
    needs: [BASIS[verb]],
    async check(trial) {
      const job = await trial.given.reused();
      const filled = await trial.eventually(
        async () => (typeof at(await trial.given.read(job), 'status', 'startTime') === 'string' ? true : undefined),
        Math.min(trial.settle, 1_000),
      );
      if (filled === undefined) trial.notApplicable('the target gives this job no status');
      for (const value of [undefined, { startTime: null }]) {
        const answer = await writeAll(trial, verb, job, [
          [['status'], value],
          [['metadata', 'labels', 'beside'], trial.given.name('b')],
        ]);
        if (answer.status >= 400) trial.expect.refused(answer);
        const after = at(await trial.given.read(job), 'status', 'startTime');
        trial.expect.that(typeof after === 'string', {
          message: `A ${METHOD[verb]} emptied the status, which only the server writes`,
          expected: 'the status as it was',
          received: 'no startTime',
          path: '/status/startTime',
          answer,
        });
      }
    },
  });

const IDENTITY = ['name', 'generateName', 'namespace', 'uid', 'creationTimestamp', 'selfLink'];

export const keepsItsIdentity = (id: string, verb: UpdateVerb): Requirement =>
  requirement(id, {
    tests: [
      'metadata.uid.kept',
      'metadata.creation-timestamp.kept',
      'metadata.name.immutable',
      'metadata.namespace.immutable',
      'metadata.generate-name.kept',
    ],
    needs: [BASIS[verb]],
    async check(trial) {
      // Beside a name it does not count, but where it is kept it stays.
      const job = await trial.given.job({ metadata: { generateName: `${trial.given.name('kept')}-` } });
      const identityOf = (object: JsonObject): JsonObject =>
        Object.fromEntries(IDENTITY.map((key) => [key, metadataOf(object)[key] ?? null]));
      const wanted = identityOf(job.stored);
      for (const [i, [name, value]] of Object.entries(everyMutableField(trial.kind)).entries()) {
        const answer = await writeAll(trial, verb, job, [
          [['spec', name], value],
          [['metadata', 'annotations', name], 'x'],
          [['metadata', 'finalizers'], i % 2 === 0 ? [HOLD] : undefined],
        ]);
        trial.expect.match(identityOf(trial.expect.accepted(answer)), wanted, answer, '/metadata');
        trial.expect.match(identityOf(await trial.expect.stored(job, {})), wanted, undefined, '/metadata');
      }
      trial.expect.accepted(await trial.target.patch(job, { metadata: { finalizers: null } }));
    },
  });
