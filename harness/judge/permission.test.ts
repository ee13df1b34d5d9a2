/** A 403 that is not the target's to answer for. */
import { expect, test } from 'vitest';
import { fakeContext, fakeTarget, reply, textOf, TFJOB, tokens } from '../testing/fake.ts';
import type { Trial } from '../model/trial.ts';
import { judge } from './judge.ts';

const judged = (
  check: (trial: Trial) => Promise<void>,
  over: Parameters<typeof fakeContext>[1] = {},
  target = fakeTarget(),
  tests: readonly string[] = [],
) => judge({ id: 'area/it-holds', revision: 1, tests, check }, TFJOB, fakeContext(target.send, over));

test('an operation that the token may never ask for cannot be judged; one that it may mostly ask for can', async () => {
  const message = 'tfjobs is forbidden: User "u" cannot deletecollection resource "tfjobs"';
  const refusing = (which: (path: string) => boolean) =>
    fakeTarget(({ method, path }) =>
      method === 'DELETE' && which(path) ? reply(403, { kind: 'Status', reason: 'Forbidden', message }) : undefined,
    );
  const known = { connection: { credentials: tokens({ full: 'T' }) } };
  const twice = async ({ target, expect }: Trial): Promise<void> => {
    for (const set of ['one', 'two'])
      expect.accepted(await target.deleteCollection({ query: { labelSelector: `set=${set}` } }));
  };
  expect(
    await judged(
      twice,
      known,
      refusing(() => true),
    ),
  ).toMatchObject({
    verdict: 'inconclusive',
    restsOn: 'deletecollection.success',
    reason: expect.stringMatching(/^the token has no permission for this: DELETE .* was answered 403 in exchange 2 /),
  });
  expect(
    await judged(
      twice,
      known,
      refusing((path) => path.includes('two')),
    ),
  ).toMatchObject({ verdict: 'fail' });
});

test('what is forbidden whenever it is asked for is told by the requirement that demands it; what is forbidden here, here', async () => {
  const known = { connection: { credentials: tokens({ full: 'T' }) } };
  const forbidding = (which: (path: string) => boolean) =>
    fakeTarget(({ method, path }) =>
      method === 'DELETE' && which(path) ? reply(403, { kind: 'Status', reason: 'Forbidden' }) : undefined,
    );
  const deleting = async ({ target, expect }: Trial): Promise<void> =>
    void expect.accepted(await target.deleteCollection({ query: { labelSelector: 'set=one' } }));
  const always = forbidding(() => true);
  expect(await judged(deleting, known, always, ['deletecollection.empty'])).toMatchObject({
    verdict: 'inconclusive',
    restsOn: 'deletecollection.success',
    reason: expect.stringMatching(/^every deletecollection of tfjobs in \w+ is answered 403, a plain one too: DELETE /),
  });
  expect(await judged(deleting, known, always, ['deletecollection.success'])).toMatchObject({ verdict: 'fail' });
  const here = forbidding((path) => path.includes('set%3Done'));
  expect(await judged(deleting, known, here, ['deletecollection.empty'])).toMatchObject({ verdict: 'fail' });
});

test('a page with 403 is that of a firewall where the target serves others; with a Status it is the target that refuses', async () => {
  const known = { connection: { credentials: tokens({ full: 'T' }) } };
  const writing = async ({ target, given, expect }: Trial): Promise<void> =>
    void expect.accepted(await target.create(given.manifest({ annotations: { note: '$(id)' } })));
  const blocking = (type: string) =>
    fakeTarget((request) =>
      textOf(request).includes('$(id)')
        ? { ...reply(403, { kind: 'Status' }), headers: [['content-type', type]] }
        : undefined,
    );
  expect(await judged(writing, known, blocking('text/html'), ['create.stores'])).toMatchObject({
    verdict: 'inconclusive',
    reason: expect.stringMatching(/^POST .* was answered 403 by a page of HTML in exchange 1, and others are served: /),
  });
  expect(await judged(writing, known, blocking('application/json'), ['create.stores'])).toMatchObject({
    verdict: 'fail',
  });
});
