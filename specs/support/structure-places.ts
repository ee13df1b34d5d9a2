import { keyOf } from '../../contract/kinds.ts';
import { spotsOf, type Spot } from '../../generators/arbitraries/values/structure-paths.ts';
import type { Contract } from '../../contract/contract.ts';
import type { Kind, Structure } from '../../contract/types.ts';

/** Where the structures of the tables stand in the specs of a contract's kinds. */
export interface StructurePlaces {
  /** Every structure that the spec of some kind holds, once, in the order of the tables. */
  structures: readonly Structure[];
  /** The places of a structure in the kind's spec; none where the kind does not have it. */
  of(kind: Kind, structure: string): readonly Spot[];
  /** Whether each kind has it, so that what serves one serves all. */
  isCommon(structure: string): boolean;
}

/** Walks each kind's tables once. */
export function structurePlaces({ kinds }: Pick<Contract, 'kinds'>): StructurePlaces {
  const structures = new Map<string, Structure>();
  const spots = new Map<string, Spot[]>();
  const key = (kind: Kind, structure: string): string => `${keyOf(kind)} ${structure}`;
  for (const kind of kinds)
    for (const spot of spotsOf(kind)) {
      const { structure } = spot;
      structures.set(structure.name, structure);
      spots.set(key(kind, structure.name), [...(spots.get(key(kind, structure.name)) ?? []), spot]);
    }
  const of = (kind: Kind, structure: string): Spot[] => spots.get(key(kind, structure)) ?? [];
  return {
    structures: [...structures.values()],
    of,
    isCommon: (structure) => kinds.every((kind) => of(kind, structure).length > 0),
  };
}
