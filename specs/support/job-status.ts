/** The status of a job, which only a controller writes. */
import { isObject, type JsonObject } from '../../contract/json.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { at } from './objects.ts';

/** Conditions that end a job. */
export const FINAL: readonly string[] = ['Succeeded', 'Failed'];
/** Milliseconds that the first condition may take before the check goes on: a target need not have a controller. */
const FIRST_CONDITION = 1_000;

export const conditionsOf = (object: JsonObject): JsonObject[] => {
  const conditions = at(object, 'status', 'conditions');
  return Array.isArray(conditions) ? conditions.filter(isObject) : [];
};
export const conditionOf = (object: JsonObject, type: string): JsonObject | undefined =>
  conditionsOf(object).find((condition) => condition['type'] === type);
export const isTrue = (condition: JsonObject | undefined): boolean => condition?.['status'] === 'True';
export const isFinal = (object: JsonObject): boolean => FINAL.some((type) => isTrue(conditionOf(object, type)));

/** A clock is not set back by more than this. */
const DAY = 86_400_000;

/** Whether a time of the status is before the job was made: the clock of the target was set back since, and orders nothing. */
export function isBeforeItself(job: JsonObject, time: number): boolean {
  const before = Date.parse(String(at(job, 'metadata', 'creationTimestamp'))) - time;
  return before > 0 && before < DAY;
}

/**
 * Causes traffic that shows a status, if the target has a controller: reads a job until it has a condition, then until
 * it has ended. Where another judgement has read one to its end already, that is the one.
 */
export async function readUntilFinal(trial: Trial): Promise<void> {
  const job = await trial.given.shared({ labels: { watched: 'to-its-end' } });
  const within = Math.min(trial.settle, FIRST_CONDITION);
  const seen = await trial.eventually(
    async () => (conditionsOf(await trial.given.read(job)).length > 0 ? true : undefined),
    within,
  );
  if (seen) trial.choice('controller', 'controller-calm');
  else trial.notApplicable(`the target shows no condition within ${within} ms`);
  await trial.eventually(async () => (isFinal(await trial.given.read(job)) ? true : undefined));
}
