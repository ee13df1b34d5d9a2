/** The built command on servers that send without end: how much memory it takes, and that it ends in a verdict. */
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { packageRoot } from '../../contract/package.ts';
import type { Report } from '../../harness/model/report.ts';
import { WHOLE } from '../testing/extent.ts';
import { hostile, HOSTILE } from '../testing/hostile.ts';
import { temporary } from '../testing/invoke.ts';
import { serveReference, TOKENS } from '../testing/liars.ts';

const root = packageRoot();
/** What no run may take, in MiB. */
const MOST = 500;

beforeAll(() => {
  execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json'], { cwd: root });
});

/** The most memory that the process has taken so far, in MiB; Linux tells it. */
function peakOf({ pid }: ChildProcess): number {
  const status = `/proc/${pid}/status`;
  const [, kib] = (existsSync(status) ? /VmHWM:\s+(\d+)/.exec(readFileSync(status, 'utf8')) : null) ?? [];
  return Number(kib ?? 0) / 1024;
}

async function judged(name: string, only: string) {
  let child: ChildProcess | undefined;
  let peak = 0;
  let requests = 0;
  const look = (): void => {
    requests += 1;
    if (child && requests % 10 === 0) peak = Math.max(peak, peakOf(child));
  };
  const served = await serveReference((send) => {
    const between = hostile(name)(send);
    return (request) => {
      look();
      return between(request);
    };
  });
  const out = temporary();
  const argv = ['--target', served.url, '--token', TOKENS.token, '--kind', 'tfjob', '--only', only];
  child = spawn(
    process.execPath,
    [join(root, 'dist/cli/main.js'), ...argv, '--runs', '5', '--seed', '1', '--settle', '300', '--out', out],
    { cwd: out, env: { PATH: process.env['PATH'] ?? '' }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let stderr = '';
  child.stdout?.on('data', look);
  child.stderr?.on('data', (chunk) => (stderr += String(chunk)));
  const code = await new Promise<number | null>((resolve) => child?.once('close', resolve));
  await served.close();
  const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as Report;
  return { code, stderr, peak, report, left: served.objects() };
}

/** Little, so that it takes seconds: each reading is bounded by itself. */
const ONLY = 'list/answers,list/holds,watch/begins,watch/carries-the-object';

/** Large, and read. */
const READ = ['a Status with a message of ten megabytes', 'bodies just as large as may be'];

test.each(Object.keys(HOSTILE).slice(0, WHOLE ? undefined : 2))(
  '%s: in less than 500 MiB, never exit 4',
  async (name) => {
    const { code, stderr, peak, report } = await judged(name, ONLY);
    if (process.env['SHOW_PEAK'] !== undefined) process.stdout.write(`${name}: ${Math.round(peak)} MiB\n`);
    expect([1, 3]).toContain(code);
    expect(stderr).not.toMatch(/an error of the suite/);
    expect(report.results.filter(({ verdict }) => verdict === 'harness-error')).toEqual([]);
    // Without the report in the message of the test, which has megabytes.
    expect([name, JSON.stringify(report).includes('the most that the suite reads')]).toEqual([
      name,
      !READ.includes(name),
    ]);
    expect(peak).toBeLessThan(MOST);
  },
);
