import { describe, expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import { LAYERS } from '../../contract/types.ts';
import type { Layer, Level, Statement } from '../../contract/types.ts';
import { UsageError } from '../errors/usage.ts';
import { CAPABILITIES, derive, makePlan } from './plan.ts';
import type { Selection } from './plan.ts';
import type { Requirement } from '../model/requirement.ts';

const statement = (id: string, layer: Layer, level: Level): Statement => ({
  id,
  text: id,
  source: { document: 'page' },
  layer,
  level,
});
const REGISTER = new Map(
  [
    statement('page', 'operation', 'MUST'),
    statement('chapter', 'general', 'MUST'),
    statement('habit', 'conventions', 'SHOULD'),
  ].map((s) => [s.id, s]),
);
const requirement = (id: string, tests: string[], more: Partial<Requirement> = {}): Requirement => ({
  id,
  revision: 1,
  tests,
  check: async () => {},
  ...more,
});
const REQUIREMENTS = [
  requirement('create/stores', ['page']),
  requirement('create/stores-all', ['page', 'chapter']),
  requirement('watch/bookmarks', ['habit'], { appliesTo: (kind) => kind.kind !== 'MPIJob' }),
  requirement('auth/read-only', ['page'], { requires: ['read-only-token'] }),
];
/** Of all four requirements, and of the one that leaves a kind out. */
const WATCHED = KINDS.length - 1;
const ALL_PAIRS = 3 * KINDS.length + WATCHED;
const all: Selection = { kinds: KINDS, layers: LAYERS, only: [] };
const plan = (selection: Partial<Selection>, capabilities: (keyof typeof CAPABILITIES)[] = ['read-only-token']) =>
  makePlan(REQUIREMENTS, KINDS, REGISTER, { ...all, ...selection }, new Set(capabilities));
const ids = (selection: Partial<Selection>): string[] => [
  ...new Set(plan(selection).pairs.map((p) => p.requirement.id)),
];

describe('level and layer follow from the statements', () => {
  test.each<[string[], Level, Layer]>([
    [['page'], 'MUST', 'operation'],
    [['page', 'chapter'], 'MUST', 'general'],
    [['page', 'habit'], 'MUST', 'conventions'],
    [['habit'], 'SHOULD', 'conventions'],
  ])('%j', (tests, level, layer) => {
    expect(derive(requirement('a/b', tests), REGISTER)).toEqual({ level, layer });
  });
  test('a requirement without a statement, or with an unknown one, is an error of the suite', () => {
    expect(() => derive(requirement('a/b', []), REGISTER)).toThrow(/no statement/);
    expect(() => derive(requirement('a/b', ['nowhere']), REGISTER)).toThrow(/"nowhere"/);
  });
});

describe('what is left out is counted with its reason', () => {
  test('nothing left out', () => {
    expect(plan({})).toMatchObject({ notPlanned: [] });
    expect(plan({}).pairs).toHaveLength(ALL_PAIRS);
  });
  test('by kind, by id, by layer, by capability', () => {
    expect(plan({ kinds: KINDS.slice(0, 1) }).notPlanned).toEqual([
      { reason: 'left out by --kind', count: ALL_PAIRS - 4 },
    ]);
    expect(plan({ only: ['watch'] }).notPlanned).toEqual([
      { reason: 'left out by --only', count: ALL_PAIRS - WATCHED },
    ]);
    expect(plan({ layers: ['operation'] }).notPlanned).toEqual([
      { reason: 'left out by --layers', count: ALL_PAIRS - 2 * KINDS.length },
    ]);
    expect(plan({}, []).notPlanned).toEqual([{ reason: CAPABILITIES['read-only-token'], count: KINDS.length }]);
  });
});

describe('--only', () => {
  test('takes ids and prefixes; a whole id selects itself alone', () => {
    expect(ids({ only: ['create/stores'] })).toEqual(['create/stores']);
    expect(ids({ only: ['create'] })).toEqual(['create/stores', 'create/stores-all']);
    for (const only of [['create/*'], ['create/stores*']])
      expect(ids({ only })).toEqual(['create/stores', 'create/stores-all']);
    expect(ids({ only: ['create/stores', 'watch/'] })).toEqual(['create/stores', 'watch/bookmarks']);
  });
  test('refuses an entry that names nothing, and suggests the nearest', () => {
    expect(() => plan({ only: ['create', 'crate/stores'] })).toThrow(UsageError);
    expect(() => plan({ only: ['crate/stores'] })).toThrow(/did you mean create\/stores\?/);
  });
  test('refuses a plan that is empty', () => {
    const empty = () => plan({ only: ['watch'], layers: ['operation'] });
    expect(empty).toThrow(UsageError);
    expect(empty).toThrow(
      new Error(`nothing is left to judge: ${ALL_PAIRS - WATCHED} left out by --only, ${WATCHED} left out by --layers`),
    );
    expect(() => plan({ only: ['auth'] })).not.toThrow();
  });
});
