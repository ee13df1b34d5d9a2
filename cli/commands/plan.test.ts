import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { invoke, temporary } from '../testing/invoke.ts';
import { TOKENS } from '../testing/liars.ts';
import { reference, targetOf } from '../testing/network.ts';

test('a plan prints what a run would do, and sends nothing but three reads', async () => {
  const requests: string[] = [];
  const target = reference((send) => (request) => {
    requests.push(`${request.method} ${request.path}`);
    return send(request);
  });
  const got = await invoke(
    ['--plan', '--target', target.url, '--kind', 'tfjob', '--only', 'read', '--token', 'x'],
    target,
  );
  target.close();
  expect(got.code).toBe(0);
  expect(requests).toEqual(Array(3).fill('GET /apis/kubeflow.org/v1/namespaces/default/tfjobs?limit=1'));
  expect(got.stdout).toMatch(/^the plan of a run against http:\/\/in-process\.test\n/);
  expect(got.stdout).toMatch(/^judgements +\d+: \d+ requirements, 1 kind$/m);
  expect(got.stdout).toMatch(/^requests +about [\d,]+, 10 of them before and after the judgements$/m);
  expect(got.stdout).toMatch(/^jobs +about [\d,]+ created, [\d,]+ at one time at most$/m);
  expect(got.stdout).toMatch(/^time +about \d+ s: \d+ ms an answer, 8 requests at once$/m);
  expect(got.stdout).toMatch(/which was answered 401/);
  expect(Math.max(...got.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
});

test('what would be refused when the run begins is refused by its plan, before anything is sent', async () => {
  const file = join(temporary(), 'file.yaml');
  writeFileSync(file, 'surprise');
  const requests: string[] = [];
  const target = reference((send) => (request) => {
    requests.push(request.path);
    return send(request);
  });
  for (const flag of ['--expect', '--claims', '--write-expect']) {
    const got = await invoke(['--plan', '--target', target.url, '--kind', 'tfjob', flag, file], target);
    expect([got.code, got.stdout]).toEqual([2, '']);
    expect(got.stderr).toMatch(/^cci-conformance: [^\n]*file\.yaml[^\n]*\n$/);
  }
  target.close();
  expect(requests).toEqual([]);
});

test('what failed in an earlier run is all that is planned, where that alone is asked for', async () => {
  const scope = ['--kind', 'tfjob', '--only', 'patch/removes,read', '--seed', '1', '--runs', '10'];
  const broken = reference(undefined, { anonymous: true, mutant: 'patch-ignores-null' });
  const run = await invoke([...scope, '--target', broken.url], broken);
  broken.close();
  const failed = run.report?.results.filter(({ verdict }) => verdict === 'fail').length ?? 0;
  expect(failed).toBeGreaterThan(1);
  const target = reference(undefined, { anonymous: true });
  const got = await invoke([...scope, '--target', target.url, '--plan', '--failed-in', run.out], target);
  expect([got.code, got.stderr]).toEqual([0, '']);
  expect(got.stdout).toMatch(new RegExp(`^judgements +${failed}: ${failed} requirements, 1 kind$`, 'm'));
  const nothing = await invoke([...scope, '--target', target.url, '--plan', '--failed-in', '/nowhere'], target);
  target.close();
  expect([nothing.code, nothing.stderr]).toEqual([2, expect.stringMatching(/^[^\n]*--failed-in: [^\n]+\n$/)]);
});

test('a target that does not answer is told in one line, with exit code 3', async () => {
  const target = targetOf(() => () => Promise.reject(new Error('refused')));
  const got = await invoke(['--plan', '--target', target.url], target);
  target.close();
  expect(got.code).toBe(3);
  expect(got.stdout).toBe('');
  expect(got.stderr).toMatch(/^cci-conformance: http:\/\/in-process\.test: no complete answer to GET [^\n]+\n$/);
});

test.each([
  [['--profile', 'smok'], /--profile: unknown profile "smok"; did you mean smoke\?/],
  [['--max-requests', '0'], /--max-requests: "0" is no whole number/],
  [['--max-jobs-alive', 'many'], /--max-jobs-alive: "many" is no whole number/],
  [['--rate', '0'], /--rate: "0" is no number/],
])('%j is an error of usage', async (flags, words) => {
  const got = await invoke([...flags]);
  expect([got.code, got.stdout]).toEqual([2, '']);
  expect(got.stderr).toMatch(words);
});

test('a run that may spend little judges what that buys, and says what it left out', async () => {
  const target = reference();
  const flags = ['--target', target.url, '--kind', 'tfjob', '--only', 'read', '--token', TOKENS.token];
  const got = await invoke([...flags, '--max-requests', '60', '--rate', '100'], target);
  target.close();
  expect(got.report?.scope.extent).toBe('partial');
  expect(got.report?.scope.ran).toBeGreaterThan(0);
  expect(got.report?.scope.notPlanned).toContainEqual({
    reason: 'left out by --max-requests 60',
    count: expect.any(Number) as number,
  });
});
