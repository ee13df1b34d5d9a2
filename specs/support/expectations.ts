import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import { segment } from '../../contract/pointer.ts';
import type { Answer, Accepted } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { at, nameOf, itemsOf } from './objects.ts';

/**
 * Milliseconds within which an object stands still for two reads, though a controller writes and the machine is busy.
 */
export const STILL = 10_000;

/**
 * A create that has to be refused, beside its control, which differs in one thing and has to be accepted: without one
 * the refusal proves nothing, so that a refused control makes the judgement inconclusive. What was refused must not
 * exist.
 */
export async function createRefused(
  trial: Trial,
  valid: JsonObject,
  defective: JsonObject,
  codes?: readonly number[],
): Promise<Answer> {
  await trial.given.control(valid);
  const answer = await trial.target.create(defective);
  trial.expect.refused(answer, codes);
  const name = nameOf(defective);
  if (name !== '') await trial.expect.absent({ name });
  return answer;
}

/**
 * Creates of these names were refused: none of them is in the list, which shows what was accepted beside them. Where it
 * does not, it says nothing of them either, and each is asked for.
 */
export async function expectNoneStored(
  trial: Trial,
  refused: Iterable<string>,
  accepted: { name: string } | undefined,
): Promise<void> {
  const names = new Set(refused);
  names.delete('');
  const answer = await trial.target.list();
  const listed = itemsOf(answer.json).map((item) => nameOf(item));
  const stored = listed.filter((name) => names.has(name));
  if (stored.length === 0 && accepted !== undefined && !listed.includes(accepted.name)) {
    await trial.given.read(accepted);
    for (const name of names) await trial.expect.absent({ name });
  }
  trial.expect.that(stored.length === 0, {
    message: 'A job is stored though its create was refused',
    expected: 'none of the refused jobs in the list',
    received: stored.join(', '),
    path: '/items',
    answer,
  });
}

/** A write to a stored job that has to be refused and leave no trace. */
export async function writeRefused(
  trial: Trial,
  job: Accepted,
  write: () => Promise<Answer>,
  codes?: readonly number[],
): Promise<Answer> {
  const before = await trial.given.known(job);
  const answer = await write();
  trial.expect.refused(answer, codes);
  await trial.expect.unchanged(job, before);
  return answer;
}

/**
 * The request was not served. Kubernetes refuses some malformed options with 500 (DeleteOptions before 1.35, a
 * resourceVersion in 1.30): what the conventions hold is that nothing happens; the code is looked at by
 * `errors/are-the-clients-fault-where-the-client-is-at-fault`.
 */
export function expectNotServed(trial: Trial, answer: Answer): void {
  if (answer.status !== 500) trial.expect.refused(answer);
}

/** The answer is a list. Returns the items that are among these jobs, by name, in the order received. */
export function ownItems(trial: Trial, answer: Answer, jobs: readonly { name: string }[]): JsonObject[] {
  const body = trial.expect.documented(answer);
  const names = new Set(jobs.map((job) => job.name));
  return itemsOf(body).filter((item) => names.has(nameOf(item)));
}

const some = ([first = '', ...others]: readonly string[]): string =>
  `${first}${others.length === 0 ? '' : ` and ${others.length} more`}`;

/** What is missing, too much, or there more than once. */
function differing(got: readonly string[], wanted: readonly string[]): string {
  const missing = wanted.filter((name) => !got.includes(name));
  const extra = [...new Set(got)].filter((name) => !wanted.includes(name));
  const twice = [...new Set(got.filter((name, i) => got.indexOf(name) !== i))];
  return [
    ...(missing.length === 0 ? [] : [`it lacks ${some(missing)}`]),
    ...(extra.length === 0 ? [] : [`it holds ${some(extra)} by mistake`]),
    ...(twice.length === 0 ? [] : [`it holds ${some(twice)} more than once`]),
  ].join(', and ');
}

/** Exactly these names, in any order. */
export function expectNames(
  trial: Trial,
  answer: Answer,
  got: readonly JsonObject[],
  wanted: readonly string[],
  what: string,
): void {
  const names = got.map((item) => nameOf(item)).sort();
  const expected = [...wanted].sort();
  trial.expect.that(names.length === expected.length && names.every((name, i) => name === expected[i]), {
    message: `${what} holds other objects than it should: ${differing(names, expected)}`,
    expected: expected.join(', ') || 'none',
    received: names.join(', ') || 'none',
    path: '/items',
    answer,
  });
}

/**
 * Equal both ways, by meaning: nothing is missing, changed or added. `path` is the pointer of `actual` within the
 * answer.
 */
export function expectSame(
  trial: Trial,
  actual: Json | undefined,
  wanted: Json | undefined,
  answer: Answer | undefined,
  path: string,
): void {
  trial.expect.match(actual, wanted ?? null, answer, path);
  const added = addedIn(actual, wanted, path);
  trial.expect.that(added === undefined, {
    message: `${added?.path ?? path} is there and should not be`,
    expected: 'nothing',
    received: JSON.stringify(added?.value) ?? '',
    path: added?.path ?? path,
    answer,
  });
}

/** The first member of `actual` that `wanted` does not have. */
function addedIn(
  actual: Json | undefined,
  wanted: Json | undefined,
  path: string,
): { path: string; value: Json } | undefined {
  const members = Array.isArray(actual) ? actual.entries() : isObject(actual) ? Object.entries(actual) : [];
  for (const [key, value] of members) {
    const place = path + segment(key);
    const other = Array.isArray(wanted) ? wanted[Number(key)] : at(wanted, String(key));
    const found = other === undefined ? { path: place, value } : addedIn(value, other, place);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** pretty=true breaks the body into lines. */
export function expectIndented(trial: Trial, answer: Answer): void {
  trial.expect.that(/\n\s+"/.test(answer.text), {
    message: 'pretty=true gives no indented JSON',
    expected: 'JSON over several indented lines',
    received: answer.text.length > 80 ? `${answer.text.slice(0, 80)}...` : answer.text,
    answer,
  });
}
