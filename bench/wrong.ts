/** A server that is wrong in everything: how large what is told of it becomes. */
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../harness/model/report.ts';
import type { Benchmark } from './bench.ts';
import { markdownTable, short } from './figures.ts';
import { flagsFor, ran, SUITE } from './programs.ts';

const FLAGS = ['--no-gate', '--seed', '1', '--runs', '20', '--settle', '0.2', '--max-time', '120', '--junit'];
const FILES = ['report.json', 'report.html', 'junit.xml', 'summary.md'];

/** Ten kilobytes, whatever is asked. */
const ANSWER = JSON.stringify({
  kind: 'TFJob',
  apiVersion: 'v0',
  metadata: { name: 'wrong', uid: 'u', labels: { a: 'b' } },
  spec: { x: 'y'.repeat(2000) },
  items: Array.from({ length: 20 }, (_, i) => ({
    kind: 'X',
    metadata: { name: `n${i}` },
    spec: { z: 'w'.repeat(300) },
  })),
});

async function measured(out: string): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(request.method === 'POST' ? 201 : 200, { 'content-type': 'application/json' });
      response.end(ANSWER);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { peak } = await ran(SUITE, ...flagsFor(url), ...FLAGS, '--out', out);
  server.closeAllConnections();
  server.close();
  const { summary, scope } = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as Report;
  const elements = readFileSync(join(out, 'report.html'), 'utf8').match(/<[a-z]/g)?.length ?? 0;
  const rows = [
    ['judgements', String(scope.ran)],
    ['of them failed', String(summary.total.fail)],
    ...FILES.map((name) => [`${name}, MB`, short(statSync(join(out, name)).size / 1e6)]),
    ['elements of the page', String(elements)],
    ['peak MiB', short(peak)],
  ];
  return markdownTable(['', ''], rows);
}

export const wrong: Benchmark = {
  name: 'wrong',
  title: 'What is told of a server that is wrong in everything',
  rounds: 1,
  async run() {
    const out = await mkdtemp(join(tmpdir(), 'cci-bench-wrong-'));
    try {
      return `Everything is answered 200 (creates 201) with one wrong object of ten kilobytes. The run has \`${FLAGS.join(' ')}\`.

${await measured(out)}`;
    } finally {
      await rm(out, { recursive: true });
    }
  },
};
