/** Results on their way from the judging thread to the report: one line each, so that a thread that dies loses what it was at alone. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Exchange } from '../model/exchange.ts';
import type { Result } from '../model/result.ts';

/** Exchanges of a result that are kept whole besides those that a finding names: the last ones, which led to the verdict. */
const KEPT = 60;

/** A result as the report needs it: of what nobody is going to read, the request line and the status stay, for the coverage. */
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

/** What was written whole. A last line that was cut is no result; what was planned and is missing is found by the roll-up. */
export function readResults(file: string): Result[] {
  if (!existsSync(file)) return [];
  const whole = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return whole.map((line) => JSON.parse(line) as Result);
}
