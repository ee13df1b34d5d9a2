import { constraintsOfStructure } from './constraints/derived.ts';
import type { Constraint } from './constraints/types.ts';
import { WRITTEN } from './constraints/cross-field.ts';
import { KINDS } from './kinds.ts';
import type { Json } from './json.ts';
import { structuresOfAll } from './structures.ts';
import type { Kind } from './types.ts';

export type { Constraint, Keyword } from './constraints/types.ts';

/** The value constraints of these kinds' tables: what types and flags say, then what is written by hand. */
export const constraintsOf = (kinds: readonly Kind[]): Constraint[] => [
  ...structuresOfAll(kinds).flatMap(constraintsOfStructure),
  ...WRITTEN,
];

export const CONSTRAINTS: readonly Constraint[] = constraintsOf(KINDS);

/** Where a manifest breaks constraints that only predicates can judge; empty when it keeps them. */
export const predicateViolations = (
  manifest: Json,
  kind: Kind,
): { constraint: string; path: string; message: string }[] =>
  WRITTEN.flatMap((c) =>
    (c.violations?.(manifest, kind) ?? []).map((violation) => ({ constraint: c.id, ...violation })),
  );
