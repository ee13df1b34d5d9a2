/** The operations that a check sends, and the answers to them. */
import type { Json, JsonObject } from '../../contract/json.ts';
import type { Kind, Verb } from '../../contract/types.ts';
import type { Identity } from './exchange.ts';

export interface Answer {
  exchange: number;
  /** The operation that the request was; undefined where it was none of the documented ones. */
  verb: Verb | undefined;
  method: string;
  path: string;
  status: number;
  /** Lower-case names; repeated headers joined by `, `. */
  headers: ReadonlyMap<string, string>;
  text: string;
  /** The parsed body; undefined when it is no JSON. */
  json: Json | undefined;
  /** The head of a stream whose body is still coming: no whole JSON is to be expected of it. */
  streaming?: boolean;
}

/** A body sent as it stands, for requests that are no JSON on purpose. */
export interface Raw {
  raw: string;
}

export type Body = JsonObject | Json[] | string | number | boolean | null | Raw;

export interface CallOptions {
  /** Default: the run's namespace. */
  namespace?: string | undefined;
  as?: Identity;
  query?: Record<string, string | number | boolean | undefined>;
  headers?: Record<string, string>;
  /** null sends none. Default: application/json, and application/merge-patch+json for patch. */
  contentType?: string | null;
}

/** An object on the target by its address; what `given` makes is one too. */
export interface Ref {
  name: string;
  namespace?: string;
}

/** An object that the check made. */
export interface Job extends Ref {
  namespace: string;
  /** What was sent. */
  sent: JsonObject;
  /** What was read back after the target accepted it. */
  stored: JsonObject;
  uid: string;
}

export interface WatchEvent {
  /** Upper case (erratum 13). */
  type: string;
  object: JsonObject;
  /** The line as received. */
  line: string;
}

export interface WatchStream {
  /** The head; `text` fills as the stream goes. */
  answer: Answer;
  /** The next event; 'end' when the stream ended, 'timeout' when none came within so many milliseconds. */
  next(within?: number): Promise<WatchEvent | 'end' | 'timeout'>;
  /** Events until `done` says so, the stream ends or time is up (default: the settle time). */
  collect(done: (events: WatchEvent[]) => boolean, within?: number): Promise<WatchEvent[]>;
  /** Milliseconds until the stream ended by itself, or undefined when it did not within so many. */
  ended(within: number): Promise<boolean>;
  close(): void;
}

/** The eight operations on the trial's kind. Every call is evidence; creates are journaled before they leave. */
export interface Target {
  create(body: Body, options?: CallOptions): Promise<Answer>;
  read(ref: Ref, options?: CallOptions): Promise<Answer>;
  list(options?: CallOptions): Promise<Answer>;
  replace(ref: Ref, body: Body, options?: CallOptions): Promise<Answer>;
  patch(ref: Ref, body: Body, options?: CallOptions): Promise<Answer>;
  /** `body`: DeleteOptions; none unless given. */
  delete(ref: Ref, options?: CallOptions & { body?: Body }): Promise<Answer>;
  /**
   * Always carries the run's label selector (joined to one of the query's), unless the namespace is the scratch one.
   * Throws Inconclusive where foreign objects of the kind exist and the target might not honour selectors.
   */
  deleteCollection(options?: CallOptions & { body?: Body }): Promise<Answer>;
  watch(options?: CallOptions): Promise<WatchStream>;
  /** Anything else: the path as given (prefixed by the target's base path). */
  send(method: string, path: string, options?: CallOptions & { body?: Body }): Promise<Answer>;
  /** The same target for another kind of the run (for what must not reach over kinds). */
  for(kind: Kind): Target;
}
