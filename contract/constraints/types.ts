import type { Json } from '../json.ts';
import type { Kind } from '../types.ts';

/** What can judge a constraint: a JSON Schema, a predicate on one manifest, or only the server's behaviour. */
export type Judge = 'schema' | 'predicate' | 'server';

/** A place where a manifest violates a constraint. */
export interface Violation {
  /** JSON pointer into the manifest. */
  path: string;
  message: string;
}

/** A constraint that a table puts on values. */
export interface Constraint {
  /** `Structure.field.keyword`, or `Structure.what-holds` where it is about more than one field. */
  id: string;
  /** One sentence, in our own words. */
  text: string;
  table: number;
  /** Where the documents carry it, with the facts that stand there; absent for a kind that is in none of them. */
  says?: string;
  /** Name of a structure, in `STRUCTURES` or derived from a kind. */
  structure: string;
  field?: string;
  /** The JSON Schema keyword, if the constraint is derived from a type; absent if it is written by hand. */
  keyword?: Keyword;
  judge: Judge;
  errata?: readonly number[];
  /** Present when the judge is a predicate: returns the violations by a manifest of the kind. Accepts any JSON. */
  violations?: (manifest: Json, kind: Kind) => Violation[];
}

export type Keyword =
  | 'required'
  | 'readOnly'
  | 'pattern'
  | 'minLength'
  | 'maxLength'
  | 'enum'
  | 'format'
  | 'minimum'
  | 'exclusiveMinimum'
  | 'maximum'
  | 'const'
  | 'minItems'
  | 'keyPattern';
