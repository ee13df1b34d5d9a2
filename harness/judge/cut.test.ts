/** Bodies that end in the middle: on their way now and then, or by the target each time. */
import { expect, test } from 'vitest';
import { judge } from './judge.ts';
import { fakeContext, fakeTarget, reply, TFJOB } from '../testing/fake.ts';
import type { Requirement } from '../model/requirement.ts';

const CUT = '{"kind":"TFJob","meta';
/** Reads a job four times, and expects an object of each. */
const requirement: Requirement = {
  id: 'read/shows-an-object',
  revision: 1,
  tests: ['read.success'],
  async check(trial) {
    const { name } = trial.given.manifest()['metadata'] as { name: string };
    for (let i = 0; i < 4; i += 1) {
      const answer = await trial.target.read({ name });
      trial.expect.that(answer.json !== undefined, {
        message: 'No object',
        expected: 'one',
        received: answer.text,
        answer,
      });
    }
  },
};

/** The nth read of each judgement is cut, or answered whole. */
async function judged(cut: (judgement: number, read: number) => boolean, status = 200) {
  let reads = 0;
  let judgement = 0;
  const target = fakeTarget(({ method }) => {
    if (method !== 'GET') return undefined;
    reads += 1;
    const isCut = cut(judgement, reads);
    if (isCut) {
      judgement += 1;
      reads = 0;
    }
    return reply(status, isCut ? CUT : '{"kind":"TFJob","metadata":{}}');
  });
  return { ...(await judge(requirement, TFJOB, fakeContext(target.send))), judgements: judgement };
}

test.each([200, 404])('what is cut in another place each time is nothing that the target does (%i)', async (status) => {
  const result = await judged((judgement, read) => read === judgement + 1, status);
  expect([result.verdict, result.judgements, result.findings]).toEqual(['inconclusive', 3, []]);
  expect(result.reason).toBe(
    '3 times, answers ended in the middle of a JSON object, each time others; the last were those to exchange 3 (read)',
  );
});

test.each([200, 404])("what is cut in the same place each time is the target's (%i)", async (status) => {
  const result = await judged((_, read) => read === 2, status);
  expect([result.verdict, result.judgements, result.findings[0]?.message]).toEqual(['fail', 3, 'No object']);
});

test('what is whole the next time passes', async () => {
  expect(await judged((judgement, read) => judgement === 0 && read === 2)).toMatchObject({ verdict: 'pass' });
});
