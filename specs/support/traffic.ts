/** Writes that go on while something else is looked at, and a client's picture of their objects, kept up by events. */
import type { JsonObject } from '../../contract/json.ts';
import type { Answer, WatchEvent, Accepted } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { at, nameOf, versionOf } from './objects.ts';
import { ok } from './updates/write.ts';

/** The label that says how many writes an object has seen. */
const TURN = 'turn';
/** A creation after a deletion skips a number, so that two lives do not pass for one. */
const NEXT_LIFE = 2;

const turnOf = (object: JsonObject | undefined): number => Number(at(object, 'metadata', 'labels', TURN));

/** Objects that are written to, each by one writer of its own, which raises their turn with each write. */
export interface Traffic {
  readonly set: string;
  readonly names: ReadonlySet<string>;
  /** The turn of each object when all writers are done. */
  readonly last: ReadonlyMap<string, number>;
  /** All writers at work. A write that is refused throughout makes the judgement inconclusive. */
  write(): Promise<void>;
}

export interface TrafficOptions {
  /** Writes to each object. Default: 4. */
  writes?: number;
  /** Milliseconds between two writes to an object, and a little more. Default: 0. */
  pause?: number;
}

const CHANGED = 2;

/**
 * Two objects that are changed, one that leaves the selection of the set and enters it again, and one that is deleted
 * and created again.
 */
export async function trafficOf(trial: Trial, { writes = 4, pause = 0 }: TrafficOptions = {}): Promise<Traffic> {
  const set = trial.given.name('set');
  const labels = { set, [TURN]: '0' };
  // Of its own: at version 0 a target may show what a job was in another judgement.
  const jobs = await trial.given.allAccepted(CHANGED, { labels });
  const [wandering, reborn] = await trial.given.allAccepted(2, { labels });
  const lives = Math.ceil(writes / 3);
  const rest = async (writer: number, turn: number): Promise<void> =>
    trial.clock.sleep(pause + ((writer * 5 + turn * 7) % 3) + (pause * writer) / 4);
  const change = async (job: Accepted, turn: number, more: Record<string, string | null> = {}): Promise<void> =>
    accepted(trial, () => trial.target.patch(job, { metadata: { labels: { [TURN]: String(turn), ...more } } }));
  const changes = async (job: Accepted, writer: number): Promise<void> => {
    for (let turn = 1; turn <= writes; turn += 1) {
      await rest(writer, turn);
      await change(job, turn);
    }
  };
  const wander = async (): Promise<void> => {
    for (let turn = 1; turn <= 2 * lives; turn += 1) {
      await rest(CHANGED, turn);
      await change(wandering, turn, { set: turn % 2 === 1 ? null : set });
    }
  };
  const live = async (): Promise<void> => {
    for (let life = 1; life <= lives; life += 1) {
      await rest(CHANGED + 1, life);
      await trial.given.deleted(reborn);
      await trial.given.accepted({ name: reborn.name, labels: { ...labels, [TURN]: String(life * NEXT_LIFE) } });
    }
  };
  const all = [...jobs, wandering, reborn];
  return {
    set,
    names: new Set(all.map(({ name }) => name)),
    last: new Map([
      ...jobs.map(({ name }): [string, number] => [name, writes]),
      [wandering.name, 2 * lives],
      [reborn.name, lives * NEXT_LIFE],
    ]),
    async write() {
      await trial.together([...jobs.map((job, index) => () => changes(job, index)), wander, live]);
    },
  };
}

async function accepted(trial: Trial, send: () => Promise<Answer>): Promise<void> {
  const answer = await trial.retry(send, ({ status }) => status === 409);
  if (!ok(answer)) trial.inconclusive(`a write was answered ${answer.status}`);
}

/** What is wrong with an event, given what is known. */
interface Fault {
  message: string;
  expected: string;
  received: string;
}

/**
 * The picture that a client keeps, as informers do: the items of a list (or nothing), and each event applied to it. It
 * is right only if list and events together show every write once.
 */
export class Picture {
  readonly #states = new Map<string, JsonObject>();
  /** The turn of each object when it was seen last, also of objects that are gone. */
  readonly #turns = new Map<string, number>();
  readonly #traffic: Traffic;
  #fault: Fault | undefined;

  constructor(traffic: Traffic, items: readonly JsonObject[] = []) {
    this.#traffic = traffic;
    for (const item of items) if (traffic.names.has(nameOf(item))) this.#see(item);
  }

  /** The same picture, which goes on by itself. */
  copy(): Picture {
    const copy = new Picture(this.#traffic, [...this.#states.values()]);
    for (const [name, turn] of this.#turns) copy.#turns.set(name, turn);
    return copy;
  }

  #see(object: JsonObject): void {
    this.#states.set(nameOf(object), object);
    this.#turns.set(nameOf(object), turnOf(object));
  }

  apply(event: WatchEvent): void {
    const { type, object } = event;
    const name = nameOf(object);
    if (!this.#traffic.names.has(name)) return;
    this.#fault ??= this.#faultOf(event);
    if (type === 'DELETED') this.#states.delete(name);
    else this.#see(object);
  }

  #faultOf({ type, object }: WatchEvent): Fault | undefined {
    const name = nameOf(object);
    const known = this.#states.get(name);
    const shown = `${type} of ${name} at turn ${turnOf(object)} (${versionOf(object)})`;
    if (type !== 'ADDED' && known === undefined)
      return {
        message: 'An event is of an object that neither the list nor an event before has shown',
        expected: 'ADDED',
        received: shown,
      };
    if (type === 'DELETED') return undefined;
    if (known !== undefined && versionOf(known) !== undefined && versionOf(known) === versionOf(object))
      return {
        message: 'An event shows again what was shown before',
        expected: `a state after ${versionOf(known)}`,
        received: shown,
      };
    if (type === 'ADDED' && known !== undefined)
      return { message: 'An object is ADDED that was shown before', expected: 'MODIFIED', received: shown };
    const before = this.#turns.get(name);
    if (before === undefined) return undefined;
    // A controller may write at any time: then the turn is the same.
    const steps = turnOf(object) - before;
    const most = type === 'ADDED' ? NEXT_LIFE : 1;
    if (steps >= 0 && steps <= most) return undefined;
    return {
      message: steps < 0 ? 'An event shows an older state than what was shown before' : 'An event leaves out writes',
      expected: `turn ${before + 1} after turn ${before}`,
      received: shown,
    };
  }

  /** Whether the picture is that of the end, when all writers are done. */
  get isComplete(): boolean {
    return [...this.#traffic.last].every(([name, turn]) => turnOf(this.#states.get(name)) === turn);
  }

  /** A fault ends the wait for what is missing. */
  get isWrong(): boolean {
    return this.#fault !== undefined;
  }

  /** `what`: in a finding, where the picture comes from. */
  expectRight(trial: Trial, what: string, answer: Answer): void {
    const fault = this.#fault;
    trial.expect.that(fault === undefined, {
      message: `${what}: ${fault?.message ?? ''}`,
      expected: fault?.expected ?? '',
      received: fault?.received ?? '',
      path: '/object',
      answer,
    });
    trial.expect.that(this.isComplete, {
      message: `${what}: the last state of an object was never shown`,
      expected: told(this.#traffic.last),
      received: told(new Map([...this.#states].map(([name, state]) => [name, turnOf(state)]))),
      path: '/object',
      answer,
    });
  }
}

const told = (turns: ReadonlyMap<string, number>): string =>
  [...turns].map(([name, turn]) => `${name} at turn ${turn}`).join(', ') || 'nothing';
