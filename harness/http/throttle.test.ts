import { expect, test } from 'vitest';
import { virtualClock } from './clock.ts';
import { limiter } from './throttle.ts';

/** The most of these that run at one time. */
async function atOnce(limit: ReturnType<typeof limiter>, count: number): Promise<number> {
  let [running, most] = [0, 0];
  await Promise.all(
    Array.from({ length: count }, () =>
      limit.run(async () => {
        running += 1;
        most = Math.max(most, running);
        await Promise.resolve();
        running -= 1;
      }),
    ),
  );
  return most;
}

const sees = (limit: ReturnType<typeof limiter>, count: number, status: number, ms: number): void => {
  for (let i = 0; i < count; i += 1) limit.saw(status, ms);
};

test('as many at one time as there are slots', async () => {
  expect(await atOnce(limiter(3), 20)).toBe(3);
  expect(await atOnce(limiter(0), 5)).toBe(1);
});

test('half as many after a throttled answer, whose neighbours count with it; more again, one by one', async () => {
  const limit = limiter(8);
  sees(limit, 8, 429, 5);
  expect(await atOnce(limit, 20)).toBe(4);
  sees(limit, 4, 200, 5);
  expect(await atOnce(limit, 20)).toBe(5);
  sees(limit, 100, 200, 5);
  expect(await atOnce(limit, 20)).toBe(8);
});

test('fewer while answers get slower, and all again when they are as quick as before', async () => {
  const limit = limiter(8);
  sees(limit, 8, 200, 50);
  sees(limit, 8, 200, 400);
  expect(await atOnce(limit, 20)).toBe(7);
  sees(limit, 200, 200, 400);
  expect(await atOnce(limit, 20)).toBe(1);
  sees(limit, 200, 200, 60);
  expect(await atOnce(limit, 20)).toBe(8);
});

test('a target that is always slow, or whose answers differ by little, keeps its slots', async () => {
  const slow = limiter(8);
  sees(slow, 100, 200, 2_000);
  expect(await atOnce(slow, 20)).toBe(8);
  const quick = limiter(8);
  sees(quick, 8, 200, 1);
  sees(quick, 100, 200, 90);
  expect(await atOnce(quick, 20)).toBe(8);
});

test('no more a second than the rate, whether they need a slot or not', async () => {
  const clock = virtualClock();
  const limit = limiter(8, { clock, rate: 10 });
  const from = clock.now();
  const starts: number[] = [];
  await Promise.all([
    ...Array.from({ length: 15 }, () => limit.run(async () => void starts.push(clock.now() - from))),
    ...Array.from({ length: 5 }, async () => {
      await limit.paced();
      starts.push(clock.now() - from);
    }),
  ]);
  expect(starts.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i * 100));
});
