import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../contract/package.ts';
import { accessKey } from './access-key.ts';

interface Vector {
  method: string;
  path: string;
  query: Record<string, string>;
  type?: string;
  body?: string;
  authorization: string;
}

/** What the signer of Huawei Cloud's SDK made of these requests: see targets/signatures/README.md. */
const VECTORS = JSON.parse(
  readFileSync(join(packageRoot(), 'targets', 'signatures', 'vectors.json'), 'utf8'),
) as Vector[];
const KEY = { accessKey: 'AKEXAMPLE', secretKey: 'SecretKeyOfAnExample' };
const NOW = Date.UTC(2026, 0, 1, 9, 30, 0, 999);

const request = ({ method, path, query, type, body }: Omit<Vector, 'authorization'>) => {
  const search = Object.entries(query).map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`);
  return {
    method,
    host: 'cci.example.com:8443',
    path: search.length === 0 ? path : `${path}?${search.join('&')}`,
    headers: [['Accept', 'application/json'], ...(type === undefined ? [] : [['Content-Type', type]])] as [
      string,
      string,
    ][],
    body: body === undefined ? undefined : new TextEncoder().encode(body),
  };
};

test.each(VECTORS)('$method $path is signed as by another signer', ({ authorization, ...rest }) => {
  expect(accessKey(KEY).headersFor(request(rest), NOW)).toEqual([
    ['x-sdk-date', '20260101T093000Z'],
    ['authorization', authorization],
  ]);
});

test('how a path or a query is spelled does not matter, and a temporary key is signed together with its token', () => {
  const signed = (path: string, more = {}) =>
    new Map(
      accessKey({ ...KEY, ...more }).headersFor(
        { method: 'GET', host: 'h', path, headers: [], body: undefined },
        NOW,
      ) as [string, string][],
    );
  expect(signed('/a%2Db?x=%41&y=b%20c').get('authorization')).toBe(signed('/a-b/?y=b+c&x=A').get('authorization'));
  expect(signed('/%zz').get('authorization')).toContain('Signature=');
  const temporary = signed('/', { securityToken: 'of-an-hour' });
  expect(temporary.get('x-security-token')).toBe('of-an-hour');
  expect(temporary.get('authorization')).toContain('SignedHeaders=host;x-sdk-date;x-security-token,');
  expect(accessKey({ ...KEY, securityToken: 'of-an-hour' }).secrets()).toEqual([KEY.secretKey, 'of-an-hour']);
});
