#!/usr/bin/env node
/**
 * `main.js NAME [FLAGS]`: starts a leg's server, runs the suite against it with these flags, the leg's expectations and its claims,
 * and exits with the code of the suite, or with 1 if there is an unexplained deviation; 3 is left for a server that could
 * not be had. `main.js NAME --toolchain`
 * prints what the machine lacks; `main.js --prepare` builds the servers of all legs, without starting one.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { packageRoot } from '../contract/package.ts';
import { DEVIATING } from '../harness/formats/expectations-schema.ts';
import { loadReport } from '../reports/index.ts';
import type { Leg, Running } from './leg.ts';
import { LEGS, legOf } from './legs.ts';
import { cache, source } from './process.ts';

/** The exit codes of the suite: not conformant, wrong usage, could not be judged, interrupted. */
const EXIT = { unexplained: 1, usage: 2, notJudged: 3, interrupted: 130 } as const;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

const reportOf = (leg: Leg): string => join('conformance-report', leg.name);

/** The file of what is known to deviate: that of the leg whose expectations it shares and its own, as one. */
async function expectationsOf({ name, expects = name }: Leg): Promise<string | undefined> {
  const files = [...new Set([expects, name])]
    .map((one) => source(one, 'expect.yaml'))
    .filter((file) => existsSync(file));
  if (files.length < 2) return files[0];
  const all = cache(name, 'expect.yaml');
  await mkdir(dirname(all), { recursive: true });
  await writeFile(all, (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n'));
  return all;
}

/** The default flags of a leg: a fixed seed, so that each run has the same deviations. */
async function flagsOf(leg: Leg, given: readonly string[]): Promise<string[]> {
  const expect = await expectationsOf(leg);
  const claims = join(packageRoot(), 'docs', 'implementations', leg.name, 'claims.yaml');
  const kinds = given.some((flag) => /^--kind(=|$)/.test(flag)) ? [] : (leg.kinds ?? []);
  return [
    '--seed',
    '1',
    ...kinds.flatMap((kind) => ['--kind', kind]),
    ...(leg.flags ?? []),
    ...(existsSync(claims) ? ['--claims', claims] : []),
    ...(expect === undefined ? [] : ['--expect', expect]),
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
  const env = {
    ...process.env,
    CCI_TOKEN: at.token,
    CCI_READ_ONLY_TOKEN: at.readOnlyToken ?? '',
    CCI_FOREIGN_TOKEN: at.foreignToken ?? '',
  };
  const suite = spawn(
    process.execPath,
    [
      join(packageRoot(), 'dist', 'cli', 'main.js'),
      ...connection,
      ...(await flagsOf(leg, flags)),
      ...flags,
      '--out',
      reportOf(leg),
    ],
    { stdio: 'inherit', env, cwd: packageRoot() },
  );
  // The suite itself receives an interrupt from the terminal and cleans up; this process waits for it.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => suite.kill('SIGTERM'));
  const [code] = (await once(suite, 'exit')) as [number | null];
  if (code === EXIT.notJudged) return EXIT.unexplained;
  if (code !== 0) return code ?? EXIT.unexplained;
  const left = await unexplained(leg);
  for (const line of left) console.error(line);
  return left.length === 0 ? 0 : EXIT.unexplained;
}

/** Builds what takes minutes, of the legs that this machine can run. */
async function prepare(): Promise<number> {
  for (const leg of LEGS) if ((await leg.toolchain()) === undefined) await leg.prepare?.();
  return 0;
}

async function main(args: readonly string[]): Promise<number> {
  if (args[0] === '--prepare') return prepare();
  const { leg, rest } = legOf(args);
  if (leg === undefined) {
    console.error(`usage: main.js ${LEGS.map((l) => l.name).join('|')} [FLAGS of the suite] | --prepare`);
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
