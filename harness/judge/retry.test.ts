import { expect, test } from 'vitest';
import { createRetry } from './retry.ts';

/** Runs a retry whose first so many attempts are disturbed. */
async function retried(disturbances: number) {
  const pauses: number[] = [];
  let made = 0;
  const retry = createRetry({ now: () => 0, sleep: async (ms) => void pauses.push(ms) });
  const outcome = await retry(
    () => Promise.resolve((made += 1)),
    (attempt) => attempt <= disturbances,
  );
  return { outcome, made, pauses };
}

test('an attempt that nobody disturbed is made once', async () => {
  expect(await retried(0)).toEqual({ outcome: 1, made: 1, pauses: [] });
});

test('a disturbed attempt is made again, after pauses that grow', async () => {
  expect(await retried(3)).toEqual({ outcome: 4, made: 4, pauses: [3, 6, 9] });
});

test('what is disturbed throughout is not judged', async () => {
  await expect(retried(29)).resolves.toMatchObject({ made: 30 });
  await expect(retried(30)).rejects.toThrow('others wrote between two requests, in each of 30 attempts');
});
