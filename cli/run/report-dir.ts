/** The folder of a report: made when it is needed, and removed if nothing was written into it. */
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../../harness/config/usage.ts';
import type { JournalLine } from '../../harness/ownership/journal.ts';

export interface Out {
  dir: string;
  /** Removes the folders that were made, if they are empty. */
  discard(): void;
}

/** Throws a UsageError when nothing can be written there. */
export function openOut(path: string): Out {
  const dir = resolve(path);
  let made: string | undefined;
  try {
    made = mkdirSync(dir, { recursive: true });
    accessSync(dir, constants.W_OK);
    if (!statSync(dir).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
  } catch (error) {
    throw new UsageError(
      `--out: cannot write into ${path} (${(error as NodeJS.ErrnoException).code}): name a folder that can be made or written to`,
    );
  }
  return {
    dir,
    discard() {
      if (made === undefined) return;
      for (let at = dir; at.length >= made.length; at = dirname(at)) {
        try {
          rmdirSync(at);
        } catch (error) {
          if (['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) return;
          throw error;
        }
      }
    },
  };
}

/** Removes the lines of these runs from the journal. Called once all their objects are gone. */
export function pruneJournal(dir: string, runs: ReadonlySet<string>): void {
  const file = join(dir, 'journal.jsonl');
  if (!existsSync(file)) return;
  const kept = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith('}') && !runs.has((JSON.parse(line) as JournalLine).run));
  if (kept.length === 0) rmSync(file);
  else writeFileSync(file, `${kept.join('\n')}\n`);
}
