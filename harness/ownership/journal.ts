/** The journal: records what a run creates or tries to create, before the request is sent. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../contract/json.ts';
import { appendLine, isFile } from '../errors/files.ts';

/** Labels and finalizers with this prefix are the suite's own: nobody else sets or removes them. */
export const OWN_PREFIX = 'conformance.cci-job/';
/** Every object that the suite creates has this label; its value is the run's id. */
export const RUN_LABEL = 'conformance.cci-job/run';
/**
 * Every object that the suite creates has this label, too. Each judgement has its own value, so that deletecollection
 * deletes only its own objects.
 */
export const TRIAL_LABEL = 'conformance.cci-job/trial';

export const JOURNAL_FILE = 'journal.jsonl';

/** The place of an object. `kind` is the kind's name, e.g. `TFJob`. */
export interface ObjectAddress {
  kind: string;
  namespace: string;
  name?: string;
  generateName?: string;
}

/**
 * One line of the journal. It is about to be sent, unless a member says more: `made` and `uid`, `answered`, or `gone`.
 */
export interface JournalLine extends ObjectAddress {
  /** RFC 3339. */
  time: string;
  run: string;
  target: string;
  /** The target said that it created the object; the uid, if it gave one. */
  made?: true;
  uid?: string;
  /** The status of an answer that does not say so. */
  answered?: number;
  /** The target said that no object of this name exists any more. */
  gone?: true;
}

/** An object that the target said it created. A target may give it no uid. */
export type MadeAddress = ObjectAddress & { name: string; uid?: string };

export interface Journal {
  readonly runId: string;
  /** Called before sending a request that may create an object. */
  intend(place: ObjectAddress): void;
  /** Called when the target says that it created one. */
  made(place: MadeAddress): void;
  /** Called when the target answers something else. */
  answered(place: ObjectAddress, status: number): void;
  /** Called when the target says that the object is deleted, or that it does not exist. */
  gone(place: ObjectAddress & { name: string }): void;
  readonly lines: readonly JournalLine[];
  /** Whether this run created an object of this name, or tried to. */
  knows(place: ObjectAddress & { name: string }): boolean;
  /** Whether the target said that it created an object of this name. */
  hasMade(place: ObjectAddress & { name: string }): boolean;
  /** The next unused number of this run, from 1. */
  next(): number;
}

/**
 * Ten characters, valid within names and label values. Random, not derived from the seed: a replay must not reuse
 * names.
 */
export const newRunId = (): string =>
  `r${BigInt(`0x${randomBytes(8).toString('hex')}`)
    .toString(36)
    .padStart(9, '0')
    .slice(-9)}`;

interface JournalOptions {
  target: string;
  runId?: string;
  /** Milliseconds since the epoch. Default: those of this machine. */
  now?: () => number;
}

/** A journal in memory, for targets in this process. */
export const memoryJournal = (options: JournalOptions): Journal => createJournal(options, () => {});

/** A journal in `DIR/journal.jsonl`. A line is on disk before the request is sent. */
export function fileJournal(dir: string, options: JournalOptions): Journal {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, JOURNAL_FILE);
  cutIncomplete(file);
  return createJournal(options, (line) => appendLine(file, line));
}

/** What follows the last end of a line was being written when the process ended: its request was never sent. */
function cutIncomplete(file: string): void {
  if (!isFile(file)) return;
  const bytes = readFileSync(file);
  const whole = bytes.lastIndexOf('\n') + 1;
  if (whole < bytes.length) truncateSync(file, whole);
}

/** What is known of a file: its lines, and the numbers (from 1) of those that cannot be read. */
export interface ReadJournal {
  lines: JournalLine[];
  broken: number[];
}

/**
 * All lines of `DIR/journal.jsonl`, of every run; undefined when there is no such file. What follows the last end of a
 * line is skipped: the process ended before its request was sent.
 */
export function readJournal(dir: string): ReadJournal | undefined {
  const file = join(dir, JOURNAL_FILE);
  if (!isFile(file)) return undefined;
  const lines: JournalLine[] = [],
    broken: number[] = [];
  for (const [i, text] of readFileSync(file, 'utf8').split('\n').slice(0, -1).entries()) {
    if (text.trim() === '') continue;
    const line = lineOf(text);
    if (line) lines.push(line);
    else broken.push(i + 1);
  }
  return { lines, broken };
}

/** The line, or undefined when the text is none. */
export function lineOf(text: string): JournalLine | undefined {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isLine(line) ? line : undefined;
}

const isLine = (line: unknown): line is JournalLine =>
  isObject(line) &&
  ['run', 'target', 'kind', 'namespace'].every((key) => typeof line[key] === 'string' && line[key] !== '') &&
  ['time', 'name', 'generateName', 'uid'].every((key) => line[key] === undefined || typeof line[key] === 'string');

type NamedLine = JournalLine & { name: string };
const isNamed = (line: JournalLine): line is NamedLine => line.name !== undefined;

/**
 * The last line about each name, unless it says that the object is gone: the objects that may still exist. Objects of
 * lines without a name can only be found by their label.
 */
export function unsettled(lines: readonly JournalLine[]): NamedLine[] {
  const last = new Map<string, NamedLine>();
  for (const line of lines.filter(isNamed)) last.set(keyOf(line), line);
  return [...last.values()].filter((line) => !line.gone);
}

export const keyOf = (place: ObjectAddress & { name: string }): string =>
  `${place.kind}/${place.namespace}/${place.name}`;

/** Whether the line says that a request is about to be sent. */
const isIntent = ({ made, uid, answered, gone }: JournalLine): boolean =>
  made === undefined && uid === undefined && answered === undefined && gone === undefined;

/** The requests that were sent and not answered: they may still create what they name. */
export function unanswered(lines: readonly JournalLine[]): JournalLine[] {
  const open = new Map<string, JournalLine[]>();
  const placed = (line: JournalLine, name: string): string => `${line.run} ${keyOf({ ...line, name })}`;
  for (const line of lines) {
    if (line.gone) continue;
    // An object of which the name is generated is asked for without a name, and made with one.
    const keys = [...(line.name === undefined ? [] : [line.name]), `${line.generateName ?? ''}*`].map((name) =>
      placed(line, name),
    );
    const [key = ''] = keys;
    if (isIntent(line)) open.set(key, [...(open.get(key) ?? []), line]);
    else keys.find((one) => (open.get(one)?.length ?? 0) > 0 && open.get(one)?.shift());
  }
  return [...open.values()].flat();
}

function createJournal(
  { target, runId = newRunId(), now = Date.now }: JournalOptions,
  write: (line: JournalLine) => void,
): Journal {
  const lines: JournalLine[] = [];
  const tried = new Set<string>();
  const made = new Set<string>();
  let counter = 0;
  const add = (line: Omit<JournalLine, 'time' | 'run' | 'target'>): void => {
    const full: JournalLine = { time: new Date(now()).toISOString(), run: runId, target, ...line };
    write(full);
    lines.push(full);
  };
  return {
    runId,
    lines,
    intend(place) {
      if (place.name !== undefined) tried.add(keyOf({ ...place, name: place.name }));
      add(place);
    },
    made(place) {
      tried.add(keyOf(place));
      made.add(keyOf(place));
      add({ ...place, made: true });
    },
    answered: (place, status) => add({ ...place, answered: status }),
    gone: (place) => add({ ...place, gone: true }),
    knows: (place) => tried.has(keyOf(place)),
    hasMade: (place) => made.has(keyOf(place)),
    next: () => (counter += 1),
  };
}
