/** What happened in a judgement and need not happen again: it is made again, and what comes each time is the target's. */
import { parseJson } from '../../contract/json.ts';
import { isGatewayCode } from '../http/intermediaries.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Observation, Result } from '../model/result.ts';

/** Maximum number of times that a judgement is made, where what came between us and the target disturbed the others. */
export const TIMES = 3;

/** The exchanges in which something happened that need not happen again, by their places in the judgement. */
export interface Mishaps {
  /** Answers that ended in the middle. */
  cuts: readonly string[];
  /** Server errors. */
  errors: readonly string[];
  /** Versions and tokens that were too old. */
  expired: readonly string[];
}

/** In a judgement that has found something. */
export function mishapsOf({ verdict, exchanges, observations }: Result): Mishaps {
  const passed = verdict === 'pass';
  const isClean = passed && observations.every(({ findings }) => findings.length === 0);
  const placesOf = (is: (exchange: Exchange) => boolean): string[] =>
    exchanges.filter(is).map(({ seq, verb, method }) => `exchange ${seq} (${verb ?? method})`);
  return {
    cuts: isClean ? [] : placesOf(isCutShort),
    errors: passed ? [] : placesOf(isServerError),
    expired: verdict === 'fail' ? placesOf(isExpired) : [],
  };
}

/** An error of the target itself, that nobody asked to try again. */
export const isServerError = ({ status = 0, error }: Exchange): boolean =>
  status >= 500 && !isGatewayCode(status) && error === undefined;

/** A target may forget at any time what was; what it never remembers where the judgement asks for it is its own. */
const isExpired = ({ verb, status, responseBody }: Exchange): boolean =>
  status === 410 || (verb === 'watch' && /"ERROR".*"code":\s*410\b/i.test(responseBody));

/**
 * A proxy that loses the target in the middle of a body ends it as if it were whole. What is cut each time that the
 * judgement is made is the target's.
 */
const isCutShort = ({ verb, status = 0, responseBody, truncated, error }: Exchange): boolean =>
  verb !== undefined &&
  (verb !== 'watch' || status >= 400) &&
  truncated !== true &&
  error === undefined &&
  responseBody.trimStart().startsWith('{') &&
  parseJson(responseBody) === undefined;

/**
 * Which status the check found fault with, and where, if that is no server error: what it finds each time does not come
 * of mishaps in ever other places.
 */
export function placeOfWrongStatus({ findings: [finding], exchanges }: Result): string | undefined {
  const about = exchanges.find(({ seq }) => seq === finding?.exchange);
  return finding?.path === 'status' && about !== undefined && !isServerError(about)
    ? `${about.verb ?? about.method} ${about.status} ${isExpired(about) ? about.seq : (finding.code?.[0] ?? '')}`
    : undefined;
}

const inBoth = (one: readonly string[], other: readonly string[]): string[] => one.filter((at) => other.includes(at));
export const common = (one: Mishaps, other: Mishaps): Mishaps => ({
  cuts: inBoth(one.cuts, other.cuts),
  errors: inBoth(one.errors, other.errors),
  expired: inBoth(one.expired, other.expired),
});

/** What invariants say of server errors stays true, though the judgement is made again. */
export const ofServerErrors = (observations: readonly Observation[]): Observation[] =>
  observations
    .map((one) => ({ ...one, findings: one.findings.filter(({ exchange }) => isServerError(exchange)) }))
    .filter(({ findings }) => findings.length > 0);

/** What happened each time in the same place is what the target does here; what did not, is no answer to the question. */
export function afterMishaps(result: Result, { cuts, errors, expired }: Mishaps, always: Mishaps): Result {
  if (cuts.length > 0 && always.cuts.length === 0)
    return nothingOfTheTarget(
      result,
      `answers ended in the middle of a JSON object, each time others; the last were those to ${cuts.join(', ')}`,
    );
  if (errors.length > 0 && always.errors.length === 0) return failingNowAndThen(result, errors);
  if (expired.length > 0 && always.expired.length === 0)
    return nothingOfTheTarget(
      result,
      `versions were too old by the time that they were asked for, each time others; the last were those of ${expired.join(', ')}`,
    );
  return result;
}

/** Each time that it was judged, it met with something else: that is nothing that the target does here. */
const nothingOfTheTarget = ({ restsOn: _, ...result }: Result, what: string): Result => ({
  ...result,
  verdict: 'inconclusive',
  reason: `${TIMES} times, ${what}`,
  findings: [],
  observations: result.observations.filter(({ findings }) => findings.length === 0),
});

/** Each time that it was judged, another request met a server error: that is one fault, of whatever is asked. */
function failingNowAndThen(result: Result, errors: readonly string[]): Result {
  const isOfError = result.findings.some(
    ({ path, exchange }) =>
      path === 'status' && !result.exchanges.some((one) => one.seq === exchange && !isServerError(one)),
  );
  return isOfError
    ? { ...result, restsOn: SERVER_ERRORS }
    : {
        ...result,
        verdict: 'inconclusive',
        reason: `${TIMES} times, requests were answered with server errors, each time others; the last were ${errors.join(', ')}`,
        findings: [],
        restsOn: SERVER_ERRORS,
      };
}
/** The statement that a sound server's errors break. */
const SERVER_ERRORS = 'errors.no-5xx';
