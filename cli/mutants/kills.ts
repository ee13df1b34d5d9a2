/** `specs/economy/kills.json`: which requirements report which mutants, and how it is written in few lines. */
import { KINDS } from '../../contract/kinds.ts';
import { pairName } from '../../harness/run/economy.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { MUTANTS } from '../../reference/mutants/index.ts';
import type { Mutant } from '../../reference/mutants/types.ts';
import { REQUIREMENTS } from '../../specs/index.ts';

/** For each mutant, the requirements that report it, by the kinds (singular) with which they do. */
export type Kills = Record<string, Record<string, string[]>>;

/** The file: for each mutant `ID`, or `ID KIND` where the requirement does not report it with each kind that it could. */
export interface KillsFile {
  format: 2;
  kills: Record<string, string[]>;
}

const REQUIREMENT = new Map(REQUIREMENTS.map((requirement) => [requirement.id, requirement]));
const MUTANT = new Map(MUTANTS.map((mutant) => [mutant.name, mutant]));

/** The kinds with which a mutant shows to a requirement, if it does with any. */
export const kindsOf = (mutant: Mutant, requirement: Requirement): string[] =>
  KINDS.filter((kind) => (mutant.kinds?.includes(kind.plural) ?? true) && requirement.appliesTo?.(kind) !== false).map(
    ({ singular }) => singular,
  );

/** With every kind of theirs: what was seen with one is taken to hold for each, until a trial disproves it. */
export function everyKind(reports: Readonly<Record<string, readonly string[]>>): Kills {
  const kills: Kills = {};
  for (const [name, ids] of Object.entries(reports)) {
    const mutant = MUTANT.get(name);
    if (mutant === undefined) continue;
    kills[name] = Object.fromEntries(
      ids.flatMap((id) => {
        const requirement = REQUIREMENT.get(id);
        return requirement === undefined ? [] : [[id, kindsOf(mutant, requirement)]];
      }),
    );
  }
  return kills;
}

/** What either of them says. Mutants are those of the first. */
export function bothOf(kills: Kills, others: Kills): Kills {
  return Object.fromEntries(Object.entries(kills).map(([mutant, by]) => [mutant, { ...others[mutant], ...by }]));
}

/** Mutants and requirements that are no more are left out. */
export function readKills({ kills }: KillsFile): Kills {
  const read: Kills = {};
  for (const [name, pairs] of Object.entries(kills)) {
    const by = everyKind({ [name]: pairs.filter((pair) => !pair.includes(' ')) })[name];
    if (by === undefined) continue;
    for (const pair of pairs) {
      const [id = '', kind] = pair.split(' ');
      if (kind !== undefined && REQUIREMENT.has(id)) by[id] = [...(by[id] ?? []), kind];
    }
    read[name] = by;
  }
  return read;
}

export function fileOf(kills: Kills): KillsFile {
  const pairsOf = (name: string, by: Kills[string]): string[] =>
    Object.entries(by).flatMap(([id, kinds]) => {
      const [mutant, requirement] = [MUTANT.get(name), REQUIREMENT.get(id)];
      const every = mutant !== undefined && requirement !== undefined && kindsOf(mutant, requirement).length;
      return every === kinds.length ? [id] : kinds.map((kind) => pairName(id, kind));
    });
  return {
    format: 2,
    kills: Object.fromEntries(Object.entries(kills).map(([name, by]) => [name, pairsOf(name, by)])),
  };
}
