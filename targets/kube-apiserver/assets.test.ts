import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CERTIFICATE, KEY } from '../../cli/testing/tls.ts';
import { KINDS } from '../../contract/kinds.ts';
import { packageRoot } from '../../contract/package.ts';
import { NAMESPACES } from '../leg.ts';
import { assetsFolder, startAssets } from './assets.ts';

/** Programs that behave as far as the leg looks: one that waits, one that serves what is asked for, over TLS. */
function standIns(server: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'cci-assets-'));
  const program = (name: string, script: string): void => {
    writeFileSync(join(folder, name), `#!${process.execPath}\n${script}`);
    chmodSync(join(folder, name), 0o755);
  };
  // Whatever package the folder of temporary files may lie in.
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }');
  program(
    'etcd',
    `setInterval(() => {}, 1000); require('fs').writeFileSync(${JSON.stringify(join(folder, 'etcd.args'))}, process.argv.slice(2).join(' '));`,
  );
  program('kube-apiserver', server);
  return folder;
}

const SERVING = (log: string): string => `
const fs = require('fs'), flag = (name) => process.argv[process.argv.indexOf(name) + 1];
const [token] = fs.readFileSync(flag('--token-auth-file'), 'utf8').split(',');
fs.mkdirSync(flag('--cert-dir'), { recursive: true });
fs.writeFileSync(flag('--cert-dir') + '/apiserver.crt', ${JSON.stringify(CERTIFICATE)});
let asked = 0;
require('https').createServer({ cert: ${JSON.stringify(CERTIFICATE)}, key: ${JSON.stringify(KEY)} }, (request, response) => {
  fs.appendFileSync(${JSON.stringify(log)}, request.method + ' ' + request.url + '\\n');
  if (request.headers.authorization !== 'Bearer ' + token) return response.writeHead(401).end();
  if (request.url === '/readyz') return response.writeHead(asked++ < 2 ? 500 : 200).end('ok');
  if (request.method === 'POST') return response.writeHead(request.url.includes('dryRun') ? 422 : 201).end('{}');
  response.end(JSON.stringify({ status: { conditions: [{ type: 'Established', status: 'True' }] } }));
}).listen(Number(flag('--secure-port')), '127.0.0.1');`;

test('the folder counts where it holds both programs', () => {
  expect(assetsFolder({})).toBeUndefined();
  expect(assetsFolder({ KUBEBUILDER_ASSETS: tmpdir() })).toBeUndefined();
  const folder = standIns('');
  expect(assetsFolder({ KUBEBUILDER_ASSETS: folder })).toBe(folder);
});

test('both are started, given namespaces and definitions, and ended', async () => {
  const log = join(mkdtempSync(join(tmpdir(), 'cci-assets-')), 'log');
  const assets = standIns(SERVING(log));
  const running = await startAssets(
    assets,
    join(packageRoot(), 'schemas', 'crds'),
    NAMESPACES,
    Object.values(NAMESPACES),
  );
  const { url, ca = '', token, readOnlyToken } = running;
  expect([token === readOnlyToken, readFileSync(ca, 'utf8')]).toEqual([false, CERTIFICATE]);
  const status = await new Promise((resolve, reject) => {
    request(`${url}/readyz`, { ca: readFileSync(ca), headers: { authorization: `Bearer ${token}` } }, (answer) =>
      resolve(answer.resume().statusCode),
    )
      .on('error', reject)
      .end();
  });
  expect(status).toBe(200);
  const lines = readFileSync(log, 'utf8').split('\n');
  expect(lines.filter((line) => line === 'POST /api/v1/namespaces')).toHaveLength(3);
  expect(lines.filter((line) => line.endsWith('/customresourcedefinitions'))).toHaveLength(KINDS.length);
  for (const { group, version, plural } of KINDS)
    expect(lines).toContain(`POST /apis/${group}/${version}/namespaces/${NAMESPACES.namespace}/${plural}?dryRun=All`);
  expect(readFileSync(join(assets, 'etcd.args'), 'utf8')).toContain('--data-dir');
  await running.stop();
  expect(existsSync(ca)).toBe(false);
  await expect(fetch(url)).rejects.toThrow();
});

test('a server that ends says what it said', async () => {
  const assets = standIns('console.error("unknown flag: --token-auth-file"); process.exit(1);');
  await expect(startAssets(assets, join(packageRoot(), 'schemas', 'crds'), NAMESPACES, ['one'])).rejects.toThrow(
    /kube-apiserver ended: unknown flag/,
  );
});
