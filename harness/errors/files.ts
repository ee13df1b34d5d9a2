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
import { dirname, isAbsolute, relative } from 'node:path';
import { Inconclusive } from './endings.ts';

/** How a path is told: from here where it lies below, as it is given to a command that is typed here. */
export function shownPath(path: string): string {
  const below = relative(process.cwd(), path);
  return below === '' || below.startsWith('..') || isAbsolute(below) ? path : below;
}

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
  /** `open`: whether to read or to write does not show. */
  what: 'read' | 'write' | 'open';
}

/** The error as one of a file system: of a call that names a file, or is of none that sockets make. */
function fileError(error: unknown, file = ''): FileError | undefined {
  const { code, syscall, path } = (error ?? {}) as { code?: unknown; syscall?: unknown; path?: unknown };
  const named = file === '' && typeof path === 'string' ? path : file;
  if (typeof code !== 'string' || typeof syscall !== 'string' || named === '') return undefined;
  return { code, path: named, what: READING.has(syscall) ? 'read' : syscall === 'open' ? 'open' : 'write' };
}
const READING = new Set(['read', 'stat', 'lstat', 'scandir', 'access', 'realpath', 'readlink']);

/** The error as Unwritable, if it is one of the file system. `file`: what was to be written. */
export function unwritable(error: unknown, file = ''): Unwritable | undefined {
  if (error instanceof Unwritable) return error;
  const found = fileError(error, file);
  return found === undefined || (found.what !== 'write' && file === '')
    ? undefined
    : new Unwritable(found.path, found.code);
}

/** One line about an error of a file system; undefined for any other. */
export function sayFileError(error: unknown): string | undefined {
  const found = unwritable(error);
  if (found !== undefined) return found.message;
  const { path, code, what } = fileError(error) ?? {};
  return path === undefined || code === undefined
    ? undefined
    : `cannot ${what} ${path} ${describeCode(code, 'see that it is there, and may be opened')}`;
}

/** Calls `write`, whose errors of the file system become Unwritable. */
export function writing<T>(file: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw unwritable(error, file) ?? error;
  }
}

/** What is at this place; undefined: nothing, as there is nothing below a file. Throws where that cannot be seen. */
export function whatIsAt(path: string): 'file' | 'folder' | 'something else' | undefined {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found && (found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'something else');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Whether it is a file: no folder, and no device. Throws where that cannot be seen. */
export const isFile = (path: string): boolean => whatIsAt(path) === 'file';

/**
 * The folder that a person names. Calls `refuse` where there is none, and where that cannot be seen.
 */
export function readFolder(path: string, refuse: (why: string) => never): void {
  let found: ReturnType<typeof whatIsAt>;
  try {
    found = whatIsAt(path);
  } catch (error) {
    return refuse(sayUnreadable(path, error));
  }
  if (found !== 'folder') refuse(found === undefined ? `there is no folder ${path}` : `${path} is no folder`);
}

/** The text of a file that a person names. Calls `refuse` where it cannot be read. */
export function readNamed(path: string, refuse: (why: string) => never): string {
  try {
    return readText(path);
  } catch (error) {
    return refuse(sayUnreadable(path, error));
  }
}

/** `cannot read x (EACCES): it is not permitted; name one that may be read`. */
export const sayUnreadable = (path: string, error: unknown, advice = 'name one that may be read'): string =>
  `cannot read ${path} ${describeCode((error as NodeJS.ErrnoException).code ?? 'error', advice)}`;

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
