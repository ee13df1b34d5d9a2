import { describe, expect, test } from 'vitest';
import type { Trial } from '../model/trial.ts';
import { reply } from '../testing/fake.ts';
import { sent } from './economy.fixture.ts';

describe('an object that a check has updated', () => {
  const patched = (value: string) => async (trial: Trial) => {
    const job = await trial.given.accepted();
    await trial.target.patch(job, { metadata: { labels: { a: value } } });
    expect(await trial.given.known(job)).toMatchObject({ metadata: { labels: { a: value } } });
  };
  const three = ['1', '2', '3'].map(patched);

  test('is known as answered once three were read as they were answered', async () => {
    const { methods } = await sent([...three, patched('4')]);
    expect(methods).toEqual([...three.map(() => 'POST PATCH GET'), 'POST PATCH']);
  });

  test('is read where one was stored otherwise than answered', async () => {
    let reads = 0;
    const { methods } = await sent([...three, patched('4')], ({ method, path }) =>
      method === 'GET' && (reads += 1) === 2
        ? reply(200, { metadata: { name: path.split('/').at(-1) ?? '', uid: 'uid-2', labels: { a: '2', b: 'c' } } })
        : undefined,
    );
    expect(methods.at(-1)).toBe('POST PATCH GET');
  });

  test('is read after a dry run, and while it is being deleted', async () => {
    const dry = async ({ given, target }: Trial): Promise<void> => {
      const job = await given.accepted();
      await target.patch(job, { metadata: { labels: { a: 'b' } } }, { query: { dryRun: 'All' } });
      await given.known(job);
    };
    const leaving = async ({ given, target }: Trial): Promise<void> => {
      const job = await given.accepted({ metadata: { finalizers: ['example.com/hold'] } });
      await target.delete(job);
      await target.patch(job, { metadata: { labels: { a: 'b' } } });
      await given.known(job);
      await target.patch(job, { metadata: { finalizers: null } });
    };
    const { methods } = await sent([...three, dry, leaving]);
    expect(methods.slice(3)).toEqual(['POST PATCH GET', 'POST DELETE PATCH GET PATCH']);
  });
});
