/** Files that cannot be written: a full disk, one that is read-only, a folder that has gone. */
import { appendFileSync } from 'node:fs';
import { Inconclusive } from '../judge/errors.ts';

/** Nothing more is sent: what the run makes could not be noted. */
export class Unwritable extends Inconclusive {
  constructor(path: string, code: string) {
    super(`cannot write ${path} (${code})`, { name: 'Unwritable' });
  }
}

/** The error as Unwritable, if it is one of the file system. */
export function unwritable(error: unknown, path = ''): Unwritable | undefined {
  const { code, syscall, path: itsPath } = (error ?? {}) as { code?: unknown; syscall?: unknown; path?: unknown };
  if (error instanceof Unwritable) return error;
  if (typeof code !== 'string' || typeof syscall !== 'string' || !FILE_CALLS.has(syscall)) return undefined;
  return new Unwritable(typeof itsPath === 'string' ? itsPath : path, code);
}
const FILE_CALLS = new Set([
  'open',
  'write',
  'writev',
  'close',
  'mkdir',
  'rename',
  'unlink',
  'rm',
  'ftruncate',
  'truncate',
  'fsync',
]);

/** Appends the value as one line of JSON. Throws Unwritable. */
export function appendLine(file: string, value: unknown): void {
  try {
    appendFileSync(file, `${JSON.stringify(value)}\n`);
  } catch (error) {
    throw unwritable(error, file) ?? error;
  }
}
