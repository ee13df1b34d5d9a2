/** What judging costs, and in which order it is worth most. Data that was measured on the reference server. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../contract/package.ts';

/** What one judgement costs: of one requirement with one kind, its cleanup included. */
export interface Cost {
  requests: number;
  /** Jobs that were stored, also for a moment. */
  jobs: number;
  /** The most of them at one time. */
  alive: number;
  /** Milliseconds of waiting by the run's clock, without the time of the requests. */
  waiting: number;
  /** Where it deletes a collection, which a run does not do where others have jobs; by the flags of the namespaces. */
  empties: readonly SharedNamespace[];
}

/** The flag of a namespace that others may use, too. */
type SharedNamespace = 'namespace' | 'other-namespace';

/** `specs/economy/collections.json`: the namespaces of which a requirement deletes collections, by its id. */
interface Collections {
  format: 1;
  deletes: Readonly<Record<string, readonly SharedNamespace[]>>;
}

export const PROFILES = ['smoke', 'standard', 'full'] as const;
export type Profile = (typeof PROFILES)[number];

/** What the pairs up to a place in the order cost, and how many mutants they report. */
export interface Worth {
  pairs: number;
  requests: number;
  jobs: number;
  mutants: number;
}

/** `specs/economy/profiles.json`: generated from the kill matrix and the costs. */
export interface Profiles {
  format: 1;
  /** Mutants in all. */
  mutants: number;
  /** Each profile is a beginning of the order. */
  profiles: Readonly<Record<Profile, Worth>>;
  /** What the run has bought after so many pairs. */
  curve: readonly Worth[];
  /** `ID KIND`, the kind by its singular: first what reports most for a request. */
  order: readonly string[];
}

/** `specs/economy/costs.json`: for each requirement and the singular of each kind. */
export interface Costs {
  format: 1;
  costs: Readonly<Record<string, Readonly<Record<string, readonly [number, number, number, number]>>>>;
}

export interface Economy {
  profiles: Profiles;
  /**
   * The cost of a pair. Of a kind that was never measured, the most that the requirement costs with others; of a
   * requirement that was never measured, that of a usual one.
   */
  costOf(id: string, kind: string): Cost;
  /** What the requirement costs with the kind with which it costs most, if it was measured. */
  dearestOf(id: string): Omit<Cost, 'empties'> | undefined;
  /**
   * The place of a pair in the order, from 0. A kind that was never measured has the first place of the requirement; a
   * pair of which nothing was measured comes after all.
   */
  placeOf(id: string, kind: string): number;
}

export const ECONOMY_FOLDER = join('specs', 'economy');

/** Of a pair that was never measured: about the median of the others. */
const USUAL: Cost = { requests: 10, jobs: 2, alive: 2, waiting: 0, empties: [] };

const costIn = ([requests, jobs, alive, waiting]: readonly [number, number, number, number]): Omit<
  Cost,
  'empties'
> => ({
  requests,
  jobs,
  alive,
  waiting,
});

export function createEconomy(
  profiles: Profiles,
  { costs }: Costs,
  { deletes }: Collections = { format: 1, deletes: {} },
): Economy {
  const kinds = new Set(Object.values(costs).flatMap((of) => Object.keys(of)));
  const places = new Map(profiles.order.map((name, place) => [name, place]));
  const after = profiles.order.length;
  const placeWith = (id: string, kind: string): number => places.get(pairName(id, kind)) ?? after;
  const dearestOf: Economy['dearestOf'] = (id) => {
    const [dearest] = Object.values(costs[id] ?? {}).toSorted(([a], [b]) => b - a);
    return dearest && costIn(dearest);
  };
  return {
    profiles,
    costOf(id, kind) {
      const empties = deletes[id] ?? [];
      const measured = costs[id]?.[kind];
      const cost = measured === undefined ? (kinds.has(kind) ? undefined : dearestOf(id)) : costIn(measured);
      return { ...(cost ?? USUAL), empties };
    },
    dearestOf,
    placeOf: (id, kind) =>
      kinds.has(kind) ? placeWith(id, kind) : Math.min(after, ...[...kinds].map((one) => placeWith(id, one))),
  };
}

/** What is committed. */
export function committedEconomy(): Economy {
  const read = (file: string): unknown => JSON.parse(readFileSync(join(packageRoot(), ECONOMY_FOLDER, file), 'utf8'));
  return createEconomy(
    read('profiles.json') as Profiles,
    read('costs.json') as Costs,
    read('collections.json') as Collections,
  );
}

/**
 * What pairs cost in a run of which this is the first kind (singular), which is looked at most closely; measured is a run of
 * all kinds, of which another may be the first.
 */
export const economyOfRun = (economy: Economy, first: string | undefined): Economy => ({
  ...economy,
  costOf(id, kind) {
    const [cost, dearest] = [economy.costOf(id, kind), economy.dearestOf(id)];
    return kind === first && dearest !== undefined && dearest.requests > cost.requests ? { ...cost, ...dearest } : cost;
  },
});

export const pairName = (id: string, kind: string): string => `${id} ${kind}`;
