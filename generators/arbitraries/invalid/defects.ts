/** Jobs with exactly one defect, each together with the valid control that differs only in that. */
import { CCI } from '../../../contract/contract.ts';
import type { Constraint, Keyword } from '../../../contract/constraints/index.ts';
import type { Json, JsonObject } from '../../../contract/json.ts';
import { replicaTypeNames } from '../../../contract/workloads/replicated.ts';
import type { FieldType, Kind, Structure } from '../../../contract/types.ts';
import { KINDS } from '../../../contract/kinds.ts';
import { predicateDefects } from './defects-predicates.ts';
import type { Defect } from './defects-predicates.ts';
import { segment, valueAt, withValueAt } from '../../../contract/pointer.ts';
import { samplesOf } from '../values/samples.ts';
import { jobWith, minimal, pointerOf, spotsOf } from '../values/structure-paths.ts';
import type { Spot } from '../values/structure-paths.ts';

/** A value at the limit of what is allowed, and values beyond it; undefined: the field is absent. */
interface Edge {
  valid: Json;
  invalid: readonly (Json | undefined)[];
}

const swapCase = (word: string): string => (word === word.toLowerCase() ? word.toUpperCase() : word.toLowerCase());
/**
 * A wrong word, the right one with a space before it, and in the other case. Where only one is documented, Kubernetes
 * knows others: those are not sent.
 */
const words = (values: readonly string[]): Edge => ({
  valid: values[0]!,
  invalid: ['Something-Else', ` ${values[0]!}`, ...(values.length > 1 ? [swapCase(values[0]!)] : [])],
});

/** The texts that do not match the field's pattern. */
const unmatched = (is: FieldType, texts: readonly string[]): string[] => {
  const pattern = is.type === 'string' ? is.pattern : undefined;
  return pattern === undefined ? [] : texts.filter((text) => !new RegExp(pattern, 'u').test(text));
};

function edgeOf(is: FieldType, keyword: Keyword): Edge | undefined {
  switch (keyword) {
    case 'pattern':
      return { valid: 'a-1', invalid: unmatched(is, ['a_1', 'A-1', '-a', 'a-', 'a.1', 'a 1', 'ä', 'a\n']) };
    case 'minItems':
      return { valid: null, invalid: [[]] };
    default:
  }
  if (is.type === 'string') {
    if (keyword === 'enum') return words(is.enum ?? []);
    if (keyword === 'minLength') return { valid: '/a', invalid: [''] };
    if (keyword === 'maxLength') return { valid: 'a'.repeat(is.maxLength!), invalid: ['a'.repeat(is.maxLength! + 1)] };
  }
  if (is.type === 'integer') {
    const { minimum, maximum, exclusiveMinimum } = is;
    if (keyword === 'minimum' && minimum !== undefined) return { valid: minimum, invalid: [minimum - 1] };
    if (keyword === 'exclusiveMinimum' && exclusiveMinimum !== undefined)
      return { valid: exclusiveMinimum + 1, invalid: [exclusiveMinimum, exclusiveMinimum - 1] };
    if (keyword === 'maximum' && maximum !== undefined) return { valid: maximum, invalid: [maximum + 1] };
  }
  return is.type === 'boolean' && keyword === 'const' ? { valid: is.const!, invalid: [!is.const] } : undefined;
}

/** Replica types of other kinds, which this kind does not have. */
function strangersOf(kind: Kind): string[] {
  const own = replicaTypeNames(kind);
  const foreign = KINDS.flatMap(replicaTypeNames).find((name) => !own.includes(name));
  return ['Stranger', ...(foreign === undefined ? [] : [foreign])];
}

/** Two types of the kind, or its only one. Defects alternate between them, so that each type is tested. */
const typesFor = (kind: Kind, n: number): string[] => {
  const names = kind.replicaTypes.map(({ name }) => name);
  return [...new Set([names[n % names.length]!, names[(n + 1) % names.length]!])];
};

/** A map with an invalid key in addition to valid ones. */
function strangeKeys(kind: Kind, constraint: Constraint, path: string, valid: JsonObject): Defect[] {
  const map = valueAt(valid, path) as JsonObject;
  return strangersOf(kind).map((key) => ({
    constraint,
    path: path + segment(key),
    what: `a key ${key}`,
    valid,
    defective: withValueAt(valid, path + segment(key), Object.values(map)[0]),
  }));
}

/** A job with every field of a structure, if one can have all of them: one control for whatever is wrong there. */
interface Full {
  job: JsonObject;
  sample: JsonObject;
  types: readonly string[];
}

function fullOf(kind: Kind, structure: string): Full | undefined {
  const all = spotsOf(kind);
  const spots = all.filter((spot) => spot.structure.name === structure);
  const [first] = spots;
  if (first === undefined) return undefined;
  const types = typesFor(kind, all.indexOf(first));
  const [sample, ...others] = wholeSamples(kind, first.structure);
  return sample === undefined || others.length > 0
    ? undefined
    : { job: jobWith(kind, spots, [sample], types), sample, types };
}

/** Their controls need not be at a limit. */
const ANYWHERE: readonly Keyword[] = ['required', 'enum', 'const'];

/** In one of the spots, which are those of the constraint; `n` says in which of the types the first defect is. */
function defectsAt(kind: Kind, constraint: Constraint, spots: readonly Spot[], own: string[], n: number): Defect[] {
  const [{ structure }] = spots as [Spot];
  const field = structure.fields.find(({ name }) => name === constraint.field);
  const keyword = constraint.keyword;
  if (field === undefined || keyword === undefined || keyword === 'readOnly') return [];
  const full = ANYWHERE.includes(keyword) ? fullOf(kind, structure.name) : undefined;
  const shared = full?.sample[field.name] === undefined ? undefined : full;
  const types = shared?.types ?? own;
  const pathsOf = (spot: Spot): string[] => types.map((type) => pointerOf(kind, spot, type) + segment(field.name));
  // One control holds the structure at every spot.
  const job = (member: JsonObject): JsonObject =>
    jobWith(kind, spots, [{ ...minimal(kind, structure), ...member }], types);
  const at = (of: (pathFor: (i: number) => string, paths: string[]) => Defect[]): Defect[] =>
    spots.flatMap((spot, s) => {
      const paths = pathsOf(spot);
      return of((i) => paths[(n + s + i + 1) % paths.length]!, paths);
    });
  const whole = shared?.job ?? job({});
  if (keyword === 'required')
    return at((_, paths) =>
      [...new Set(paths)].map((path) => ({
        constraint,
        path,
        what: `no ${field.name}`,
        valid: whole,
        defective: withValueAt(whole, path, undefined),
      })),
    );
  if (keyword === 'keyPattern') return at((pathFor) => strangeKeys(kind, constraint, pathFor(0), whole));
  const edge = edgeOf(field.is, keyword);
  if (edge === undefined) throw new Error(`no defect is known for ${constraint.id}`);
  const edged = edge.valid === null ? whole : (shared?.job ?? job({ [field.name]: edge.valid }));
  // Names of mounts are those of volumes, which may not be as long.
  const valid =
    edge.valid === null || shared !== undefined || constraint.id === 'VolumeMount.name.maxLength'
      ? edged
      : spots.flatMap(pathsOf).reduce((manifest, path) => withValueAt(manifest, path, edge.valid), edged);
  return at((pathFor) =>
    edge.invalid.map((value, i) => ({
      constraint,
      path: pathFor(i),
      what: `${field.name} ${JSON.stringify(value)?.slice(0, 80) ?? 'missing'}`,
      valid,
      defective: withValueAt(valid, pathFor(i), value),
    })),
  );
}

/** Every constraint on what a client sends in the kind's spec, broken at every place where it holds. */
export function defects(kind: Kind, constraints: readonly Constraint[] = CCI.constraints): Defect[] {
  const spots = spotsOf(kind);
  const own = constraints.flatMap((constraint, c) => {
    const its = spots.filter(({ structure }) => structure.name === constraint.structure);
    // A pod has no two containers of one name.
    const groups = constraint.id.startsWith('Container.name.')
      ? its.map((spot) => [spot])
      : its.length > 0
        ? [its]
        : [];
    return groups.flatMap((group, n) => defectsAt(kind, constraint, group, typesFor(kind, c + n), c + n));
  });
  return [...own, ...predicateDefects(kind)];
}

/**
 * A value of another JSON type, for texts in turn one of two. Left out where the documents call one thing by two types
 * (errata 17, 25, 33 and 38).
 */
function mistyped(is: FieldType, turn: number): Json[] {
  switch (is.type) {
    case 'string':
      return [turn % 2 === 0 ? 7 : true];
    case 'integer':
      return ['7', 1.5];
    case 'boolean':
      return ['true'];
    case 'quantity':
      return [true];
    case 'array':
      return ['text', [mistyped(is.items, turn)[0]!]];
    case 'map':
      return ['text'];
    case 'ref':
      return ['text'];
  }
}

/** A field of a structure with a value of another type, at one place. */
export interface Mistyped {
  field: string;
  path: string;
  value: Json;
  valid: JsonObject;
  defective: JsonObject;
}

/** Samples of the structure, as few as have every field. */
function wholeSamples(kind: Kind, structure: Structure): JsonObject[] {
  const seen = new Set<string>();
  return samplesOf(kind, structure).filter((sample) => {
    const fresh = Object.keys(sample).filter((name) => !seen.has(name));
    fresh.forEach((name) => seen.add(name));
    return fresh.length > 0;
  });
}

/** Every field of the structure, at every place, with a value of another JSON type. */
export function mistypedFields(kind: Kind, structure: string): Mistyped[] {
  const spots = spotsOf(kind).filter((spot) => spot.structure.name === structure);
  const [first] = spots;
  if (first === undefined) return [];
  const full = fullOf(kind, structure);
  return wholeSamples(kind, first.structure).flatMap((sample) => {
    const types = full?.types ?? typesFor(kind, 0);
    const valid = full?.job ?? jobWith(kind, spots, [sample], types);
    return spots.flatMap((spot, n) =>
      Object.keys(sample).flatMap((name, i) => {
        const { is } = first.structure.fields.find((field) => field.name === name)!;
        const path = pointerOf(kind, spot, types[(n + i) % types.length]!) + segment(name);
        return mistyped(is, n + i).map((value) => ({
          field: name,
          path,
          value,
          valid,
          defective: withValueAt(valid, path, value),
        }));
      }),
    );
  });
}
