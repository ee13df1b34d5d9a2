import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import type { Json, JsonObject } from '../../../contract/json.ts';
import { STRUCTURES, named } from '../../../contract/structures/index.ts';

/**
 * Spellings of one amount, which limits and requests may mix (erratum 17). Numbers are whole: no server takes others.
 */
const CORES: readonly Json[][] = [['1000m', '1', 1], ['2', 2], ['500m', '0.5'], ['250m'], ['64', 64]];
const BYTES: readonly Json[][] = [
  ['1Gi', '1024Mi', '1073741824', 1_073_741_824],
  ['512Mi'],
  ['4Gi'],
  ['1.5Gi', '1536Mi'],
  ['1G', '1e9', '1000M'],
  ['128974848'],
];
const DEVICES: readonly Json[][] = [
  ['1', 1],
  ['8', 8],
];

/** Resources with a prefix are devices, counted in whole numbers (table 30). */
const amountsOf = (resource: string): readonly Json[][] =>
  resource.includes('/') ? DEVICES : resource === 'cpu' ? CORES : BYTES;

type Amount = [resource: string, limit: Json, request: Json];
const amounts = named(STRUCTURES, 'ResourceName').fields.map(({ name }) =>
  fc.constantFrom(
    ...amountsOf(name).flatMap((spellings) =>
      spellings.flatMap((limit) => spellings.map((request): Amount => [name, limit, request])),
    ),
  ),
);

/** ResourceRequirements (table 29): limits and requests of the same resources, equal as quantities. */
export const resources: Arbitrary<JsonObject> = fc
  .uniqueArray(fc.oneof(...amounts), { selector: ([name]) => name, minLength: 1, maxLength: 3 })
  .map((chosen) => ({
    limits: Object.fromEntries(chosen.map(([name, limit]) => [name, limit])),
    requests: Object.fromEntries(chosen.map(([name, , request]) => [name, request])),
  }));
