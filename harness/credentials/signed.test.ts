/** A further kind of credentials is one implementation and one entry: here, a signature over what is sent and when. */
import { suiteOf } from '../../specs/suite.ts';
import { createHash, createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient } from '../http/client.ts';
import { Inconclusive } from '../errors/endings.ts';
import type { Identity, NamedIdentity } from '../model/exchange.ts';
import { equip, type Session } from '../run/session.ts';
import { fakeContext, fakeTarget, reply } from '../testing/fake.ts';
import { createCredentials, METHODS, type CredentialsDescription } from './create.ts';
import type { Credentials, Method, UnprovenRequest } from './credentials.ts';

type Keys = Partial<Record<NamedIdentity, string>>;

const KEYS: Keys = { full: 'full-secret-key', 'read-only': 'read-secret-key' };
const DESCRIPTION = Object.fromEntries(
  Object.entries(KEYS).map(([identity, key]) => [identity, { type: 'signed', identity, key }]),
) as unknown as CredentialsDescription;

/** What is signed: all that a server sees of the request. */
function signature(key: string, request: UnprovenRequest, time: string): string {
  const { method, host, path, headers, body = new Uint8Array() } = request;
  const type = headers.find(([name]) => name === 'content-type')?.[1];
  const digest = createHash('sha256').update(body).digest('hex');
  return createHmac('sha256', key)
    .update(JSON.stringify([method, host, path, type, time, digest]))
    .digest('hex');
}

const signed = ({ identity, key }: { identity: string; key: string }): Omit<Method, 'type'> => ({
  header: 'authorization',
  async headersFor(request, now) {
    const time = new Date(now).toISOString();
    return [
      ['x-signed-at', time],
      ['authorization', `Signed ${identity} ${signature(key, request, time)}`],
    ];
  },
  secrets: () => [key],
});

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { method = '', url: path = '', headers } = request;
    const [, identity = '', proof] = headers.authorization?.split(' ') ?? [];
    const key = KEYS[identity as NamedIdentity] ?? '';
    const sent = {
      method,
      path,
      host: headers.host ?? '',
      headers: [['content-type', headers['content-type'] ?? '']] as [string, string][],
      body: Buffer.concat(chunks),
    };
    const holds = proof === signature(key, sent, String(headers['x-signed-at']));
    const name = headers.authorization === undefined ? 'anonymous' : holds ? identity : 'refused';
    response.end(JSON.stringify({ name, path, body: Buffer.concat(chunks).toString(), echo: key }));
  });
});

beforeAll(async () => {
  Object.assign(METHODS, { signed });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
});
afterAll(() => {
  Reflect.deleteProperty(METHODS, 'signed');
  server.closeAllConnections();
  server.close();
});

const sessionOn = (target: string): Session => ({
  runId: 'rtest',
  connection: { target, credentials: DESCRIPTION, insecure: false, timeout: 5000 },
  namespaces: { namespace: 'ns' },
  execution: {
    seed: 1,
    runs: 100,
    concurrency: 4,
    patience: 0,
    running: 0,
    settle: 1000,
    settings: { image: 'busybox', cpu: '10m', memory: '16Mi', maxReplicas: 1, mostObjects: 510 },
    bail: false,
  },
  kinds: ['TFJob'],
  planned: [],
  out: mkdtempSync(join(tmpdir(), 'cci-signed-')),
});

test.each<[string, Identity, name: string, as: string]>([
  ['full', 'full', 'full', 'full'],
  ['read-only', 'read-only', 'read-only', 'read-only'],
  ['anonymous', { credentials: null }, 'anonymous', 'anonymous'],
  ['made up', { what: 'other', credentials: 'Signed full made-up-secret' }, 'refused', 'other'],
  ['altered', { what: 'other', altered: (value) => value.slice(0, -1) }, 'refused', 'other'],
])('every request carries its signature, from the session to the wire: %s', async (_, as, name, recorded) => {
  const { port } = server.address() as AddressInfo;
  const session = structuredClone(sessionOn(`http://127.0.0.1:${port}/prefix`));
  const { context, close } = equip(session, suiteOf());
  try {
    const client = createClient(context);
    const answer = await client.call({
      method: 'POST',
      path: '/x?a=b%20c',
      headers: [['content-type', 'application/json']],
      body: '{"ä":1}',
      as,
    });
    expect(answer.json).toMatchObject({ name, path: '/prefix/x?a=b%20c', body: '{"ä":1}' });
    const [exchange] = client.evidence.exchanges;
    expect(exchange?.as).toBe(recorded);
    expect(exchange?.requestHeaders.find(([header]) => header === 'authorization')?.[1]).toBe(
      name === 'anonymous' ? undefined : '***',
    );
    expect(JSON.stringify(exchange)).not.toContain('secret');
    expect(client.redact(answer.text)).not.toContain('secret');
  } finally {
    await close();
  }
});

test('a request that is sent again is signed anew', async () => {
  const { send, requests } = fakeTarget(() =>
    requests.length === 1 ? reply(429, 'busy', [['Retry-After', '5']]) : undefined,
  );
  const credentials = createCredentials(DESCRIPTION);
  await createClient(fakeContext(send, { connection: { credentials } })).call({ method: 'GET', path: '/x' });
  expect(requests.map(({ headers }) => headers.find(([name]) => name === 'x-signed-at')?.[1])).toEqual([
    '2026-01-01T00:00:00.000Z',
    '2026-01-01T00:00:05.000Z',
  ]);
  expect(new Set(requests.map(({ headers }) => JSON.stringify(headers))).size).toBe(2);
});

test('without credentials nothing is sent; whoever waits for them is let go when the judgement ends', async () => {
  const { send, requests } = fakeTarget();
  const none = new Inconclusive('no credentials to be had');
  const client = (headersFor: Credentials['headersFor']) =>
    createClient(fakeContext(send, { connection: { credentials: { ...createCredentials(DESCRIPTION), headersFor } } }));
  await expect(client(() => Promise.reject(none)).call({ method: 'GET', path: '/x' })).rejects.toBe(none);
  const waiting = client(() => new Promise<never>(() => {}));
  const answer = waiting.call({ method: 'GET', path: '/x' });
  setImmediate(() => waiting.close());
  await expect(answer).rejects.toThrow();
  expect(requests).toEqual([]);
});

test('a signature is no token that other headers could carry', async () => {
  const { port } = server.address() as AddressInfo;
  const { context, close } = equip(structuredClone(sessionOn(`http://127.0.0.1:${port}`)), suiteOf());
  try {
    const as = { what: 'the token', carried: (token: string) => ({ 'x-auth-token': token }) };
    await expect(createClient(context).call({ method: 'GET', path: '/x', as })).rejects.toThrow(/no token proves/);
  } finally {
    await close();
  }
});
