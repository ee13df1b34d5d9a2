/**
 * `DIR/record.ndjson.gz`: all exchanges of a run, and what its judgements need besides to be made again. The first line
 * is the header, each other one a judgement; each is a member of its own of the gzip file (RFC 1952, section 2.2).
 * `DIR/record.json` has the digests of it and of the report.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { isObject, parseJson, type JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import type { Execution, Namespaces } from '../model/run.ts';
import { isFile, replaceFile, sayUnreadable, writing } from '../errors/files.ts';
import type { Tape } from './tape.ts';

export const RECORD_FILE = 'record.ndjson.gz';
export const MANIFEST_FILE = 'record.json';
const REPORT_FILE = 'report.json';

/** Characters of one judgement, and bytes of the whole file, that are kept at most. */
const MOST = { judgement: 32 * 1024 * 1024, file: 256 * 1024 * 1024 };

export interface SuiteName {
  name: string;
  version: string;
  contractDigest: string;
}

export interface RecordHeader {
  format: 1;
  suite: SuiteName;
  /** The id of the run, by which its objects are labelled. */
  run: string;
  namespaces: Namespaces;
  execution: Execution;
  /** The kinds of the contract; absent: the documented ones. */
  contract?: readonly Kind[];
  /** Keys (`keyOf`) of the kinds of the run. */
  kinds: string[];
  /** Ids of the requirements that were planned. */
  planned: string[];
}

/** One judgement; `dropped`: why it is not kept. */
export interface Line {
  id: string;
  /** As in a Result: the kind's name. */
  kind: string;
  tapes: Tape[];
  dropped?: string;
  /** The id of its run, where that is another than the record's: it was cut off, and this one went on with it. */
  run?: string;
}

export interface Manifest {
  format: 1;
  suite: SuiteName;
  run: string;
  /** SHA-256 of each file, in hexadecimal digits. */
  sha256: Record<typeof REPORT_FILE | typeof RECORD_FILE, string>;
}

/** A record that is not what a run has written, or of which a part is missing: one line. */
export class RecordError extends Error {}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Removes the record of an earlier run. */
export function dropRecord(dir: string): void {
  for (const name of [RECORD_FILE, MANIFEST_FILE]) rmSync(join(dir, name), { force: true });
}

const packed = (value: RecordHeader | Line): Buffer => gzipSync(`${JSON.stringify(value)}\n`);

/** Begins the file anew, with the lines that there are. Throws Unwritable. */
export const beginRecord = (dir: string, header: RecordHeader, lines: readonly Line[] = []): void =>
  written(dir, (file) => replaceFile(file, Buffer.concat([header, ...lines].map(packed))));

/** Returns a function that appends lines, and keeps within the bounds. It throws Unwritable. */
export function recordWriter(dir: string): (line: Line) => void {
  let size: number | undefined;
  return ({ id, kind, tapes }) => {
    size ??= statSync(join(dir, RECORD_FILE), { throwIfNoEntry: false })?.size ?? 0;
    const characters = tapes.reduce((sum, tape) => sum + sizeOf(tape), 0);
    let bytes = characters > MOST.judgement ? undefined : packed({ id, kind, tapes });
    if (bytes === undefined || size + bytes.length > MOST.file)
      bytes = packed({
        id,
        kind,
        tapes: [],
        dropped: bytes === undefined ? 'its exchanges were too large to be kept' : 'the record was full',
      });
    size += bytes.length;
    const appended = bytes;
    written(dir, (file) => appendFileSync(file, appended));
  };
}

function sizeOf({ exchanges, bodies }: Tape): number {
  const kept = Object.values(bodies).reduce((sum, text) => sum + text.length, 0);
  return exchanges.reduce(
    (sum, { requestBody = '', responseBody }) => sum + requestBody.length + responseBody.length,
    kept,
  );
}

/** Throws Unwritable. */
const written = (dir: string, write: (file: string) => void): void => {
  const file = join(dir, RECORD_FILE);
  writing(file, () => write(file));
};

/** Once the report is written. Returns the SHA-256 of the manifest. Throws Unwritable. */
export function sealRecord(dir: string, { suite, run }: RecordHeader): string {
  const digest = (name: string): string => sha256(readFileSync(join(dir, name)));
  const manifest: Manifest = {
    format: 1,
    suite,
    run,
    sha256: { [REPORT_FILE]: digest(REPORT_FILE), [RECORD_FILE]: digest(RECORD_FILE) },
  };
  const text = textOf(manifest);
  written(dir, () => writeFileSync(join(dir, MANIFEST_FILE), text));
  return sha256(Buffer.from(text));
}

/** The manifest of a folder, whose digests hold for these files, and its own SHA-256. Throws RecordError. */
export function readManifest(
  dir: string,
  files: readonly (keyof Manifest['sha256'])[] = [REPORT_FILE, RECORD_FILE],
): { manifest: Manifest; digest: string } {
  const file = join(dir, MANIFEST_FILE);
  const bytes = bytesOf(file, `${dir} holds no record: a run writes one with --record`);
  const manifest = parseJson(bytes.toString());
  // A byte that makes no difference to a reader is no different from one that does.
  if (!isManifest(manifest) || textOf(manifest) !== bytes.toString())
    throw new RecordError(`${file} is not what a run writes`);
  for (const name of files) {
    const path = join(dir, name);
    if (sha256(bytesOf(path, `${path} is missing, which ${MANIFEST_FILE} names`)) !== manifest.sha256[name])
      throw new RecordError(`${path} is not the file that the run wrote: its SHA-256 is not that of ${MANIFEST_FILE}`);
  }
  return { manifest, digest: sha256(bytes) };
}

/** Throws RecordError: with these words where there is no such file, with others where it cannot be read. */
function bytesOf(file: string, missing: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new RecordError(code === 'ENOENT' ? missing : sayUnreadable(file, error));
  }
}

const textOf = ({ format, suite: { name, version, contractDigest }, run, sha256 }: Manifest): string =>
  `${JSON.stringify({ format, suite: { name, version, contractDigest }, run, sha256 }, null, 1)}\n`;

const isManifest = (value: unknown): value is Manifest =>
  isObject(value) &&
  value['format'] === 1 &&
  typeof value['run'] === 'string' &&
  isObject(value['suite']) &&
  ['version', 'contractDigest'].every((key) => typeof (value['suite'] as Record<string, unknown>)[key] === 'string') &&
  isObject(value['sha256']) &&
  [REPORT_FILE, RECORD_FILE].every((name) => typeof (value['sha256'] as Record<string, unknown>)[name] === 'string');

/** A record, of which the lines are read as they are asked for: all of them may be too much for the memory. */
export interface OpenRecord {
  header: RecordHeader;
  /** Throws RecordError. */
  lines(): Iterable<Line>;
}

/** Throws RecordError. */
export function readRecord(dir: string): OpenRecord {
  const file = join(dir, RECORD_FILE);
  const wrong = (): never => {
    throw new RecordError(`${file} is not what a run writes`);
  };
  const bytes = unpacked(file);
  const [first] = linesOf(bytes);
  const header = parseJson(first ?? '');
  if (!isHeader(header)) return wrong();
  function* lines(): Generator<Line> {
    let isFirst = true;
    for (const text of linesOf(bytes)) {
      const line = isFirst ? undefined : parseJson(text);
      if (isLine(line)) yield line;
      else if (!isFirst) wrong();
      isFirst = false;
    }
  }
  return { header, lines };
}

/**
 * The lines of a run that was cut off, perhaps in the middle of one, each with the id of its run. What cannot be read is
 * left out: `verify` says of which judgements there are no exchanges.
 */
export function linesOfCutOff(dir: string): Line[] {
  const file = join(dir, RECORD_FILE);
  if (!isFile(file)) return [];
  try {
    const bytes = gunzipSync(readFileSync(file), { finishFlush: constants.Z_SYNC_FLUSH });
    const [header, ...rest] = [...linesOf(bytes)].map((text): unknown => parseJson(text));
    return isHeader(header) ? rest.filter(isLine).map((line) => ({ run: header.run, ...line })) : [];
  } catch {
    return [];
  }
}

const haveLists = (value: JsonObject, ...names: string[]): boolean => names.every((name) => Array.isArray(value[name]));

const isHeader = (value: unknown): value is RecordHeader =>
  isObject(value) &&
  value['format'] === 1 &&
  ['suite', 'namespaces', 'execution'].every((name) => isObject(value[name])) &&
  typeof value['run'] === 'string' &&
  haveLists(value, 'kinds', 'planned') &&
  (value['contract'] === undefined || haveLists(value, 'contract'));

const isLine = (value: unknown): value is Line =>
  isObject(value) &&
  Array.isArray(value['tapes']) &&
  value['tapes'].every(
    (tape) =>
      isObject(tape) &&
      typeof tape['at'] === 'number' &&
      isObject(tape['bodies']) &&
      haveLists(tape, 'names', 'others', 'served', 'exchanges', 'told') &&
      haveObjects(tape['exchanges']) &&
      haveObjects(tape['told']),
  );

const haveObjects = (list: unknown): boolean => Array.isArray(list) && list.every((one) => isObject(one));

function unpacked(file: string): Buffer {
  const bytes = bytesOf(file, `${file} is missing`);
  try {
    return gunzipSync(bytes);
  } catch {
    throw new RecordError(`${file} cannot be unpacked`);
  }
}

/** All of it may be longer than a string can be. */
function* linesOf(bytes: Buffer): Generator<string> {
  for (let at = 0, end = bytes.indexOf(10); end >= 0; at = end + 1, end = bytes.indexOf(10, at))
    yield bytes.toString('utf8', at, end);
}
