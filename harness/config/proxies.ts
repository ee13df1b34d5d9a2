/** The proxies of a run: `--proxy`, or the variables that other programs know, in lower or upper case. */
import type { Proxies } from '../model/run.ts';
import type { Reader } from './reader.ts';
import { withoutUser } from './urls.ts';
import { UsageError } from '../errors/usage.ts';

/** Throws a UsageError for what is no URL of a proxy. */
export function readProxies(read: Reader): Proxies | undefined {
  const asked = read.text('proxy');
  if (asked !== undefined) {
    return proxiesOf(asked, read.from('proxy'));
  }
  const [http, https] = [variable(read, 'http_proxy'), variable(read, 'https_proxy')];
  if (http === undefined && https === undefined) return undefined;
  return { http, https: https ?? http, none: read.system('no_proxy')?.text ?? '' };
}

/** One for every request. Throws a UsageError for what is no URL of a proxy. */
export function proxiesOf(text: string, from: string): Proxies {
  const url = proxyUrl(text, from);
  return { http: url, https: url, none: '' };
}

function variable(read: Reader, name: string): string | undefined {
  const given = read.system(name);
  return given === undefined ? undefined : proxyUrl(given.text, given.from);
}

function proxyUrl(text: string, from: string): string {
  const whole = text.includes('://') ? text : `http://${text}`;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol) || url.hostname === '')
    throw new UsageError(
      `${from}: "${withoutUser(text)}" is no URL of a proxy: give one such as http://proxy.example.com:3128${text.includes('@') ? ', with / ? # and % of a password as %2F %3F %23 and %25' : ''}`,
    );
  // A password may have a % that begins no escape.
  url.username = encodeURIComponent(meant(url.username));
  url.password = encodeURIComponent(meant(url.password));
  return url.href;
}

function meant(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
