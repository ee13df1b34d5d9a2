/** Notes what a judgement is given from outside. */
import type { Clock } from '../../contract/clock.ts';
import { nameFor } from '../../contract/kinds.ts';
import type { Stream } from '../http/client.ts';
import type { Made } from '../ownership/made.ts';
import type { JudgeContext } from '../judge/context.ts';
import { judge } from '../judge/judge.ts';
import { liveOutside } from '../judge/outside.ts';
import type { Outside, Served } from '../judge/context.ts';
import type { Shared } from '../judge/pool.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Exchange } from '../model/exchange.ts';
import { keyOf, type Journal } from '../ownership/journal.ts';
import { Desk, outsideOf, type Source } from './desk.ts';
import type { Line } from './record-file.ts';
import { noteOf, type Tape, type Told } from './tape.ts';

/** The same as `judge`, which is given the outside in steps that can be repeated. `write` is given what came. */
export const recorded =
  (write: (line: Line) => void): typeof judge =>
  async (requirement, kind, context) => {
    const recordings: Recording[] = [];
    const outside = (shared: JudgeContext, signal: AbortSignal): Outside => {
      const recording = new Recording(liveOutside(shared, signal));
      recordings.push(recording);
      return outsideOf(recording.desk, recording);
    };
    const result = await judge(requirement, kind, { ...context, outside });
    write({
      id: requirement.id,
      kind: nameFor(kind, kind.kind),
      tapes: recordings.map((recording) => recording.finish()),
    });
    return result;
  };

/** Something that has come, and is not handed over yet. */
interface Arrived {
  question: number;
  value?: unknown;
  error?: unknown;
  note: Pick<Told, 'exchange'>;
}

/** A stream that is open: what has been handed over of it. */
interface Followed {
  inner: Stream;
  chunks: AsyncIterator<string>;
  texts: string[];
  told: Told[];
}

class Recording implements Source {
  readonly desk: Desk;
  readonly journal: Journal;
  readonly served: Served;
  readonly evidence: Evidence;
  readonly redact;
  readonly #live: Outside;
  readonly #clock: Clock;
  readonly #started: number;
  readonly #arrived: Arrived[] = [];
  readonly #told: Told[] = [];
  readonly #names: number[] = [];
  readonly #others = new Set<string>();
  readonly #known = new Set<string>();
  readonly #texts = new Map<number, string>();
  readonly #streams = new Map<number, Followed>();
  /** The question that reads a stream, and the stream. */
  readonly #reads = new Map<number, Followed>();
  readonly #cleanups = new Set<number>();
  #masked = false;
  #over = false;

  constructor(live: Outside) {
    this.#live = live;
    this.#clock = live.clock;
    this.#started = live.clock.now();
    this.desk = new Desk(this.#started);
    this.redact = live.client.redact;
    this.journal = this.#journal(live.journal);
    this.served = remembering(live.served, this.#known);
    this.evidence = stepwise(live.client.evidence);
  }

  sleep(question: number, ms: number, signal?: AbortSignal): void {
    this.#awaits(question, this.#clock.sleep(ms, signal), () => ({}), signal);
  }

  call(question: number, request: Parameters<Source['call']>[1]): void {
    const answered = this.#live.client.call(request);
    this.#awaits(question, answered, (answer) => {
      this.#texts.set(answer.exchange, answer.text);
      this.#look([...answer.headers.values()]);
      return { exchange: answer.exchange };
    });
  }

  open(question: number, request: Parameters<Source['open']>[1]): void {
    const opened = this.#live.client.open(request).then((inner) => {
      this.#streams.set(question, { inner, chunks: inner.chunks[Symbol.asyncIterator](), texts: [], told: [] });
      return { ...inner.answer, text: '' };
    });
    this.#awaits(question, opened, ({ exchange, headers }) => {
      this.#look([...headers.values()]);
      return { exchange };
    });
  }

  read(question: number, stream: number): void {
    const followed = this.#streams.get(stream);
    if (followed === undefined) throw new Error(`no stream was opened by question ${stream}`);
    this.#reads.set(question, followed);
    const next = followed.chunks.next().then(({ done, value }) => (done === true ? undefined : value));
    this.#awaits(question, next, () => ({}));
  }

  leave(stream: number, close: boolean): void {
    const followed = this.#streams.get(stream);
    if (close) followed?.inner.close();
    else followed?.chunks.return?.().catch(() => {});
  }

  lend(question: number, key: string): void {
    this.#awaits(question, this.#live.lend(key), (exchange) => (exchange === undefined ? {} : { exchange }));
  }

  keep(one: Shared): Made[] {
    return this.#live.keep(one);
  }

  cleanup(question: number, objects: readonly Made[]): void {
    this.#cleanups.add(question);
    this.#awaits(question, this.#live.cleanup(objects), () => ({}));
  }

  close(): void {
    this.#over = true;
    this.#live.client.close();
    this.#catchUp();
  }

  finish(): Tape {
    const bodies: Tape['bodies'] = {};
    const { exchanges } = this.#live.client.evidence;
    const keep = (exchange: Exchange | undefined, text: string): void => {
      if (exchange !== undefined && exchange.responseBody !== text) bodies[exchange.seq] = text;
    };
    for (const [seq, text] of this.#texts) {
      const redacted = this.redact(text);
      this.#masked ||= redacted !== text;
      keep(exchanges[seq - 1], redacted);
    }
    for (const { inner, texts, told } of this.#streams.values()) {
      const text = this.redact(texts.join(''));
      this.#masked ||= text !== texts.join('');
      const ends = endsOf(texts, text);
      for (const [i, one] of told.entries()) one.until = ends[i] ?? text.length;
      const exchange = exchanges[inner.answer.exchange - 1];
      if (exchange?.truncated === true || exchange?.responseBody.startsWith(text) !== true) keep(exchange, text);
    }
    return {
      at: this.#started,
      names: this.#names,
      others: [...this.#others].map(this.redact),
      served: [...this.#known],
      exchanges,
      bodies,
      told: this.#told,
      ...(this.#masked && { masked: true }),
    };
  }

  /** `called off`: a sleep that is aborted is not waited for. */
  #awaits<T>(question: number, work: Promise<T>, note: (value: T) => Arrived['note'], calledOff?: AbortSignal): void {
    work.then(
      (value) => this.#arrive({ question, value, note: note(value) }),
      (error: unknown) => {
        if (calledOff?.aborted !== true) this.#arrive({ question, error, note: {} });
      },
    );
  }

  #arrive(one: Arrived): void {
    this.#arrived.push(one);
    if (this.#arrived.length === 1) setImmediate(this.#handOver);
  }

  readonly #handOver = (): void => {
    const [{ question, value, error, note }] = this.#arrived as [Arrived];
    const now = this.#clock.now();
    this.#catchUp();
    const failed = error === undefined ? undefined : noteOf(error);
    // Of what comes when the judgement is over, it waits for the cleanup alone.
    if (!this.#over || this.#cleanups.has(question))
      this.#note(question, now, note, value, failed && { ...failed, message: this.redact(failed.message) });
    this.desk.tell(question, failed === undefined ? { value } : { error: failed, original: error }, now);
    this.#arrived.shift();
    if (this.#arrived.length > 0) setImmediate(this.#handOver);
  };

  #note(question: number, now: number, note: Arrived['note'], value: unknown, error: Told['error']): void {
    const told: Told = {
      question,
      ms: now - this.#started,
      seen: this.evidence.exchanges.length,
      ...note,
      ...(error && { error }),
    };
    this.#told.push(told);
    const followed = this.#reads.get(question);
    if (followed === undefined || typeof value !== 'string') return;
    followed.texts.push(value);
    followed.told.push(told);
  }

  #look(texts: Iterable<string>): void {
    for (const text of texts) this.#masked ||= this.redact(text) !== text;
  }

  #catchUp(): void {
    const { exchanges } = this.evidence;
    exchanges.push(...this.#live.client.evidence.exchanges.slice(exchanges.length));
  }

  #journal(journal: Journal): Journal {
    const own = new Set<string>();
    const known = (key: string, isKnown: boolean): boolean => {
      if (isKnown && !own.has(key)) this.#others.add(key);
      return isKnown;
    };
    const note = (place: Parameters<Journal['intend']>[0]): void => {
      if (place.name !== undefined) own.add(keyOf({ ...place, name: place.name }));
    };
    return {
      ...journal,
      next: () => {
        const number = journal.next();
        this.#names.push(number);
        return number;
      },
      intend(place) {
        note(place);
        journal.intend(place);
      },
      made(place) {
        note(place);
        journal.made(place);
      },
      knows: (place) => known(keyOf(place), journal.knows(place)),
      hasMade: (place) => known(keyOf(place), journal.hasMade(place)),
    };
  }
}

/**
 * `known` gets what others have added, once it is asked for. What a judgement did not know when it first asked, it does
 * not learn from others: the record has one answer for the whole of it.
 */
function remembering(served: Served, known: Set<string>): Served {
  const own = new Set<string>();
  const missed = new Set<string>();
  return {
    has(key) {
      if (own.has(key)) return true;
      const has = !missed.has(key) && served.has(key);
      (has ? known : missed).add(key);
      return has;
    },
    add(key) {
      own.add(key);
      served.add(key);
    },
  };
}

/** The same evidence, of which the judgement sees a further exchange only when something is handed over. */
function stepwise(evidence: Evidence): Evidence {
  return {
    exchanges: [],
    get case() {
      return evidence.case;
    },
    set case(value) {
      evidence.case = value;
    },
    begin: (request, redact) => evidence.begin(request, redact),
    repeat: (exchange) => evidence.repeat(exchange),
  };
}

/**
 * Where each of these texts ends in the whole. Masks have changed its length: then each ends with the last line that it
 * completes.
 */
function endsOf(texts: readonly string[], whole: string): number[] {
  let all = '';
  const masked = texts.join('') !== whole;
  return texts.map((text) => {
    all += text;
    if (!masked) return all.length;
    const lines = all.split('\n').length - 1;
    return whole.split('\n').slice(0, lines).join('\n').length + (lines > 0 ? 1 : 0);
  });
}
