/** What need not happen again: bodies that end in the middle, and server errors, now and then or each time. */
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

/** Reads four times, and expects a success; the nth read of each judgement meets a server error. */
async function failing(fails: (judgement: number, read: number) => boolean) {
  const reads = { ...requirement, check: readsFour };
  let read = 0;
  let judgement = 0;
  const target = fakeTarget(({ method }) => {
    if (method !== 'GET') return undefined;
    read += 1;
    if (!fails(judgement, read)) return reply(200, '{"kind":"TFJob","metadata":{}}');
    judgement += 1;
    read = 0;
    return reply(500, { kind: 'Status' });
  });
  const invariants = [{ ...requirement, id: 'errors/none', everywhere: noServerError }];
  const result = await judge(reads, TFJOB, { ...fakeContext(target.send), invariants });
  return { ...result, judgements: judgement, seen: result.observations.flatMap(({ findings }) => findings).length };
}
const readsFour: Requirement['check'] = async (trial) => {
  const { name } = trial.given.manifest()['metadata'] as { name: string };
  for (let i = 0; i < 4; i += 1) trial.expect.accepted(await trial.target.read({ name }));
};
const noServerError: Requirement['everywhere'] = ({ status = 0 }) =>
  status < 500 ? 'holds' : { message: 'm', expected: 'e', received: 'r', path: 'status' };

test('server errors in another place each time are one fault, whatever was asked', async () => {
  const { verdict, restsOn, judgements, seen } = await failing((judgement, read) => read === judgement + 1);
  expect({ verdict, restsOn, judgements, seen }).toEqual({
    verdict: 'fail',
    restsOn: 'errors.no-5xx',
    judgements: 3,
    seen: 3,
  });
});

test('a server error in the same place each time is what the target does there', async () => {
  const { verdict, restsOn, judgements } = await failing((_, read) => read === 2);
  expect([verdict, restsOn, judgements]).toEqual(['fail', undefined, 3]);
});

test('what meets no server error the next time passes, and the error is still told', async () => {
  const { verdict, judgements, seen } = await failing((judgement, read) => judgement === 0 && read === 2);
  expect([verdict, judgements, seen]).toEqual(['pass', 1, 1]);
});

test('where the target serves such requests, a server error is given some seconds to pass', async () => {
  const target = fakeTarget(({ method }) =>
    method === 'GET' && now() < until ? reply(500, { kind: 'Status' }) : undefined,
  );
  const context = fakeContext(target.send);
  const now = (): number => context.clock.now();
  let until = now();
  const reads = (id: string): Requirement => ({
    ...requirement,
    id,
    check: async (trial) => void (await trial.expect.stored(await trial.given.job(), {})),
  });
  expect((await judge(reads('read/one'), TFJOB, context)).verdict).toBe('pass');
  until = now() + 4500;
  expect((await judge(reads('read/two'), TFJOB, context)).verdict).toBe('pass');
});

/** Reads four times, the last of them with another code; other reads meet a server error now and then. */
async function wrong(code: (judgement: number) => number) {
  let read = 0;
  let judgement = 0;
  const target = fakeTarget(({ method }) => {
    if (method !== 'GET') return undefined;
    read += 1;
    if (read === judgement + 1) return reply(500, { kind: 'Status' });
    if (read < 4) return reply(200, '{"kind":"TFJob","metadata":{}}');
    judgement += 1;
    read = 0;
    return reply(code(judgement), { kind: 'Status' });
  });
  const check: Requirement['check'] = async (trial) => {
    const { name } = trial.given.manifest()['metadata'] as { name: string };
    for (let i = 0; i < 3; i += 1) await trial.target.read({ name });
    trial.expect.accepted(await trial.target.read({ name }));
  };
  return judge({ ...requirement, check }, TFJOB, fakeContext(target.send));
}

test('a wrong status each time is a finding, whatever server errors others meet', async () => {
  const { verdict, restsOn, findings } = await wrong(() => 404);
  expect([verdict, restsOn === 'errors.no-5xx', findings[0]?.received]).toEqual(['fail', false, '404']);
});

test('a wrong status that is not there each time may come of the server errors', async () => {
  const { verdict, restsOn, findings } = await wrong((judgement) => (judgement === 2 ? 500 : 404));
  expect([verdict, restsOn, findings]).toEqual(['inconclusive', 'errors.no-5xx', []]);
});
