/**
 * Passes results from the judging thread to the report: one line each, so that a thread that dies loses only the
 * judgements in progress.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, parseJson } from '../../contract/json.ts';
import type { Exchange } from '../model/exchange.ts';
import type { NotPlanned, Report } from '../model/report.ts';
import type { Result } from '../model/result.ts';
import { appendLine, isFile, replaceFile } from '../errors/files.ts';

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

/**
 * The results of a run as they come: `DIR/results.jsonl`. The first line is the header, each other one a result; a line
 * that was cut is none. A run begins the file anew, or goes on with it (`--resume`); it goes once the report is written.
 */
export const RESULTS_FILE = 'results.jsonl';

/** What the results are of. All that a report says of a run besides its results is here. */
export interface ResultsHeader {
  format: 1;
  /** The id of the run, by which its objects are labelled. */
  run: string;
  suite: { name: string; version: string; contractDigest: string };
  target: Report['target'];
  /** RFC 3339. */
  startedAt: string;
  /** The values, defaults included, of the flags that say what the run is. */
  flags: Readonly<Record<string, string>>;
  seed: number;
  runs: number;
  layers: Report['scope']['layers'];
  /** Keys (`keyOf`) of the kinds of the run. */
  kinds: string[];
  /** The judgements that the run is to make: `kind` is a key (`keyOf`). */
  planned: { id: string; kind: string }[];
  notPlanned: NotPlanned[];
  /** What the first look found, as keys (`id kind`) of results: of these kinds nothing else was judged. */
  held?: string[];
}

export interface KeptResults {
  header: ResultsHeader;
  results: Result[];
  /** Numbers of lines (from 1) that cannot be read, but for one that was cut at the end. */
  broken: number[];
  /** Whether the report of these results was written: the run ended early, by itself or interrupted. */
  reported: boolean;
}

/** The last line of a run that ended early, once its report is written. */
const REPORTED = { reported: true } as const;

/** Begins the file, with the results that there are. It appears whole or not at all. Throws Unwritable. */
export function beginResults(dir: string, header: ResultsHeader, results: readonly Result[] = []): void {
  const lines = [header, ...results].map((line) => `${JSON.stringify(line)}\n`);
  replaceFile(join(dir, RESULTS_FILE), lines.join(''));
}

/** The report is written, and things are missing: the results stay for `--resume`. Throws Unwritable. */
export const closeResults = (dir: string): void => appendLine(join(dir, RESULTS_FILE), REPORTED);

/** Throws Unwritable. */
export const appendResult = (dir: string, result: Result): void => appendLine(join(dir, RESULTS_FILE), slim(result));

/** What is in the folder; undefined when it holds no results, or their header cannot be read. */
export function readResults(dir: string): KeptResults | undefined {
  const file = join(dir, RESULTS_FILE);
  if (!isFile(file)) return undefined;
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => parseJson(line));
  const [header, ...rest] = lines;
  if (!isObject(header) || header['format'] !== 1 || !Array.isArray(header['planned'])) return undefined;
  if (!isObject(header['flags'])) return undefined;
  const reported = rest.length > 0 && isReported(rest.at(-1));
  if (reported) rest.pop();
  const isResult = (line: unknown): boolean =>
    isObject(line) && ['id', 'kind', 'verdict'].every((key) => typeof line[key] === 'string');
  return {
    header: header as unknown as ResultsHeader,
    results: rest.filter(isResult) as unknown as Result[],
    broken: rest.flatMap((line, i) => (isResult(line) ? [] : [i + 2])),
    reported,
  };
}

const isReported = (line: unknown): boolean => isObject(line) && line['reported'] === REPORTED.reported;
