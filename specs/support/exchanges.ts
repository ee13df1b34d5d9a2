import { isObject, type Json } from '../../contract/json.ts';
import type { Exchange } from '../../harness/model/exchange.ts';
import type { Finding } from '../../harness/model/finding.ts';
export const header = (exchange: Exchange, name: string): string | undefined =>
  exchange.responseHeaders.find(([n]) => n.toLowerCase() === name)?.[1];

export const succeeded = (exchange: Exchange): boolean =>
  exchange.status !== undefined && exchange.status >= 200 && exchange.status < 300;
export const streams = (exchange: Exchange): boolean => exchange.verb === 'watch' && succeeded(exchange);

/** A refusal for which the documents owe a Status: throttling and unknown resources may be plain text. */
export const owesStatus = (exchange: Exchange): boolean =>
  exchange.verb !== undefined &&
  exchange.method !== 'HEAD' &&
  exchange.status !== undefined &&
  exchange.status >= 400 &&
  ![429, 502, 503, 504].includes(exchange.status);

export const declaresJson = (exchange: Exchange): boolean =>
  /^application\/(.*\+)?json\b/i.test(header(exchange, 'content-type') ?? '');

export const found = (exchange: Exchange, finding: Omit<Finding, 'exchange'>): Finding => ({
  ...finding,
  exchange: exchange.seq,
});
export const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 200) ?? 'nothing';

/** The value at a JSON pointer. */
export function valueAt(body: Json, pointer: string): Json | undefined {
  return pointer
    .split('/')
    .slice(1)
    .reduce<Json | undefined>((value, key) => {
      const name = key.replaceAll('~1', '/').replaceAll('~0', '~');
      if (Array.isArray(value)) return value[Number(name)];
      return isObject(value) ? value[name] : undefined;
    }, body);
}
