import type { Exchange } from '../../harness/model/exchange.ts';
import type { Finding } from '../../harness/model/finding.ts';

/** The first value of a header; its name in lower case. */
export const header = (exchange: Exchange, name: string): string | undefined =>
  exchange.responseHeaders.find(([n]) => n.toLowerCase() === name)?.[1];

export const succeeded = (exchange: Exchange): exchange is Exchange & { status: number } =>
  exchange.status !== undefined && exchange.status >= 200 && exchange.status < 300;

/** The answer is a stream of events. */
export const streams = (exchange: Exchange): boolean => exchange.verb === 'watch' && succeeded(exchange);

/**
 * Paths that servers of HTTP on the way refuse by themselves: with characters that no URI has (RFC 3986, appendix A), or
 * with encoded control characters, slashes, backslashes or percent signs (section 7.3).
 */
const RISKY_PATH = /[^\w\-.~:/@!$&'()*+,;=%]|%(?![\da-f]{2})|%(?:[01][\da-f]|7f|2f|5c|25)/i;

/**
 * A refusal for which the documents owe a Status: what a throttle, a gateway or an unknown path answers may be plain
 * text.
 */
export const owesStatus = (exchange: Exchange): boolean =>
  exchange.verb !== undefined &&
  !RISKY_PATH.test(exchange.path.split('?', 1)[0] ?? '') &&
  exchange.method !== 'HEAD' &&
  exchange.status !== undefined &&
  exchange.status >= 400 &&
  ![429, 502, 503, 504].includes(exchange.status);

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
