import type { Clock } from '../../contract/clock.ts';
import type { Kind } from '../../contract/types.ts';
import type { Client } from '../http/client.ts';
import type { OpenConnection } from '../http/connection.ts';
import type { Requirement } from '../model/requirement.ts';
import type { Schemas } from '../model/schemas.ts';
import type { Execution, Namespaces } from '../model/run.ts';
import type { Journal } from '../ownership/journal.ts';
import type { Made } from '../ownership/made.ts';
import type { Shared } from './pool.ts';

/** All that the judgements of a run share. */
export interface JudgeContext {
  connection: OpenConnection;
  clock: Clock;
  kinds: readonly Kind[];
  namespaces: Namespaces;
  execution: Execution;
  /**
   * Maximum duration of one judgement by the run's clock, in milliseconds. Default 600,000, so that a slow network does
   * not end it.
   */
  limit?: number | undefined;
  journal: Journal;
  /** How many shared jobs may wait for a judgement. Default: as many as suits any run. */
  idle?: number | undefined;
  /** Requirements with `everywhere`: every exchange of every judgement is checked against them. */
  invariants: readonly Requirement[];
  schemas: Schemas;
  /** Makes what each judgement is given from outside. Default: the target itself. */
  outside?: ((context: JudgeContext, signal: AbortSignal) => Outside) | undefined;
  /** Set within a judgement. */
  served?: Served;
}

/** The operations that have been seen to succeed in the run: `KIND VERB`. */
export interface Served {
  has(operation: string): boolean;
  add(operation: string): void;
}

/** All that a judgement is given from outside: whoever stands there can note it, or give it once more. */
export interface Outside {
  clock: Clock;
  journal: Journal;
  served: Served;
  client: Client;
  /**
   * Lends a job that another judgement has made and left as it was, if there is one. Returns the number of the exchange
   * that made it, which is part of the evidence from then on; the one after it made it again as it was, where another
   * judgement had changed it.
   */
  lend(key: string): Promise<number | undefined>;
  /** Keeps a job that the judgement has left as it was. Returns what has to be deleted in its place. */
  keep(one: Shared): Made[];
  /** Deletes what it can. The cleanup at the end of the run deletes the rest, or reports it. */
  cleanup(objects: readonly Made[]): Promise<void>;
}
