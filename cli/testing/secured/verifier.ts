/**
 * Verifies signed requests as a gateway does, from what arrived alone. Written apart from the signer, from the
 * description of the algorithm: it goes by the header's list of what was signed, step by step.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** A request is refused when its time differs by more. */
const TOLERANCE = 15 * 60_000;

const percent = (byte: number): string => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
const isUnreserved = (byte: number): boolean => /[A-Za-z0-9._~-]/.test(String.fromCharCode(byte)) && byte < 128;
const encode = (text: string): string =>
  Array.from(Buffer.from(text), (byte) => (isUnreserved(byte) ? String.fromCharCode(byte) : percent(byte))).join('');

/** The access key whose secret made the signature; undefined when the signature does not hold. */
export function signerOf(
  request: IncomingMessage,
  body: Buffer,
  secrets: Readonly<Record<string, string>>,
  now: number,
): string | undefined {
  const header = request.headers.authorization ?? '';
  const parsed = /^SDK-HMAC-SHA256 Access=([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(header);
  const secret = secrets[parsed?.[1] ?? ''];
  if (parsed === null || secret === undefined) return undefined;
  const time = String(request.headers['x-sdk-date'] ?? '');
  const stamp = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(time);
  if (stamp === null) return undefined;
  const [year = 0, month = 0, day, hour, minute, second] = stamp.slice(1).map(Number);
  if (Math.abs(Date.UTC(year, month - 1, day, hour, minute, second) - now) > TOLERANCE) return undefined;

  const names = (parsed[2] ?? '').split(';');
  if (!names.includes('host') || !names.includes('x-sdk-date')) return undefined;
  const url = new URL(request.url ?? '', 'http://any');
  let canonical = `${request.method}\n`;
  canonical += url.pathname
    .split('/')
    .map((part) => encode(decodeURIComponent(part)))
    .join('/');
  canonical += url.pathname.endsWith('/') ? '\n' : '/\n';
  const query = Array.from(url.searchParams, ([key, value]) => [key, value] as const);
  query.sort(
    ([a, x], [b, y]) =>
      Buffer.compare(Buffer.from(a), Buffer.from(b)) || Buffer.compare(Buffer.from(x), Buffer.from(y)),
  );
  canonical += `${query.map(([key, value]) => `${encode(key)}=${encode(value)}`).join('&')}\n`;
  for (const name of names) canonical += `${name}:${String(request.headers[name] ?? '').trim()}\n`;
  canonical += `\n${names.join(';')}\n${createHash('sha256').update(body).digest('hex')}`;

  const toSign = `SDK-HMAC-SHA256\n${time}\n${createHash('sha256').update(canonical).digest('hex')}`;
  const expected = createHmac('sha256', secret).update(toSign).digest();
  return timingSafeEqual(expected, Buffer.from(parsed[3] ?? '', 'hex')) ? parsed[1] : undefined;
}
