/** `--resume DIR`: what a run goes on with that was cut off. It has the target, the seed and the scope of that run. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../model/result.ts';
import { readFolder, sayUnreadable } from '../errors/files.ts';
import { readResults, RESULTS_FILE, type ResultsHeader } from '../run/results.ts';
import { OPTIONS } from './options.ts';
import type { Reader } from './reader.ts';
import { UsageError } from '../errors/usage.ts';

export interface Resumed {
  /** The folder of the run that was cut off. */
  dir: string;
  /** What it had judged, without what has to be judged again; undefined: its report is there, and whole. */
  kept: { header: ResultsHeader; results: Result[] } | undefined;
}

/** The flags that say what a run is of. With others the results of two runs would not be those of one. */
const OF_THE_RUN = [
  ...['target', 'namespace', 'other-namespace', 'scratch-namespace', 'kind', 'kinds', 'only', 'layers', 'shard'],
  ...['failed-in', 'profile', 'max-requests', 'max-jobs-alive', 'image', 'cpu', 'memory', 'max-replicas'],
  ...['most-objects', 'settle', 'patience', 'run-jobs', 'seed', 'runs', 'no-gate', 'expect', 'record'],
] as const;

/** What they say, defaults included. */
export const flagsOfTheRun = (read: Reader, seed: number): ResultsHeader['flags'] => ({
  ...Object.fromEntries(OF_THE_RUN.flatMap((flag) => (read.text(flag) === undefined ? [] : [[flag, read.text(flag)]]))),
  seed: String(seed),
});

/** The results in the folder that a flag names, if it has any. Throws a UsageError where that cannot be seen. */
export function keptResults(dir: string, from: string): ReturnType<typeof readResults> {
  try {
    return readResults(dir);
  } catch (error) {
    throw new UsageError(`${from}: ${sayUnreadable(join(dir, RESULTS_FILE), error)}`);
  }
}

/**
 * The reader with the flags of the run that is to go on; itself without `--resume`. Throws a UsageError for a flag that
 * differs, and where there is nothing to go on with.
 */
export function resumed(read: Reader): { read: Reader; resume: Resumed | undefined } {
  const dir = read.text('resume');
  if (dir === undefined) return { read, resume: undefined };
  const from = read.from('resume');
  readFolder(dir, (why) => {
    throw new UsageError(`${from}: ${why}`);
  });
  const kept = keptResults(dir, from);
  if (kept === undefined) {
    if (existsSync(`${dir}/report.json`)) return { read, resume: { dir, kept } };
    throw new UsageError(`${from}: ${dir} holds no results of a run: run anew, without --resume`);
  }
  const { flags, held = [] } = kept.header;
  for (const flag of OF_THE_RUN) {
    if (read.isGiven(flag) && canonical(flag, read.text(flag)) !== canonical(flag, flags[flag]))
      throw new UsageError(
        `${read.from(flag)} differs from that of the run in ${dir}, which is ${flags[flag] === undefined ? 'not given' : `"${flags[flag]}"`}: leave it out, or run anew`,
      );
  }
  const results = kept.results.filter((one) => !held.includes(`${one.id} ${one.kind}`) && !isLost(one));
  return { read: read.with({ ...flags, out: dir }, `the run in ${dir}`), resume: { dir, kept: { ...kept, results } } };
}

/** Whether it could not be judged since no answer came: the target, or the way there, may be back. */
const isLost = ({ verdict, exchanges }: Result): boolean =>
  verdict === 'harness-error' || (verdict === 'inconclusive' && exchanges.some(({ status }) => status === undefined));

/** The same text for the same value. */
function canonical(flag: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (flag === 'target') return URL.canParse(text) ? new URL(text).href.replace(/\/+$/, '') : text;
  const parts = text.split(',').map((part) => part.trim());
  const isList = OPTIONS.some((option) => option.flag === flag && option.list === true);
  return isList
    ? [...new Set(parts)].sort().join(',')
    : /^\d+(\.\d+)?$/.test(text.trim())
      ? String(Number(text))
      : text;
}
