import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ONE_MORE } from '../../contract/kinds.fixture.ts';
import { KINDS } from '../../contract/kinds.ts';
import { patchComplaints } from './laws.fixture.ts';
import { histories } from './index.ts';
import type { Command } from './index.ts';

const OPS = ['create', 'read', 'replace', 'patch', 'delete', 'list', 'deletecollection', 'watch'];
const bounds = { namespaces: 2, names: 3 };
const drawn = fc.sample(histories(ONE_MORE, bounds), { seed: 11, numRuns: 300 });
const placeOf = (command: Command) => ('at' in command ? command.at : command.in);

test('histories are JSON, of 1 to 20 commands, within their bounds', () => {
  for (const history of drawn) {
    expect(JSON.parse(JSON.stringify(history))).toEqual(history);
    expect(history.length).toBeGreaterThanOrEqual(1);
    expect(history.length).toBeLessThanOrEqual(20);
    for (const command of history) {
      const place = placeOf(command);
      expect(place.kind).toBeLessThan(ONE_MORE.length);
      expect(place.namespace).toBeLessThan(bounds.namespaces);
      if ('name' in place) expect(place.name).toBeLessThan(bounds.names);
    }
  }
  expect(new Set(drawn.map((history) => history.length)).size).toBe(20);
});

test('every operation on every kind, every version, precondition and slot appears', () => {
  const commands = drawn.flat();
  const seen = (what: (command: Command) => string | undefined): string[] =>
    [...new Set(commands.flatMap((c) => what(c) ?? []))].sort();
  const all = (...choices: (string | number)[][]): string[] =>
    choices.reduce<string[]>((before, values) => before.flatMap((b) => values.map((v) => `${b}/${v}`)), ['']).sort();
  expect(seen((c) => `/${c.op}/${placeOf(c).kind}`)).toEqual(all(OPS, [...ONE_MORE.keys()]));
  expect(seen((c) => ('version' in c ? `/${c.op}/${c.version}` : undefined))).toEqual(
    all(['patch', 'replace'], ['current', 'none', 'stale']),
  );
  expect(seen((c) => (c.op === 'delete' ? `/${c.uid ?? 'no'}` : undefined))).toEqual(all(['current', 'no', 'other']));
  expect(seen((c) => ('at' in c ? `/${c.at.kind}/${c.at.namespace}/${c.at.name}` : undefined))).toEqual(
    all([...ONE_MORE.keys()], [0, 1], [0, 1, 2]),
  );
  expect(seen((c) => (c.op === 'list' ? `/${c.limit === undefined ? 'all' : 'page'}` : undefined))).toEqual(
    all(['all', 'page']),
  );
});

test('patches and contents are of the mutable parts, and valid', () => {
  for (const command of drawn.flat()) {
    const kind = ONE_MORE[placeOf(command).kind]!;
    if (command.op === 'patch') expect(patchComplaints(kind, command.patch)).toEqual([]);
    if (!('content' in command)) continue;
    expect(patchComplaints(kind, { metadata: { labels: command.content.labels }, spec: command.content.spec })).toEqual(
      [],
    );
    for (const name of Object.keys(command.content.spec)) expect(kind.mutable).toContain(`spec.${name}`);
  }
});

test('a history shrinks to the commands that matter', () => {
  const outcome = fc.check(
    fc.property(histories(KINDS, bounds), (history) => {
      const created = history.findIndex((c) => c.op === 'create');
      return !history.some((c, i) => c.op === 'delete' && created >= 0 && i > created);
    }),
    { seed: 3 },
  );
  expect(outcome.counterexample?.[0].map((command) => command.op)).toEqual(['create', 'delete']);
});
