import { expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import type { Costs } from '../../harness/run/economy.ts';
import { MUTANTS } from '../../reference/mutants/index.ts';
import { REQUIREMENTS } from '../../specs/index.ts';
import { breadthOf, type Survey } from './breadth.ts';
import { bothOf, everyKind, fileOf, readKills } from './kills.ts';

const mutant = MUTANTS.find(({ kinds }) => kinds === undefined)?.name ?? '';
const [first, second] = REQUIREMENTS.filter(({ appliesTo }) => appliesTo === undefined).map(({ id }) => id) as [
  string,
  string,
];
const kinds = KINDS.map(({ singular }) => singular);

test('what reports a mutant with each kind is written by its id alone, and read as it was', () => {
  const kills = { [mutant]: { [first]: kinds, [second]: kinds.slice(1) } };
  expect(fileOf(kills).kills).toEqual({ [mutant]: [first, ...kinds.slice(1).map((kind) => `${second} ${kind}`)] });
  expect(readKills(fileOf(kills))).toEqual(kills);
});

test('mutants and requirements that are no more are not read', () => {
  const kills = readKills({
    format: 2,
    kills: { gone: [first], [mutant]: ['gone/requirement', 'gone/too tfjob', first] },
  });
  expect(kills).toEqual({ [mutant]: { [first]: kinds } });
});

test('what is known of others is added to the mutants that were judged, and does not replace what they showed', () => {
  const judged = { [mutant]: { [first]: ['tfjob'] } };
  const known = { [mutant]: { [first]: kinds, [second]: kinds }, other: { [second]: kinds } };
  expect(bothOf(judged, known)).toEqual({ [mutant]: { [first]: ['tfjob'], [second]: kinds } });
  expect(everyKind({ [mutant]: [second, 'gone/requirement'] })).toEqual({ [mutant]: { [second]: kinds } });
});

test('a survey judges some mutants by all, and the others by what was broad there and by what is worth most', async () => {
  const costs: Costs['costs'] = Object.fromEntries(REQUIREMENTS.map(({ id }) => [id, { tfjob: [100, 1, 1, 0] }]));
  const asked: Survey[] = [];
  const broad = REQUIREMENTS.at(-1)?.id ?? '';
  const found = await breadthOf({ format: 1, costs }, [`${first} tfjob`, `${second} mxjob`], 7, async (surveys) => {
    asked.push(...surveys);
    return surveys.map(() => [broad]);
  });
  expect(asked.map(({ survey }) => survey).toSorted()).toEqual(MUTANTS.map(({ name }) => name).toSorted());
  expect(Object.values(found)).toEqual(MUTANTS.map(() => [broad]));
  const [one, other] = [asked[0], asked.at(-1)];
  expect(one?.among).toHaveLength(REQUIREMENTS.length);
  expect(other?.among).toEqual([broad, first, second]);
  expect(new Set(asked.map(({ seed }) => seed))).toEqual(new Set([7]));
});
