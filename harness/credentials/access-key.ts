/**
 * Requests that are signed with an access key: SDK-HMAC-SHA256, as Huawei Cloud's API gateways verify it. What is signed
 * is the method, the path, the query, some headers and the body; the time in X-Sdk-Date makes a signature short-lived.
 */
import { createHash, createHmac } from 'node:crypto';
import type { Headers, Method, UnprovenRequest } from './credentials.ts';

const ALGORITHM = 'SDK-HMAC-SHA256';
/** Proxies and gateways change other headers. */
const SIGNED = new Set(['content-type', 'host', 'x-sdk-date', 'x-security-token']);

interface AccessKey {
  accessKey: string;
  secretKey: string;
  /** Goes with a temporary access key. */
  securityToken?: string | undefined;
}

export function accessKey({ accessKey: id, secretKey, securityToken }: AccessKey): Omit<Method, 'type'> {
  return {
    header: 'authorization',
    headersFor(request, now) {
      const proof: Headers = [
        ['x-sdk-date', dateOf(now)],
        ...(securityToken === undefined ? [] : [['x-security-token', securityToken] as [string, string]]),
      ];
      return [...proof, ['authorization', authorization(request, proof, id, secretKey)]];
    },
    secrets: () => (securityToken === undefined ? [secretKey] : [secretKey, securityToken]),
  };
}

/** `20260101T093000Z`. */
const dateOf = (now: number): string => new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');

function authorization(request: UnprovenRequest, proof: Headers, id: string, secretKey: string): string {
  const headers = signedHeaders(request, proof);
  const names = headers.map(([name]) => name).join(';');
  const [path, search = ''] = splitOnce(request.path, '?');
  const canonical = [
    request.method.toUpperCase(),
    canonicalPath(path),
    canonicalQuery(search),
    headers.map(([name, value]) => `${name}:${value.trim()}\n`).join(''),
    names,
    sha256(request.body ?? ''),
  ].join('\n');
  const date = headers.find(([name]) => name === 'x-sdk-date')?.[1] ?? '';
  const signature = createHmac('sha256', secretKey)
    .update([ALGORITHM, date, sha256(canonical)].join('\n'))
    .digest('hex');
  return `${ALGORITHM} Access=${id}, SignedHeaders=${names}, Signature=${signature}`;
}

function signedHeaders({ headers, host }: UnprovenRequest, proof: Headers): [string, string][] {
  const lower = [...headers, ...proof].map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  const chosen = new Map<string, string>([['host', host], ...lower.filter(([name]) => SIGNED.has(name))]);
  return [...chosen].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Each part of the path is decoded and encoded anew, so that how it was spelled does not matter. It ends with `/`. */
function canonicalPath(path: string): string {
  const parts = path.split('/').map((part) => encoded(decoded(part)));
  const joined = parts.join('/');
  return joined.endsWith('/') ? joined : `${joined}/`;
}

function canonicalQuery(search: string): string {
  return search
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [key, value = ''] = splitOnce(pair.replaceAll('+', ' '), '=');
      return { key: decoded(key), value: decoded(value) };
    })
    .sort((a, b) => compare(a.key, b.key) || compare(a.value, b.value))
    .map(({ key, value }) => `${encoded(key)}=${encoded(value)}`)
    .join('&');
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** All but the unreserved characters of RFC 3986, section 2.3. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** What is no percent-encoding stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');
