/** A requirement: what a server must do, as a value with a check. */
import type { Kind, Layer, Level } from '../../contract/types.ts';
import type { Exchange } from './exchange.ts';
import type { Finding } from './finding.ts';
import type { Schemas } from './schemas.ts';
import type { Trial } from './trial.ts';

/**
 * What a run must have, besides a namespace and a token, to judge a requirement; without it the requirement is not
 * planned.
 */
export type Capability =
  | 'authentication'
  | 'read-only-token'
  | 'foreign-token'
  | 'other-namespace'
  | 'scratch-namespace'
  | 'many-objects'
  | 'patience'
  | 'running-jobs';

export interface Requirement {
  /** `area/what-holds`. Stable: a snapshot test notices changes. */
  id: string;
  revision: number;
  /** Ids of statements of the contract. Level, layer and source follow from them. */
  tests: readonly string[];
  /** Requirements whose failure would explain this one's. */
  needs?: readonly string[];
  requires?: readonly Capability[];
  /**
   * Other requests would hide its fault, such as that of a buffer that they flush or of a cache that they empty: it is
   * judged while no other judgement of the run goes on, after all others.
   */
  alone?: boolean;
  /** Whether it applies to the kind; absent: it applies to all. */
  appliesTo?: (kind: Kind) => boolean;
  /** Has the stack of its definition, from which the harness takes the position. */
  definedAt?: { readonly stack?: string };
  check(trial: Trial): Promise<void>;
  /**
   * Called for every exchange of the whole run, not only for those of the check: returns a finding, 'holds', or
   * undefined where it does not apply. A violation anywhere in the run fails this requirement, not the one whose check
   * sent the request.
   */
  everywhere?: (exchange: Exchange, kind: Kind, schemas: Schemas) => Finding | 'holds' | undefined;
}

/** A requirement with what follows from its statements. */
export interface Derived {
  level: Level;
  layer: Layer;
}
