import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Send } from '../../contract/wire.ts';
import { invoke, secretly, temporary } from '../testing/invoke.ts';
import type { Invoked } from '../testing/invoke.ts';
import { TOKENS } from '../testing/liars.ts';
import { reference, type InProcessTarget } from '../testing/network.ts';

/** Answers every replace that succeeds with a code of its own. */
const teapot =
  (send: Send): Send =>
  async (request) => {
    const response = await send(request);
    return request.method === 'PUT' && response.status === 200 ? { ...response, status: 418 } : response;
  };
const broken = reference(teapot),
  conforming = reference();
afterAll(() => [broken, conforming].forEach((one) => one.close()));

const run = (on: InProcessTarget, ...flags: string[]): Promise<Invoked> =>
  invoke(
    ...secretly(
      [
        '--target',
        on.url,
        '--token',
        TOKENS.token,
        '--kind',
        'tfjob,mxjob',
        '--only',
        'replace/keeps,replace/moves',
        '--seed',
        '1',
        '--runs',
        '2',
        '--settle',
        '0.2',
        ...flags,
      ],
      { network: on.network },
    ),
  );

test('deviations are drafted, given reasons, waived; and out of date once the target is right', async () => {
  const file = join(temporary(), 'expect.yaml');
  const first = await run(broken, '--write-expect', file);
  expect(first.code).toBe(1);
  const draft = readFileSync(file, 'utf8');
  expect(first.stderr).toContain(
    `${file} is written: ${draft.match(/reason: ""/g)?.length} of its entries want a reason`,
  );

  const unreasoned = await run(broken, '--expect', file);
  expect([unreasoned.code, unreasoned.stdout]).toEqual([2, '']);
  expect(unreasoned.stderr).toMatch(/^cci-conformance: \S+: entry 1: reason is to be text[^\n]*\n$/);

  writeFileSync(file, `# by hand\n${draft.replaceAll('reason: ""', 'reason: it is a teapot')}`);
  const second = await run(broken, '--expect', file, '--junit', '--allure');
  expect([second.code, second.report?.summary.total.fail]).toEqual([0, 0]);
  const progress = second.stdout.split('\n').filter((line) => /^\d+\/\d+ /.test(line));
  expect(progress.at(-1)).toMatch(/ \d+ waived/);
  expect(progress.join('\n')).not.toContain('fail');
  expect(second.report?.conclusion).toMatch(/^No failure but for \d+ waived requirements? in \d+ of [\d,]+ judgements/);
  expect(second.stdout).toContain('it is a teapot');
  expect(readFileSync(join(second.out, 'summary.md'), 'utf8')).toContain('it is a teapot');
  expect(readFileSync(join(second.out, 'report.html'), 'utf8')).toContain('it is a teapot');
  expect(readFileSync(join(second.out, 'junit.xml'), 'utf8')).toContain('<skipped message="waived: it is a teapot"/>');
  const allure = join(second.out, 'allure-results');
  const results = readdirSync(allure)
    .filter((name) => name.endsWith('-result.json'))
    .map(
      (name) =>
        JSON.parse(readFileSync(join(allure, name), 'utf8')) as {
          status: string;
          statusDetails?: { message?: string };
        },
    );
  expect(results.filter(({ status }) => status === 'failed')).toEqual([]);
  expect(results.map(({ statusDetails }) => statusDetails?.message)).toContain('waived: it is a teapot');

  const third = await run(conforming, '--expect', file);
  expect(third.code).toBe(1);
  expect(third.stdout).toContain('nothing deviates so any more');
  expect(third.stdout).toMatch(/out of\s+date/);
  expect(third.report?.expectations?.stale.length).toBeGreaterThan(0);
});

test('what a file says already stays while it is true, with its comments', async () => {
  const file = join(temporary(), 'expect.yaml');
  writeFileSync(
    file,
    '# one head\n- requirement: replace/*\n  verdict: [fail, inconclusive]\n  reason: a teapot # why not\n- requirement: replace/keeps-annotations-of-others\n  kind: tfjob\n  finding: never said by anyone\n  reason: stale\n- requirement: replace/*\n  reason: ""\n',
  );
  const got = await run(broken, '--write-expect', file);
  expect(got.stderr).toContain('is written\n');
  expect(readFileSync(file, 'utf8')).toBe(
    '# one head\n- requirement: replace/*\n  verdict: [ fail, inconclusive ]\n  reason: a teapot # why not\n',
  );
});

test('a draft says what was found, without names of objects: another finding of the same requirement is not waived', async () => {
  const file = join(temporary(), 'expect.yaml');
  const other = reference((send) => async (request) => {
    const response = await send(request);
    return request.method === 'PUT' && response.status === 200 ? { ...response, status: 500 } : response;
  });
  await run(broken, '--write-expect', file);
  const draft = readFileSync(file, 'utf8');
  expect(draft).toMatch(/^ {2}finding: /m);
  writeFileSync(file, draft.replaceAll('reason: ""', 'reason: it is a teapot'));
  expect((await run(broken, '--expect', file, '--seed', '2')).code).toBe(0);
  expect((await run(conforming, '--expect', file)).code).toBe(1);
  expect((await run(other, '--expect', file)).report?.summary.total.fail).toBeGreaterThan(0);
  other.close();
});
