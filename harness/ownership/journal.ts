/** Records what a run makes or tries to make, before the request leaves. */
import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every object that the suite makes carries this label; its value is the run's id. */
export const RUN_LABEL = 'conformance.cci-job/run';
/** So is this one. Each judgement of a run has a value of its own, so that it can delete its collection and not that of another. */
export const TRIAL_LABEL = 'conformance.cci-job/trial';

const FILE = 'journal.jsonl';

/** Where an object is. `kind` is the kind's name, e.g. `TFJob`. */
export interface ObjectAddress {
  kind: string;
  namespace: string;
  name?: string;
  generateName?: string;
}

/** One line. With a uid it says that the object was made; without, that a request was sent which may make it. */
export interface JournalLine extends ObjectAddress {
  /** RFC 3339. */
  time: string;
  run: string;
  target: string;
  uid?: string;
  /** The target said that there is no object of this name any more. */
  gone?: true;
}

export interface Journal {
  readonly runId: string;
  /** Called before sending a request that may make an object. */
  intend(place: ObjectAddress): void;
  /** Called when the target says that it made one. */
  made(place: ObjectAddress & { name: string; uid: string }): void;
  /** Called when the target says that the object is deleted, or that there is none. */
  gone(place: ObjectAddress & { name: string }): void;
  readonly lines: readonly JournalLine[];
  /** Whether this run made an object of this name, or tried to. */
  knows(place: ObjectAddress & { name: string }): boolean;
  /** Whether the target said that it made an object of this name. */
  hasMade(place: ObjectAddress & { name: string }): boolean;
  /** Whether an object of this run has this uid. */
  owns(uid: string): boolean;
  /** The next unused number of this run, from 1. */
  next(): number;
}

/** Ten characters, valid within names and label values. Random, and not made from the seed: a replay must not reuse names. */
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

/** A journal in `DIR/journal.jsonl`. A line is on disk before the request leaves. */
export function fileJournal(dir: string, options: JournalOptions): Journal {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, FILE);
  if (existsSync(file) && !readFileSync(file, 'utf8').endsWith('\n')) appendFileSync(file, '\n');
  return createJournal(options, (line) => appendFileSync(file, `${JSON.stringify(line)}\n`));
}

/** All lines of `DIR/journal.jsonl`, of every run. A line that was cut is left out: the process ended before its request was sent. */
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
 * The last line about each name, unless it says that the object is gone: these may still be there. Objects of lines without a
 * name can be found by their label alone.
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
