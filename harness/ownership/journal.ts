/** The journal: records what a run creates or tries to create, before the request is sent. */
import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every object that the suite creates has this label; its value is the run's id. */
export const RUN_LABEL = 'conformance.cci-job/run';
/**
 * Every object that the suite creates has this label, too. Each judgement has its own value, so that deletecollection
 * deletes only its own objects.
 */
export const TRIAL_LABEL = 'conformance.cci-job/trial';

const FILE = 'journal.jsonl';

/** The place of an object. `kind` is the kind's name, e.g. `TFJob`. */
export interface ObjectAddress {
  kind: string;
  namespace: string;
  name?: string;
  generateName?: string;
}

/** One line of the journal. With a uid: the object was created. Without: a request was sent that may create it. */
export interface JournalLine extends ObjectAddress {
  /** RFC 3339. */
  time: string;
  run: string;
  target: string;
  uid?: string;
  /** The target said that no object of this name exists any more. */
  gone?: true;
}

export interface Journal {
  readonly runId: string;
  /** Called before sending a request that may create an object. */
  intend(place: ObjectAddress): void;
  /** Called when the target says that it created one. */
  made(place: ObjectAddress & { name: string; uid: string }): void;
  /** Called when the target says that the object is deleted, or that it does not exist. */
  gone(place: ObjectAddress & { name: string }): void;
  readonly lines: readonly JournalLine[];
  /** Whether this run created an object of this name, or tried to. */
  knows(place: ObjectAddress & { name: string }): boolean;
  /** Whether the target said that it created an object of this name. */
  hasMade(place: ObjectAddress & { name: string }): boolean;
  /** Whether an object of this run has this uid. */
  owns(uid: string): boolean;
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
}

/** A journal in memory, for targets in this process. */
export const memoryJournal = (options: JournalOptions): Journal => createJournal(options, () => {});

/** A journal in `DIR/journal.jsonl`. A line is on disk before the request is sent. */
export function fileJournal(dir: string, options: JournalOptions): Journal {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, FILE);
  if (existsSync(file) && !readFileSync(file, 'utf8').endsWith('\n')) appendFileSync(file, '\n');
  return createJournal(options, (line) => appendFileSync(file, `${JSON.stringify(line)}\n`));
}

/**
 * All lines of `DIR/journal.jsonl`, of every run. An incomplete line is skipped: the process ended before its request
 * was sent.
 */
export function readJournal(dir: string): JournalLine[] {
  const file = join(dir, FILE);
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => /^\{.*\}$/.test(line))
        .map((line) => JSON.parse(line))
    : [];
}

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

function createJournal({ target, runId = newRunId() }: JournalOptions, write: (line: JournalLine) => void): Journal {
  const lines: JournalLine[] = [];
  const uids = new Set<string>();
  const tried = new Set<string>();
  const made = new Set<string>();
  let counter = 0;
  const add = (line: Omit<JournalLine, 'time' | 'run' | 'target'>): void => {
    const full: JournalLine = { time: new Date().toISOString(), run: runId, target, ...line };
    lines.push(full);
    write(full);
  };
  return {
    runId,
    lines,
    intend(place) {
      if (place.name !== undefined) tried.add(keyOf({ ...place, name: place.name }));
      add(place);
    },
    made(place) {
      uids.add(place.uid);
      tried.add(keyOf(place));
      made.add(keyOf(place));
      add(place);
    },
    gone: (place) => add({ ...place, gone: true }),
    knows: (place) => tried.has(keyOf(place)),
    hasMade: (place) => made.has(keyOf(place)),
    owns: (uid) => uids.has(uid),
    next: () => (counter += 1),
  };
}
