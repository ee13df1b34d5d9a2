#!/usr/bin/env node
/**
 * `main.js [--histories N] [--seed N] [--workers N]`: sends the same histories to the reference server and to a
 * Kubernetes API server. Exits with 1 at a difference that no freedom of the contract explains, after shrinking the
 * history that shows it; with 3 without a toolchain.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { KINDS } from '../../contract/kinds.ts';
import { histories } from '../../generators/arbitraries/histories.ts';
import type { Command } from '../../generators/arbitraries/histories.ts';
import { realClock } from '../../harness/http/clock.ts';
import { derivedSeed } from '../../harness/judge/seed.ts';
import { socketTransport } from '../../harness/http/transport.ts';
import { createServer } from '../../reference/server.ts';
import { kubeApiserver, startWithNamespaces } from '../kube-apiserver/leg.ts';
import type { Running } from '../leg.ts';
import { compare } from './compare.ts';
import type { Difference } from './compare.ts';
import { AS_KUBERNETES, LEFT_OUT } from './freedoms.ts';

interface Job {
  count: number;
  seed: number;
  namespaces: string[];
}
interface Found {
  history: readonly Command[];
  difference: Difference;
  seed: number;
  path: string | null;
}

class Differs extends Error {
  readonly difference: Difference;
  constructor(difference: Difference) {
    super('the servers differ');
    this.difference = difference;
  }
}

/** The namespaces of a worker, which no other worker uses. */
const namespacesOf = (worker: number): string[] => [`w${worker}-a`, `w${worker}-b`];

async function work(at: Running, { count, seed, namespaces }: Job, told: () => void): Promise<Found | undefined> {
  const transport = socketTransport({
    target: at.url,
    ca: at.ca === undefined ? undefined : readFileSync(at.ca, 'utf8'),
  });
  const judge = async (history: Command[]): Promise<void> => {
    const server = createServer({ clock: realClock, namespaces, token: 'full', variants: AS_KUBERNETES });
    try {
      const common = { clock: realClock, kinds: KINDS, namespaces };
      const difference = await compare(
        {
          reference: { ...common, target: 'http://reference', send: server.handle, token: 'full' },
          other: { ...common, target: at.url, send: transport.send, token: at.token },
        },
        history,
      );
      if (difference !== undefined) throw new Differs(difference);
    } finally {
      server.stop();
      told();
    }
  };
  const outcome = await fc.check(
    fc.asyncProperty(histories(KINDS, { namespaces: namespaces.length, names: 3 }), judge),
    { numRuns: count, seed },
  );
  await transport.close();
  if (!outcome.failed) return undefined;
  const { errorInstance: error, counterexample } = outcome;
  if (!(error instanceof Differs) || counterexample === null)
    throw error ?? new Error('too few histories could be drawn');
  return {
    history: counterexample[0],
    difference: error.difference,
    seed: outcome.seed,
    path: outcome.counterexamplePath,
  };
}

function describe({ history, difference: { step, path, reference, other }, seed, path: at }: Found): string {
  return [
    `an unexplained difference (seed ${seed}, path ${at}), after`,
    ...history.slice(0, step + 1).map((command) => `  ${JSON.stringify(command)}`),
    `at ${path === '' ? 'the whole' : path}${step < history.length ? '' : ' of the events of its watches'}`,
    `  reference:  ${JSON.stringify(reference)}`,
    `  Kubernetes: ${JSON.stringify(other)}`,
    '',
  ].join('\n');
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      histories: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      workers: { type: 'string', default: '4' },
    },
  });
  const [count, seed, workers] = [Number(values.histories), Number(values.seed), Number(values.workers)];
  if (![count, seed, workers].every(Number.isInteger) || count < workers || workers < 1) {
    console.error(
      'usage: main.js [--histories N] [--seed N] [--workers N], whole numbers, at least one history a worker',
    );
    return 2;
  }
  const missing = await kubeApiserver.toolchain();
  if (missing !== undefined) {
    console.error(`the differential test needs ${missing}, which is not here`);
    return 3;
  }
  const jobs = Array.from({ length: workers }, (_, i): Job => ({
    count: Math.floor(count / workers) + (i < count % workers ? 1 : 0),
    seed: derivedSeed(seed, i),
    namespaces: namespacesOf(i),
  }));
  const running = await startWithNamespaces(jobs.flatMap((job) => job.namespaces));
  try {
    return await report(running, jobs, count);
  } finally {
    await running.stop();
  }
}

async function report(running: Running, jobs: readonly Job[], count: number): Promise<number> {
  let done = 0;
  const found = await Promise.all(
    jobs.map((job) =>
      work(running, job, () => {
        done += 1;
        if (done % 200 === 0) console.log(`${done} histories`);
      }),
    ),
  );
  const differences = found.filter((one) => one !== undefined);
  for (const one of differences) console.log(describe(one));
  console.log(
    `${count} histories, ${differences.length === 0 ? 'no' : differences.length} unexplained difference${differences.length === 1 ? '' : 's'}`,
  );
  console.log(`  the same by choice: ${AS_KUBERNETES.join(', ')}`);
  console.log(`  not compared: ${Object.keys(LEFT_OUT).join(', ')}`);
  return differences.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error((error as Error).stack);
  process.exitCode = 3;
}
