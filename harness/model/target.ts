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
  /** By lower-case name; repeated headers are joined by `, `. */
  headers: ReadonlyMap<string, string>;
  text: string;
  /** The parsed body; undefined when it is not JSON. */
  json: Json | undefined;
  /** True for a stream whose body is still arriving: `json` is undefined or incomplete. */
  streaming?: boolean;
  /** For a watch: how often the target has ended the stream, or the connection has broken. */
  ended?: number;
}

/** A body that is sent unchanged, for requests that are intentionally not JSON. */
export interface Raw {
  raw: string;
}

export type Body = JsonObject | Json[] | string | number | boolean | null | Raw;

export interface CallOptions {
  /** Default: the run's namespace. */
  namespace?: string | undefined;
  as?: Identity;
  query?: Record<string, string | number | boolean | undefined>;
  /** Beside the suite's own, or in place of them. null: the header is not sent. */
  headers?: Record<string, string | null>;
  /** Sends the body in chunks, without Content-Length. */
  chunked?: boolean;
  /** null: no Content-Type header. Default: application/json, and application/merge-patch+json for patch. */
  contentType?: string | null;
}

/** Address of an object on the target. A Job of `given` is one, too. */
export interface Ref {
  name: string;
  namespace?: string;
}

/** An object that the check created, as the answer to its create shows it. */
export interface Accepted extends Ref {
  namespace: string;
  /** What was sent. */
  sent: JsonObject;
  /** undefined where the target shows none: then nothing can be expected of it. */
  uid: string | undefined;
}

/** An object that the check created and has read back. */
export interface Job extends Accepted {
  /** What was read back after the target accepted it. */
  stored: JsonObject;
}

export interface WatchEvent {
  /** Upper case (erratum 13). */
  type: string;
  object: JsonObject;
  /** The line as received. */
  line: string;
}

export interface WatchStream {
  /** The head of the answer, after a renewal of the last; `text` grows while the stream goes on. */
  readonly answer: Answer;
  /**
   * The next event; 'timeout' when none came within this number of milliseconds. A stream that has ended, or whose
   * connection broke, is opened again from the last version that it showed; 'end' when that does no good in time.
   * Throws Inconclusive when the target does not go on from that version.
   */
  next(within?: number): Promise<WatchEvent | 'end' | 'timeout'>;
  /**
   * The events, as by `next`, until `done` returns true or the time is up (milliseconds; default: the settle time), which
   * begins anew with each event, for a while.
   * Throws Inconclusive when a watch without a version had ended: what it began with may not have been complete.
   */
  collect(done: (events: WatchEvent[]) => boolean, within?: number): Promise<WatchEvent[]>;
  /** The events until the target ends the stream, which is not opened again, or the time is up (milliseconds). */
  untilEnd(within: number): Promise<WatchEvent[]>;
  /** Reads nothing more of the stream until an event is asked for, as a slow client does. */
  pause(): void;
  /** Whether the target ended the stream within this number of milliseconds. */
  ended(within: number): Promise<boolean>;
  close(): void;
}

/**
 * The eight operations on the trial's kind. Every call is recorded as evidence; creates are written to the journal
 * before they are sent.
 */
export interface Target {
  create(body: Body, options?: CallOptions): Promise<Answer>;
  read(ref: Ref, options?: CallOptions): Promise<Answer>;
  list(options?: CallOptions): Promise<Answer>;
  replace(ref: Ref, body: Body, options?: CallOptions): Promise<Answer>;
  patch(ref: Ref, body: Body, options?: CallOptions): Promise<Answer>;
  /** `body`: DeleteOptions. Default: no body. */
  delete(ref: Ref, options?: CallOptions & { body?: Body }): Promise<Answer>;
  /**
   * Always sends the label selector of the judgement (combined with one in the query), unless the namespace is the
   * scratch namespace. Throws Inconclusive when objects of the kind that are not this run's exist, because the target
   * may ignore selectors.
   */
  deleteCollection(options?: CallOptions & { body?: Body }): Promise<Answer>;
  watch(options?: CallOptions): Promise<WatchStream>;
  /** Any other request. `path` is sent as given, after the target's path prefix. */
  send(method: string, path: string, options?: CallOptions & { body?: Body }): Promise<Answer>;
  /** The same target for another kind of the run, to check that an operation does not affect other kinds. */
  for(kind: Kind): Target;
}
