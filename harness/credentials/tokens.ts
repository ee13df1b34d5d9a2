/** Credentials that are the same in every request: a token after `Bearer`, or alone in another header. */
import type { NamedIdentity } from '../model/exchange.ts';
import type { Credentials } from './credentials.ts';

/** An identity without a token is anonymous. */
export type Tokens = Readonly<Partial<Record<NamedIdentity, string | undefined>>>;

const BEARER_HEADER = 'authorization';

export const bearer = ({ tokens }: { tokens: Tokens }): Credentials =>
  constant(BEARER_HEADER, tokens, (token) => `Bearer ${token}`);

export const bareToken = ({ header, tokens }: { header: string; tokens: Tokens }): Credentials =>
  constant(header.toLowerCase(), tokens, (token) => token);

function constant(header: string, tokens: Tokens, valueOf: (token: string) => string): Credentials {
  return {
    header,
    has: (identity) => tokens[identity] !== undefined,
    headersFor(identity) {
      const token = tokens[identity];
      return token === undefined ? [] : [[header, valueOf(token)]];
    },
    secrets: () => Object.values(tokens).flatMap((token) => (token === undefined ? [] : [token, valueOf(token)])),
  };
}

/** Tokens as header values: in Authorization with the scheme, in any other header the token alone. */
export const tokenCredentials = (header: string, tokens: Tokens) =>
  header.toLowerCase() === BEARER_HEADER
    ? ({ type: 'bearer', tokens } as const)
    : ({ type: 'bare-token', header, tokens } as const);
