import { constraintsOfStructure } from './derived.ts';
import type { Constraint } from './types.ts';
import { WRITTEN } from './cross-field.ts';
import type { Json } from '../json.ts';
import { structuresOfAll } from '../structures/index.ts';
import type { Kind } from '../types.ts';

export type { Constraint, Keyword } from './types.ts';

/**
 * The constraints on values in the tables of these kinds: first those derived from types and flags, then those written
 * by hand.
 */
export const constraintsOf = (kinds: readonly Kind[]): Constraint[] => [
  ...structuresOfAll(kinds).flatMap(constraintsOfStructure),
  ...WRITTEN,
];

/** The violations by a manifest of constraints that only predicates can judge; empty when there are none. */
export const predicateViolations = (
  manifest: Json,
  kind: Kind,
): { constraint: string; path: string; message: string }[] =>
  WRITTEN.flatMap((c) =>
    (c.violations?.(manifest, kind) ?? []).map((violation) => ({ constraint: c.id, ...violation })),
  );
