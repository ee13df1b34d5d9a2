import type { Identity } from '../model/exchange.ts';

export interface Tokens {
  token?: string | undefined;
  readOnlyToken?: string | undefined;
  /** Default: Authorization with Bearer; any other header carries the bare token. */
  tokenHeader?: string | undefined;
}

const DEFAULT_TOKEN_HEADER = 'authorization';

export const tokenHeaderOf = ({ tokenHeader }: Tokens): string => (tokenHeader ?? DEFAULT_TOKEN_HEADER).toLowerCase();

/** As the evidence calls it. */
export function identityName(as: Identity, { token }: Tokens): string {
  if (as === 'full') return token === undefined ? 'anonymous' : 'full';
  if (as === 'read-only') return 'read-only';
  return 'credentials' in as && as.credentials === null ? 'anonymous' : 'other';
}

/** The exact value of the token header, or undefined for no such header. */
export function credentialsOf(as: Identity, tokens: Tokens): string | undefined {
  const value = (token: string | undefined): string | undefined =>
    token !== undefined && tokenHeaderOf(tokens) === DEFAULT_TOKEN_HEADER ? `Bearer ${token}` : token;
  if (as === 'full') return value(tokens.token);
  if (as === 'read-only') return value(tokens.readOnlyToken);
  return ('credentials' in as ? as.credentials : as.altered(value(tokens.token) ?? '')) ?? undefined;
}

/** What an echo could give away: the value, and what follows the scheme. The scheme alone is no secret. */
export const secretsIn = (credentials: string): string[] =>
  [credentials, credentials.split(/\s+/).at(-1) ?? ''].filter((part) => !/^(bearer|basic|)\s*$/i.test(part));
