import type { Json } from '../json.ts';
import type { Kind } from '../types.ts';

/** Who can tell whether it holds: a JSON Schema, a predicate over one manifest, or the server's behaviour alone. */
export type Judge = 'schema' | 'predicate' | 'server';

/** Where a manifest breaks a constraint. */
export interface Violation {
  /** JSON pointer into the manifest. */
  path: string;
  message: string;
}

/** A constraint that a table puts on values. */
export interface Constraint {
  /** `Structure.field.keyword`, or `Structure.what-holds` where it is about more than one field. */
  id: string;
  /** One sentence, our own words. */
  text: string;
  table: number;
  /** Name in `STRUCTURES`, or of a structure derived from a kind. */
  structure: string;
  field?: string;
  /** The schema keyword for what a type says; absent where it is written by hand. */
  keyword?: Keyword;
  judge: Judge;
  errata?: readonly number[];
  /** Present when the judge is a predicate: where this manifest of this kind breaks it. Takes any JSON. */
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
