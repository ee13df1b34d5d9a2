/**
 * Passes results from the judging thread to the report: one line each, so that a thread that dies loses only the
 * judgements in progress.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Exchange } from '../model/exchange.ts';
import type { Result } from '../model/result.ts';

/** Number of exchanges, the last ones, that are kept whole besides those that a finding names. */
const KEPT = 60;

/**
 * A result as the report needs it: other exchanges are reduced to request line and status, which the coverage needs.
 */
export function slim(result: Result): Result {
  const passed = result.verdict === 'pass' || result.verdict === 'not-applicable';
  const named = (seq: number): boolean =>
    result.findings.some(({ exchange, history }) => exchange === seq || history?.includes(seq) === true);
  const first = result.exchanges.length - KEPT;
  const bare = (exchange: Exchange): Exchange => {
    const { requestBody: _, ...rest } = exchange;
    return { ...rest, requestHeaders: [], responseHeaders: [], responseBody: '', truncated: true };
  };
  return {
    ...result,
    exchanges: result.exchanges.map((e, i) => (!passed && (i >= first || named(e.seq)) ? e : bare(e))),
  };
}

export const appendResult = (file: string, result: Result): void =>
  appendFileSync(file, `${JSON.stringify(slim(result))}\n`);

/** All complete lines. An incomplete last line is skipped: the roll-up reports planned judgements without a result. */
export function readResults(file: string): Result[] {
  if (!existsSync(file)) return [];
  const whole = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return whole.map((line) => JSON.parse(line) as Result);
}
