import { describe, expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Result } from '../../harness/model/result.ts';
import { REQUIREMENTS } from '../../specs/index.ts';
import {
  HALF_LIARS,
  LIARS,
  badDay,
  recording,
  replaying,
  type Between,
  type Recorded,
} from '../testing/in-process-liars.ts';
import { judgeInProcess } from '../run/in-process.ts';
import { WHOLE, part } from '../testing/extent.ts';
import { RIGHT_PASSES } from '../testing/right-passes.ts';

/** Into how many parts a sample divides the suite; half as many where the number of failures is the finding. */
const PARTS = 12;

/** In a sample others each time, with all that a liar passes by right. */
const judgedBy = (nth: number, parts: number): readonly Requirement[] => {
  if (WHOLE) return REQUIREMENTS;
  const asked = new Set([...part(nth, parts).map(({ id }) => id), ...Object.values(RIGHT_PASSES).flatMap(Object.keys)]);
  return REQUIREMENTS.filter(({ id }) => asked.has(id));
};

/** One kind tells: nothing in a liar knows kinds. */
const judged = async (between: Between, seed = 1, parts = PARTS): Promise<Result[]> =>
  (
    await judgeInProcess({
      requirements: judgedBy(seed, parts),
      judged: KINDS.slice(0, 1),
      between,
      seed,
      runs: WHOLE ? 100 : 10,
    })
  ).results;
const withVerdict = (results: readonly Result[], verdict: Result['verdict']): string[] =>
  results.filter((r) => r.verdict === verdict).map((r) => r.id);

async function recorded(): Promise<Between> {
  const kept: Recorded[] = [];
  await judged(recording(kept), 7);
  return replaying(kept);
}

describe('servers that lie', () => {
  test.each([...Object.entries<Between>(LIARS), ['a recording, replayed blindly', recorded] as const])(
    '%s passes what it says by right, and nothing else',
    async (name, liar) => {
      const results = await judged(
        name.startsWith('a recording') ? await (liar as typeof recorded)() : (liar as Between),
      );
      const reasons = RIGHT_PASSES[name] ?? {};
      expect(
        withVerdict(results, 'pass').filter((id) => reasons[id] === undefined),
        'passes without a reason',
      ).toEqual([]);
      expect(
        Object.keys(reasons).filter((id) => !withVerdict(results, 'pass').includes(id)),
        'reasons without a pass',
      ).toEqual([]);
      expect(withVerdict(results, 'harness-error')).toEqual([]);
      expect(withVerdict(results, 'fail').length).toBeGreaterThan(0);
    },
  );

  test.each(Object.entries<Between>(HALF_LIARS))('%s is found out', async (_, liar) => {
    const results = await judged(liar, 1, PARTS / 2);
    expect(withVerdict(results, 'fail').length).toBeGreaterThan(10);
    expect(withVerdict(results, 'harness-error')).toEqual([]);
  });
});

describe('a good server on a bad day', () => {
  test.each([1, 2, 3, 4])('is accused of nothing (seed %i)', async (seed) => {
    const results = await judged(badDay(seed), seed);
    expect(results.filter((r) => r.verdict === 'fail').map((r) => `${r.id}: ${JSON.stringify(r.findings[0])}`)).toEqual(
      [],
    );
    expect(withVerdict(results, 'harness-error').map((id) => results.find((r) => r.id === id)?.stack)).toEqual([]);
    expect(withVerdict(results, 'pass').length).toBeGreaterThan(judgedBy(seed, PARTS).length / 10);
  });
});
