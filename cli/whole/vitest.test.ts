/** The judgements as vitest's own tests, as people start them. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StepResult, TestResult } from 'allure-js-commons';
import { afterAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../contract/package.ts';
import type { Send } from '../../contract/wire.ts';
import { realClock } from '../../harness/http/clock.ts';
import { loadReport } from '../../reports/index.ts';
import { listen } from '../../reference/http.ts';
import { MUTANTS } from '../../reference/mutants/index.ts';
import { behaviourOf } from '../../reference/mutants/types.ts';
import { createServer } from '../../reference/server.ts';
import { WHOLE } from '../testing/extent.ts';
import { refusal } from '../testing/answers.ts';
import { build, command } from '../testing/built.ts';
import { temporary } from '../testing/invoke.ts';

const closing: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(closing.map((close) => close())));

async function broken(name: string, between: (send: Send) => Send = (send) => send): Promise<string> {
  const mutant = MUTANTS.find((one) => one.name === name);
  if (mutant === undefined) throw new Error(`no mutant is named ${name}`);
  const server = createServer({ clock: realClock, namespaces: ['default'], behaviour: behaviourOf(mutant) });
  const { url, close } = await listen(between(mutant.wrap?.(server.handle) ?? server.handle));
  closing.push(async () => {
    server.stop();
    await close();
  });
  return url;
}

/** Vitest with these arguments and variables. */
async function ended(argv: readonly string[], variables: Readonly<Record<string, string>>) {
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
  return { code, output, out };
}

/** The same, with the report that it leaves. */
async function ran(argv: readonly string[], variables: Readonly<Record<string, string>>) {
  const { out, ...rest } = await ended(argv, variables);
  return { ...rest, report: await loadReport(join(out, 'report.json')) };
}

/** Labels of the machine, and of the file that was run. */
const OF_THE_MACHINE = ['host', 'thread', 'package', '_fallbackTestCaseId'];
/** Names of a run, uids and numbers differ between two runs. */
const settled = (text: string): string =>
  text
    .replaceAll(/(?<=\b|%[0-9A-F]{2})r[a-z0-9]{9}\b/g, 'RUN')
    // Where the suite is put together is another depth of the stack in the sources than in the built code.
    .replaceAll(/\\n {4}at \S+ \(\S+\/specs\/(index|suite)\.ts:\d+:1\)/g, '')
    .replaceAll(/"conformance\.cci-job\/trial":"[a-z0-9]+"/g, 'TRIAL')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UID')
    .replaceAll(/\d+/g, '0');

/** What a folder of Allure shows, by the name of the test, without times and ids. */
function shownBy(folder: string): Record<string, string> {
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const step = ({ name, status, attachments, steps }: StepResult): unknown => ({
    name,
    status,
    attachments: attachments.map((one) => [one.name, one.type, read(one.source)]),
    steps: steps.map(step),
  });
  const results = readdirSync(folder)
    .filter((name) => name.endsWith('-result.json'))
    .map((name) => JSON.parse(read(name)) as TestResult);
  return {
    ...Object.fromEntries(
      ['categories.json', 'allurerc.json', 'environment.properties'].map((name) => [name, settled(read(name))]),
    ),
    ...Object.fromEntries(
      results.map(({ uuid: _, start: _start, stop: _stop, labels, steps, ...result }) => {
        const kept = labels.filter(({ name }) => !OF_THE_MACHINE.includes(name));
        const shown = { ...result, labels: kept.map(({ name, value }) => `${name}=${value}`).toSorted() };
        return [result.name, settled(JSON.stringify({ ...shown, steps: steps.map(step) }, null, 1))];
      }),
    ),
  };
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
    expect(output).toMatch(/statement: .+\(read\.missing: Querying a TFJob/);
    expect(output).toMatch(/exchange: #\d+ GET \/apis\/\S+ 200/);
    expect(output).toMatch(/specs\/read\/read\.ts:\d+/);
    expect(report.results.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['read/does-not-find-a-prefix-of-a-name', 'fail'],
    ]);
    expect(report.scope.notPlanned.at(-1)?.reason).toContain('vitest');
    const passed = await ran(['-t', 'read/answers-with'], {});
    expect([passed.code, passed.report.scope.extent]).toEqual([0, 'partial']);
    const none = await ran(['-t', 'no test has this name'], {});
    expect([none.code, none.report.conclusion]).toEqual([2, 'No conclusion: nothing was judged.']);
    expect(none.output).toContain(none.report.conclusion);
  });

  test('goes no further than the first look where the command does, and ends as it does', async () => {
    const target = await broken(
      'read-takes-prefixes',
      (send) => (request) =>
        request.method === 'GET' && /\/tfjobs\/[^/?]+(\?|$)/.test(request.path)
          ? Promise.resolve(refusal(404, 'NotFound', 'no'))
          : send(request),
    );
    const { code, output, report } = await ran([], { CCI_TARGET: target, CCI_SETTLE: '1' });
    expect([code, report.exitCode, report.scope.ran]).toEqual([1, 1, 1]);
    expect(output).toContain(`there is nothing to judge. ${report.conclusion}`);
    expect(output).toContain('judged no further: read/answers-with-what-is-stored');
  });

  test.each([
    [2, { CCI_TARGTE: 'http://127.0.0.1:1' }, 'Error: unknown variable CCI_TARGTE; did you mean CCI_TARGET?'],
    [2, { CCI_KIND: 'tfjoob' }, 'Error: CCI_KIND: unknown kind "tfjoob"; did you mean tfjob?'],
    [3, { CCI_TARGET: 'http://127.0.0.1:1' }, 'Error: no answer from http://127.0.0.1:1: '],
  ])(
    'ends with %i as the command does where nothing can be judged, and says why in a line',
    async (code, variables, says) => {
      const got = await ended([], variables);
      expect(got.code).toBe(code);
      const lines = got.output.split('\n').map((line) => line.trim());
      const at = lines.findIndex((line) => line.startsWith(says));
      expect(at).toBeGreaterThan(-1);
      expect(lines.slice(at + 1).filter((line) => line !== '')).toEqual([]);
    },
  );

  test('has the Allure results of the command: verdicts, labels, steps, attachments, categories', async () => {
    await build();
    const target = await broken('status-reason-of-another-code');
    const only = 'read,errors/give-a-reason,errors/repeat';
    const flags = ['--target', target, '--namespace', 'default', '--kind', 'tfjob', '--seed', '1', '--only', only];
    const out = join(temporary(), 'command');
    await command([...flags, '--concurrency', '1', '--allure', '--out', out]);
    const folder = join(temporary(), 'allure-results');
    const variables = { CCI_TARGET: target, CCI_NAMESPACE: 'default', CCI_ONLY: only, CCI_CONCURRENCY: '1' };
    const { report } = await ran([], { ...variables, CCI_RUNS: '100', ALLURE_RESULTS_DIR: folder });
    const shown = shownBy(folder);
    expect(Object.keys(shown)).toHaveLength(report.results.length + 3);
    expect(shown).toEqual(shownBy(join(out, 'allure-results')));
  });
});
