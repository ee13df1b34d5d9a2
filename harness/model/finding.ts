/** What a failing check reports. */

/** What the target did wrong, written so that a person can act on it without having read the suite. */
export interface Finding {
  /** One sentence: what is wrong. */
  message: string;
  /** What tells the request from others like it: `as the token without its last character`, `with accept text/html`. */
  variation?: string;
  expected: string;
  received: string;
  /** JSON pointer into the body (or `header:NAME`, or `status`) at which it was seen. */
  path?: string;
  /** The places in `specs/` that demand it, innermost first: `specs/create/names.ts:42`. */
  code?: string[];
  /** The exchange that shows it. */
  exchange?: number;
  /** The numbers of the exchanges that lead to the finding, in order; as few as are known to be enough. */
  history?: number[];
  /** For properties: the seed and fast-check path that replay it, and the shrunk input. */
  seed?: number;
  counterexample?: string;
}
