import type { Arbitrary } from 'fast-check';
import type { JsonObject } from '../../../contract/json.ts';
import { objectOf, structuresOf } from '../../../contract/structures/index.ts';
import type { Kind } from '../../../contract/types.ts';
import { coherent } from './consistent-pods.ts';
import { structureValues } from '../values/values.ts';

export interface Bounds {
  maxReplicas: number;
  /**
   * Also what a server may act on, so that the job ends, stays or goes by itself: for manifests that are never sent.
   * Among them are deadlines of a second, finalizers, owners and a namespace.
   */
  unsent?: boolean;
  /** How often an optional field is there, of 100. */
  density?: number;
  /** Paths as in `fieldsOf`: these fields are there in any case, with all that holds them. */
  wanted?: readonly string[];
}

const DENSITY = 40;
const SMALL = 4;

/** Valid manifests over all that the documents let a client set. Each has a name, a replica type and a container. */
export function manifests(
  kind: Kind,
  { maxReplicas, unsent = false, density = DENSITY, wanted = [] }: Bounds,
): Arbitrary<JsonObject> {
  return structureValues(objectOf(kind), '', {
    kind,
    structures: structuresOf(kind),
    maxReplicas,
    unsent,
    density,
    wanted,
  }).map((manifest) => coherent(manifest, kind));
}

/** Valid manifests with little in them. */
export const smallManifests = (kind: Kind, bounds: Bounds): Arbitrary<JsonObject> =>
  manifests(kind, { density: SMALL, ...bounds });
