import type { CredentialsDescription } from '../credentials/create.ts';
import { tokenCredentials } from '../credentials/tokens.ts';
import type { NamedIdentity } from '../model/exchange.ts';
import type { Reader } from './reader.ts';
import { UsageError } from './usage.ts';

/** For each identity: the flag of its credentials, and their name in messages. */
export const CREDENTIALS: Readonly<Record<NamedIdentity, { flag: string; name: string }>> = {
  full: { flag: 'token', name: 'the token' },
  'read-only': { flag: 'read-only-token', name: 'the read-only token' },
};

export function readCredentials(read: Reader): CredentialsDescription {
  const tokens = Object.fromEntries(
    Object.entries(CREDENTIALS).map(([identity, { flag }]) => [identity, read.secret(flag)]),
  );
  const header = read.text('token-header') ?? 'Authorization';
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(header))
    throw new UsageError(`${read.from('token-header')}: "${header}" is no header name`);
  return tokenCredentials(header, tokens);
}
