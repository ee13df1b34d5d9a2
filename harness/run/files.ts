/** Files that cannot be written or read: a full disk, one that is read-only, a folder that has gone. */
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { Inconclusive } from '../judge/errors.ts';

/** What the codes of file systems mean, for people. */
const MEANINGS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; make room there, or',
  EDQUOT: 'the quota of the disk is used up; make room there, or',
  EROFS: 'the file system can only be read',
  EACCES: 'it is not permitted',
  EPERM: 'it is not permitted',
  EEXIST: 'something else is where it should be',
  ENOTDIR: 'what should be a folder is none',
  EISDIR: 'a folder is where a file should be',
  ENOENT: 'there is no such file or folder',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'symbolic links lead in a circle',
  EMFILE: 'too many files are open',
  EIO: 'the disk failed',
  EFBIG: 'it is larger than such a file can be',
  ERR_INVALID_ARG_VALUE: 'the name has a character that no file may have in its name',
};

/** `(ENOSPC): the disk is full; make room there, or name another place`. */
export function describeCode(code: string, advice = 'name another place'): string {
  const meaning = MEANINGS[code];
  const means = meaning === undefined ? '' : `${meaning}${meaning.endsWith(', or') ? '' : ';'} `;
  return `(${code}): ${means}${advice}`;
}

/** Nothing more is sent: what the run makes could not be noted. */
export class Unwritable extends Inconclusive {
  constructor(path: string, code: string) {
    super(`cannot write ${path} ${describeCode(code)}`, { name: 'Unwritable' });
  }
}

interface FileError {
  code: string;
  path: string;
  reads: boolean;
}

/** The error as one of a file system: of a call that names a file, or is of none that sockets make. */
function fileError(error: unknown, file = ''): FileError | undefined {
  const { code, syscall, path } = (error ?? {}) as { code?: unknown; syscall?: unknown; path?: unknown };
  const named = file === '' && typeof path === 'string' ? path : file;
  if (typeof code !== 'string' || typeof syscall !== 'string' || named === '') return undefined;
  return { code, path: named, reads: READING.has(syscall) };
}
const READING = new Set(['read', 'stat', 'lstat', 'scandir', 'access', 'realpath', 'readlink']);

/** The error as Unwritable, if it is one of the file system. `file`: what was to be written. */
export function unwritable(error: unknown, file = ''): Unwritable | undefined {
  if (error instanceof Unwritable) return error;
  const found = fileError(error, file);
  return found === undefined || (found.reads && file === '') ? undefined : new Unwritable(found.path, found.code);
}

/** One line about an error of a file system; undefined for any other. */
export function sayFileError(error: unknown): string | undefined {
  const found = unwritable(error);
  if (found !== undefined) return found.message;
  const { path, code } = fileError(error) ?? {};
  return path === undefined || code === undefined ? undefined : `cannot read ${path} ${describeCode(code)}`;
}

/** Calls `write`, whose errors of the file system become Unwritable. */
export function writing<T>(file: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw unwritable(error, file) ?? error;
  }
}

/** Whether it is a file: no folder, no device, and nothing below a file. Throws where that cannot be seen. */
export function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return false;
    throw error;
  }
}

/** Bytes of a file that a flag names: a token, a certificate, known deviations. */
const MOST = 16 * 1024 * 1024;

/** The text of a file that a person gives. */
export const readText = (path: string): string => readBytes(path, MOST).toString('utf8');

/** Pipes are read to their end; devices without an end, and what is too large, are refused. */
export function readBytes(path: string, most: number): Buffer {
  const handle = openSync(path, 'r');
  try {
    const parts: Buffer[] = [];
    for (let size = 0; ;) {
      const part = Buffer.alloc(64 * 1024);
      const length = readSync(handle, part);
      if (length === 0) return Buffer.concat(parts);
      parts.push(part.subarray(0, length));
      size += length;
      if (size > most) throw Object.assign(new Error('too large'), { code: 'EFBIG', syscall: 'read', path });
    }
  } finally {
    closeSync(handle);
  }
}

/** Appends the value as one line of JSON. Throws Unwritable. */
export const appendLine = (file: string, value: unknown): void =>
  writing(file, () => appendFileSync(file, `${JSON.stringify(value)}\n`));

/** Writes it beside the file and renames it: the file appears whole or not at all. Throws Unwritable. */
export function replaceFile(file: string, content: string | Uint8Array): void {
  const beside = `${file}.tmp`;
  writing(file, () => {
    try {
      writeFileSync(beside, content);
      renameSync(beside, file);
    } catch (error) {
      rmSync(beside, { force: true });
      throw error;
    }
  });
}

/**
 * Makes the folder, and those above it, one after the other: `mkdir` of Node, which makes them all, never returns where a
 * folder is taken for one that can be made and is not (`/proc/x`).
 * @returns the folders that were made, the uppermost first
 */
export function makeFolder(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return [];
  if (found !== undefined) throw Object.assign(new Error(), { code: 'ENOTDIR', syscall: 'mkdir', path });
  const made = makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    for (const folder of made.toReversed()) rmdirSync(folder);
    throw error;
  }
  return [...made, path];
}
