#!/usr/bin/env node
/**
 * `main.js`: clients of other projects do typical work with the emulator. Exits with 1 if one fails, with 3 if none is
 * installed.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { KINDS } from '../../contract/kinds.ts';
import { packageRoot } from '../../contract/package.ts';
import { start } from '../process.ts';
import type { Client, Emulator } from './client.ts';
import { kubectl } from './kubectl.ts';
import { missingClientNode, workOfClientNode } from './node.ts';
import { pythonClient } from './python.ts';

type Outcome = 'works' | 'fails' | 'absent';
const NAMESPACES = ['default', 'other'] as const;

async function attempt(name: string, missing: string | undefined, work: () => Promise<void>): Promise<Outcome> {
  if (missing !== undefined) {
    console.log(`${name}: not run, needs ${missing}`);
    return 'absent';
  }
  try {
    await work();
    console.log(`${name}: works`);
    return 'works';
  } catch (error) {
    const { message, stderr } = error as { message: string; stderr?: string };
    console.log(`${name}: FAILS: ${(stderr ?? '').trim() || message}`);
    return 'fails';
  }
}

/** Starts an emulator for the client, and does the work for all kinds. */
async function withEmulator(client: Client): Promise<void> {
  const token = randomUUID();
  const credentials = client.sendsToken ? ['--token', token] : [];
  const emulator = await start(
    process.execPath,
    [
      join(packageRoot(), 'dist', 'cli', 'main.js'),
      'serve',
      '--port',
      '0',
      '--namespace',
      NAMESPACES.join(','),
      ...credentials,
    ],
    /^listening (\S+)$/,
  );
  const at: Emulator = {
    url: emulator.match[1] as string,
    namespace: NAMESPACES[0],
    ...(client.sendsToken ? { token } : {}),
  };
  try {
    for (const kind of KINDS) await client.work(kind, at);
  } finally {
    await emulator.stop();
  }
}

const outcomes: Outcome[] = [await attempt('@kubernetes/client-node', missingClientNode(), workOfClientNode)];
for (const client of [pythonClient, kubectl])
  outcomes.push(await attempt(client.name, await client.missing(), () => withEmulator(client)));
process.exitCode = outcomes.includes('fails') ? 1 : outcomes.includes('works') ? 0 : 3;
