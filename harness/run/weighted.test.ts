import { expect, test } from 'vitest';
import { weighted, type Weight } from './weighted.ts';

/** Work that ends when it is told to. */
function tasks(bound: number) {
  const limit = weighted(bound);
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const begin = (name: string, weight: Weight): Promise<void> =>
    limit.run(weight, () => {
      started.push(name);
      return new Promise((resolve) => ends.set(name, resolve));
    });
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.();
    for (let i = 0; i < 10; i += 1) await Promise.resolve();
  };
  return { started, begin, end };
}

test('work starts in order, as far as the sum of the weights allows', async () => {
  const { started, begin, end } = tasks(5);
  const all = [begin('a', 3), begin('b', 2), begin('c', 1), begin('d', 5)];
  expect(started).toEqual(['a', 'b']);
  await end('b');
  expect(started).toEqual(['a', 'b', 'c']);
  await end('a');
  expect(started).toEqual(['a', 'b', 'c']);
  await end('c');
  expect(started).toEqual(['a', 'b', 'c', 'd']);
  await end('d');
  await Promise.all(all);
});

test('what is heavier than the bound runs alone, and what weighs nothing waits for its turn', async () => {
  const { started, begin, end } = tasks(2);
  const all = [begin('a', 1), begin('heavy', 9), begin('light', 0)];
  expect(started).toEqual(['a']);
  await end('a');
  expect(started).toEqual(['a', 'heavy']);
  await end('heavy');
  expect(started).toEqual(['a', 'heavy', 'light']);
  await end('light');
  await Promise.all(all);
});

test('what is to be alone waits for what runs, and what comes later waits for it', async () => {
  const { started, begin, end } = tasks(Infinity);
  const all = [begin('a', 1), begin('b', 0), begin('alone', 'alone'), begin('also', 'alone'), begin('c', 0)];
  expect(started).toEqual(['a', 'b']);
  await end('b');
  expect(started).toEqual(['a', 'b']);
  await end('a');
  expect(started).toEqual(['a', 'b', 'alone']);
  await end('alone');
  expect(started).toEqual(['a', 'b', 'alone', 'also']);
  await end('also');
  expect(started).toEqual(['a', 'b', 'alone', 'also', 'c']);
  await end('c');
  await Promise.all(all);
});

test('work that fails gives its weight back', async () => {
  const limit = weighted(1);
  await expect(limit.run(1, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  await expect(limit.run(1, async () => 'done')).resolves.toBe('done');
});
