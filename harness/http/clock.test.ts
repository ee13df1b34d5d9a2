import { expect, test } from 'vitest';
import { realClock, virtualClock } from './clock.ts';

test('virtual time jumps to who wakes first, in order, without waiting', async () => {
  const clock = virtualClock(0);
  const woken: string[] = [];
  const sleeper = async (name: string, ms: number): Promise<void> => {
    await clock.sleep(ms);
    woken.push(`${name}@${clock.now()}`);
  };
  const started = performance.now();
  await Promise.all([sleeper('hour', 3_600_000), sleeper('second', 1000), sleeper('same', 1000), sleeper('none', 0)]);
  expect(woken).toEqual(['none@0', 'second@1000', 'same@1000', 'hour@3600000']);
  expect(performance.now() - started, 'real time').toBeLessThan(3_600_000);
});

test('virtual time stands still while something runs, also by turns of the event loop', async () => {
  const clock = virtualClock(0);
  const late = clock.sleep(10).then(() => clock.now());
  for (let i = 0; i < 100; i += 1) await clock.sleep(0);
  expect(clock.now()).toBe(0);
  expect(await late).toBe(10);
});

test('hundreds of sleepers on several clocks do not disturb each other', async () => {
  const clocks = [virtualClock(0), virtualClock(0)];
  const wakings = await Promise.all(
    clocks.map((clock, c) =>
      Promise.all(
        Array.from({ length: 300 }, async (_, i) => {
          for (let n = 0; n < 3; n += 1) await clock.sleep((i + 1) * (c + 1));
          return clock.now();
        }),
      ),
    ),
  );
  expect(wakings.map((w) => w.every((at, i) => at === 3 * (i + 1) * (clocks[1] && w === wakings[1] ? 2 : 1)))).toEqual([
    true,
    true,
  ]);
  expect(clocks.map((clock) => clock.waiting)).toEqual([0, 0]);
});

test.each([
  ['virtual', virtualClock(0)],
  ['real', realClock],
])('a %s sleep ends with the signal and its reason', async (_, clock) => {
  const stop = new AbortController();
  const sleeping = clock.sleep(3_600_000, stop.signal);
  stop.abort(new Error('enough'));
  await expect(sleeping).rejects.toThrow('enough');
  await expect(clock.sleep(1, stop.signal)).rejects.toThrow('enough');
});

test('a stopped clock lets sleepers sleep', async () => {
  const clock = virtualClock(0);
  let woke = false;
  void clock.sleep(5).then(() => (woke = true));
  clock.stop();
  for (let i = 0; i < 50; i += 1) await new Promise((resolve) => setImmediate(resolve));
  expect([woke, clock.now()]).toEqual([false, 0]);
});
