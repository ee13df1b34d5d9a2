import type { Clock } from '../../contract/clock.ts';
import type { Kind } from '../../contract/types.ts';
import type { OpenConnection } from '../http/connection.ts';
import type { Requirement, Schemas } from '../model/requirement.ts';
import type { Execution, Namespaces } from '../model/run.ts';
import type { Journal } from '../ownership/journal.ts';
import type { Outside, Served } from './outside.ts';

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
