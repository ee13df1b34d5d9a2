import { STATUS_REASONS } from '../../contract/structures/index.ts';
import { header, isHtml, type Exchange } from '../../harness/model/exchange.ts';
import type { Finding } from '../../harness/model/finding.ts';

export const succeeded = (exchange: Exchange): exchange is Exchange & { status: number } =>
  exchange.status !== undefined && exchange.status >= 200 && exchange.status < 300;

/** The answer is a stream of events. */
export const streams = (exchange: Exchange): boolean => exchange.verb === 'watch' && succeeded(exchange);

/** Of what the names of this API need; servers of HTTP on the way refuse other paths by themselves (RFC 3986, section 7.3). */
const PLAIN_PATH = /^(\/[\w.~-]+)+$/;

/** Parameters that are given twice or badly escaped are refused on the way, too. */
function isPlain(path: string): boolean {
  const [place = '', query = ''] = path.split('?', 2);
  const names = [...new URLSearchParams(query).keys()];
  return PLAIN_PATH.test(place) && new Set(names).size === names.length && !/%(?![\da-f]{2})|%00/i.test(query);
}

/** Headers and parameters that name another method: gateways and firewalls refuse them by themselves. */
const overridesMethod = (path: string, headers: Exchange['requestHeaders']): boolean =>
  headers.some(([name]) => /^x-(http-)?method(-override)?$/i.test(name)) || /[?&]_method=/.test(path);

/** The codes of the reasons of table 77; with any other, such as 414, whatever speaks HTTP may have refused the request. */
const DOCUMENTED_CODES = new Set(Object.values(STATUS_REASONS));
const BUSY = [429, 502, 503, 504];

/**
 * A refusal for which the documents owe a Status: what a throttle, a gateway or an unknown path answers may be plain
 * text.
 */
export const owesStatus = ({
  verb,
  method,
  path,
  status,
  requestHeaders = [],
  responseHeaders = [],
}: Pick<Exchange, 'verb' | 'method' | 'path' | 'status'> &
  Partial<Pick<Exchange, 'requestHeaders' | 'responseHeaders'>>): boolean =>
  verb !== undefined &&
  method !== 'HEAD' &&
  status !== undefined &&
  DOCUMENTED_CODES.has(status) &&
  !BUSY.includes(status) &&
  isPlain(path) &&
  !overridesMethod(path, requestHeaders) &&
  // By a page, a firewall says that it takes what was sent for an attack.
  !(status === 403 && isHtml(header({ responseHeaders }, 'content-type')));

export const declaresJson = (exchange: Exchange): boolean =>
  /^application\/(.*\+)?json\b/i.test(header(exchange, 'content-type') ?? '');

/** A finding of a requirement that looks at every exchange. */
export const found = (exchange: Exchange, finding: Omit<Finding, 'exchange'>): Finding => ({
  ...finding,
  exchange: exchange.seq,
});

/** A value as a finding shows it: as JSON, cut where it is long. */
export const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 200) ?? 'nothing';

/** What a value of a body has to fit, where it does not, and the rule that it breaks there: in one sentence. */
export const misfit = (what: string, path: string, rule: string): string =>
  `${what}${path === '' ? '' : ` at ${path}`}: it ${rule}`;
