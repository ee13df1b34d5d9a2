import { array, constant, integer, record, type Arbitrary } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../contract/package.ts';
import { FindingError } from '../errors/endings.ts';
import { judge } from './judge.ts';
import { memoryJournal } from '../ownership/journal.ts';
import { derivedSeed } from './seed.ts';
import { fakeContext, fakeTarget, TFJOB } from '../testing/fake.ts';
import type { Requirement } from '../model/requirement.ts';
import type { Trial } from '../model/trial.ts';

const requirement = (check: (trial: Trial) => Promise<void>, id = 'area/property'): Requirement => ({
  id,
  revision: 1,
  tests: [],
  check,
});
const numbers = record({ list: array(integer({ min: 0, max: 1000 })) });
const judged = (
  check: (trial: Trial) => Promise<void>,
  over: Parameters<typeof fakeContext>[1] = {},
  target = fakeTarget(),
) => judge(requirement(check), TFJOB, fakeContext(target.send, over));

const sumsUnder =
  (drawn: unknown[] = []) =>
  ({ property, given, expect }: Trial) =>
    property(numbers, async ({ list }) => {
      drawn.push(list);
      const sum = String(list.reduce((all, n) => all + n, 0));
      const job = await given.created(given.manifest({ annotations: { sum } }));
      const stored = await given.read(job);
      const kept = Number((stored['metadata'] as { annotations: { sum: string } }).annotations.sum);
      expect.that(kept < 100, { message: 'too much', expected: 'under 100', received: String(kept) });
    });

test('a counterexample is shrunk; its finding has the seed, the input and the exchanges of the smallest case', async () => {
  const target = fakeTarget();
  const { verdict, findings, exchanges } = await judged(sumsUnder(), { execution: { seed: 7 } }, target);
  expect(verdict).toBe('fail');
  const [finding] = findings;
  expect(finding).toMatchObject({ message: 'too much', received: '100', seed: 7 });
  expect(JSON.parse(finding!.counterexample!)).toEqual({ list: [100] });
  const smallest = exchanges.filter((e) => finding!.history!.includes(e.seq));
  expect(smallest.map((e) => e.method)).toEqual(['POST', 'GET', 'GET']);
  expect(smallest[0]!.requestBody).toContain('"sum":"100"');
  expect(new Set(smallest.map((e) => e.case)).size).toBe(1);
  expect(target.objects.size).toBe(0);
});

test('the code that the smallest case went through comes before that of the property', async () => {
  const at = (place: string): string => `Error\n    at check (${packageRoot()}/${place}:3)`;
  const finding = { message: 'too much', expected: 'under 1', received: '1' };
  const check = async ({ property }: Trial): Promise<void> => {
    await property(integer(), async (n) => {
      if (n > 0) throw Object.assign(new FindingError(finding), { stack: at(`specs/a.ts:${n}`) });
    }).catch((error: unknown) => {
      throw Object.assign(error as Error, { stack: at('specs/b.ts:9') });
    });
  };
  expect((await judged(check)).findings[0]?.code).toEqual(['specs/a.ts:1', 'specs/b.ts:9']);
});

test('the same seed draws the same, another one others; requirement and kind count', async () => {
  const drawnBy = async (seed: number, id: string): Promise<string> => {
    const drawn: unknown[] = [];
    await judge(
      requirement(({ property }) => property(numbers, async (value) => void drawn.push(value)), id),
      TFJOB,
      fakeContext(fakeTarget().send, { execution: { seed } }),
    );
    return JSON.stringify(drawn);
  };
  expect(await drawnBy(1, 'a/x')).toBe(await drawnBy(1, 'a/x'));
  expect(await drawnBy(1, 'a/x')).not.toBe(await drawnBy(2, 'a/x'));
  expect(await drawnBy(1, 'a/x')).not.toBe(await drawnBy(1, 'a/y'));
  expect(derivedSeed(1, 'a', 'b')).not.toBe(derivedSeed(1, 'ab', ''));
});

test('the number of runs scales', async () => {
  for (const [runs, times] of [
    [100, 20],
    [250, 50],
    [1, 1],
  ] as const) {
    let drawn = 0;
    await judged(({ property }) => property(numbers, async () => void (drawn += 1), 20), { execution: { runs } });
    expect(drawn).toBe(times);
  }
});

test('what is no finding aborts at once with its own meaning', async () => {
  for (const [name, verdict] of [
    ['inconclusive', 'inconclusive'],
    ['notApplicable', 'not-applicable'],
    ['', 'harness-error'],
  ] as const) {
    let drawn = 0;
    const result = await judged((trial) =>
      trial.property(numbers, async () => {
        drawn += 1;
        if (name === '') throw new TypeError('broken');
        trial[name]('because');
      }),
    );
    expect([result.verdict, drawn]).toEqual([verdict, 1]);
  }
});

test('shrinking ends: after so many exchanges, or when the target goes away', async () => {
  const wide = array(integer({ min: 0, max: 1_000_000 }), { minLength: 40, maxLength: 60 });
  const slow = await judged(({ property, target, expect, clock }) =>
    property(wide, async (list) => {
      await target.list();
      await clock.sleep(2000);
      expect.that(list.length === 0, { message: 'm', expected: 'e', received: 'r' });
    }),
  );
  expect(slow.verdict).toBe('fail');
  expect(slow.exchanges.length).toBeLessThan(20);
  let left = 3;
  const going = fakeTarget(() => ((left -= 1) < 0 ? Promise.reject(new Error('connect ECONNREFUSED')) : undefined));
  const gone = await judged(
    ({ property, target, expect }) =>
      property(wide, async () => {
        await target.list();
        expect.that(false, { message: 'm', expected: 'e', received: 'r' });
      }),
    {},
    going,
  );
  expect(gone.verdict).toBe('fail');
  // A read that was lost is sent twice more.
  expect(gone.exchanges.length).toBe(6);
});

describe('shrinking', () => {
  const large = integer({ min: 0, max: 1_000_000 });
  /** How many cases there are when each does this and those over a thousand fail. */
  const casesOf = async (each: (trial: Trial) => Promise<void>) => {
    let cases = 0;
    const { verdict } = await judged(
      (trial) =>
        trial.property(large, async (n) => {
          cases += 1;
          await each(trial);
          trial.expect.that(n < 1000, { message: 'm', expected: 'e', received: 'r' });
        }),
      { execution: { seed: 3 } },
    );
    return [verdict, cases];
  };

  test.each<[string, number, (trial: Trial) => Promise<void>]>([
    [
      '400 exchanges',
      6,
      async ({ target }) => {
        for (let i = 0; i < 100; i += 1) await target.list();
      },
    ],
    ['30 seconds', 5, async ({ clock }) => clock.sleep(10_000)],
  ])('goes on for %s after the first counterexample', async (_, cases, each) =>
    expect(await casesOf(each)).toEqual(['fail', cases]),
  );
});

test('cases are counted from one, in the order that they were tried', async () => {
  const { exchanges } = await judged(({ property, target }) =>
    property(integer(), async () => void (await target.list()), 3),
  );
  expect(exchanges.map((exchange) => exchange.case)).toEqual([1, 2, 3]);
});

test.each<[string, Arbitrary<unknown>, string]>([
  ['as indented JSON', constant({ list: [1] }), '{\n  "list": [\n    1\n  ]\n}'],
  ['in words, where it is no JSON', constant(undefined), 'undefined'],
  ['whole, up to 4000 characters', constant('x'.repeat(3998)), `"${'x'.repeat(3998)}"`],
  ['cut, beyond them', constant('x'.repeat(3999)), `"${'x'.repeat(3999)}\n...`],
])('a counterexample is reported %s', async (_, arbitrary, counterexample) => {
  const { findings } = await judged(({ property, expect }) =>
    property(arbitrary, async () => expect.that(false, { message: 'm', expected: 'e', received: 'r' })),
  );
  expect(findings).toMatchObject([{ counterexample }]);
});

test('what breaks between two cases is an error of the suite', async () => {
  const journal = {
    ...memoryJournal({ target: 'memory', runId: 'rtest' }),
    gone: () => {
      throw new Error('the disk is full');
    },
  };
  expect(
    await judged(({ property, given }) => property(integer(), async () => void (await given.job())), { journal }),
  ).toMatchObject({ verdict: 'harness-error', reason: 'the disk is full' });
});
