import { MASK } from '../../harness/evidence/redact.ts';
import type { Exchange } from '../../harness/model/exchange.ts';

/** Headers that curl adds by itself, or that belong to the connection and not to the request. */
const OF_THE_CLIENT = new Set([
  'host',
  'content-length',
  'connection',
  'accept-encoding',
  'user-agent',
  'transfer-encoding',
  'keep-alive',
]);

/**
 * The environment variable that stands for the credentials of each identity; others carry their own, invented value.
 */
const VARIABLE: Readonly<Record<string, string>> = {
  full: '$TOKEN',
  'read-only': '$READ_ONLY_TOKEN',
  foreign: '$FOREIGN_TOKEN',
};

/** Quotes one argument for a POSIX shell. It may contain anything but NUL, which no argument can have. */
export const shellQuote = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

/**
 * An exchange as a curl command line that a person can paste. Credentials are `$TOKEN` and `$READ_ONLY_TOKEN`.
 * @param targetUrl base URL of the target, without the path of the exchange
 */
export function asCurl(exchange: Exchange, targetUrl: string): string {
  const words = ['curl', '-sS', '-i', ...curlOptions(exchange, shellQuote)];
  const body = exchange.requestBody;
  const url = shellQuote(targetUrl.replace(/\/+$/, '') + exchange.path);
  if (body === undefined) return [...words, url].join(' ');
  if (!body.includes('\0')) return [...words, '--data-raw', shellQuote(body), url].join(' ');
  return [`printf %b ${shellQuote(printable(body))} |`, ...words, '--data-binary', '@-', url].join(' ');
}

/** The words for method, path and headers. `quoted` makes a word of a text. */
export function curlOptions(exchange: Exchange, quoted: (text: string) => string): string[] {
  const words = [...methodOptions(exchange), ...pathOptions(exchange)];
  for (const [name, value] of exchange.requestHeaders) {
    if (!OF_THE_CLIENT.has(name.toLowerCase())) words.push('-H', headerArgument(name, value, exchange.as, quoted));
  }
  if (
    exchange.requestBody !== undefined &&
    !exchange.requestHeaders.some(([name]) => name.toLowerCase() === 'content-type')
  ) {
    words.push('-H', "'Content-Type:'"); // else curl would send the Content-Type of a form
  }
  return words;
}

/** The variables of the shell that the credentials of these exchanges stand in; undefined for invented ones. */
export const credentialsOf = (exchanges: readonly Exchange[]): (string | undefined)[] => [
  ...new Set(
    exchanges
      .filter(({ requestHeaders }) => requestHeaders.some(([, value]) => value === MASK))
      .map(({ as }) => VARIABLE[as]?.slice(1)),
  ),
];

function methodOptions({ method, verb, requestBody }: Exchange): string[] {
  const stream = verb === 'watch' ? ['-N'] : [];
  if (method === 'HEAD') return ['-I', ...stream];
  const implied = requestBody === undefined ? 'GET' : 'POST';
  return method === implied ? stream : ['-X', shellQuote(method), ...stream];
}

/** By default, curl expands `{a,b}` and `[1-3]` in a URL, and resolves `/../`. */
function pathOptions({ path }: Exchange): string[] {
  return [...(/[[\]{}]/.test(path) ? ['-g'] : []), ...(/\/\.{1,2}([/?]|$)/.test(path) ? ['--path-as-is'] : [])];
}

/** The credentials themselves are never recorded: a variable of the shell stands for them. */
function headerArgument(name: string, value: string, as: string, quoted: (text: string) => string): string {
  if (value !== MASK) return quoted(value === '' ? `${name};` : `${name}: ${value}`);
  const variable = VARIABLE[as];
  if (variable === undefined) return `"${name}: $OTHER_CREDENTIALS"`;
  return `"${name}: ${name.toLowerCase() === 'authorization' ? 'Bearer ' : ''}${variable}"`;
}

/** For `printf %b`: characters that an argument cannot have become octal escapes. */
const printable = (body: string): string => body.replaceAll('\\', String.raw`\\`).replaceAll('\0', String.raw`\0000`);
