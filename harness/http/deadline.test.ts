import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { virtualClock } from './clock.ts';
import { abortable, Closed, deadline, Timeout } from './deadline.ts';

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

test('it fires when the time is over, and not before', async () => {
  const clock = virtualClock(0);
  const { signal } = deadline(clock, 5000, []);
  await clock.sleep(4999);
  expect(signal.aborted).toBe(false);
  await clock.sleep(1);
  expect(signal.reason).toEqual(new Timeout('none within 5000 ms'));
});

test('what moves is waited for, though not for ever', async () => {
  const clock = virtualClock(0);
  const slow = deadline(clock, 5000, []);
  await clock.sleep(4000);
  slow.moved();
  await clock.sleep(4999);
  expect(slow.signal.aborted).toBe(false);
  await clock.sleep(1);
  expect(slow.signal.reason).toEqual(new Timeout('nothing more within 5000 ms'));
  const endless = deadline(clock, 5000, []);
  for (let i = 0; i < 24; i += 1) {
    expect(endless.signal.aborted).toBe(false);
    await clock.sleep(4000);
    endless.moved();
  }
  await clock.sleep(4001);
  expect(endless.signal.reason).toEqual(new Timeout('not whole within 100000 ms'));
});

test('what stops moving just so long before the end of all time has stopped', async () => {
  const clock = virtualClock(0);
  const { signal, moved } = deadline(clock, 5000, []);
  for (let i = 0; i < 19; i += 1) {
    await clock.sleep(4999);
    moved();
  }
  await clock.sleep(95_000 - clock.now());
  moved();
  await clock.sleep(5001);
  expect(signal.reason).toEqual(new Timeout('nothing more within 5000 ms'));
});

test('it fires with any of the others, be it before it began, for their reason', () => {
  const [first, second] = [new AbortController(), new AbortController()];
  const others = [first.signal, second.signal];
  const early = deadline(virtualClock(0), 5000, others);
  expect(early.signal.aborted).toBe(false);
  second.abort(new Closed());
  const late = deadline(virtualClock(0), 5000, others);
  expect([early.signal.reason, late.signal.reason]).toEqual([new Closed(), new Closed()]);
  expect(new Closed().message).toBe('closed by the suite');
});

test('at rest time no longer matters, but the others do; cleared it fires no more, and nobody is listened to', async () => {
  const clock = virtualClock(0);
  const other = new AbortController();
  const resting = deadline(clock, 5000, [other.signal]),
    cleared = deadline(clock, 5000, [other.signal]);
  resting.rest();
  cleared.clear();
  expect([clock.waiting, listeners(other.signal)]).toEqual([0, 1]);
  await clock.sleep(6000);
  expect([resting.signal.aborted, cleared.signal.aborted]).toEqual([false, false]);
  other.abort(new Closed());
  expect([resting.signal.reason, cleared.signal.aborted]).toEqual([new Closed(), false]);
});

test("work that can be aborted ends as it does, or for the signal's reason if that comes first", async () => {
  const { signal } = new AbortController();
  expect(await abortable(Promise.resolve('done'), signal)).toBe('done');
  await expect(abortable(Promise.reject(new Error('failed')), signal)).rejects.toThrow('failed');
  await new Promise(setImmediate);
  expect(listeners(signal)).toBe(0);
  const ending = new AbortController();
  const under = abortable(new Promise(() => {}), ending.signal);
  ending.abort(new Closed());
  await expect(under).rejects.toThrow(Closed);
  await expect(abortable(new Promise(() => {}), ending.signal)).rejects.toThrow(Closed);
});
