import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import { metadataOf, objectAt, textAt, withMetadata, type Job } from '../state/model.ts';
import { inMember } from './helpers/places.ts';
import { inAnswers } from './helpers/answers.ts';
import { mutant, type Mutant, type Override } from './types.ts';

/** The conditions as the controller writes them, changed. */
const conditions =
  (change: (all: JsonObject[], final: boolean) => JsonObject[]): Override =>
  (base) => ({
    conditionsWith: (before, added, final, now) => change(base.conditionsWith(before, added, final, now), final),
  });
const status = (change: (status: JsonObject, job: Job) => JsonObject): Override =>
  inAnswers((_, job) =>
    isObject(job['status']) && Object.keys(job['status']).length > 0
      ? { ...job, status: change(job['status'], job) }
      : job,
  );

/** What the status counts for each replica type, changed. */
const counts =
  (change: (count: Json) => Json): Override =>
  (base) => ({
    replicaStatus: (replica, phase) =>
      Object.fromEntries(
        Object.entries(base.replicaStatus(replica, phase)).map(([key, count]) => [key, change(count)]),
      ),
  });

/** The controller writes some parts as they were when the job was created. */
const writingBack =
  (parts: (created: Job, current: Job) => Job): Override =>
  (base) => {
    const created = new Map<Json | undefined, Job>();
    return {
      outcome: (job) => {
        created.set(metadataOf(job)['uid'], job);
        return base.outcome(job);
      },
      withStatus: (current, status) =>
        base.withStatus(parts(created.get(metadataOf(current)['uid']) ?? current, current), status),
    };
  };

export const STATUS_MUTANTS: readonly Mutant[] = [
  mutant('controller-writes-old-annotations', 'metadata.annotations.preserved', {
    text: 'The controller writes the annotations that a job was created with.',
    override: writingBack((created, current) =>
      withMetadata(current, { annotations: metadataOf(created)['annotations'] }),
    ),
  }),
  mutant('controller-writes-the-old-spec', 'concurrency.patch', {
    text: 'The controller writes the spec that a job was created with.',
    override: writingBack((created, current) => ({ ...current, spec: objectAt(created, 'spec') })),
  }),
  mutant('status-is-a-text', 'status.optional', {
    text: 'The status of a job is a word.',
    override: inAnswers((_, job) => ({ ...job, status: 'Running' })),
  }),
  mutant('status-is-null', 'status.optional', {
    text: 'The status of a job is an array.',
    override: inAnswers((_, job) => ({ ...job, status: [] })),
  }),
  mutant('replica-statuses-as-an-array', 'status.replica-statuses', {
    text: 'The replica statuses are an array.',
    override: inAnswers(({ statusMap }, job) =>
      inMember(job, 'status', (status) => {
        const replicas = status[statusMap];
        return isObject(replicas) ? { ...status, [statusMap]: Object.values(replicas) } : status;
      }),
    ),
  }),
  mutant('replica-statuses-in-lower-case', 'status.replica-statuses', {
    text: 'The replica types of a status are in lower case.',
    override: (base) => ({ statusKey: (kind, type) => base.statusKey(kind, type).toLowerCase() }),
  }),
  mutant('replica-statuses-of-another-kind', 'status.replica-statuses', {
    text: 'The status counts replicas of a type that the kind does not have.',
    override: () => ({ statusKey: () => 'Driver' }),
  }),
  mutant('counts-are-negative', 'status.counts', {
    text: 'The status counts minus one replica.',
    override: counts(() => -1),
  }),
  mutant('counts-are-texts', 'status.counts', {
    text: 'The status counts replicas in words.',
    override: counts(String),
  }),
  mutant('counts-are-fractions', 'status.counts', {
    text: 'The status counts half a replica.',
    override: counts(() => 0.5),
  }),
  mutant('condition-of-unknown-type', 'status.conditions.types', {
    text: 'A job that runs has the condition Active.',
    override: conditions((all) => all.map((one) => (one['type'] === 'Running' ? { ...one, type: 'Active' } : one))),
  }),
  mutant('condition-status-is-boolean', 'status.conditions.types', {
    text: 'The status of a condition is a boolean.',
    override: conditions((all) => all.map((one) => ({ ...one, status: one['status'] === 'True' }))),
  }),
  mutant('condition-status-in-lower-case', 'status.conditions.types', {
    text: 'The status of a condition is true or false in lower case.',
    override: conditions((all) => all.map((one) => ({ ...one, status: String(one['status']).toLowerCase() }))),
  }),
  mutant('condition-stands-twice', 'status.conditions.unique', {
    text: 'The first condition stands twice.',
    override: status((one) => ({
      ...one,
      conditions: Array.isArray(one['conditions']) ? [...one['conditions'], ...one['conditions'].slice(0, 1)] : [],
    })),
  }),
  mutant('succeeded-and-failed', 'status.conditions.final', {
    text: 'A job that has ended has succeeded and failed.',
    override: conditions((all, final) =>
      final && all.length < 4
        ? [...all, { ...(all.at(-1) as JsonObject), type: all.at(-1)?.['type'] === 'Failed' ? 'Succeeded' : 'Failed' }]
        : all,
    ),
  }),
  mutant('ended-and-begun-again', 'status.conditions.final', {
    text: 'A job that has succeeded runs again.',
    override: (base) => ({
      life: (outcome) => [...base.life(outcome), { phase: 'Running', after: 500 }],
      isFinal: (phase) => base.isFinal(phase),
      conditionsWith: (before, added, final, now) =>
        added['type'] === 'Running' && before.length > 2
          ? before.map((one) =>
              one['type'] === 'Running'
                ? { ...one, status: 'True', lastTransitionTime: now }
                : one['type'] === 'Created'
                  ? one
                  : { ...one, status: 'False', lastTransitionTime: now },
            )
          : base.conditionsWith(before, added, final, now),
    }),
  }),
  mutant('ended-and-running', 'status.conditions.running-false', {
    text: 'A job that has ended is still Running.',
    override: (base) => ({ conditionsWith: (before, added, _, now) => base.conditionsWith(before, added, false, now) }),
  }),
  mutant('running-and-restarting', 'status.conditions.restarting', {
    text: 'A job that runs is Restarting too.',
    override: conditions((all, final) =>
      !final && all.some((one) => one['type'] === 'Running')
        ? [...all, { ...(all.at(-1) as JsonObject), type: 'Restarting' }]
        : all,
    ),
  }),
  mutant('condition-reason-is-a-sentence', 'status.conditions.reason', {
    text: 'The reason of a condition is a sentence.',
    override: (base) => ({
      condition: (kind, job, phase, now) => ({
        ...base.condition(kind, job, phase, now),
        reason: `the job is ${phase}`,
      }),
    }),
  }),
  mutant('ended-before-it-started', 'status.times.order', {
    text: 'completionTime is before startTime.',
    override: status((one) =>
      one['completionTime'] === undefined ? one : { ...one, completionTime: '2001-01-01T00:00:00Z' },
    ),
  }),
  mutant('times-go-back', 'status.times.forward', {
    text: 'Transition times of the first condition go back with each look.',
    override: (base) => {
      const looks = new Map<string, number>();
      const turned = (job: Job): Job => {
        const uid = String(metadataOf(job)['uid']),
          all = objectAt(job, 'status')['conditions'];
        if (!Array.isArray(all) || all.length === 0) return job;
        looks.set(uid, (looks.get(uid) ?? 0) + 1);
        const back = (time: unknown): string =>
          new Date(Date.parse(String(time)) - (looks.get(uid) ?? 0) * 10_000).toISOString().replace('.000', '');
        return {
          ...job,
          status: {
            ...objectAt(job, 'status'),
            conditions: all.map((one, i) =>
              i === 0 && isObject(one) ? { ...one, lastTransitionTime: back(one['lastTransitionTime']) } : one,
            ),
          },
        };
      };
      return { readAnswer: (job) => turned(base.readAnswer(job)) };
    },
  }),
  mutant('start-time-moves', 'status.start-time.kept', {
    text: 'startTime is that of the last transition.',
    override: inAnswers((_, job) => {
      const all = objectAt(job, 'status')['conditions'],
        last = Array.isArray(all) ? all.at(-1) : undefined;
      return isObject(last)
        ? { ...job, status: { ...objectAt(job, 'status'), startTime: last['lastTransitionTime'] ?? '' } }
        : job;
    }),
  }),
  mutant('create-writes-status', 'status.not-writable', {
    text: "The status that a create sends becomes the object's.",
    verbs: ['create'],
    variants: ['controller-absent'],
    override: (base) => ({
      withoutStatus: (sent) => sent,
      freshStatus: () => undefined,
      createAnswer: (sent, stored) => base.createAnswer(sent, stored),
    }),
  }),
  mutant('status-beside-a-generated-name-is-taken', 'status.not-writable', {
    text: "The status that a create with a generateName sends becomes the object's.",
    verbs: ['create'],
    variants: ['controller-absent'],
    override: (base) => {
      const isGenerated = (sent: Job): boolean => textAt(metadataOf(sent), 'generateName') !== undefined;
      let taken: Job | undefined;
      return {
        withoutStatus: (sent) => (taken = isGenerated(sent) ? sent : undefined) ?? base.withoutStatus(sent),
        freshStatus: (created) => (taken === undefined ? base.freshStatus(created) : undefined),
      };
    },
  }),
  mutant('status-of-labels', 'status.not-writable', {
    text: 'A patch of the status is shown in its answer.',
    verbs: ['patch'],
    override: (base) => ({
      patchAnswer: (patch, stored) =>
        patch['status'] === undefined
          ? base.patchAnswer(patch, stored)
          : withMetadata({ ...stored, status: patch['status'] }, {}),
    }),
  }),
  mutant('patch-of-the-spec-takes-the-status-along', 'status.not-writable', {
    text: 'A patch of the spec and the status stores both.',
    verbs: ['patch'],
    override: (base) => {
      let both = false;
      return {
        mergePatch: (target, patch) => {
          both = isObject(patch) && isObject(patch['spec']) && isObject(patch['status']);
          return base.mergePatch(target, patch);
        },
        withStoredStatus: (current, next) => (both ? next : base.withStoredStatus(current, next)),
      };
    },
  }),
  mutant('patch-removes-from-the-status-by-null', 'status.not-writable', {
    text: 'Null inside the status of a patch removes a member of the status.',
    verbs: ['patch'],
    override: (base) => {
      let sent: JsonObject = {};
      return {
        mergePatch: (target, patch) => {
          sent = objectAt(patch, 'status');
          return base.mergePatch(target, patch);
        },
        withStoredStatus: (current, next) =>
          inMember(base.withStoredStatus(current, next), 'status', (stored) =>
            Object.fromEntries(Object.entries(stored).filter(([name]) => sent[name] !== null)),
          ),
      };
    },
  }),
];
