/** How a run goes on, and how it stops. */
import { expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import { judgeAll, type RunOptions } from './run.ts';
import { fakeContext, fakeTarget, TFJOB } from '../testing/fake.ts';
import type { Requirement } from '../model/requirement.ts';
import type { Trial } from '../model/trial.ts';

const requirement = (
  id: string,
  check: (trial: Trial) => void | Promise<void>,
  rest: Partial<Requirement> = {},
): Requirement => ({ id, revision: 1, tests: [], check: async (trial) => check(trial), ...rest });
const fails = ({ expect }: Trial): void => expect.that(false, { message: 'm', expected: 'e', received: 'r' });
const verdictsOf = async (requirements: Requirement[], options: Partial<RunOptions>): Promise<string[]> =>
  (await judgeAll(requirements, fakeContext(fakeTarget().send), { kinds: [TFJOB], concurrency: 1, ...options })).map(
    ({ verdict }) => verdict,
  );

test.each([
  [true, ['inconclusive', 'fail']],
  [false, ['inconclusive', 'fail', 'pass']],
  [undefined, ['inconclusive', 'fail', 'pass']],
])('nothing is started after the first fail, where that is wanted: %s', async (bail, verdicts) => {
  expect(
    await verdictsOf(
      [
        requirement('a/1', ({ inconclusive }) => inconclusive('x')),
        requirement('a/2', fails),
        requirement('a/3', () => {}),
      ],
      { bail },
    ),
  ).toEqual(verdicts);
});

test('what waits for its turn in the scratch namespace is not started once the run is to stop', async () => {
  const requires = ['scratch-namespace'] as const;
  const after = requirement('a/2', () => {}, { requires });
  expect(await verdictsOf([requirement('a/1', fails, { requires }), after], { concurrency: 2, bail: true })).toEqual([
    'fail',
  ]);
  const ending = new AbortController();
  expect(
    await verdictsOf([requirement('a/1', () => ending.abort(), { requires }), after], {
      concurrency: 2,
      signal: ending.signal,
    }),
  ).toEqual(['pass']);
});

test.each([
  [0, 1],
  [1, 1],
  [3, 3],
  [undefined, 4],
])('with a concurrency of %s there are %i judgements at once', async (concurrency, at) => {
  let under = 0;
  let most = 0;
  const waits = [1, 2].map((n) =>
    requirement(`a/${n}`, async ({ clock }) => {
      most = Math.max(most, (under += 1));
      await clock.sleep(10);
      under -= 1;
    }),
  );
  expect(await verdictsOf(waits, { kinds: KINDS, concurrency })).toHaveLength(2 * KINDS.length);
  expect(most).toBe(at);
});

test('what has to be alone is judged after all others, and nothing else meanwhile', async () => {
  const under = new Set<string>();
  const seen: string[] = [];
  const waits = (id: string, rest: Partial<Requirement> = {}): Requirement =>
    requirement(
      id,
      async ({ clock, kind }) => {
        const name = `${id} ${kind.singular}`;
        under.add(name);
        if (rest.alone) expect([...under]).toEqual([name]);
        await clock.sleep(10);
        if (rest.alone) expect([...under]).toEqual([name]);
        under.delete(name);
        seen.push(id);
      },
      rest,
    );
  const alone = { alone: true };
  const all = [waits('a/1', alone), waits('a/2'), waits('a/3', { ...alone, requires: ['scratch-namespace'] })];
  const verdicts = await verdictsOf([...all, waits('a/4')], { kinds: KINDS, concurrency: 8 });
  expect(verdicts).toEqual(verdicts.map(() => 'pass'));
  const kinds = KINDS.length;
  expect(seen.slice(0, 2 * kinds).filter((id) => id === 'a/1' || id === 'a/3')).toEqual([]);
  expect(seen.slice(2 * kinds)).toHaveLength(2 * kinds);
});

test('what has to be alone is not started once the run is to stop', async () => {
  const after = requirement('a/1', () => {}, { alone: true });
  expect(await verdictsOf([after, requirement('a/2', fails)], { concurrency: 2, bail: true })).toEqual(['fail']);
});

test('a run judges every pair once, in order, and stops when it is told to', async () => {
  const context = fakeContext(fakeTarget().send);
  const all = ['a/1', 'a/2', 'b/1', 'b/2'].map((id) =>
    requirement(
      id,
      ({ inconclusive, kind }) => {
        if (id === 'a/2') throw new Error('broken');
        if (kind.kind === 'MXJob') inconclusive('x');
      },
      { appliesTo: (kind) => id !== 'b/2' || kind.kind === 'TFJob' },
    ),
  );
  const kinds = KINDS.slice(0, 2);
  const reported: string[] = [];
  const results = await judgeAll(all, context, {
    kinds,
    concurrency: 3,
    onResult: (r) => reported.push(`${r.id} ${r.kind}`),
  });
  expect(results.map((r) => `${r.id} ${r.kind} ${r.verdict}`)).toEqual([
    'a/1 TFJob pass',
    'a/1 MXJob inconclusive',
    'a/2 TFJob harness-error',
    'a/2 MXJob harness-error',
    'b/1 TFJob pass',
    'b/1 MXJob inconclusive',
    'b/2 TFJob pass',
  ]);
  expect(reported.toSorted()).toEqual(results.map((r) => `${r.id} ${r.kind}`).toSorted());
  expect(
    await judgeAll([requirement('a/0', fails), ...all], context, { kinds, concurrency: 1, bail: true }),
  ).toHaveLength(1);
  expect(await judgeAll(all, context, { kinds, signal: AbortSignal.abort() })).toEqual([]);
});

test('what needs the scratch namespace has its kind there to itself', async () => {
  const context = fakeContext(fakeTarget().send, { namespaces: { scratchNamespace: 'scratch' } });
  const under = new Map<string, number>();
  let most = 0;
  const scratch = Array.from({ length: 4 }, (_, i) =>
    requirement(
      `a/${i}`,
      async ({ kind, clock }) => {
        under.set(kind.kind, (under.get(kind.kind) ?? 0) + 1);
        most = Math.max(most, under.get(kind.kind)!);
        await clock.sleep(10);
        under.set(kind.kind, under.get(kind.kind)! - 1);
      },
      { requires: ['scratch-namespace'] },
    ),
  );
  expect(await judgeAll(scratch, context, { kinds: KINDS, concurrency: 8 })).toHaveLength(4 * KINDS.length);
  expect(most).toBe(1);
});
