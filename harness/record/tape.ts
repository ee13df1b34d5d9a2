/** What a judgement was given from outside, as plain data: with it, it can be judged again. */
import {
  Disturbed,
  Inconclusive,
  NotApplicable,
  Throttled,
  Unreachable,
  Unserved,
  type Loss,
} from '../errors/endings.ts';
import type { Exchange } from '../model/exchange.ts';

/** An error of a request, by its class in `harness/errors/endings.ts`; `Error` for one of the suite itself. */
export interface ErrorNote {
  type: keyof typeof CLASSES | 'Error';
  message: string;
  restsOn?: string;
  loss?: Loss;
}

/** One answer to one question. Questions are numbered from 1, in the order in which the judgement asks them. */
export interface Told {
  question: number;
  /** Milliseconds since the judgement began. */
  ms: number;
  /** Number of exchanges that had begun. */
  seen: number;
  /** Of a request: the exchange that has its answer. */
  exchange?: number;
  /** Of a stream that is read: how many characters of the body have come. Absent at its end. */
  until?: number;
  error?: ErrorNote;
}

/** A judgement that is made once. */
export interface Tape {
  /** Milliseconds since the epoch, by the run's clock. */
  at: number;
  /** The numbers of the names that it made. */
  names: number[];
  /** The objects of other judgements that it was told the run had made, or tried to make (`keyOf` of the journal). */
  others: string[];
  /** The operations that it was told other judgements had seen to succeed. */
  served: string[];
  exchanges: Exchange[];
  /** Bodies of answers that are longer than what an exchange keeps, by the number of the exchange. */
  bodies: Record<string, string>;
  told: Told[];
  /** Answers repeated secrets, which are masked here and were not for the judgement. */
  masked?: true;
}

/** What is special of them decides whether the judgement is made again. */
const CLASSES = { Disturbed, Unreachable, Unserved, Throttled, Inconclusive, NotApplicable };

export function noteOf(error: unknown): ErrorNote {
  const name = (Object.keys(CLASSES) as (keyof typeof CLASSES)[]).find((one) => error instanceof CLASSES[one]);
  const message = error instanceof Error ? error.message : String(error);
  const restsOn = error instanceof Inconclusive ? error.restsOn : undefined;
  const loss = error instanceof Unreachable ? error.loss : undefined;
  return {
    type: name ?? 'Error',
    message,
    ...(restsOn !== undefined && { restsOn }),
    ...(loss !== undefined && { loss }),
  };
}

/** A new error, whose stack leads to where it is made. */
export function errorOf({ type, message, restsOn, loss }: ErrorNote): Error {
  if (type === 'Unreachable') return new Unreachable(message, loss);
  if (type === 'Inconclusive') return new Inconclusive(message, restsOn === undefined ? {} : { restsOn });
  return type === 'Error' ? new Error(message) : new CLASSES[type](message);
}
