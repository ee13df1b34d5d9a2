/** What a controller shows. It is never demanded to move; what it shows has to make sense. */
import type { Json, JsonObject } from '../contract/seam.ts';
import type { Kind } from '../contract/types.ts';
import type { Exchange, Finding, Requirement, Trial } from '../harness/types.ts';
import { bodyOf, linesOf } from './bodies.ts';
import { at, isObject, itemsOf, requirement } from './common.ts';

const FINAL = ['Succeeded', 'Failed'];

const conditionsOf = (object: JsonObject): JsonObject[] => {
  const conditions = at(object, 'status', 'conditions');
  return Array.isArray(conditions) ? conditions.filter(isObject) : [];
};
const isTrue = (condition: JsonObject): boolean => condition['status'] === 'True';

/** All jobs of the kind that an answer carries: the object itself, a list's items, a watch's objects. */
function jobsIn(exchange: Exchange, kind: Kind): JsonObject[] {
  if (exchange.verb === undefined || exchange.status === undefined || exchange.status >= 300 || exchange.truncated === true) return [];
  const body = bodyOf(exchange);
  const bodies = exchange.verb === 'watch' ? linesOf(exchange) : body === undefined ? [] : [body];
  return bodies.flatMap((one) => [one, at(one, 'object'), ...itemsOf(one)])
    .filter((one): one is JsonObject => isObject(one) && isObject(one['metadata']) && (one['kind'] === kind.kind || one['kind'] === undefined) && isObject(one['status']));
}

/** Causes traffic that shows a status, if the target has a controller: waits for the first condition. */
async function observe(trial: Trial): Promise<void> {
  const job = await trial.given.job();
  const seen = await trial.eventually(async () => (conditionsOf(await trial.given.now(job)).length > 0 ? true : undefined));
  trial.saw('controller', seen === undefined ? 'controller-absent' : 'controller-calm');
  if (seen === undefined) trial.notApplicable('the target shows no condition within the settle time');
}

const onJobs = (id: string, tests: readonly string[], judge: (job: JsonObject, kind: Kind) => Omit<Finding, 'exchange'> | 'holds' | undefined): Requirement =>
  requirement(`status/${id}`, {
    tests,
    needs: ['read/answers-with-what-is-stored'],
    check: observe,
    everywhere(exchange, kind) {
      let holds = false;
      for (const job of jobsIn(exchange, kind)) {
        const outcome = judge(job, kind);
        if (outcome === 'holds') holds = true;
        else if (outcome !== undefined) return { ...outcome, exchange: exchange.seq };
      }
      return holds ? 'holds' : undefined;
    },
  });

const text = (value: Json | undefined): string => JSON.stringify(value)?.slice(0, 200) ?? 'nothing';

export const status: readonly Requirement[] = [
  onJobs('has-each-condition-type-once', ['status.conditions.unique'], (job) => {
    const types = conditionsOf(job).map((condition) => String(condition['type']));
    if (types.length === 0) return undefined;
    if (new Set(types).size === types.length) return 'holds';
    return { message: 'A condition type stands twice', expected: 'each type once', received: types.join(', '), path: '/status/conditions' };
  }),
  onJobs('is-not-running-once-it-is-final', ['status.conditions.running-false'], (job) => {
    const conditions = conditionsOf(job);
    if (!conditions.some((condition) => FINAL.includes(String(condition['type'])) && isTrue(condition))) return undefined;
    const running = conditions.find((condition) => condition['type'] === 'Running');
    return running !== undefined && isTrue(running)
      ? { message: 'A finished job still runs', expected: 'Running is False, or absent', received: text(running), path: '/status/conditions' } : 'holds';
  }),
  onJobs('has-one-outcome', ['status.conditions.final'], (job) => {
    const outcomes = conditionsOf(job).filter((condition) => FINAL.includes(String(condition['type'])) && isTrue(condition));
    if (outcomes.length === 0) return undefined;
    return outcomes.length === 1 ? 'holds' : { message: 'A job has succeeded and failed', expected: 'one of the two', received: text(outcomes), path: '/status/conditions' };
  }),
  onJobs('names-its-reason', ['status.conditions.reason'], (job, kind) => {
    const named = conditionsOf(job).filter((condition) => condition['reason'] !== undefined);
    if (named.length === 0) return undefined;
    const stray = named.find((condition) => typeof condition['reason'] !== 'string' || !/^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/.test(condition['reason']));
    return stray === undefined ? 'holds' : { message: `A condition of ${kind.kind} has a reason that is no word in CamelCase`, expected: `such as ${kind.kind}Created`, received: text(stray['reason']), path: '/status/conditions' };
  }),
  onJobs('counts-replicas-by-documented-types', ['status.replica-statuses'], (job, kind) => {
    const map = at(job, 'status', kind.statusMap);
    if (!isObject(map) || Object.keys(map).length === 0) return undefined;
    const names = kind.replicaTypes.flatMap((type) => [type.name, ...(type.aliases ?? [])]);
    const stray = Object.keys(map).find((name) => !names.includes(name));
    return stray === undefined ? 'holds' : { message: 'The status counts replicas of a type that the kind does not have', expected: names.join(', '), received: stray, path: `/status/${kind.statusMap}/${stray}` };
  }),
  requirement('status/moves-forward', {
    tests: ['status.times.forward', 'status.conditions.final'],
    needs: ['read/answers-with-what-is-stored'],
    async check(trial) {
      const job = await trial.given.job();
      const last = new Map<string, { status: string; transition: number }>();
      let finished: string | undefined;
      let looks = 0;
      const more = (): Promise<true | undefined> => trial.eventually(async () => {
        const conditions = conditionsOf(await trial.given.now(job));
        looks += conditions.length;
        for (const condition of conditions) {
          const type = String(condition['type']);
          const transition = Date.parse(String(condition['lastTransitionTime']));
          const before = last.get(type);
          if (before !== undefined && !Number.isNaN(transition) && !Number.isNaN(before.transition))
            trial.expect.that(transition >= before.transition, { message: `lastTransitionTime of ${type} went back`, expected: `not before ${new Date(before.transition).toISOString()}`, received: String(condition['lastTransitionTime']), path: '/status/conditions' });
          last.set(type, { status: String(condition['status']), transition });
          if (FINAL.includes(type) && isTrue(condition)) finished ??= type;
        }
        if (finished !== undefined) {
          const kept = conditions.find((condition) => condition['type'] === finished);
          trial.expect.that(kept !== undefined && isTrue(kept), { message: `A job that has ${finished} has not any more`, expected: `${finished} stays True`, received: text(kept), path: '/status/conditions' });
          return true;
        }
        return undefined;
      });
      await more();
      if (looks === 0) return trial.notApplicable('the target shows no condition within the settle time');
      if (finished === undefined) return;
      await trial.given.updated(job, (object) => { object['metadata'] = { ...(object['metadata'] as JsonObject), annotations: { looked: 'again' } }; });
      await more();
    },
  }),
];
