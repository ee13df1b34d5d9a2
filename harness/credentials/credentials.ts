/** The identity that a request is sent as: the headers that prove it, and their parts that must never be shown. */
import type { ClientCertificate } from '../../contract/wire.ts';
import { NotApplicable } from '../errors/endings.ts';
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

/** How one identity is proven. */
export interface Method {
  /** Name of the header that carries the credential, in lower case; undefined when a certificate proves the identity. */
  readonly header: string | undefined;
  /** The type of its description. */
  readonly type: string;
  /**
   * Called for every request that is sent, also when one is sent again. Throws Unproven when the headers cannot be
   * obtained now.
   * @param now milliseconds since the epoch, by the clock of the run
   */
  headersFor(request: UnprovenRequest, now: number): Headers | Promise<Headers>;
  /** The certificate that proves the identity to TLS. A call of `headersFor` may replace it. */
  certificate?(): ClientCertificate | undefined;
  /**
   * What was sent at that time (milliseconds, by the clock of the run) was refused, and had been accepted before: what
   * can be obtained is obtained anew by the next `headersFor`. Absent where there is nothing to obtain.
   */
  renew?(sentAt: number): void;
  /** All texts that must be masked in everything that is shown or stored. A call of `headersFor` may add to them. */
  secrets(): readonly string[];
}

export interface Credentials {
  /**
   * Name of the header that carries the full identity's credential, in lower case. Checks may replace its value.
   */
  readonly header: string;
  /** Names of all headers that carry credentials, in lower case. Their values are never recorded. */
  readonly carriers: readonly string[];
  /** Whether there are credentials for this identity; without any its requests are anonymous. */
  has(identity: NamedIdentity): boolean;
  /** The type of the description of the identity's method. */
  methodOf(identity: NamedIdentity): string | undefined;
  /** Whether a header proves the identity, which a check can leave out or alter. */
  provesByHeader(identity: NamedIdentity): boolean;
  /** Headers for one request: see Method. Returns none for an identity without credentials. */
  headersFor(identity: NamedIdentity, request: UnprovenRequest, now: number): Headers | Promise<Headers>;
  /** See Method. Returns whether there is anything to obtain. */
  renew(identity: NamedIdentity, sentAt: number): boolean;
  /** To be asked for after the headers. */
  certificateFor(identity: NamedIdentity): ClientCertificate | undefined;
  /** All texts that must be masked in everything that is shown or stored. A call of `headersFor` may add to them. */
  secrets(): readonly string[];
}

const BEARER_HEADER = 'authorization';
/** The headers that a token may be in, by the documents. */
const TOKEN_HEADERS = [BEARER_HEADER, 'x-auth-token'];

/** Each identity with a method of its own. */
export function credentialsOf(methods: Partial<Record<NamedIdentity, Method>>): Credentials {
  const all = Object.values(methods);
  return {
    header: methods.full?.header ?? BEARER_HEADER,
    carriers: [...new Set([...TOKEN_HEADERS, ...all.flatMap(({ header }) => header ?? [])])],
    has: (identity) => methods[identity] !== undefined,
    methodOf: (identity) => methods[identity]?.type,
    provesByHeader: (identity) => methods[identity]?.header !== undefined,
    headersFor: (identity, request, now) => methods[identity]?.headersFor(request, now) ?? [],
    renew(identity, sentAt) {
      const { renew } = methods[identity] ?? {};
      renew?.(sentAt);
      return renew !== undefined;
    },
    certificateFor: (identity) => methods[identity]?.certificate?.(),
    secrets: () => all.flatMap((method) => method.secrets()),
  };
}

/** The headers for any identity, also for one whose credential a check has invented or altered. */
export function headersFor(
  credentials: Credentials,
  identity: Identity,
  request: UnprovenRequest,
  now: number,
): Headers | Promise<Headers> {
  if (typeof identity === 'string') return credentials.headersFor(identity, request, now);
  if ('credentials' in identity)
    return identity.credentials === null ? [] : [[credentials.header, identity.credentials]];
  const alter = (headers: Headers): Headers => {
    const credential = credentialIn(credentials, headers);
    if (credential === undefined && credentials.has('full'))
      throw new NotApplicable('a certificate proves who calls: there is no token to alter');
    const others = headers.filter(([name]) => !isCredential(credentials, name));
    return 'altered' in identity
      ? [...others, [credentials.header, identity.altered(credential ?? '')]]
      : [...others, ...Object.entries(identity.carried(bareToken(credentials, credential)))];
  };
  const full = credentials.headersFor('full', request, now);
  return full instanceof Promise ? full.then(alter) : alter(full);
}

const isCredential = ({ header }: Credentials, name: string): boolean => name.toLowerCase() === header;

const credentialIn = (credentials: Credentials, headers: Headers): string | undefined =>
  headers.find(([name]) => isCredential(credentials, name))?.[1];

function bareToken({ header }: Credentials, credential = ''): string {
  const token = header === BEARER_HEADER ? /^bearer +(\S+)$/i.exec(credential)?.[1] : credential;
  if (token === undefined || token === '')
    throw new NotApplicable('no token proves who calls: there is none to put into other headers');
  return token;
}

/** The name of the identity in the evidence. */
export function identityName(identity: Identity, credentials: Credentials): string {
  if (typeof identity === 'string') return credentials.has(identity) ? identity : 'anonymous';
  return 'what' in identity ? identity.what : 'anonymous';
}

/**
 * All texts that must be masked once these headers are sent as this identity. A credential that a check invented is
 * masked, too.
 */
export function secretsOf(credentials: Credentials, identity: Identity, headers: Headers): readonly string[] {
  const own = typeof identity === 'string' ? [] : headers.filter(([name]) => credentials.carriers.includes(name));
  return [...credentials.secrets(), ...own.flatMap(([, value]) => secretsIn(value))];
}

/** An answer may repeat the whole value or what follows the scheme: both are secrets. The scheme alone is not. */
const secretsIn = (value: string): string[] =>
  [value, value.split(/\s+/).at(-1) ?? ''].filter((part) => !/^(bearer|basic|)\s*$/i.test(part));
