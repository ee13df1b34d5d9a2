import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import { STRUCTURES, statusOf } from '../../contract/structures.ts';
import type { Kind } from '../../contract/types.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { at } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { jobsIn } from '../support/seen.ts';

const FINAL = ['Succeeded', 'Failed'];
/** Milliseconds that a first look at a status is worth: a target need not have a controller. */
const GLANCE = 1_000;
/** Milliseconds between looks at a job that lives. */
const OFTEN = 200;
/** Looks at a job after its end, one a second. */
const LOOKS = 3;
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

const conditionsOf = (object: JsonObject): JsonObject[] => {
  const conditions = at(object, 'status', 'conditions');
  return Array.isArray(conditions) ? conditions.filter(isObject) : [];
};
const isTrue = (condition: JsonObject | undefined): boolean => condition?.['status'] === 'True';
const ofType = (object: JsonObject, type: string): JsonObject | undefined =>
  conditionsOf(object).find((condition) => condition['type'] === type);

const isFinal = (object: JsonObject): boolean => FINAL.some((type) => isTrue(ofType(object, type)));

/** Causes traffic that shows a status, if the target has a controller: a little for the first condition, then until the job has ended. */
export async function observe(trial: Trial): Promise<void> {
  const job = await trial.given.job();
  const seen = await trial.eventually(
    async () => (conditionsOf(await trial.given.read(job)).length > 0 ? true : undefined),
    Math.min(trial.settle, GLANCE),
  );
  trial.choice('controller', seen === undefined ? 'controller-absent' : 'controller-calm');
  if (seen === undefined) trial.notApplicable('the target shows no condition within the settle time');
  await trial.eventually(async () => (isFinal(await trial.given.read(job)) ? true : undefined));
}

type Judge = (job: JsonObject, kind: Kind) => Omit<Finding, 'exchange'> | 'holds' | undefined;

const onJobs = (
  id: string,
  tests: readonly string[],
  judge: Judge,
  check: (trial: Trial) => Promise<void> = observe,
): Requirement =>
  requirement(id, {
    tests,
    needs: ['read/answers-with-what-is-stored'],
    check,
    everywhere(exchange, kind) {
      let holds = false;
      for (const { object, path } of jobsIn(exchange, kind)) {
        const outcome = judge(object, kind);
        if (outcome === 'holds') holds = true;
        else if (outcome !== undefined)
          return { ...outcome, path: path + (outcome.path ?? ''), exchange: exchange.seq };
      }
      return holds ? 'holds' : undefined;
    },
  });

const text = (value: Json | undefined): string => JSON.stringify(value)?.slice(0, 200) ?? 'nothing';

/** Words that the tables list for a member of JobCondition. */
const wordsOf = (member: string): readonly string[] => {
  const is = STRUCTURES['JobCondition']?.fields.find(({ name }) => name === member)?.is;
  return is?.type === 'string' ? (is.enum ?? []) : [];
};

/** The maps of replica statuses, under every name that the kind's may have (erratum 7). */
const countsOf = (job: JsonObject, kind: Kind): [path: string, counts: Json][] =>
  [kind.statusMap, ...(kind.statusMapAliases ?? [])].flatMap((name) => {
    const map = at(job, 'status', name);
    return isObject(map)
      ? Object.entries(map).map(([type, counts]): [string, Json] => [`/status/${name}/${type}`, counts])
      : [];
  });

/** Every time of an object that the tables name, with its place. */
function timesOf(job: JsonObject, kind: Kind): [path: string, time: Json][] {
  const ofStatus = statusOf(kind)
    .fields.filter(({ is }) => is.type === 'string' && is.format === 'date-time')
    .map(({ name }): [string, Json | undefined] => [`/status/${name}`, at(job, 'status', name)]);
  const ofMetadata = ['creationTimestamp', 'deletionTimestamp'].map((name): [string, Json | undefined] => [
    `/metadata/${name}`,
    at(job, 'metadata', name),
  ]);
  const ofConditions = conditionsOf(job).flatMap((condition, i) =>
    ['lastUpdateTime', 'lastTransitionTime'].map((name): [string, Json | undefined] => [
      `/status/conditions/${i}/${name}`,
      condition[name],
    ]),
  );
  return [...ofMetadata, ...ofStatus, ...ofConditions].filter(
    (row): row is [string, Json] => row[1] !== undefined && row[1] !== null,
  );
}

const oneJob = async (trial: Trial): Promise<void> => void (await trial.given.job());

const invariants: readonly Requirement[] = [
  onJobs(
    'status/is-absent-or-an-object',
    ['status.optional'],
    (job) => {
      const status = job['status'] ?? null;
      return status === null || isObject(status)
        ? 'holds'
        : {
            message: 'The status of a job is no object',
            expected: 'none, {} or a status',
            received: text(status),
            path: '/status',
          };
    },
    oneJob,
  ),
  onJobs(
    'metadata/has-times-in-rfc-3339',
    [
      'metadata.timestamps',
      'constraint.ObjectMeta.creationTimestamp.format',
      'constraint.ObjectMeta.deletionTimestamp.format',
    ],
    (job, kind) => {
      const times = timesOf(job, kind);
      const stray = times.find(
        ([, time]) => typeof time !== 'string' || !RFC3339.test(time) || Number.isNaN(Date.parse(time)),
      );
      if (stray !== undefined)
        return {
          message: 'A time is not in RFC 3339',
          expected: 'a time such as 2019-07-23T12:39:47Z',
          received: text(stray[1]),
          path: stray[0],
        };
      return times.length > 0 ? 'holds' : undefined;
    },
    oneJob,
  ),
  onJobs('status/counts-nothing-below-zero', ['status.counts'], (job, kind) => {
    const counts = countsOf(job, kind).flatMap(([path, of]) =>
      isObject(of)
        ? ['active', 'succeeded', 'failed'].map((name): [string, Json | undefined] => [`${path}/${name}`, of[name]])
        : [[path, of] as [string, Json]],
    );
    const given = counts.filter(([, count]) => count !== undefined);
    const stray = given.find(([, count]) => !Number.isInteger(count) || Number(count) < 0);
    if (stray !== undefined)
      return {
        message: 'A replica status counts what cannot be',
        expected: 'integers from 0',
        received: text(stray[1]),
        path: stray[0],
      };
    return given.length > 0 ? 'holds' : undefined;
  }),
  onJobs(
    'status/has-documented-conditions',
    ['status.conditions.types', 'constraint.JobCondition.type.enum', 'constraint.JobCondition.status.enum'],
    (job) => {
      const conditions = conditionsOf(job);
      for (const [i, condition] of conditions.entries())
        for (const member of ['type', 'status'])
          if (!wordsOf(member).includes(String(condition[member])))
            return {
              message: `A condition has a ${member} that is not documented`,
              expected: wordsOf(member).join(', '),
              received: text(condition[member]),
              path: `/status/conditions/${i}/${member}`,
            };
      return conditions.length > 0 ? 'holds' : undefined;
    },
  ),
  onJobs('status/ends-after-it-starts', ['status.times.order'], (job) => {
    const [start, end] = ['startTime', 'completionTime'].map((name) => Date.parse(String(at(job, 'status', name)))) as [
      number,
      number,
    ];
    if (Number.isNaN(start) || Number.isNaN(end)) return undefined;
    return end >= start
      ? 'holds'
      : {
          message: 'A job was completed before it started',
          expected: `not before ${String(at(job, 'status', 'startTime'))}`,
          received: String(at(job, 'status', 'completionTime')),
          path: '/status/completionTime',
        };
  }),
  onJobs('status/is-not-running-and-restarting', ['status.conditions.restarting'], (job) => {
    const [running, restarting] = [ofType(job, 'Running'), ofType(job, 'Restarting')];
    if (running === undefined && restarting === undefined) return undefined;
    return isTrue(running) && isTrue(restarting)
      ? {
          message: 'A job is Running and Restarting at once',
          expected: 'one of the two',
          received: text([running!, restarting!]),
          path: '/status/conditions',
        }
      : 'holds';
  }),
  onJobs('status/has-each-condition-type-once', ['status.conditions.unique'], (job) => {
    const types = conditionsOf(job).map((condition) => String(condition['type']));
    if (types.length === 0) return undefined;
    if (new Set(types).size === types.length) return 'holds';
    return {
      message: 'A condition type stands twice',
      expected: 'each type once',
      received: types.join(', '),
      path: '/status/conditions',
    };
  }),
  onJobs('status/is-not-running-once-it-is-final', ['status.conditions.running-false'], (job) => {
    if (!FINAL.some((type) => isTrue(ofType(job, type)))) return undefined;
    const running = ofType(job, 'Running');
    return isTrue(running)
      ? {
          message: 'A finished job still runs',
          expected: 'Running is False, or absent',
          received: text(running),
          path: '/status/conditions',
        }
      : 'holds';
  }),
  onJobs('status/has-one-outcome', ['status.conditions.final'], (job) => {
    const outcomes = conditionsOf(job).filter(
      (condition) => FINAL.includes(String(condition['type'])) && isTrue(condition),
    );
    if (outcomes.length === 0) return undefined;
    return outcomes.length === 1
      ? 'holds'
      : {
          message: 'A job has succeeded and failed',
          expected: 'one of the two',
          received: text(outcomes),
          path: '/status/conditions',
        };
  }),
  onJobs('status/names-its-reason', ['status.conditions.reason'], (job, kind) => {
    const named = conditionsOf(job).filter((condition) => condition['reason'] !== undefined);
    if (named.length === 0) return undefined;
    const stray = named.find(
      (condition) =>
        typeof condition['reason'] !== 'string' ||
        !/^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/.test(condition['reason']),
    );
    return stray === undefined
      ? 'holds'
      : {
          message: `A condition of ${kind.kind} has a reason that is no word in CamelCase`,
          expected: `such as ${kind.kind}Created`,
          received: text(stray['reason']),
          path: '/status/conditions',
        };
  }),
  onJobs('status/counts-replicas-by-documented-types', ['status.replica-statuses'], (job, kind) => {
    const counts = countsOf(job, kind);
    for (const name of [kind.statusMap, ...(kind.statusMapAliases ?? [])]) {
      const map = at(job, 'status', name);
      if (Array.isArray(map))
        return {
          message: 'The replica statuses are an array',
          expected: 'a map of replica type to counts',
          received: text(map),
          path: `/status/${name}`,
        };
    }
    if (counts.length === 0) return undefined;
    const names = kind.replicaTypes.flatMap((type) => [type.name, ...(type.aliases ?? [])]);
    const stray = counts.find(([path]) => !names.includes(path.slice(path.lastIndexOf('/') + 1)));
    return stray === undefined
      ? 'holds'
      : {
          message: 'The status counts replicas of a type that the kind does not have',
          expected: names.join(', '),
          received: stray[0],
          path: stray[0],
        };
  }),
];

/** What may not go back, over the looks at one job. */
interface Memory {
  transitions: Map<string, number>;
  startTime?: string;
  finished?: string;
  looks: number;
}

function look(trial: Trial, object: JsonObject, memory: Memory): void {
  const conditions = conditionsOf(object);
  memory.looks += conditions.length;
  const start = at(object, 'status', 'startTime');
  if (memory.startTime !== undefined) trial.expect.match(start, memory.startTime, undefined, '/status/startTime');
  else if (typeof start === 'string') memory.startTime = start;
  for (const condition of conditions) {
    const type = String(condition['type']);
    const transition = Date.parse(String(condition['lastTransitionTime']));
    const before = memory.transitions.get(type) ?? Number.NaN;
    trial.expect.that(!(transition < before), {
      message: `lastTransitionTime of ${type} went back`,
      expected: `not before ${Number.isNaN(before) ? '' : new Date(before).toISOString()}`,
      received: String(condition['lastTransitionTime']),
      path: '/status/conditions',
    });
    memory.transitions.set(type, transition);
    if (FINAL.includes(type) && isTrue(condition)) memory.finished ??= type;
  }
  if (memory.finished === undefined) return;
  const kept = ofType(object, memory.finished);
  trial.expect.that(isTrue(kept), {
    message: `A job that has ${memory.finished} has not any more`,
    expected: `${memory.finished} stays True`,
    received: text(kept),
    path: '/status/conditions',
  });
}

export const status: readonly Requirement[] = [
  ...invariants,
  requirement('status/moves-forward', {
    tests: ['status.times.forward', 'status.conditions.final', 'status.start-time.kept'],
    needs: ['read/answers-with-what-is-stored'],
    async check(trial) {
      const job = await trial.given.job();
      const memory: Memory = { transitions: new Map(), looks: 0 };
      await trial.eventually(async () => {
        look(trial, await trial.given.read(job), memory);
        return memory.looks > 0 ? true : undefined;
      });
      if (memory.looks === 0) return trial.notApplicable('the target shows no condition within the settle time');
      // Often enough that nothing comes and goes between two looks.
      for (
        const end = trial.clock.now() + trial.settle;
        memory.finished === undefined && trial.clock.now() < end;
        await trial.clock.sleep(Math.max(OFTEN, trial.settle / 50))
      )
        look(trial, await trial.given.read(job), memory);
      // Neither a write of the client nor time takes back what is final, or when it began.
      await trial.given.updated(job, (object) => {
        object['metadata'] = { ...(object['metadata'] as JsonObject), annotations: { looked: 'again' } };
      });
      for (let i = 0; i < LOOKS; i += 1) {
        look(trial, await trial.given.read(job), memory);
        await trial.clock.sleep(GLANCE);
      }
    },
  }),
];
