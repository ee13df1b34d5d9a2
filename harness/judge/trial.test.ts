import { integer, sample } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import type { Kind } from '../../contract/types.ts';
import { judge } from './judge.ts';
import { derivedSeed } from './seed.ts';
import { fakeContext, fakeTarget, TFJOB } from '../testing/fake.ts';
import type { Trial } from '../model/trial.ts';

const MXJOB = KINDS[1] as Kind;

/** What a check comes to that is judged on a target in this process. */
async function within<T>(
  check: (trial: Trial) => Promise<T>,
  over: Parameters<typeof fakeContext>[1] = {},
  target = fakeTarget(),
): Promise<T> {
  let outcome: { value: T } | undefined;
  const { verdict, reason } = await judge(
    {
      id: 'area/it-holds',
      revision: 1,
      tests: [],
      check: async (trial) => {
        outcome = { value: await check(trial) };
      },
    },
    TFJOB,
    fakeContext(target.send, over),
  );
  if (outcome === undefined) throw new Error(`${verdict}: ${reason}`);
  return outcome.value;
}

describe('what is waited for', () => {
  /** When it was looked for, in milliseconds, and what came of it; it is there from the given time on. */
  const waited = (there: number, limit?: number) =>
    within(
      async ({ eventually, clock }) => {
        const start = clock.now(),
          looks: number[] = [];
        const found = await eventually(async () => {
          looks.push(clock.now() - start);
          return clock.now() - start >= there ? 'found' : undefined;
        }, limit);
        return { found, looks };
      },
      { execution: { settle: 60 } },
    );

  test.each<[string, number, number | undefined, string | undefined, number[]]>([
    ['is not waited for where it is there', 0, 200, 'found', [0]],
    ['is looked for ever less often until it is there', 100, 1000, 'found', [0, 50, 125]],
    ['is looked for a last time when time is up', 200, 200, 'found', [0, 50, 125, 200]],
    ['may be missed', Infinity, 200, undefined, [0, 50, 125, 200]],
    [
      'is waited for as long as the target may take to settle, unless told otherwise',
      Infinity,
      undefined,
      undefined,
      [0, 50, 60],
    ],
  ])('%s', async (_, there, limit, found, looks) => expect(await waited(there, limit)).toEqual({ found, looks }));

  test('is looked for every second at least', async () => {
    const { looks } = await waited(Infinity, 10_000);
    expect(Math.max(...looks.slice(1).map((at, i) => at - (looks[i] as number)))).toBe(1000);
  });
});

describe('a trial', () => {
  test('for another kind speaks about that one', async () => {
    const target = fakeTarget();
    const [kind, path, back] = await within(
      async (trial) => {
        const other = trial.for(MXJOB);
        await other.given.job();
        return [other.kind, (await other.target.list()).path, other.for(TFJOB).kind] as const;
      },
      {},
      target,
    );
    expect([kind, path, back]).toEqual([MXJOB, '/apis/kubeflow.org/v1/namespaces/ns/mxjobs', TFJOB]);
    expect(target.requests.filter(({ method }) => method === 'POST').map((request) => request.path)).toEqual([path]);
  });
  test.each([
    [{ otherNamespace: 'other', scratchNamespace: 'scratch' }, ['ns', 'other', 'scratch']],
    [{}, ['ns', '', '']],
  ])('on %j knows its namespaces', async (namespaces, names) => {
    expect(
      await within(
        async ({ namespace, otherNamespace, scratchNamespace }) => [namespace, otherNamespace, scratchNamespace],
        { namespaces },
      ),
    ).toEqual(names);
  });
});

describe('properties of a trial', () => {
  test('draw by a seed of their own each, counted from zero, so that a seed draws the same for ever', async () => {
    const numbers = integer();
    const [seed, drawn] = await within(async ({ property, seed }) => {
      const drawn: number[][] = [[], [], []];
      for (const one of drawn) await property(numbers, async (value) => void one.push(value), 5);
      return [seed, drawn] as const;
    });
    expect(drawn).toEqual([0, 1, 2].map((nth) => sample(numbers, { seed: derivedSeed(seed, nth), numRuns: 5 })));
  });
  test('leave nothing of a case to the next, and what was there before alone', async () => {
    const target = fakeTarget();
    const [before, found] = await within(
      async ({ property, given }) => {
        const { name } = await given.job();
        const found: string[][] = [];
        await property(
          integer(),
          async () => {
            found.push([...target.objects.keys()].map((path) => path.slice(path.lastIndexOf('/') + 1)));
            await given.job();
          },
          3,
        );
        return [name, found];
      },
      {},
      target,
    );
    expect(found).toEqual([[before], [before], [before]]);
  });
});
