/** The folder of a report: made when it is needed, and removed if nothing was written into it. */
import { readFileSync, rmSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../../harness/errors/usage.ts';
import { lineOf } from '../../harness/ownership/journal.ts';
import { RESULTS_FILE } from '../../harness/run/results.ts';
import {
  describeCode,
  isFile,
  makeFolder,
  readText,
  replaceFile,
  unwritable,
  writing,
} from '../../harness/errors/files.ts';

export interface Out {
  dir: string;
  /** Removes the folders that were made, if they are empty. */
  discard(): void;
}

/** What a run writes there, and no folder may be. */
const FILES = ['journal.jsonl', RESULTS_FILE, 'report.json', 'report.html', 'summary.md'];

/** Throws a UsageError when nothing can be written there. */
export function openOut(path: string): Out {
  return usable(`--out: cannot write into ${path}`, 'name a folder that can be made or written to', () => {
    const dir = resolve(path);
    const made = makeFolder(dir);
    try {
      if (FILES.some((name) => statSync(join(dir, name), { throwIfNoEntry: false })?.isDirectory() === true))
        throw fault('EISDIR');
      tryFolder(dir);
    } catch (error) {
      discard(made);
      throw error;
    }
    return { dir, discard: () => discard(made) };
  });
}

/** Whether the file that a flag names can be written is seen before the work, not after. Throws a UsageError. */
export function refuseUnwritable(path: string, from: string): void {
  usable(`${from}: cannot write ${path}`, 'name a file in a folder that is there', () => {
    const there = statSync(path, { throwIfNoEntry: false });
    if (there?.isDirectory() === true) throw fault('EISDIR');
    if (there === undefined || there.isFile()) tryFolder(dirname(resolve(path)));
  });
}

function usable<T>(otherwise: string, advice: string, look: () => T): T {
  try {
    return look();
  } catch (error) {
    const { code = 'error' } = error as NodeJS.ErrnoException;
    throw new UsageError(`${otherwise} ${describeCode(code, advice)}`);
  }
}

/** Only a file that was written shows that one can be: root may write where nothing can be made, and a disk may be full. */
function tryFolder(dir: string): void {
  const file = join(dir, `.cci-conformance-${process.pid}`);
  try {
    writeFileSync(file, '\n');
  } finally {
    rmSync(file, { force: true });
  }
}

const fault = (code: string): Error => Object.assign(new Error(code), { code });

/** The number of the process whose run writes into the folder. */
const LOCK = 'run.pid';

/**
 * Results of two runs in one folder would be mixed: the second is refused while the first is there. What a killed one has
 * left counts no more.
 * @returns a function that lets go of the folder
 */
export function holdOut(dir: string): () => void {
  const file = join(dir, LOCK);
  const other = holderOf(file);
  if (other !== process.pid && isAlive(other))
    throw new UsageError(
      `--out: another run (process ${other}) writes into ${dir}: wait for it, or name another folder; if no run is there, remove ${file}`,
    );
  writing(file, () => writeFileSync(file, `${process.pid}\n`));
  return () => rmSync(file, { force: true });
}

/** Removes the number that a killed run has left in its folder. */
export function releaseOut(dir: string): void {
  const file = join(dir, LOCK);
  if (!isAlive(holderOf(file))) rmSync(file, { force: true });
}

/** The number in the file; 0 where there is none. */
const holderOf = (file: string): number => (isFile(file) ? Number(readText(file)) : 0);

/** Also where it is not ours to signal. */
function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function discard(made: readonly string[]): void {
  for (const folder of made.toReversed()) {
    try {
      rmdirSync(folder);
    } catch (error) {
      if (['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) return;
      throw error;
    }
  }
}

/**
 * Removes the lines of these runs from the journal, and the file when no line is left. Called once all their objects
 * are gone. Lines that cannot be read stay. A journal that cannot be written stays as it is: it names what is gone.
 */
export function pruneJournal(dir: string, runs: ReadonlySet<string>): void {
  const file = join(dir, 'journal.jsonl');
  if (!isFile(file)) return;
  const kept = readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .filter((text) => {
      const line = lineOf(text);
      return line === undefined ? text.trim() !== '' : !runs.has(line.run);
    });
  try {
    if (kept.length === 0) rmSync(file);
    else replaceFile(file, `${kept.join('\n')}\n`);
  } catch (error) {
    if (unwritable(error) === undefined) throw error;
  }
}
