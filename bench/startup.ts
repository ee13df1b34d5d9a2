/** How long the suite takes before it does anything. */
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RESULTS_FILE } from '../harness/run/results.ts';
import { compared, type Benchmark, type Case } from './bench.ts';
import type { Sample } from './figures.ts';
import { flagsFor, ran, running, serve, SUITE } from './programs.ts';

/** The time until the file of the results has its first, which follows its header; the run is broken off then. */
async function firstJudgement(url: string): Promise<Sample> {
  const out = await mkdtemp(join(tmpdir(), 'cci-bench-report-'));
  const file = join(out, RESULTS_FILE);
  const began = performance.now();
  const args = [SUITE, ...flagsFor(url), '--seed', '1', '--kind', 'tfjob', '--only', 'list', '--out', out];
  const { child, ended } = await running(args);
  try {
    while (!existsSync(file) || readFileSync(file, 'utf8').trim().split('\n').length < 2) {
      if (child.exitCode !== null) throw new Error(`the run ended with ${child.exitCode} before its first result`);
      await sleep(5);
    }
    return { seconds: (performance.now() - began) / 1000 };
  } finally {
    child.kill('SIGINT');
    await ended;
    await rm(out, { recursive: true });
  }
}

export const startup: Benchmark = {
  name: 'startup',
  title: 'Start-up',
  async run({ rounds }) {
    const nothing = 'node -e 0';
    const server = await serve();
    const cases: Case[] = [
      { name: nothing, measure: () => ran('-e', '0') },
      { name: '--version', measure: () => ran(SUITE, '--version') },
      { name: 'list', measure: () => ran(SUITE, 'list') },
      { name: 'first judgement', measure: () => firstJudgement(server.url) },
    ];
    try {
      return `A process of Node that does nothing is the control. The first judgement is the first result of a run of one kind against a server that runs already.

${await compared(cases, nothing, rounds)}`;
    } finally {
      await server.stop();
    }
  },
};
