import { briefly, sayRequest } from '../evidence/brief.ts';
import { hasBody, succeeds, successCodes } from '../../contract/operations.ts';
import { isDeepStrictEqual } from 'node:util';
import { isObject, parseJson, type Json, type JsonObject } from '../../contract/json.ts';
import { noteAdditions, noteAdditionsIn, othersKeysIn, withoutAdditions } from './additions.ts';
import { isForWantOfRoom } from './causes.ts';
import { FindingError, Inconclusive } from '../errors/endings.ts';
import { describeAnswer } from './describe-answer.ts';
import { goes, leavingOf } from './leaving.ts';
import { difference, mismatch, shown, type Mismatch } from './match.ts';
import { OWN_PREFIX } from '../ownership/journal.ts';
import { metadataOf } from '../ownership/ownership.ts';
import type { Answer, Ref, Target } from '../model/target.ts';
import type { Expect, Pattern } from '../model/trial.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Finding } from '../model/finding.ts';

export interface ExpectOptions {
  target: Target;
  eventually: <T>(probe: () => Promise<T | undefined>, within?: number) => Promise<T | undefined>;
  /** All exchanges of the judgement so far. */
  exchanges?: readonly Exchange[];
}

/** Reasons for which a target may refuse a valid create: quota, permission. */
const OWN_REASONS = /quota|limit ?range|cannot create resource|insufficient (balance|resources)|arrears/i;
/** Admission of the cluster, which may refuse any write, with a code of its own. */
const ADMISSION = /admission webhook|ValidatingAdmissionPolicy/i;
/** As admission and permissions say it of an object. */
const FORBIDDEN = /\bis forbidden: /;

/**
 * Whether a valid write was refused for what is no business of the API: it has no room, no permission, or a policy. A create that
 * is forbidden breaks no rule of the documents, in whatever words it is; an update may be for a field that may not change.
 */
const isForOwnReasons = ({ method, status, json, text }: Answer): boolean =>
  // A page, where the target would send a Status: whatever stands before it bounds bodies.
  (status === 413 && !isObject(json)) ||
  (method === 'POST' && [403, 413, 422, 429].includes(status) && OWN_REASONS.test(text)) ||
  (method === 'POST' && status === 403 && isObject(json) && json['reason'] === 'Forbidden') ||
  (['POST', 'PUT', 'PATCH'].includes(method) &&
    ((status === 403 && FORBIDDEN.test(text)) || (status >= 400 && status < 500 && ADMISSION.test(text))));

/** The statement that says how a read shows that there is no object. */
const ABSENCE = 'read.code.404';

/** The status code, with the reason and message of the answer. */
function statusText(answer: Answer): string {
  const { reason, message } = isObject(answer.json) ? answer.json : {};
  const words = [reason, message].filter((part) => typeof part === 'string' && part !== '').join(': ');
  return `${answer.status}${words === '' ? '' : ` (${shown(words)})`}`;
}

function fail(finding: Omit<Finding, 'exchange' | 'history'>, answer: Answer | undefined): never {
  const { received } = finding;
  throw new FindingError({
    ...finding,
    ...(answer?.ended && { received: `${received} (${endings(answer.ended)})` }),
    ...(answer && { exchange: answer.exchange }),
  });
}

const endings = (times: number): string =>
  times === 1 ? 'and the stream had ended' : `and the stream had ended ${times} times, and was opened again`;

/** As much of a value as a headline bears. */
const LONGEST = 60;
const brief = (text: string): string => briefly(text, LONGEST);

/** Where two values go apart whose beginnings, which are all that a headline shows, are equal. */
function apart(received: string, expected: string): string {
  if (received === expected || brief(received) !== brief(expected)) return '';
  const at = [...expected].findIndex((letter, i) => letter !== [...received][i]);
  return `, of ${received.length} characters and of ${expected.length}, which differ from ${at < 0 ? 'the end' : `character ${at + 1}`} on`;
}

/** Whoever has only the headline knows what came, and what was expected. */
function failAt(found: Mismatch, message: string, answer: Answer | undefined): never {
  const { path, expected, received } = found;
  const told = `${message}: ${brief(received)} instead of ${brief(expected)}${apart(received, expected)}`;
  fail({ message: told, expected, received, path }, answer);
}

/** The outcome of a request, as the predicate of a sentence. */
function outcomeOf({ status }: Answer): string {
  if (status >= 200 && status < 300) return `succeeded with ${status}`;
  if (status >= 400 && status < 500) return `was refused with ${status}`;
  return status >= 500 ? `ended in the server error ${status}` : `was answered with ${status}`;
}

const oneOf = (codes: readonly number[]): string => codes.join(' or ');
const withCodes = (codes: readonly number[] | undefined): string =>
  codes === undefined ? '' : ` with ${oneOf(codes)}`;

/** What is wrong with an answer that should have been a success: none at all, or one with another code. */
const successWanted = (answer: Answer, codes: readonly number[] | undefined): string =>
  codes !== undefined && answer.status >= 200 && answer.status < 300
    ? `${sayRequest(answer)} ${outcomeOf(answer)}, where the code should be ${oneOf(codes)}`
    : `${sayRequest(answer)} ${outcomeOf(answer)} but should have succeeded${withCodes(codes)}`;

/** A success, with one of the codes where there are any, and the body that comes with it. */
function success(answer: Answer, codes?: readonly number[]): JsonObject {
  const holds = codes ? codes.includes(answer.status) : answer.status >= 200 && answer.status < 300;
  if (!holds) {
    if (isForOwnReasons(answer))
      throw new Inconclusive(describeAnswer('the target refused for reasons of its own', answer));
    fail(
      {
        message: successWanted(answer, codes),
        expected: codes ? oneOf(codes) : 'a status of the 200s',
        received: statusText(answer),
        path: 'status',
      },
      answer,
    );
  }
  if (answer.streaming || !hasBody(answer.verb, answer.status)) return {};
  if (!isObject(answer.json))
    fail(
      {
        message: `${sayRequest(answer)} succeeded with a body that is no JSON object`,
        expected: 'a JSON object',
        received: shown(answer.text),
        path: '',
      },
      answer,
    );
  return answer.json;
}

function documented(answer: Answer): JsonObject {
  if (answer.verb === undefined) throw new Error(`${sayRequest(answer)} is no documented operation, and has no codes`);
  return success(answer, successCodes(answer.verb));
}

/** What is wrong with an answer that should have been a refusal: none at all, or one with another code. */
function refusalWanted(answer: Answer, codes: readonly number[] | undefined): string {
  const other = codes !== undefined && answer.status >= 400 && answer.status < 500;
  return other
    ? `${sayRequest(answer)} was refused with ${answer.status}, where the code should be ${oneOf(codes)}`
    : `${sayRequest(answer)} ${outcomeOf(answer)} but should have been refused${withCodes(codes)}`;
}

function refused(answer: Answer, codes?: readonly number[]): void {
  if (isForWantOfRoom(answer.method, answer.status, answer.text))
    throw new Inconclusive(describeAnswer('the target has no room for one more object', answer));
  const holds = codes ? codes.includes(answer.status) : answer.status >= 400 && answer.status < 500;
  if (!holds)
    fail(
      {
        message: refusalWanted(answer, codes),
        expected: codes ? oneOf(codes) : 'a status of the 400s',
        received: statusText(answer),
        path: 'status',
      },
      answer,
    );
}

/** The finalizers of the suite, and those of a deletion (`orphan`). Others with a prefix are the controllers' own. */
const ownFinalizers = (finalizers: unknown): string[] =>
  (Array.isArray(finalizers) ? finalizers : [])
    .map(String)
    .filter((name) => !name.includes('/') || name.startsWith(OWN_PREFIX))
    .sort();

/** The parts of an object that only clients change. */
function lasting(object: JsonObject, before: JsonObject): JsonObject {
  const [now, then] = [metadataOf(object), metadataOf(before)];
  const maps = ['labels', 'annotations'].map((map) => [map, isObject(now[map]) ? now[map] : {}]);
  // Without uids the time of the create tells an object from its successor.
  const identity = typeof then['uid'] === 'string' ? 'uid' : 'creationTimestamp';
  const kept = { [identity]: now[identity] ?? null, finalizers: ownFinalizers(now['finalizers']) };
  return { metadata: { ...Object.fromEntries(maps), ...kept }, spec: object['spec'] ?? null };
}

/** Compares once more without what controllers have added, and may write at any time. */
function changeOf(object: JsonObject, before: JsonObject, exchanges: readonly Exchange[]): Mismatch | undefined {
  const [now, then] = [lasting(object, before), lasting(before, before)];
  const at = difference(now, then);
  if (at === undefined) return undefined;
  const keys = othersKeysIn(exchanges);
  return keys.size > 0 ? difference(withoutAdditions(now, keys), withoutAdditions(then, keys)) : at;
}

/** Where a value comes from that is no answer given: it is the last one, or was made of several. */
function sayReceived(last: Exchange | undefined, value: Json | undefined): string {
  if (last === undefined) return 'What was received';
  const request = sayRequest(last);
  const isAll = value !== undefined && isDeepStrictEqual(parseJson(last.responseBody), value);
  return isAll ? `The answer to ${request}` : `After ${request}, what was received`;
}

/** Compares once more without what the target adds to all objects, where there is anything of the sort. */
function comparing(
  exchanges: readonly Exchange[],
): (actual: Json | undefined, pattern: Pattern, path?: string, answer?: Answer) => Mismatch | undefined {
  const added = new Set<string>();
  return (actual, pattern, path = '', answer) => {
    const at = mismatch(actual, pattern, path);
    if (at === undefined) return undefined;
    noteAdditionsIn(exchanges, added);
    // The text of a large answer is cut in the evidence.
    if (answer?.verb === 'create') noteAdditions(pattern, actual, added);
    const others = othersKeysIn(exchanges);
    const member = path.split('/').at(-1);
    return added.size + others.size > 0
      ? mismatch(
          withoutAdditions(actual, new Set([...added, ...others]), member),
          withoutAdditions(pattern, others, member),
          path,
        )
      : at;
  };
}

const absence =
  (target: ExpectOptions['target'], eventually: ExpectOptions['eventually']): Expect['absent'] =>
  async (ref, { settle = false } = {}) => {
    const first = await target.read(ref);
    if (first.status === 404) return;
    const answer = settle ? await goes(() => target.read(ref), eventually) : first;
    if (answer === undefined) return;
    const holders = settle ? (leavingOf(answer.json)?.holders ?? []) : [];
    if (holders.length > 0)
      throw new Inconclusive(
        describeAnswer(
          `${ref.name} is being deleted, and held by finalizers of others (${briefly(holders.join(', '), 200)})`,
          answer,
        ),
      );
    // Neither a refusal with another code nor an answer without an object says whether there is one.
    if (!succeeds('read', answer.status) || typeof metadataOf(answer.json)['name'] !== 'string')
      throw new Inconclusive(describeAnswer(`whether ${ref.name} is there cannot be told`, answer), {
        restsOn: ABSENCE,
      });
    fail(
      {
        message: `${ref.name} should not be there${settle ? ' any more' : ''}, but its read ${outcomeOf(answer)}`,
        expected: '404',
        received: statusText(answer),
        path: 'status',
      },
      answer,
    );
  };

export function createExpect({ target, eventually, exchanges = [] }: ExpectOptions): Expect {
  const differing = comparing(exchanges);

  /** Reads the object; throws a finding when it does not exist. */
  async function found(ref: Ref, pattern: string): Promise<{ answer: Answer; object: JsonObject }> {
    const answer = await target.read(ref);
    const wasRead = succeeds('read', answer.status);
    if (wasRead && isObject(answer.json)) return { answer, object: answer.json };
    return fail(
      {
        message: `${ref.name} could not be read back: the read ${wasRead ? 'gave no JSON object' : outcomeOf(answer)}`,
        expected: `${oneOf(successCodes('read'))} and ${pattern}`,
        received: statusText(answer),
        path: 'status',
      },
      answer,
    );
  }

  return {
    accepted: (answer) => success(answer),
    documented,
    refused,
    match(actual, pattern: Pattern, answer, path = '') {
      const at = differing(actual, pattern, path, answer);
      if (at)
        failAt(
          at,
          `${answer ? `The answer to ${sayRequest(answer)}` : sayReceived(exchanges.at(-1), path === '' ? actual : undefined)} is not as expected at ${at.path || 'its root'}`,
          answer,
        );
    },
    async stored(ref, pattern) {
      const { answer, object } = await found(ref, 'the stored object');
      const at = differing(object, pattern);
      if (at) failAt(at, `What is stored of ${ref.name} is not as expected at ${at.path || 'its root'}`, answer);
      return object;
    },
    absent: absence(target, eventually),
    async unchanged(ref, before) {
      const { answer, object } = await found(ref, 'the object as it was');
      const at = changeOf(object, before, exchanges);
      if (at) failAt(at, `${ref.name} has changed at ${at.path} but should not have`, answer);
      return object;
    },
    that(holds, { answer, ...finding }) {
      if (!holds) fail(finding, answer);
    },
  };
}
