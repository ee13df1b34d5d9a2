/** Ownership: what a run made or tried to make, written down before the request leaves. */
import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every object that the suite makes carries this label; its value is the run's id. */
export const RUN_LABEL = 'conformance.cci-job/run';
/** And this one; its value tells the judgements of a run apart, so that deleting one's collection spares the others'. */
export const TRIAL_LABEL = 'conformance.cci-job/trial';

const FILE = 'journal.jsonl';

/** Where an object is. `kind` is the kind's name, e.g. `TFJob`. */
export interface Place {
  kind: string;
  namespace: string;
  name?: string;
  generateName?: string;
}

/** One line. The line with a uid says that the object was made; without one, that a request which may make it left. */
export interface JournalLine extends Place {
  /** RFC 3339. */
  time: string;
  run: string;
  target: string;
  uid?: string;
}

export interface Journal {
  readonly runId: string;
  /** Called before a request leaves that may make an object. */
  intend(place: Place): void;
  /** Called when the target said that it made one. */
  made(place: Place & { name: string; uid: string }): void;
  readonly lines: readonly JournalLine[];
  /** Is this uid one that a target gave to an object of this run? */
  owns(uid: string): boolean;
  /** A number that this run has not used, from 1. */
  next(): number;
}

/** Ten characters, valid within names and label values; not derived from the seed, so that replays do not collide. */
export const newRunId = (): string => `r${BigInt(`0x${randomBytes(8).toString('hex')}`).toString(36).padStart(9, '0').slice(-9)}`;

interface JournalOptions { target: string; runId?: string }

/** A journal that lives as long as the process, for targets that do so too. */
export const memoryJournal = (options: JournalOptions): Journal => createJournal(options, () => {});

/** A journal in `DIR/journal.jsonl`, appended to synchronously. */
export function fileJournal(dir: string, options: JournalOptions): Journal {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, FILE);
  return createJournal(options, (line) => appendFileSync(file, `${JSON.stringify(line)}\n`));
}

/** All lines of `DIR/journal.jsonl`, of every run. A last line that was cut by a kill is left out. */
export function readJournal(dir: string): JournalLine[] {
  const file = join(dir, FILE);
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  const last = lines.pop();
  const whole = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as JournalLine);
  return last?.endsWith('}') ? [...whole, JSON.parse(last) as JournalLine] : whole;
}

function createJournal({ target, runId = newRunId() }: JournalOptions, write: (line: JournalLine) => void): Journal {
  const lines: JournalLine[] = [];
  const uids = new Set<string>();
  let counter = 0;
  const add = (line: Place & { uid?: string }): void => {
    const { kind, namespace, name, generateName, uid } = line;
    const full: JournalLine = {
      time: new Date().toISOString(), run: runId, target, kind, namespace,
      ...(name !== undefined && { name }), ...(generateName !== undefined && { generateName }), ...(uid !== undefined && { uid }),
    };
    lines.push(full);
    write(full);
  };
  return {
    runId,
    lines,
    intend: add,
    made(place) {
      uids.add(place.uid);
      add(place);
    },
    owns: (uid) => uids.has(uid),
    next: () => (counter += 1),
  };
}
