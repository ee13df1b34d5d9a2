/** Measures what judgements cost on the reference server, and derives order and profiles from that and the matrix. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WireRequest } from '../../contract/wire.ts';
import type { Kind } from '../../contract/types.ts';
import { committedEconomy, ECONOMY_FOLDER, pairName } from '../../harness/run/economy.ts';
import type { Costs } from '../../harness/run/economy.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { profilesOf, type Candidate } from '../../reports/proof/cover.ts';
import { REQUIREMENTS } from '../../specs/index.ts';
import { judgeInProcess } from '../run/in-process.ts';
import { fileOf, readKills, type Kills, type KillsFile } from './kills.ts';

export type Figures = [requests: number, jobs: number, alive: number, waiting: number];

const isDryRun = ({ path }: WireRequest): boolean => path.includes('dryRun=');

/**
 * What each costs where shared jobs wait for the next, and how many it has at once where none do: those that wait are
 * counted apart.
 */
export async function measureCosts(kind: Kind): Promise<Record<string, Figures>> {
  const [shared, alone] = [await measured(kind), await measured(kind, 0)];
  return Object.fromEntries(
    Object.entries(shared).map(([id, [requests, jobs, , waiting]]) => [
      id,
      [requests, jobs, alone[id]?.[2] ?? 0, waiting],
    ]),
  );
}

/**
 * Judges one at a time, so that every request belongs to the judgement that ends next; in the order of a run, in which
 * a later one builds on what an earlier one has seen to be accepted.
 */
async function measured(kind: Kind, idle?: number): Promise<Record<string, Figures>> {
  const costs: Record<string, Figures> = {};
  let figures: Figures = [0, 0, 0, 0];
  const places = new Map(committedEconomy().profiles.order.map((pair, i) => [pair, i]));
  const placeOf = ({ id }: Requirement): number => places.get(pairName(id, kind.singular)) ?? Infinity;
  await judgeInProcess({
    requirements: REQUIREMENTS.toSorted((a, b) => (placeOf(a) === placeOf(b) ? 0 : placeOf(a) - placeOf(b))),
    judged: [kind],
    concurrency: 1,
    ...(idle !== undefined && { idle }),
    onAnswer(request, status, stored) {
      figures[0] += 1;
      // A PUT or a PATCH that creates is answered 201, too (erratum 12).
      if ((status === 201 || (request.method === 'POST' && status < 300)) && !isDryRun(request)) figures[1] += 1;
      figures[2] = Math.max(figures[2], stored);
    },
    onResult({ id, ms }) {
      figures[3] = Math.round(ms);
      costs[id] = figures;
      figures = [0, 0, 0, 0];
    },
  });
  return costs;
}

/** Requirement and kind by kind, with the mutants that they report. */
export function candidatesOf({ costs }: Costs, kills: Kills): Candidate[] {
  const reports = new Map<string, string[]>();
  for (const [mutant, by] of Object.entries(kills))
    for (const [id, kinds] of Object.entries(by))
      for (const kind of kinds) reports.set(pairName(id, kind), [...(reports.get(pairName(id, kind)) ?? []), mutant]);
  return REQUIREMENTS.flatMap(({ id }) =>
    Object.entries(costs[id] ?? {}).map(([kind, [requests, jobs]]) => ({
      name: pairName(id, kind),
      cost: { requests, jobs },
      reports: reports.get(pairName(id, kind)) ?? [],
    })),
  );
}

/** One line for each entry of the record named: a change of one figure is a change of one line. */
const lines = (record: Readonly<Record<string, unknown>>): string =>
  Object.entries(record)
    .map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`)
    .join(',\n');

/** Writes the three files of the economy below a root. */
export function writeEconomy(root: string, costs: Costs, kills: Kills): void {
  const folder = join(root, ECONOMY_FOLDER);
  writeFileSync(join(folder, 'costs.json'), `{ "format": 1, "costs": {\n${lines(costs.costs)}\n} }\n`);
  writeFileSync(join(folder, 'kills.json'), `{ "format": 2, "kills": {\n${lines(fileOf(kills).kills)}\n} }\n`);
  writeProfiles(root, costs, kills);
}

const read = (root: string, file: string): unknown =>
  JSON.parse(readFileSync(join(root, ECONOMY_FOLDER, file), 'utf8'));

/** What is committed below a root, as far as there are such mutants and requirements. */
export const committedKills = (root: string): Kills => readKills(read(root, 'kills.json') as KillsFile);

/** Writes the profiles anew from the committed costs and kills below a root. */
export function regenerateProfiles(root: string): void {
  writeProfiles(root, read(root, 'costs.json') as Costs, committedKills(root));
}

function writeProfiles(root: string, costs: Costs, kills: Kills): void {
  const { order, curve, ...head } = profilesOf(candidatesOf(costs, kills), Object.keys(kills).length);
  const rows = (values: readonly unknown[]): string => values.map((one) => `    ${JSON.stringify(one)}`).join(',\n');
  writeFileSync(
    join(root, ECONOMY_FOLDER, 'profiles.json'),
    `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "curve": [\n${rows(curve)}\n  ],\n  "order": [\n${rows(order)}\n  ]\n}\n`,
  );
}
