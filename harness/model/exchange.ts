/** Evidence: requests and their answers. */
import type { Verb } from '../../contract/types.ts';

/**
 * The identities that a run may have credentials for: one that may do everything, one that may only read, and one that
 * the target knows and that may do nothing.
 */
export const IDENTITIES = ['full', 'read-only', 'foreign'] as const;
export type NamedIdentity = (typeof IDENTITIES)[number];

/**
 * The identity that a request is sent as. `what`: what made-up credentials are, in words. `credentials`: the exact value
 * of the header that carries the credential, or null for no such header. `altered`: a function of the full identity's value (`Bearer T`, or the token alone), for
 * credentials that are almost right. `carried`: the headers that carry credentials, as a function of the full
 * identity's bare token; not applicable where no token proves it.
 */
export type Identity =
  | NamedIdentity
  | { credentials: null }
  | (MadeUp &
      (
        | { credentials: string }
        | { altered: (value: string) => string }
        | { carried: (token: string) => Readonly<Record<string, string>> }
      ));

interface MadeUp {
  what: string;
}

/** An API has no pages: whatever stands before it may show one. `type`: the Content-Type of an answer. */
export const isHtml = (type: string | null | undefined): boolean => /^text\/html\b/i.test(type ?? '');

/** The first value of a header of the answer; its name in lower case. */
export const header = ({ responseHeaders }: Pick<Exchange, 'responseHeaders'>, name: string): string | undefined =>
  responseHeaders.find(([n]) => n.toLowerCase() === name)?.[1];

/** One request and its answer. Credentials are redacted before anything is recorded. */
export interface Exchange {
  /** Numbered from 1 within one judgement (requirement and kind). */
  seq: number;
  /** Milliseconds since the epoch, by the run's clock; `ms` is the time until the body ended. */
  at: number;
  ms: number;
  /** `full`, `read-only`, `foreign`, `anonymous`, or what the credentials are that the check made up. */
  as: string;
  verb: Verb | undefined;
  method: string;
  /** Path and query after the target's path prefix: the target's URL and this give the URL of the request. */
  path: string;
  requestHeaders: [string, string][];
  requestBody?: string;
  /** Absent when no response head arrived; then `error` says why. */
  status?: number;
  responseHeaders: [string, string][];
  responseBody: string;
  /** The recorded body was cut: code that needs the whole body must not judge it. */
  truncated?: boolean;
  error?: string;
  /** Number of the case of a property, from 1; absent outside of properties. */
  case?: number;
  /** Sent earlier in the run: an earlier judgement has left the job that it made to this one, or it made that again as it was. */
  earlier?: true;
  /** Where several clients send at once: which time of the judgement this is, and which client sends; both from 1. */
  together?: { group: number; client: number };
}
