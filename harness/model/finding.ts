/** What a failing check says. */

/** What did not hold. A person can act on it without having read the suite. */
export interface Finding {
  /** One sentence: what is wrong. */
  message: string;
  expected: string;
  received: string;
  /** JSON pointer into the body (or `header:NAME`, or `status`) at which it was seen. */
  path?: string;
  /** Where `specs/` demands it, nearest first: `specs/create/names.ts:42`. */
  code?: string[];
  /** The exchange that shows it. */
  exchange?: number;
  /** The exchanges that led there, in order: the smallest history known. */
  history?: number[];
  /** For properties: the seed and fast-check path that replay it, and the shrunk input. */
  seed?: number;
  counterexample?: string;
}
