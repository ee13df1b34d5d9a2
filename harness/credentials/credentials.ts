/** Who a request is sent as: the headers that prove it, and what of them must never be shown. */
import type { Identity, NamedIdentity } from '../model/exchange.ts';

export type Headers = readonly [name: string, value: string][];

/** A request as it will be sent, before the headers that prove who sends it. */
export interface UnprovenRequest {
  method: string;
  /** Value of the Host header, which the transport adds. */
  host: string;
  /** Path with the target's prefix, and query. */
  path: string;
  headers: Headers;
  body: Uint8Array | undefined;
}

export interface Credentials {
  /** The header that carries the credential, in lower case: its value is never recorded, and checks may replace it. */
  readonly header: string;
  /** Whether there are credentials for this identity; without any its requests are anonymous. */
  has(identity: NamedIdentity): boolean;
  /**
   * Asked anew for every request that is sent, a repeated one included; none for an identity without credentials.
   * Throws Inconclusive when they cannot be had now.
   * @param now milliseconds since the epoch, by the clock of the run
   */
  headersFor(identity: NamedIdentity, request: UnprovenRequest, now: number): Headers | Promise<Headers>;
  /** All that must be masked wherever it shows. May grow with `headersFor`. */
  secrets(): readonly string[];
}

/** The headers for any identity: also for one whose credential a check makes up, or alters. */
export function headersFor(
  credentials: Credentials,
  identity: Identity,
  request: UnprovenRequest,
  now: number,
): Headers | Promise<Headers> {
  if (typeof identity === 'string') return credentials.headersFor(identity, request, now);
  if ('credentials' in identity)
    return identity.credentials === null ? [] : [[credentials.header, identity.credentials]];
  const alter = (headers: Headers): Headers => [
    ...headers.filter(([name]) => !isCredential(credentials, name)),
    [credentials.header, identity.altered(credentialIn(credentials, headers) ?? '')],
  ];
  const full = credentials.headersFor('full', request, now);
  return full instanceof Promise ? full.then(alter) : alter(full);
}

const isCredential = ({ header }: Credentials, name: string): boolean => name.toLowerCase() === header;

const credentialIn = (credentials: Credentials, headers: Headers): string | undefined =>
  headers.find(([name]) => isCredential(credentials, name))?.[1];

/** As the evidence calls it. */
export function identityName(identity: Identity, credentials: Credentials): string {
  if (typeof identity === 'string') return credentials.has(identity) ? identity : 'anonymous';
  return 'credentials' in identity && identity.credentials === null ? 'anonymous' : 'other';
}

/** All that must be masked once these headers are sent as this identity: a check's own credential is as secret as any. */
export function secretsOf(credentials: Credentials, identity: Identity, headers: Headers): readonly string[] {
  const own = typeof identity === 'string' ? undefined : credentialIn(credentials, headers);
  return own === undefined ? credentials.secrets() : [...credentials.secrets(), ...secretsIn(own)];
}

/** What an echo could give away: the value, and what follows the scheme. The scheme alone is no secret. */
const secretsIn = (value: string): string[] =>
  [value, value.split(/\s+/).at(-1) ?? ''].filter((part) => !/^(bearer|basic|)\s*$/i.test(part));
