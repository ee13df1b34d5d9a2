import { expect, test } from 'vitest';
import type { JsonObject } from '../../contract/json.ts';
import { KINDS } from '../../contract/kinds.ts';
import type { Answer } from '../model/target.ts';
import type { Client } from '../http/client.ts';
import type { Outgoing } from '../http/outgoing.ts';
import { knownGone } from './bulk.ts';
import type { Owned } from './removal.ts';

const [kind] = KINDS;
if (kind === undefined) throw new Error('there are kinds');
const many: Owned[] = Array.from({ length: 100 }, (_, i) => ({ kind, namespace: 'ns', name: `j${i}`, uid: `u${i}` }));

/** A target that holds these names, and lists those. */
function client(there: readonly string[], listed: readonly string[] | undefined): { client: Client; sent: string[] } {
  const sent: string[] = [];
  const call = async ({ method, path }: Outgoing): Promise<Answer> => {
    sent.push(`${method} ${path}`);
    const isList = path.includes('?limit=');
    const status = isList
      ? listed === undefined
        ? 500
        : 200
      : there.includes(path.split('/').at(-1) ?? '')
        ? 200
        : 404;
    const json: JsonObject = isList
      ? { items: (listed ?? []).map((name) => ({ metadata: { name } })), metadata: {} }
      : {};
    return { exchange: 1, verb: undefined, method, path, status, headers: new Map(), text: '', json };
  };
  return { client: { call } as Partial<Client> as Client, sent };
}
const namesOf = (gone: ReadonlySet<Owned>): string[] => [...gone].map(({ name }) => name);

test('of many objects those that a list does not show are gone, without a request for each', async () => {
  const { client: target, sent } = client(['j7'], ['j7']);
  const gone = namesOf(await knownGone(target, many));
  expect(gone).toHaveLength(99);
  expect(gone).not.toContain('j7');
  expect(sent).toHaveLength(4);
});

test('a list that lacks what a read finds says nothing, nor does one that is refused', async () => {
  for (const [there, listed] of [
    [['j0'], []],
    [['j50'], []],
    [['j99'], []],
    [[], undefined],
  ] as const)
    expect(namesOf(await knownGone(client(there, listed).client, many))).toEqual([]);
});

test('nothing is asked about a few objects, however many collections they are of', async () => {
  const few = ['a', 'b', 'c'].flatMap((namespace) => many.slice(0, 40).map((one) => ({ ...one, namespace })));
  const { client: target, sent } = client([], []);
  expect(namesOf(await knownGone(target, few))).toEqual([]);
  expect(sent).toEqual([]);
});
