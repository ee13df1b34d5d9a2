import { writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { invoke, secretly, temporary } from '../testing/invoke.ts';
import type { Invoked } from '../testing/invoke.ts';
import { TOKENS, serveReference } from '../testing/liars.ts';
import type { Served } from '../testing/liars.ts';
import { CERTIFICATE, KEY } from '../testing/tls.ts';

/** The reference server behind TLS, below a prefix, which takes the bare token in X-Auth-Token alone. */
let reference: Served;
let url = '';
const seen = new Set<string>();
const proxy = createServer({ cert: CERTIFICATE, key: KEY }, (request, response) => {
  seen.add(request.headers.authorization === undefined ? 'bare' : 'bearer');
  if (request.url?.startsWith('/cci/') !== true)
    return void response.writeHead(404, { 'content-type': 'text/html' }).end('<p>nothing</p>');
  const onward = forward(
    `${reference.url}${request.url.slice('/cci'.length)}`,
    { method: request.method, headers: request.headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    },
  );
  request.pipe(onward);
  return undefined;
});
beforeAll(async () => {
  reference = await serveReference();
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  url = `https://127.0.0.1:${(proxy.address() as AddressInfo).port}/cci/`;
});
afterAll(async () => {
  proxy.closeAllConnections();
  proxy.close();
  await reference.close();
});

const judged = (...flags: string[]): Promise<Invoked> =>
  invoke(
    ...secretly([
      '--target',
      url,
      '--token',
      TOKENS.token,
      '--token-header',
      'X-Auth-Token',
      '--kind',
      'tfjob',
      '--only',
      'read',
      '--runs',
      '5',
      ...flags,
    ]),
  );

describe('a target behind TLS and below a prefix', () => {
  test('is not trusted without being told to: exit 3 and what to do', async () => {
    const got = await judged();
    expect(got.code).toBe(3);
    expect(got.stderr).toMatch(/certificate.*--ca FILE, or by --insecure\n$/);
  });
  test('is judged with --ca', async () => {
    const ca = join(temporary(), 'ca.pem');
    writeFileSync(ca, CERTIFICATE);
    expect(await judged('--ca', ca)).toMatchObject({ code: 0, stderr: '' });
  });
  test('is judged with --insecure, and the bare token is all that it is sent', async () => {
    seen.clear();
    expect(await judged('--insecure')).toMatchObject({ code: 0, stderr: '' });
    expect([...seen]).toEqual(['bare']);
  });
  test('is no such API where the prefix is left out', async () => {
    url = url.replace('/cci/', '');
    const got = await judged('--insecure');
    expect([got.code, got.stderr]).toEqual([3, expect.stringContaining('no such API')]);
  });
});
