/** The programs that are measured: the built suite, and the reference server in a process of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../contract/package.ts';
import type { Report } from '../harness/model/report.ts';
import { NAMESPACES } from '../targets/leg.ts';
import { start } from '../targets/process.ts';
import type { Sample } from './figures.ts';

const built = (...parts: string[]): string => join(packageRoot(), 'dist', ...parts);
export const SUITE = built('cli', 'main.js');

/** Tokens of servers that exist for a measurement alone, on this machine alone. */
export const TOKENS = { token: 'bench-full', readOnlyToken: 'bench-read-only', foreignToken: 'bench-foreign' } as const;
const ENVIRONMENT = {
  CCI_TOKEN: TOKENS.token,
  CCI_READ_ONLY_TOKEN: TOKENS.readOnlyToken,
  CCI_FOREIGN_TOKEN: TOKENS.foreignToken,
};

export interface Serving {
  url: string;
  stop(): Promise<void>;
}

/** `serve`, with the namespaces and the tokens that the measured runs use. */
export async function serve(): Promise<Serving> {
  const { match, stop } = await start(
    process.execPath,
    [SUITE, 'serve', '--namespace', Object.values(NAMESPACES).join(',')],
    /^listening (\S+)$/,
    { env: ENVIRONMENT },
  );
  return { url: match[1] ?? '', stop };
}

/** The flags of a run against such a server. */
export const flagsFor = (url: string): string[] => [
  '--target',
  url,
  '--namespace',
  NAMESPACES.namespace,
  '--other-namespace',
  NAMESPACES.otherNamespace,
  '--scratch-namespace',
  NAMESPACES.scratchNamespace,
];

export interface Ran extends Sample {
  code: number | null;
  peak: number;
  stdout: string;
  stderr: string;
}

interface Running {
  child: ChildProcess;
  ended: Promise<Ran>;
}

/** Starts Node on a file with these arguments; its own environment says nothing to the suite. */
export async function running(args: readonly string[]): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), 'cci-bench-'));
  const file = join(folder, 'peak');
  const env = { PATH: process.env['PATH'] ?? '', ...ENVIRONMENT, BENCH_PEAK_FILE: file };
  const began = performance.now();
  const child = spawn(process.execPath, ['--import', built('bench', 'peak.js'), ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
  const ended = once(child, 'close').then(async ([code]): Promise<Ran> => {
    const seconds = (performance.now() - began) / 1000;
    const kib = existsSync(file) ? Number(await readFile(file, 'utf8')) : 0;
    await rm(folder, { recursive: true });
    return { code: code as number | null, seconds, peak: kib / 1024, ...said };
  });
  return { child, ended };
}

export const ran = async (...args: string[]): Promise<Ran> => (await running(args)).ended;

export interface Judged extends Ran {
  requests: number;
  report: Report;
}

/** A whole run. Throws when it ended without a report. */
export async function judged(url: string, flags: readonly string[]): Promise<Judged> {
  const out = await mkdtemp(join(tmpdir(), 'cci-bench-report-'));
  try {
    const got = await ran(SUITE, ...flagsFor(url), '--seed', '1', ...flags, '--out', out);
    const file = join(out, 'report.json');
    if (!existsSync(file)) throw new Error(`a run ended with ${got.code} and no report: ${got.stderr.trim()}`);
    const report = JSON.parse(await readFile(file, 'utf8')) as Report;
    return { ...got, report, requests: report.requests };
  } finally {
    await rm(out, { recursive: true });
  }
}

/** Runs something with a fresh server. */
export async function withServer<T>(use: (url: string) => Promise<T>): Promise<T> {
  const { url, stop } = await serve();
  try {
    return await use(url);
  } finally {
    await stop();
  }
}
