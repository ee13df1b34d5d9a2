/** A few objects of a structure in which each field takes each of its telling values: what a round trip has to keep. */
import fc from 'fast-check';
import type { Json, JsonObject } from '../../contract/seam.ts';
import { structuresOf } from '../../contract/structures.ts';
import type { Field, Kind, Structure } from '../../contract/types.ts';
import { ONE_OF, UNSENT } from './plausible.ts';
import { fieldValues } from './values.ts';

const DRAWS = 100;
const unique = (values: readonly Json[]): Json[] => [...new Map(values.map((value): [string, Json] => [JSON.stringify(value), value])).values()];
const longest = (values: readonly Json[]): Json[] => [...values].sort((a, b) => JSON.stringify(b).length - JSON.stringify(a).length).slice(0, 1);
const isForeign = (value: Json): boolean => /[^\x20-\x7e]/.test(JSON.stringify(value));

/** Of what may stand there: both booleans, every word of a list, the least and the greatest number, empty, long and foreign texts. */
export function tellingValues(kind: Kind, structure: Structure, field: Field): Json[] {
  const drawn = unique(fc.sample(fieldValues(kind, structuresOf(kind), structure, field), { seed: DRAWS, numRuns: DRAWS }));
  const { is } = field;
  if (is.type === 'boolean' || (is.type === 'string' && is.enum !== undefined)) return drawn;
  if (is.type === 'integer') return unique([Math.min(...(drawn as number[])), Math.max(...(drawn as number[]))]);
  if (is.type === 'ref') return drawn.slice(0, 2);
  if (is.type === 'quantity') return drawn.slice(0, 3);
  const ordered = is.type === 'array' ? drawn.filter((value) => Array.isArray(value) && value.length > 1) : drawn;
  return unique([...drawn.filter((value) => value === ''), ...ordered.filter(isForeign).slice(0, 1), ...longest(ordered), ...ordered]).slice(0, 3);
}

/** Each with every field that a client may set, of several exclusive ones in turn each; together with every telling value. */
export function samplesOf(kind: Kind, structure: Structure): JsonObject[] {
  const fields = structure.fields.filter((f) => f.unsupported !== true && f.readOnly !== true && !UNSENT.has(`${structure.name}.${f.name}`));
  const exclusive = ONE_OF[structure.name] ?? [];
  const table = fields.map((field) => ({ name: field.name, values: tellingValues(kind, structure, field) }));
  const together = table.filter(({ name }) => !exclusive.includes(name));
  const alternatives = table.filter(({ name }) => exclusive.includes(name)).flatMap(({ name, values }) => values.map((value): [string, Json] => [name, value]));
  const count = Math.max(1, alternatives.length, ...together.map(({ values }) => values.length));
  // Shifted against each other, so that fields of one type differ within a sample.
  return Array.from({ length: count }, (_, i) => Object.fromEntries([
    ...together.map(({ name, values }, f): [string, Json] => [name, values[(i + f) % values.length]!]),
    ...(alternatives.length === 0 ? [] : [alternatives[i % alternatives.length]!]),
  ]));
}
