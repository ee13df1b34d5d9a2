#!/usr/bin/env node
/**
 * `main.js NAME [FLAGS]`: starts a leg's server, runs the suite against it with these flags and the leg's expectations,
 * and exits with the code of the suite, or with 1 if there is an unexplained deviation. `main.js NAME --toolchain`
 * prints what the machine lacks.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../contract/package.ts';
import { DEVIATING } from '../harness/formats/expectations-schema.ts';
import { loadReport } from '../reports/index.ts';
import type { Leg, Running } from './leg.ts';
import { LEGS, legOf } from './legs.ts';

/** The exit codes of the suite: not conformant, wrong usage, could not be judged, interrupted. */
const EXIT = { unexplained: 1, usage: 2, notJudged: 3, interrupted: 130 } as const;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

const reportOf = (leg: Leg): string => join('conformance-report', leg.name);

/** The default flags of a leg: a fixed seed, so that each run has the same deviations. */
function flagsOf(leg: Leg): string[] {
  const expect = join('targets', leg.expects ?? leg.name, 'expect.yaml');
  return [
    '--seed',
    '1',
    ...(leg.flags ?? []),
    ...(existsSync(join(packageRoot(), expect)) ? ['--expect', expect] : []),
  ];
}

/** The unexplained deviations, also from recommendations, which alone do not make a target nonconformant. */
async function unexplained(leg: Leg): Promise<string[]> {
  const { results } = await loadReport(join(packageRoot(), reportOf(leg), 'report.json'));
  return results
    .filter(({ verdict }) => DEVIATING.some((v) => v === verdict))
    .map(({ id, kind, verdict }) => `${id} (${kind}): ${verdict}, and no expectation says why`);
}

/**
 * Runs the suite and returns its exit code. Tokens are passed in the environment, because process lists show arguments.
 */
async function judge(leg: Leg, at: Running, flags: readonly string[]): Promise<number> {
  const connection = [
    '--target',
    at.url,
    '--namespace',
    at.namespace,
    '--other-namespace',
    at.otherNamespace,
    '--scratch-namespace',
    at.scratchNamespace,
    ...(at.ca === undefined ? [] : ['--ca', at.ca]),
    ...(at.insecure === true ? ['--insecure'] : []),
    ...(at.tokenHeader === undefined ? [] : ['--token-header', at.tokenHeader]),
  ];
  const env = { ...process.env, CCI_TOKEN: at.token, CCI_READ_ONLY_TOKEN: at.readOnlyToken ?? '' };
  const suite = spawn(
    process.execPath,
    [join(packageRoot(), 'dist', 'cli', 'main.js'), ...connection, ...flagsOf(leg), ...flags, '--out', reportOf(leg)],
    { stdio: 'inherit', env, cwd: packageRoot() },
  );
  // The suite itself receives an interrupt from the terminal and cleans up; this process waits for it.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => suite.kill('SIGTERM'));
  const [code] = (await once(suite, 'exit')) as [number | null];
  if (code !== 0) return code ?? EXIT.notJudged;
  const left = await unexplained(leg);
  for (const line of left) console.error(line);
  return left.length === 0 ? 0 : EXIT.unexplained;
}

async function main(args: readonly string[]): Promise<number> {
  const { leg, rest } = legOf(args);
  if (leg === undefined) {
    console.error(`usage: main.js ${LEGS.map((l) => l.name).join('|')} [FLAGS of the suite]`);
    return EXIT.usage;
  }
  const missing = await leg.toolchain();
  if (missing !== undefined) {
    console.error(`target ${leg.name} needs ${missing}, which is not here`);
    return EXIT.notJudged;
  }
  if (rest.includes('--toolchain')) return 0;
  // Until all programs run, an interrupt ends this process, and they end with it. After that, the suite must clean up
  // first.
  const early = (): never => process.exit(EXIT.interrupted);
  for (const signal of SIGNALS) process.on(signal, early);
  const running = await leg.start();
  for (const signal of SIGNALS) process.off(signal, early);
  try {
    return await judge(leg, running, rest[0] === '--' ? rest.slice(1) : rest);
  } finally {
    await running.stop();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = EXIT.notJudged;
}
