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
