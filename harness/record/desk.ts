/**
 * Stands between a judgement and all that it is given from outside. What comes is handed over one thing at a time, each
 * only when the judgement has done all that it can with the one before; its clock stands still meanwhile. So the same
 * things in the same order lead to the same requests and the same verdict.
 */
import { parseJson } from '../../contract/json.ts';
import type { Client, Stream } from '../http/client.ts';
import type { Outgoing } from '../http/outgoing.ts';
import { abortable } from '../http/deadline.ts';
import type { Made } from '../ownership/made.ts';
import type { Outside } from '../judge/context.ts';
import type { Answer } from '../model/target.ts';
import { errorOf, type ErrorNote } from './tape.ts';

/** Where the answers come from. Each is given by `Desk.tell`, under the number of its question, and never at once. */
export interface Source extends Pick<Outside, 'journal' | 'served' | 'keep'>, Pick<Client, 'evidence' | 'redact'> {
  sleep(question: number, ms: number, signal?: AbortSignal): void;
  /** Told: the Answer. */
  call(question: number, request: Outgoing): void;
  /** Told: the Answer, without any text yet. */
  open(question: number, request: Outgoing): void;
  /** What comes next of the stream that the question `stream` opened. Told: the text, or undefined at its end. */
  read(question: number, stream: number): void;
  /** The stream is not read any more; `close`: it is ended, too. */
  leave(stream: number, close: boolean): void;
  /** Told: the number of the exchange that made the job, or nothing. */
  lend(question: number, key: string): void;
  cleanup(question: number, objects: readonly Made[]): void;
  /** The judgement is over. */
  close(): void;
}

type Handed = { value: unknown } | { error: ErrorNote; original?: unknown };

export class Desk {
  /** Milliseconds since the epoch. */
  now: number;
  #asked = 0;
  readonly #open = new Map<number, (handed: Handed) => void>();

  constructor(now: number) {
    this.now = now;
  }

  /** Rejects with an error whose stack leads to the asker. */
  async ask<T>(begin: (question: number) => void): Promise<T> {
    const question = (this.#asked += 1);
    const handed = await new Promise<Handed>((resolve) => {
      this.#open.set(question, resolve);
      begin(question);
    });
    if ('value' in handed) return handed.value as T;
    throw handed.error.type === 'Error' && handed.original !== undefined ? handed.original : errorOf(handed.error);
  }

  /** The number that the next question will have. */
  get next(): number {
    return this.#asked + 1;
  }

  tell(question: number, handed: Handed, now: number): void {
    this.now = now;
    const resolve = this.#open.get(question);
    this.#open.delete(question);
    resolve?.(handed);
  }
}

export function outsideOf(desk: Desk, source: Source): Outside {
  const { journal, served, evidence, redact } = source;
  return {
    journal,
    served,
    clock: {
      now: () => desk.now,
      sleep(ms, signal) {
        if (signal?.aborted) return Promise.reject(signal.reason);
        const slept = desk.ask<void>((question) => source.sleep(question, ms, signal));
        return signal === undefined ? slept : abortable(slept, signal);
      },
    },
    client: {
      evidence,
      redact,
      call: (request) => desk.ask<Answer>((question) => source.call(question, request)),
      open: (request) => opened(desk, source, request),
      close: () => source.close(),
    },
    lend: (key) => desk.ask<number | undefined>((question) => source.lend(question, key)),
    keep: (one) => source.keep(one),
    cleanup: (objects) => desk.ask<void>((question) => source.cleanup(question, objects)),
  };
}

async function opened(desk: Desk, source: Source, request: Outgoing): Promise<Stream> {
  const stream = desk.next;
  const answer = await desk.ask<Answer>((question) => source.open(question, request));
  return { answer, chunks: following(desk, source, stream, answer), close: () => source.leave(stream, true) };
}

async function* following(desk: Desk, source: Source, stream: number, answer: Answer): AsyncGenerator<string> {
  try {
    for (;;) {
      const text = await desk.ask<string | undefined>((question) => source.read(question, stream));
      if (text === undefined) return;
      answer.text += text;
      yield text;
    }
  } finally {
    answer.json = parseJson(answer.text);
    source.leave(stream, false);
  }
}
