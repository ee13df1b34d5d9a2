import type { Clock } from '../../contract/clock.ts';
import type { Send } from '../../contract/wire.ts';
import type { Kind } from '../../contract/types.ts';
import type { Journal } from '../ownership/journal.ts';
import type { Limiter } from '../http/throttle.ts';
import type { Requirement, Schemas } from '../model/requirement.ts';
import type { JobLimits } from '../model/trial.ts';

export interface JudgeContext {
  /** Over a socket (transport.ts) or the handler of a server in this process. Adds the target's path prefix, if any. */
  send: Send;
  clock: Clock;
  kinds: readonly Kind[];
  namespace: string;
  otherNamespace?: string | undefined;
  scratchNamespace?: string | undefined;
  token?: string | undefined;
  readOnlyToken?: string | undefined;
  /** Default: Authorization with Bearer; any other header carries the bare token. */
  tokenHeader?: string | undefined;
  /** The run's; every judgement derives its own from it. */
  seed: number;
  /** Scale of the properties' numbers of runs, in percent. */
  runs: number;
  /** Milliseconds that a graceful deletion or a watch's event may take. */
  settle: number;
  /** Milliseconds that one request may take. */
  timeout: number;
  /** Milliseconds of the clock that one judgement may take. Default 600,000: a slow network is no fault. */
  limit?: number | undefined;
  settings: JobLimits;
  journal: Journal;
  limiter: Limiter;
  /** Requirements with `everywhere`: looked at on every exchange of every judgement. */
  invariants: readonly Requirement[];
  schemas: Schemas;
}
