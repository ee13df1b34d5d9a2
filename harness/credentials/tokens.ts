/** Credentials that are the same in every request: a token after `Bearer`, or alone in another header. */
import { statSync } from 'node:fs';
import { readText } from '../errors/files.ts';
import type { NamedIdentity } from '../model/exchange.ts';
import type { Method } from './credentials.ts';
import { Unproven } from './reach.ts';

/** An identity without a token is anonymous. */
export type Tokens = Readonly<Partial<Record<NamedIdentity, string | undefined>>>;

const BEARER_HEADER = 'authorization';
const TOKEN = /^[\x21-\x7e]+$/;

/** One line of printable characters without spaces. */
export const isToken = (text: string): boolean => TOKEN.test(text);

/** In Authorization with the scheme, in any other header the token alone. */
const valueOf = (header: string, text: string): string => (header === BEARER_HEADER ? `Bearer ${text}` : text);

export function token({ header, token }: { header: string; token: string }): Omit<Method, 'type'> {
  const name = header.toLowerCase();
  const value = valueOf(name, token);
  return { header: name, headersFor: () => [[name, value]], secrets: () => [token, value] };
}

/**
 * A token in a file, which is read again when the file has changed. While the file cannot be read or holds no token, as
 * when it is just being written, the last token counts.
 */
export function tokenFile({ header, file }: { header: string; file: string }): Omit<Method, 'type'> {
  const name = header.toLowerCase();
  const known = new Set<string>();
  let seen = '';
  let current: string | undefined;

  function look(): void {
    try {
      const { mtimeMs, size, ino } = statSync(file);
      const state = `${mtimeMs} ${size} ${ino}`;
      if (state === seen) return;
      const text = readText(file).trim();
      if (!isToken(text)) return;
      seen = state;
      current = text;
      known.add(text).add(valueOf(name, text));
    } catch {
      // The last token counts.
    }
  }
  return {
    header: name,
    headersFor() {
      look();
      if (current === undefined) throw new Unproven('the file of the token holds none: check that it may be read');
      return [[name, valueOf(name, current)]];
    },
    renew() {
      seen = '';
    },
    secrets() {
      if (current === undefined) look();
      return [...known];
    },
  };
}

/** Tokens that are known now, for each identity that has one. */
export const tokenCredentials = (header: string, tokens: Tokens) => ({
  ...described('full', header, tokens),
  ...described('read-only', header, tokens),
  ...described('foreign', header, tokens),
});

function described<I extends NamedIdentity>(identity: I, header: string, tokens: Tokens) {
  const text = tokens[identity];
  return text === undefined ? {} : ({ [identity]: { type: 'token', header, token: text } } as const);
}
