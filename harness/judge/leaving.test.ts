import { expect, test } from 'vitest';
import { judge } from './judge.ts';
import { leavingOf } from './leaving.ts';
import { fakeContext, fakeTarget, reply, TFJOB } from '../testing/fake.ts';
import type { JsonObject } from '../../contract/json.ts';

const MARKED = { deletionTimestamp: '2026-01-01T00:00:00Z' };

test('what an object that is being deleted waits for', () => {
  expect(leavingOf({ metadata: {} })).toBeUndefined();
  expect(leavingOf({ metadata: { ...MARKED } })).toEqual({ grace: 0, holders: [] });
  expect(
    leavingOf({
      metadata: {
        ...MARKED,
        deletionGracePeriodSeconds: 60,
        finalizers: ['orphan', 'conformance.cci-job/hold', 'server.example.com/cleanup'],
      },
    }),
  ).toEqual({ grace: 60_000, holders: ['server.example.com/cleanup'] });
  expect(leavingOf({ metadata: { ...MARKED, deletionGracePeriodSeconds: 1e9 } })?.grace).toBe(300_000);
});

/** An object is deleted, and is shown as `metadata` says for so many seconds. */
async function deleted(metadata: JsonObject, seconds: number) {
  let since = Infinity;
  const target = fakeTarget(({ method, path }) => {
    if (method === 'DELETE') since = Math.min(since, context.clock.now());
    const isHeld = method === 'GET' && context.clock.now() < since + seconds * 1000 && since < Infinity;
    return isHeld
      ? reply(200, { kind: 'TFJob', metadata: { name: path.split('/').at(-1)!, ...MARKED, ...metadata } })
      : undefined;
  });
  const context = fakeContext(target.send);
  const check = async (trial: Parameters<Parameters<typeof judge>[0]['check']>[0]): Promise<void> => {
    const job = await trial.given.accepted();
    await trial.target.delete(job);
    await trial.expect.absent(job, { settle: true });
  };
  return judge({ id: 'delete/x', revision: 1, tests: ['delete.removes'], check }, TFJOB, context);
}

test('a deletion may take as long as the object says', async () => {
  expect((await deleted({ deletionGracePeriodSeconds: 100 }, 90)).verdict).toBe('pass');
  expect((await deleted({ deletionGracePeriodSeconds: 1 }, 90)).verdict).toBe('fail');
  expect((await deleted({}, 90)).verdict).toBe('fail');
});

test('what finalizers of others hold says nothing of the deletion', async () => {
  const { verdict, reason } = await deleted({ finalizers: ['server.example.com/cleanup'] }, 1000);
  expect([verdict, reason]).toEqual([
    'inconclusive',
    expect.stringMatching(/is being deleted, and held by finalizers of others \(server\.example\.com\/cleanup\)/),
  ]);
});
