import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import { histories } from '../../generators/arbitraries/histories.ts';
import type { Command } from '../../generators/arbitraries/histories.ts';
import { virtualClock } from '../../harness/http/clock.ts';
import { createServer } from '../../reference/server.ts';
import type { ServerOptions } from '../../reference/server.ts';
import { compare } from './compare.ts';
import type { Difference } from './compare.ts';
import { FREEDOMS } from '../../contract/freedoms/index.ts';
import { AS_KUBERNETES, LEFT_OUT } from './freedoms.ts';

const namespaces = ['one', 'two'];
type Odd = Pick<ServerOptions, 'variants' | 'behaviour'>;

/** The reference server beside another of its kind. */
async function beside(history: readonly Command[], odd: Odd = {}): Promise<Difference | undefined> {
  const clock = virtualClock();
  const options = { clock, namespaces, token: 'full', variants: AS_KUBERNETES };
  const [reference, other] = [createServer(options), createServer({ ...options, seed: 2, ...odd })];
  try {
    const common = { target: 'http://in-process', clock, kinds: KINDS, namespaces, token: 'full' };
    return await compare(
      { reference: { ...common, send: reference.handle }, other: { ...common, send: other.handle } },
      history,
    );
  } finally {
    reference.stop();
    other.stop();
  }
}

test('two servers that do the same do not differ, whatever their uids and versions are', async () => {
  await fc.assert(
    fc.asyncProperty(histories(KINDS, { namespaces: 2, names: 3 }), async (history) => {
      expect(await beside(history)).toBeUndefined();
    }),
    { numRuns: 40, seed: 1 },
  );
});

describe('a server that does one thing otherwise is told, by the command that shows it', () => {
  const at = { kind: 0, namespace: 0, name: 0 };
  const content = { labels: { app: 'a' }, annotations: {}, spec: {} };
  const make: Command = { op: 'create', at, content };
  const watch: Command = { op: 'watch', in: at, select: {} };
  test.each<[string, Command[], Odd, number]>([
    [
      'a replace without a version',
      [make, { op: 'replace', at, content: { ...content, labels: {} }, version: 'none' }],
      { variants: ['selflink-absent', 'status-absent', 'controller-absent'] },
      1,
    ],
    [
      'a write that changes nothing',
      [make, { op: 'patch', at, patch: {}, version: 'none' }],
      { variants: [...AS_KUBERNETES, 'no-op-moves-rv'] },
      1,
    ],
    [
      'a field that is not updatable',
      [make, { op: 'patch', at, patch: { spec: { backoffLimit: 3 } }, version: 'none' }],
      { variants: [...AS_KUBERNETES, 'immutable-ignored'] },
      1,
    ],
    [
      'a limit',
      [make, { op: 'create', at: { ...at, name: 1 }, content }, { op: 'list', in: at, select: {}, limit: 1 }],
      { variants: [...AS_KUBERNETES, 'limit-ignored'] },
      2,
    ],
    ['an event', [watch, make], { behaviour: (base) => ({ ...base, eventType: () => 'MODIFIED' }) }, 2],
    [
      'a deletion that finalizers hold back',
      [
        { ...make, content: { ...content, labels: { tier: 'b' } } },
        { op: 'delete', at },
      ],
      { behaviour: (base) => ({ ...base, marked: () => undefined }) },
      1,
    ],
  ])('%s', async (_, history, odd, step) => {
    expect((await beside(history, odd))?.step).toBe(step);
    expect(await beside(history)).toBeUndefined();
  });
});

test("every name is one of the contract's", () => {
  expect(Object.keys(LEFT_OUT).filter((id) => !FREEDOMS.some((freedom) => freedom.id === id))).toEqual([]);
  expect(
    AS_KUBERNETES.filter((option) => !FREEDOMS.some((freedom) => freedom.options.some(({ id }) => id === option))),
  ).toEqual([]);
});
