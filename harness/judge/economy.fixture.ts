/** Judges checks of a run, and tells what they send. */
import { expect } from 'vitest';
import type { WireRequest, WireResponse } from '../../contract/wire.ts';
import type { Trial } from '../model/trial.ts';
import { fakeContext, fakeTarget, TFJOB } from '../testing/fake.ts';
import { judge } from './judge.ts';

/** Judges each check in one run. Returns the methods that each has sent, and all that was sent, the cleanup included. */
export async function sent(
  checks: readonly ((trial: Trial) => Promise<unknown>)[],
  before: (request: WireRequest) => WireResponse | undefined = () => undefined,
) {
  const target = fakeTarget(before);
  const context = fakeContext(target.send);
  const methods: string[] = [];
  for (const check of checks) {
    const { verdict, reason, exchanges } = await judge(
      { id: 'area/it-holds', revision: 1, tests: [], check: async (trial) => void (await check(trial)) },
      TFJOB,
      context,
    );
    expect([verdict, reason]).toEqual(['pass', undefined]);
    methods.push(exchanges.map(({ method }) => method).join(' '));
  }
  return { methods, all: target.requests.map(({ method }) => method).join(' ') };
}
