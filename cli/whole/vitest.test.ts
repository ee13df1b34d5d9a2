/** The judgements as vitest's own tests, as people start them. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../contract/package.ts';
import { realClock } from '../../harness/http/clock.ts';
import { loadReport } from '../../reports/index.ts';
import { listen } from '../../reference/http.ts';
import { MUTANTS } from '../../reference/mutants/index.ts';
import { behaviourOf } from '../../reference/mutants/types.ts';
import { createServer } from '../../reference/server.ts';
import { WHOLE } from '../testing/extent.ts';
import { temporary } from '../testing/invoke.ts';

const closing: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(closing.map((close) => close())));

async function broken(name: string): Promise<string> {
  const mutant = MUTANTS.find((one) => one.name === name);
  if (mutant === undefined) throw new Error(`no mutant is named ${name}`);
  const server = createServer({ clock: realClock, namespaces: ['default'], behaviour: behaviourOf(mutant) });
  const { url, close } = await listen(mutant.wrap?.(server.handle) ?? server.handle);
  closing.push(async () => {
    server.stop();
    await close();
  });
  return url;
}

/** Vitest with these arguments and variables, and the report that it leaves. */
async function ran(argv: readonly string[], variables: Readonly<Record<string, string>>) {
  const out = join(temporary(), 'report');
  const given = { CCI_KIND: 'tfjob', CCI_SEED: '1', CCI_RUNS: '10', CCI_ONLY: 'read', CCI_OUT: out, ...variables };
  const child = spawn(
    process.execPath,
    [join(packageRoot(), 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'conformance', ...argv],
    { cwd: packageRoot(), env: { PATH: process.env['PATH'] ?? '', NO_COLOR: '1', ...given } },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output, report: await loadReport(join(out, 'report.json')) };
}

describe.runIf(WHOLE)('vitest run --project conformance', () => {
  test('passes on the embedded server, and writes the report of the command', async () => {
    const { code, output, report } = await ran([], {});
    expect(output).toContain('read/answers-with-what-is-stored (tfjob)');
    expect([code, report.exitCode, report.leftBehind]).toEqual([0, 0, []]);
    expect(report.scope.ran).toBe(report.scope.planned);
    expect(output).toContain(report.conclusion);
  });

  test('shows a failure as vitest shows one, and takes what a filter leaves out for no error', async () => {
    const { code, output, report } = await ran(['-t', 'prefix'], { CCI_TARGET: await broken('read-takes-prefixes') });
    expect([code, report.exitCode]).toEqual([1, 1]);
    expect(output).toContain('AssertionError');
    expect(output).toMatch(/Expected: "404"\s+Received: "200"/);
    expect(output).toMatch(/statement: .+\(read\.missing: Querying a job/);
    expect(output).toMatch(/exchange: #\d+ GET \/apis\/\S+ 200/);
    expect(output).toMatch(/specs\/read\/read\.ts:\d+/);
    expect(report.results.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['read/does-not-find-a-prefix-of-a-name', 'fail'],
    ]);
    expect(report.scope.notPlanned.at(-1)?.reason).toContain('vitest');
    const passed = await ran(['-t', 'read/answers-with'], {});
    expect([passed.code, passed.report.scope.extent]).toEqual([0, 'partial']);
  });
});
