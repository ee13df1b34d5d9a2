/** Objects of a judgement that somebody else has deleted, and what others have labelled. */
import { expect, test } from 'vitest';
import { judge } from './judge.ts';
import { fakeContext, fakeTarget, reply, TFJOB } from '../testing/fake.ts';
import type { Requirement } from '../model/requirement.ts';
import type { Result } from '../model/result.ts';

/** Makes a job, and reads it back. */
const requirement: Requirement = {
  id: 'read/shows-what-was-made',
  revision: 1,
  tests: ['read.success'],
  check: async (trial) => void (await trial.expect.stored(await trial.given.accepted(), {})),
};

/** Before the first read of a judgement all objects are deleted, where `takes` says so of the judgement. */
async function judged(
  takes: (judgement: number) => boolean,
  check = requirement.check,
): Promise<Result & { times: number }> {
  let times = 0;
  const target = fakeTarget(({ method }) => {
    if (method === 'POST') times += 1;
    if (method === 'GET' && takes(times)) target.objects.clear();
    return undefined;
  });
  return { ...(await judge({ ...requirement, check }, TFJOB, fakeContext(target.send))), times };
}

test('what is gone once, and is there when it is judged again, may have been deleted by somebody else', async () => {
  const { verdict, findings, reason, times } = await judged((judgement) => judgement === 1);
  expect([verdict, findings, times]).toEqual(['inconclusive', [], 2]);
  expect(reason).toMatch(/^\S+-job-1 had gone, by no request of this judgement; it passed when/);
});

test('what is gone each time is what the target does', async () => {
  const { verdict, findings, times } = await judged(() => true);
  expect([verdict, findings[0]?.path, times]).toEqual(['fail', 'status', 2]);
});

test('what a list still shows was taken by nobody', async () => {
  let times = 0;
  const target = fakeTarget(({ method, path }) => {
    if (method === 'POST') times += 1;
    return method === 'GET' && !path.split('?')[0]!.endsWith(TFJOB.plural) ? reply(404, {}) : undefined;
  });
  const { verdict } = await judge(requirement, TFJOB, fakeContext(target.send));
  expect([verdict, times]).toEqual(['fail', 1]);
});

test('what the judgement has deleted itself was taken by nobody', async () => {
  const { verdict, times } = await judged(
    () => false,
    async (trial) => {
      const job = await trial.given.accepted();
      await trial.target.delete(job);
      await trial.expect.stored(job, {});
    },
  );
  expect([verdict, times]).toEqual(['fail', 1]);
});

/** A patch that has nothing to do with labels is beside one by somebody else, who labels all jobs: each time, or once. */
async function labelled(key: string, times: number): Promise<Result['verdict']> {
  let labels = 0;
  const target = fakeTarget((request) => {
    if (request.method !== 'PATCH' || ++labels > times) return undefined;
    for (const object of target.objects.values())
      (object['metadata'] as { labels: Record<string, string> }).labels[key] = 'x';
    return undefined;
  });
  const check: Requirement['check'] = async (trial) => {
    const job = await trial.given.job();
    await trial.target.patch(job, { status: { sent: 1 } });
    await trial.expect.unchanged(job, job.stored);
  };
  return (await judge({ ...requirement, check }, TFJOB, fakeContext(target.send))).verdict;
}

test('a label that is new once, and that no request has named, may be that of somebody else', async () => {
  expect(await labelled('team', 1)).toBe('inconclusive');
  expect(await labelled('team', 2)).toBe('fail');
  expect(await labelled('sent', 1)).toBe('fail');
});
