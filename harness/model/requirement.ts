/** What is demanded of a server, as a value. */
import type { Kind, Layer, Level } from '../../contract/types.ts';
import type { Exchange } from './exchange.ts';
import type { Finding } from './finding.ts';
import type { Trial } from './trial.ts';

/** The generated JSON Schemas: `${singular}.sent|received|list|patch`, `status`, `watchevent`, `deleteoptions`. */
export interface Schemas {
  validate(name: string, value: unknown): { path: string; message: string }[];
}

/** What a requirement needs of the run besides a namespace and a token; without it the requirement is not planned. */
export type Capability = 'authentication' | 'read-only-token' | 'other-namespace' | 'scratch-namespace';

export interface Requirement {
  /** `area/what-holds`. Frozen by a snapshot. */
  id: string;
  revision: number;
  /** Statements of the register. Level, layer and source follow from them. */
  tests: readonly string[];
  /** Requirements whose failure would explain this one's. */
  needs?: readonly string[];
  requires?: readonly Capability[];
  /** Kinds it speaks about; absent: all. */
  appliesTo?: (kind: Kind) => boolean;
  /** Holds the stack of its definition, from which the harness tells its place. */
  definedAt?: { readonly stack?: string };
  check(trial: Trial): Promise<void>;
  /**
   * Looked at on every exchange of the whole run, not only on the check's own: a finding, 'holds', or undefined where it
   * does not apply. A violation anywhere in the run fails this requirement, not the one that happened to cause the traffic.
   */
  everywhere?: (exchange: Exchange, kind: Kind, schemas: Schemas) => Finding | 'holds' | undefined;
}

/** A requirement with what follows from its statements. */
export interface Derived {
  level: Level;
  layer: Layer;
}
