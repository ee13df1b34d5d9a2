/** What a pass has to have seen. */
import { expect, test } from 'vitest';
import { operationOf } from '../../contract/request.ts';
import type { Verb } from '../../contract/types.ts';
import { judge } from './judge.ts';
import { areaVerbOf } from './proof.ts';
import { fakeContext, fakeTarget, reply, TFJOB } from '../testing/fake.ts';
import type { Requirement } from '../model/requirement.ts';
import type { Send } from '../../contract/wire.ts';

/** Answers one operation with this code, and counts how often. */
function lacking(verb: Verb, code: number): { send: Send; count: () => number } {
  const target = fakeTarget();
  let refused = 0;
  return {
    count: () => refused,
    send: async (request) => {
      if (operationOf(request.method, request.path, [TFJOB])?.verb !== verb) return target.send(request);
      refused += 1;
      return reply(code, {});
    },
  };
}
const requirement = (id: string, check: Requirement['check'], more: Partial<Requirement> = {}): Requirement => ({
  id,
  revision: 1,
  tests: [],
  check,
  ...more,
});
const seesARefusal: Requirement['check'] = async ({ target, given, expect: expected }) =>
  expected.refused(await target.patch(await given.job(), { spec: 1 }));

test.each([
  ['patch/merges', 'patch'],
  ['pagination/is-whole', 'list'],
  ['delete-collection/deletes', 'deletecollection'],
  ['errors/are-many', undefined],
])('the area of %s is named for %s', (id, verb) => {
  expect(areaVerbOf({ id })).toBe(verb);
});

test.each([404, 405, 501])('refusals with %i of an operation that never succeeds prove nothing', async (code) => {
  const { send } = lacking('patch', code);
  const result = await judge(requirement('errors/of-patches', seesARefusal), TFJOB, fakeContext(send));
  // A server error is no refusal: the check itself finds it.
  expect(result.verdict).toBe(code >= 500 ? 'fail' : 'inconclusive');
  expect(result.restsOn).toBe('patch.success');
  if (code < 500) expect(result.reason).toMatch(/^no patch succeeded/);
});

test('an area that is named for an operation asks for it, though the check does without', async () => {
  const nothing = requirement('patch/says-nothing', async () => {});
  expect((await judge(nothing, TFJOB, fakeContext(lacking('patch', 405).send))).verdict).toBe('inconclusive');
  expect((await judge(nothing, TFJOB, fakeContext(fakeTarget().send))).verdict).toBe('pass');
});

test('one success serves the whole run', async () => {
  const target = fakeTarget();
  let patches = 0;
  const send: Send = async (request) => {
    patches += request.method === 'PATCH' ? 1 : 0;
    return target.send(request);
  };
  const context = { ...fakeContext(send), served: new Set<string>() };
  const nothing = requirement('patch/says-nothing', async () => {});
  for (let time = 0; time < 3; time += 1) expect((await judge(nothing, TFJOB, context)).verdict).toBe('pass');
  expect(patches).toBe(1);
});

test('an invariant speaks of the exchanges of the run, and asks for no control', async () => {
  const { send, count } = lacking('patch', 405);
  const everywhere = requirement('patch/everywhere', async () => {}, { everywhere: () => 'holds' });
  expect((await judge(everywhere, TFJOB, fakeContext(send))).verdict).toBe('pass');
  expect(count()).toBe(0);
});

test('a read that shows nothing proves that an object is gone only where a read has shown one', async () => {
  const gone: Requirement['check'] = async ({ target, given, expect: expected }) => {
    const job = await given.accepted();
    expected.accepted(await target.delete(job));
    await expected.absent(job);
  };
  const { send } = lacking('read', 404);
  const result = await judge(requirement('delete/removes', gone), TFJOB, fakeContext(send));
  expect(result.verdict).toBe('inconclusive');
  expect((await judge(requirement('delete/removes', gone), TFJOB, fakeContext(fakeTarget().send))).verdict).toBe(
    'pass',
  );
});
