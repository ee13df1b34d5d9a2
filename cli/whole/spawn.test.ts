/** The built command as people start it: few, because each costs a process. */
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { VERBS } from '../../contract/types.ts';
import type { Report } from '../../harness/model/report.ts';
import { MUTANTS } from '../../reference/mutants/index.ts';
import { behaviourOf } from '../../reference/mutants/types.ts';
import { build, command, type Ended } from '../testing/built.ts';
import { WHOLE } from '../testing/extent.ts';
import { temporary } from '../testing/invoke.ts';
import { sourceLineAt } from '../testing/source-line.ts';
import { LIES, TOKENS, serveLie, serveReference } from '../testing/liars.ts';
import type { Served } from '../testing/liars.ts';

const served: Served[] = [];
const keep = <T extends Served>(one: T): T => {
  served.push(one);
  return one;
};
beforeAll(build);
afterAll(() => Promise.all(served.map((one) => one.close())));

const reportOf = ({ cwd }: Ended): Report =>
  JSON.parse(readFileSync(join(cwd, 'conformance-report/report.json'), 'utf8')) as Report;

/** Every file below the folder, as bytes read for text. */
const filesBelow = (dir: string): [name: string, text: string][] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), 'latin1')]);

/** Each operation, and the watch, in a sample. */
const EVERY_OPERATION =
  'read,delete-collection,patch/merges,replace/keeps-annotations-of-others,watch/begins-with-what-matches';

test('without a target it judges the embedded server: conformant, all operations and watch of a kind, nothing left', async () => {
  const ended = await command([
    ...['--kind', 'mpijob', '--seed', '1', '--runs', '20'],
    ...(WHOLE ? [] : ['--only', EVERY_OPERATION]),
  ]);
  const report = reportOf(ended);
  expect(
    report.results
      .filter((r) => ['fail', 'inconclusive', 'harness-error'].includes(r.verdict))
      .map((r) => `${r.id} ${r.kind}: ${r.findings[0]?.message ?? r.reason}`),
  ).toEqual([]);
  expect([ended.code, ended.stderr]).toEqual([0, '']);
  expect(report.coverage.filter((c) => c.exchanges > 0)).toHaveLength(VERBS.length);
  expect(report).toMatchObject({
    format: 1,
    conformant: false, // the scope is a part
    exitCode: 0,
    leftBehind: [],
    scope: {
      extent: 'partial',
      notPlanned: [
        ...['--kind', ...(WHOLE ? [] : ['--only'])].map((flag) => ({ reason: `left out by ${flag}` })),
        ...(WHOLE ? [{ optIn: true }, { optIn: true }] : []),
      ],
    },
  });
  expect(readdirSync(join(ended.cwd, 'conformance-report')).toSorted()).toEqual([
    'report.html',
    'report.json',
    'summary.md',
  ]);
  expect(ended.stdout).toContain(report.conclusion.split(':')[0]);
});

test('a target that lies is judged through the same door, and told apart from an error of the suite', async () => {
  const ended = await command([
    '--target',
    keep(await serveLie(LIES.empty)).url,
    '--no-gate',
    '--kind',
    'tfjob',
    '--only',
    'create,read',
    '--settle',
    '0.2',
    '--runs',
    '5',
  ]);
  expect([ended.code, ended.stderr]).toEqual([1, '']);
  expect(reportOf(ended).results.find((r) => r.verdict === 'fail')).toMatchObject({
    replay: expect.stringContaining('--kind tfjob'),
    findings: [{ message: expect.any(String) }],
  });
});

test('a mutant is reported with the line that expected otherwise, in every format and in explain', async () => {
  const mutant = MUTANTS.find(({ name }) => name === 'replace-takes-stale-versions-of-tfjob');
  if (mutant === undefined) throw new Error('the mutant has another name');
  const { url } = keep(await serveReference(undefined, { behaviour: behaviourOf(mutant) }));
  const id = 'replace/refuses-a-stale-version-with-409-conflict';
  const argv = ['--target', url, '--kind', 'tfjob', '--only', id, '--junit', '--allure'];
  const ended = await command(argv, { env: { CCI_TOKEN: TOKENS.token } });
  expect([ended.code, ended.stderr]).toEqual([1, '']);
  const [failed] = reportOf(ended).results.filter(({ verdict }) => verdict === 'fail');
  const [nearest = ''] = failed?.findings[0]?.code ?? [];
  expect(sourceLineAt(nearest)).toMatch(/\bexpect\.refused\(/);
  expect(sourceLineAt(failed?.definedAt?.[0])).toContain('requirement(');
  const told = [
    ['stdout', ended.stdout] as const,
    ...filesBelow(ended.cwd).filter(
      ([name]) => /^(report|junit|summary)\./.test(name) || name.endsWith('-result.json'),
    ),
  ];
  expect(told.map(([name]) => name)).toEqual(
    expect.arrayContaining(['stdout', 'report.json', 'report.html', 'junit.xml', 'summary.md']),
  );
  expect(told.filter(([, text]) => !text.includes(nearest)).map(([name]) => name)).toEqual([]);
  expect((await command(['explain', id])).stdout).toContain(`defined  ${failed?.definedAt?.join(', ')}\n`);
});

test('what other judgements would hide is judged while there are none', async () => {
  const mutant = MUTANTS.find(({ name }) => name === 'buffer-holds-events');
  if (mutant?.wrap === undefined) throw new Error('the mutant has another name');
  const { url } = keep(await serveReference(mutant.wrap));
  const id = 'intermediaries/an-event-comes-though-nothing-follows';
  const argv = ['--target', url, '--token', TOKENS.token, '--kind', 'tfjob,mxjob', '--only', `${id},read,list/selects`];
  const { results } = reportOf(await command([...argv, '--settle', '1']));
  expect(results.filter((one) => one.id === id).map(({ verdict }) => verdict)).toEqual(['fail', 'fail']);
});

test('a target that is not there: one line, exit 3, and no folder', async () => {
  const { code, stdout, stderr, cwd } = await command(['--target', 'http://127.0.0.1:9']);
  expect([code, stdout]).toEqual([3, '']);
  expect(stderr).toMatch(/^[^\n]+\n$/);
  expect(readdirSync(cwd)).toEqual([]);
});

describe('tokens are shown nowhere', () => {
  test.each([
    ['on an honest server', true],
    ['on one that mirrors every header', false],
  ])('%s', async (_, conforming) => {
    const url = keep(conforming ? await serveReference() : await serveLie(LIES.mirror)).url;
    const file = join(temporary(), 'token');
    writeFileSync(file, `${TOKENS.readOnlyToken}\n`);
    const ended = await command(
      [
        '--target',
        url,
        '--read-only-token-file',
        file,
        '--kind',
        'tfjob',
        '--only',
        WHOLE ? 'auth,read,create' : 'auth,read',
        '--no-gate',
        '--junit',
        '--allure',
        '--runs',
        '5',
        // What answers wrongly never settles; what answers rightly may take the time that the machine needs.
        '--settle',
        conforming ? '600' : '0.2',
      ],
      { env: { CCI_TOKEN: TOKENS.token, DEBUG: '*' } },
    );
    expect(ended.code).toBe(conforming ? 0 : 1);
    const files = filesBelow(ended.cwd);
    expect(files.map(([name]) => name)).toEqual(expect.arrayContaining(['report.json', 'report.html', 'junit.xml']));
    for (const [name, text] of [...files, ['stdout', ended.stdout] as const, ['stderr', ended.stderr] as const]) {
      for (const token of Object.values(TOKENS)) expect(text.includes(token), `a token in ${name}`).toBe(false);
    }
  });
});

describe('an end before the end', () => {
  // What was sent and not answered is looked for as long as a request may take.
  const flags = ['--timeout', '10', '--kind', 'tfjob', '--only', 'create,read,replace,watch', '--token', TOKENS.token];
  test.each([
    ['SIGINT', false],
    ['SIGTERM', false],
    ['SIGHUP', false],
    ['SIGTERM', true],
  ] as const)('%s (to npm run: %s): a partial report, a clean target, exit 130', async (signal, npm) => {
    let child: ChildProcess | undefined;
    let requests = 0;
    const reference = keep(
      await serveReference((send) => (request) => {
        requests += 1;
        if (requests === 100) child?.kill(signal);
        return send(request);
      }),
    );
    const ended = await command(['--target', reference.url, ...flags], {
      npm,
      watch: (c) => (child = c),
    });
    expect(ended.code).toBe(130);
    expect(reportOf(ended)).toMatchObject({
      exitCode: 130,
      conformant: false,
      scope: { extent: 'partial' },
      leftBehind: [],
    });
    expect(reference.objects()).toEqual([]);
  });
  test('SIGINT before the judging thread has come up is no less heard', async () => {
    const reference = keep(await serveReference());
    const ended = await command(['--target', reference.url, ...flags], {
      watch: (child) => child.stdout?.once('data', () => child.kill('SIGINT')),
    });
    expect(ended.code).toBe(130);
    const { ran, planned } = reportOf(ended).scope;
    expect(ran).toBeLessThan(planned / 2);
    expect(reference.objects()).toEqual([]);
  });
  /** `kill -9` at the twentieth job. */
  async function killed(argv: readonly string[]) {
    let child: ChildProcess | undefined;
    let created = 0;
    const reference = keep(
      await serveReference((send) => (request) => {
        const answer = send(request);
        if (request.method === 'POST')
          answer.then(
            () => (created += 1) === 20 && child?.kill('SIGKILL'),
            () => {},
          );
        return answer;
      }),
    );
    const ended = await command(['--target', reference.url, ...argv], { watch: (c) => (child = c) });
    return { reference, ended };
  }
  test('killed: cleanup --journal removes what was left', async () => {
    const { reference, ended } = await killed(flags);
    expect(reference.objects().length).toBeGreaterThan(0);
    expect(existsSync(join(ended.cwd, 'conformance-report/journal.jsonl'))).toBe(true);
    const cleaned = await command(
      ['cleanup', '--journal', 'conformance-report', '--target', reference.url, '--token', TOKENS.token],
      { cwd: ended.cwd },
    );
    expect(cleaned).toMatchObject({ code: 0, stderr: expect.stringContaining('found that the run made') });
    expect(readdirSync(join(ended.cwd, 'conformance-report'))).toEqual(['results.jsonl']);
    expect(reference.objects()).toEqual([]);
  });
  test('killed: --resume makes it whole and removes what was left', async () => {
    const { reference, ended } = await killed([...flags.slice(0, 4), '--only', 'create,read', ...flags.slice(6)]);
    const { cwd } = ended;
    expect([ended.code, readdirSync(join(cwd, 'conformance-report'))]).toEqual([
      null,
      expect.arrayContaining(['journal.jsonl', 'results.jsonl']),
    ]);
    const resumed = await command(['--resume', 'conformance-report'], { cwd, env: { CCI_TOKEN: TOKENS.token } });
    expect(resumed.code).toBe(0);
    const { scope, leftBehind } = reportOf(resumed);
    expect([scope.ran, leftBehind, reference.objects()]).toEqual([scope.planned, [], []]);
    expect(readdirSync(join(cwd, 'conformance-report')).filter((name) => name.endsWith('.jsonl'))).toEqual([]);
  });
});
