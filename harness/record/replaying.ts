/** Judges again what a record holds, without any target. */
import type { Kind } from '../../contract/types.ts';
import { headerMap } from '../http/answer.ts';
import type { Outgoing } from '../http/outgoing.ts';
import { parseJson } from '../../contract/json.ts';
import { operationOf } from '../../contract/request.ts';
import type { JudgeContext } from '../judge/context.ts';
import { judge } from '../judge/judge.ts';
import type { Outside, Served } from '../judge/context.ts';
import { capped, type Evidence } from '../evidence/evidence.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Requirement } from '../model/requirement.ts';
import type { Result } from '../model/result.ts';
import type { Answer } from '../model/target.ts';
import { keyOf, memoryJournal, type Journal } from '../ownership/journal.ts';
import { Desk, outsideOf, type Source } from './desk.ts';
import type { Line } from './record-file.ts';
import type { Tape, Told } from './tape.ts';

/** `why`: the judgement cannot be made again from its record. */
export type Replayed = { result: Result } | { why: string };

export async function replayed(
  requirement: Requirement,
  kind: Kind,
  context: JudgeContext,
  { tapes, dropped }: Line,
): Promise<Replayed> {
  if (dropped !== undefined) return { why: dropped };
  const used: Replay[] = [];
  let lose: (why: Replayed) => void = () => {};
  const lost = new Promise<Replayed>((resolve) => (lose = resolve));
  const outside = (shared: JudgeContext): Outside => {
    const tape = tapes[used.length];
    if (tape === undefined) throw new Lost('it is made once more than it was');
    const replay = new Replay(tape, shared, (why) => lose({ why }));
    used.push(replay);
    return outsideOf(replay.desk, replay);
  };
  const judged = judge(requirement, kind, { ...context, outside }).then(
    (result): Replayed => {
      const why =
        used.length < tapes.length ? 'it was made more often' : used.map((one) => one.left()).find((left) => left);
      return why === undefined ? { result } : { why };
    },
    (error: unknown): Replayed => {
      if (error instanceof Lost) return { why: error.message };
      throw error;
    },
  );
  return Promise.race([judged, lost]);
}

class Lost extends Error {}

type Asked =
  { what: 'time' | 'read' | 'lend' | 'cleanup'; stream?: number } | { what: 'call' | 'open'; request: Outgoing };

class Replay implements Source {
  readonly desk: Desk;
  readonly journal: Journal;
  readonly served: Served;
  readonly evidence: Evidence;
  readonly redact = (text: string): string => text;
  readonly #tape: Tape;
  readonly #context: JudgeContext;
  readonly #lose: (why: string) => void;
  readonly #asked = new Map<number, Asked>();
  /** Where the reader of each stream is. */
  readonly #streams = new Map<number, { exchange: Exchange; at: number }>();
  #next = 0;
  #over = false;
  #cleaning = false;

  constructor(tape: Tape, context: JudgeContext, lose: (why: string) => void) {
    this.#tape = tape;
    this.#context = context;
    this.#lose = lose;
    this.desk = new Desk(tape.at);
    this.served = new Set(tape.served);
    const begin = (): never => this.#stop('an exchange begins by itself');
    this.evidence = { exchanges: [], case: undefined, begin, repeat: begin };
    this.journal = journalOf(tape, context.journal, () => this.#stop('it makes more names than it did'));
    setImmediate(this.#step);
  }

  sleep(question: number): void {
    this.#asked.set(question, { what: 'time' });
  }

  call(question: number, request: Outgoing): void {
    this.#asked.set(question, { what: 'call', request });
  }

  open(question: number, request: Outgoing): void {
    this.#asked.set(question, { what: 'open', request });
  }

  read(question: number, stream: number): void {
    this.#asked.set(question, { what: 'read', stream });
  }

  leave(): void {}

  lend(question: number): void {
    this.#asked.set(question, { what: 'lend' });
  }

  keep(): [] {
    return [];
  }

  cleanup(question: number): void {
    this.#cleaning = true;
    this.#asked.set(question, { what: 'cleanup' });
  }

  close(): void {
    this.#over = true;
    this.#see(this.#tape.exchanges.length);
  }

  /** Why the judgement did not use up its record; undefined when it did. */
  left(): string | undefined {
    const left = this.#tape.told.length - this.#next;
    return left === 0 ? undefined : `it ended before its record did, which has ${left} more answers`;
  }

  readonly #step = (): void => {
    const told = this.#tape.told[this.#next];
    if (told === undefined) {
      if (!this.#over || this.#cleaning) this.#lose('its record ends before it does');
      return;
    }
    this.#next += 1;
    this.#see(told.seen);
    try {
      const handed = told.error === undefined ? { value: this.#answerTo(told) } : { error: told.error };
      this.desk.tell(told.question, handed, this.#tape.at + told.ms);
    } catch (error) {
      return this.#lose((error as Error).message);
    }
    setImmediate(this.#step);
  };

  #stop(why: string): never {
    this.#lose(why);
    throw new Lost(why);
  }

  #see(count: number): void {
    const { exchanges } = this.evidence;
    exchanges.push(...this.#tape.exchanges.slice(exchanges.length, count));
  }

  #answerTo(told: Told): unknown {
    const asked = this.#asked.get(told.question);
    if (asked === undefined) throw new Lost('its record answers what it did not ask');
    if (asked.what === 'cleanup') this.#cleaning = false;
    if (asked.what === 'read') return this.#chunk(asked.stream ?? 0, told);
    if (asked.what === 'lend') return told.exchange;
    if (asked.what !== 'call' && asked.what !== 'open') return undefined;
    const { request } = asked;
    const exchange = this.#tape.exchanges[(told.exchange ?? 0) - 1];
    if (exchange === undefined || !isOf(exchange, request))
      throw new Lost(`its record has no such request: ${request.method} ${request.path}`);
    if (asked.what === 'open') this.#streams.set(told.question, { exchange, at: 0 });
    return answerOf(exchange, request, this.#context, asked.what === 'open' ? '' : this.#bodyOf(exchange));
  }

  #chunk(stream: number, { until }: Told): string | undefined {
    const read = this.#streams.get(stream);
    if (read === undefined || until === undefined) return undefined;
    const text = this.#bodyOf(read.exchange).slice(read.at, until);
    read.at = until;
    return text;
  }

  #bodyOf(exchange: Exchange): string {
    return this.#tape.bodies[exchange.seq] ?? exchange.responseBody;
  }
}

const isOf = (exchange: Exchange, { method, path, body }: Outgoing): boolean =>
  exchange.method === method &&
  exchange.path === path &&
  exchange.requestBody === (body === undefined ? undefined : capped(body));

function answerOf(exchange: Exchange, { method, path }: Outgoing, { kinds }: JudgeContext, text: string): Answer {
  const { seq, status = 0, responseHeaders } = exchange;
  const verb = operationOf(method, path, kinds)?.verb;
  const headers = headerMap(responseHeaders);
  return { exchange: seq, verb, method, path, status, headers, text, json: parseJson(text) };
}

/** One of the run, in memory. It knows the objects of other judgements that it was asked for. */
function journalOf({ names, others }: Tape, { runId }: Journal, lost: () => never): Journal {
  const journal = memoryJournal({ target: '', runId, now: () => 0 });
  const known = new Set(others);
  const left = [...names];
  return {
    ...journal,
    next: () => left.shift() ?? lost(),
    knows: (place) => known.has(keyOf(place)) || journal.knows(place),
    hasMade: (place) => known.has(keyOf(place)) || journal.hasMade(place),
  };
}
