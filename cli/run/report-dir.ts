/** The folder of a report: made when it is needed, and removed if nothing was written into it. */
import { accessSync, constants, mkdirSync, readFileSync, rmSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../../harness/config/usage.ts';
import { lineOf } from '../../harness/ownership/journal.ts';

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

/**
 * Removes the lines of these runs from the journal, and the file when no line is left. Called once all their objects
 * are gone. Lines that cannot be read stay.
 */
export function pruneJournal(dir: string, runs: ReadonlySet<string>): void {
  const file = join(dir, 'journal.jsonl');
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return;
  const kept = readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .filter((text) => {
      const line = lineOf(text);
      return line === undefined ? text.trim() !== '' : !runs.has(line.run);
    });
  if (kept.length === 0) rmSync(file);
  else writeFileSync(file, `${kept.join('\n')}\n`);
}
