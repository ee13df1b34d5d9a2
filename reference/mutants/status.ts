import { isObject, type JsonObject } from '../../contract/json.ts';
import { metadataOf, objectAt, withMetadata, type Job } from '../state/model.ts';
import { inAnswers } from './response-bodies.ts';
import type { Mutant } from './types.ts';

/** The conditions as the controller writes them, changed. */
const conditions =
  (change: (all: JsonObject[], final: boolean) => JsonObject[]): Mutant['override'] =>
  (base) => ({
    conditionsWith: (before, added, final, now) => change(base.conditionsWith(before, added, final, now), final),
  });
const status = (change: (status: JsonObject, job: Job) => JsonObject): Mutant['override'] =>
  inAnswers((_, job) =>
    isObject(job['status']) && Object.keys(job['status']).length > 0
      ? { ...job, status: change(job['status'], job) }
      : job,
  );

export const STATUS_MUTANTS: readonly Mutant[] = [
  {
    name: 'status-is-a-text',
    breaks: 'status.optional',
    text: 'The status of a job is a word.',
    override: inAnswers((_, job) => ({ ...job, status: 'Running' })),
  },
  {
    name: 'status-is-null',
    breaks: 'status.optional',
    text: 'The status of a job is an array.',
    override: inAnswers((_, job) => ({ ...job, status: [] })),
  },
  {
    name: 'replica-statuses-as-an-array',
    breaks: 'status.replica-statuses',
    text: 'The replica statuses are an array.',
    override: inAnswers((kind, job) =>
      isObject(job['status']) && kind.statusMap in job['status']
        ? {
            ...job,
            status: { ...job['status'], [kind.statusMap]: Object.values(objectAt(job['status'], kind.statusMap)) },
          }
        : job,
    ),
  },
  {
    name: 'replica-statuses-in-lower-case',
    breaks: 'status.replica-statuses',
    text: 'The replica types of a status are in lower case.',
    override: (base) => ({ statusKey: (kind, type) => base.statusKey(kind, type).toLowerCase() }),
  },
  {
    name: 'replica-statuses-of-another-kind',
    breaks: 'status.replica-statuses',
    text: 'The status counts replicas of a type that the kind does not have.',
    override: () => ({ statusKey: () => 'Driver' }),
  },
  {
    name: 'counts-are-negative',
    breaks: 'status.counts',
    text: 'The status counts minus one replica.',
    override: (base) => ({
      replicaStatus: (replica, phase) =>
        Object.fromEntries(Object.keys(base.replicaStatus(replica, phase)).map((key) => [key, -1])),
    }),
  },
  {
    name: 'counts-are-texts',
    breaks: 'status.counts',
    text: 'The status counts replicas in words.',
    override: (base) => ({
      replicaStatus: (replica, phase) =>
        Object.fromEntries(
          Object.entries(base.replicaStatus(replica, phase)).map(([key, value]) => [key, String(value)]),
        ),
    }),
  },
  {
    name: 'counts-are-fractions',
    breaks: 'status.counts',
    text: 'The status counts half a replica.',
    override: (base) => ({
      replicaStatus: (replica, phase) =>
        Object.fromEntries(Object.keys(base.replicaStatus(replica, phase)).map((key) => [key, 0.5])),
    }),
  },
  {
    name: 'condition-of-unknown-type',
    breaks: 'status.conditions.types',
    text: 'A job that runs has the condition Active.',
    override: conditions((all) => all.map((one) => (one['type'] === 'Running' ? { ...one, type: 'Active' } : one))),
  },
  {
    name: 'condition-status-is-boolean',
    breaks: 'status.conditions.types',
    text: 'The status of a condition is a boolean.',
    override: conditions((all) => all.map((one) => ({ ...one, status: one['status'] === 'True' }))),
  },
  {
    name: 'condition-status-in-lower-case',
    breaks: 'status.conditions.types',
    text: 'The status of a condition is true or false in lower case.',
    override: conditions((all) => all.map((one) => ({ ...one, status: String(one['status']).toLowerCase() }))),
  },
  {
    name: 'condition-stands-twice',
    breaks: 'status.conditions.unique',
    text: 'The first condition stands twice.',
    override: status((one) => ({
      ...one,
      conditions: Array.isArray(one['conditions']) ? [...one['conditions'], ...one['conditions'].slice(0, 1)] : [],
    })),
  },
  {
    name: 'succeeded-and-failed',
    breaks: 'status.conditions.final',
    text: 'A job that has ended has succeeded and failed.',
    override: conditions((all, final) =>
      final && all.length < 4
        ? [...all, { ...(all.at(-1) as JsonObject), type: all.at(-1)?.['type'] === 'Failed' ? 'Succeeded' : 'Failed' }]
        : all,
    ),
  },
  {
    name: 'ended-and-begun-again',
    breaks: 'status.conditions.final',
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
  },
  {
    name: 'ended-and-running',
    breaks: 'status.conditions.running-false',
    text: 'A job that has ended is still Running.',
    override: (base) => ({ conditionsWith: (before, added, _, now) => base.conditionsWith(before, added, false, now) }),
  },
  {
    name: 'running-and-restarting',
    breaks: 'status.conditions.restarting',
    text: 'A job that runs is Restarting too.',
    override: conditions((all, final) =>
      !final && all.some((one) => one['type'] === 'Running')
        ? [...all, { ...(all.at(-1) as JsonObject), type: 'Restarting' }]
        : all,
    ),
  },
  {
    name: 'condition-reason-is-a-sentence',
    breaks: 'status.conditions.reason',
    text: 'The reason of a condition is a sentence.',
    override: (base) => ({
      condition: (kind, job, phase, now) => ({
        ...base.condition(kind, job, phase, now),
        reason: `the job is ${phase}`,
      }),
    }),
  },
  {
    name: 'ended-before-it-started',
    breaks: 'status.times.order',
    text: 'completionTime is before startTime.',
    override: status((one) =>
      one['completionTime'] === undefined ? one : { ...one, completionTime: '2001-01-01T00:00:00Z' },
    ),
  },
  {
    name: 'times-go-back',
    breaks: 'status.times.forward',
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
  },
  {
    name: 'start-time-moves',
    breaks: 'status.start-time.kept',
    text: 'startTime is that of the last transition.',
    override: inAnswers((_, job) => {
      const all = objectAt(job, 'status')['conditions'],
        last = Array.isArray(all) ? all.at(-1) : undefined;
      return isObject(last)
        ? { ...job, status: { ...objectAt(job, 'status'), startTime: last['lastTransitionTime'] ?? '' } }
        : job;
    }),
  },
  {
    name: 'create-writes-status',
    breaks: 'status.not-writable',
    verbs: ['create'],
    variants: ['controller-absent'],
    text: "The status that a create sends becomes the object's.",
    override: (base) => ({
      withoutStatus: (sent) => sent,
      freshStatus: () => undefined,
      createAnswer: (sent, stored) => base.createAnswer(sent, stored),
    }),
  },
  {
    name: 'status-of-labels',
    breaks: 'status.not-writable',
    verbs: ['patch'],
    text: 'A patch of the status is shown in its answer.',
    override: (base) => ({
      patchAnswer: (patch, stored) =>
        patch['status'] === undefined
          ? base.patchAnswer(patch, stored)
          : withMetadata({ ...stored, status: patch['status'] }, {}),
    }),
  },
];
