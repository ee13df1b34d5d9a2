/** One request and what came of it: the evidence. */
import type { Verb } from '../../contract/types.ts';

/** Whom a run may have credentials for. */
export const IDENTITIES = ['full', 'read-only'] as const;
export type NamedIdentity = (typeof IDENTITIES)[number];

/**
 * Who a request is sent as. `credentials`: that exact value of the header that carries the credential, or null for no such
 * header. `altered`: what it makes of the full identity's value (`Bearer T`, or the bare token), for credentials that are
 * nearly right.
 */
export type Identity = NamedIdentity | { credentials: string | null } | { altered: (value: string) => string };

/** One request and its answer, as recorded at the seam. Credentials are redacted before anything is recorded. */
export interface Exchange {
  /** Numbered from 1 within one judgement (requirement and kind). */
  seq: number;
  /** Milliseconds since the epoch, by the trial's clock, and how long until the body ended. */
  at: number;
  ms: number;
  /** `full`, `read-only`, `anonymous`, or `other` for credentials of the check's own making. */
  as: string;
  verb: Verb | undefined;
  method: string;
  /** Path and query below the target's path prefix: a URL is the target's URL and this. */
  path: string;
  requestHeaders: [string, string][];
  requestBody?: string;
  /** Absent when no response head arrived; then `error` says why. */
  status?: number;
  responseHeaders: [string, string][];
  responseBody: string;
  /** The recorded body was cut: nothing that needs the whole may judge it. */
  truncated?: boolean;
  error?: string;
  /** The property's case this belongs to, from 1; absent outside properties. */
  case?: number;
}
