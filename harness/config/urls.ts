/** Addresses of servers as flags give them. No message repeats what may be a password. */
import { UsageError } from '../errors/usage.ts';

/** What stands before the last `@` may be a password. */
export const withoutUser = (text: string): string => text.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1***@');

/** An http or https URL without a trailing slash. Throws a UsageError. */
export function httpUrl(text: string, from: string, example: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    throw new UsageError(`${from}: "${withoutUser(text)}" is no URL: give one such as ${example}`);
  if (url.username !== '' || url.password !== '')
    throw new UsageError(`${from}: credentials do not go into the URL: use --token-file`);
  if (url.search !== '' || url.hash !== '')
    throw new UsageError(`${from}: leave out what follows the path, from "${url.search === '' ? '#' : '?'}" on`);
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
