/** Kinds that are in none of the documents, given as data: judged by the same requirements. */
import { isObject } from '../../contract/json.ts';
import { KINDS, MUTABLE, RUN_FIELDS, TTL, keyOf, toldApart } from '../../contract/kinds.ts';
import { PAGES } from '../../contract/sources.ts';
import { STRUCTURES } from '../../contract/structures/index.ts';
import { JOB_STATUS_FIELDS } from '../../contract/structures/job.ts';
import type { Field, FieldType, Kind, ReplicaType } from '../../contract/types.ts';
import { KIND_SCHEMA, NAMES, type KindDefinition } from '../formats/kinds-schema.ts';
import { formatChecker, type FormatError } from '../formats/read.ts';
import { UsageError, didYouMean } from '../errors/usage.ts';

const wrongIn = formatChecker(KIND_SCHEMA);
const MEMBERS = Object.keys(KIND_SCHEMA['properties'] as object);

/** No page shows them: they are cited as the definition that was given. */
const NO_TABLES = { object: 0, spec: 0, list: 0, replicaType: 0 };

/**
 * A kind for `conformance`, from its definition. The reports cite `the definition of XGBoostJob` where they cite a table
 * of the documents otherwise.
 * @throws UsageError one line, for the first thing that is wrong
 */
export function defineKind(definition: KindDefinition): Kind {
  const name = isObject(definition) && typeof definition.kind === 'string' ? definition.kind : undefined;
  const where = name === undefined ? 'a kind' : `the kind ${name}`;
  const wrong = wrongIn(definition);
  if (wrong !== undefined) throw new UsageError(`${where}: ${sentence(wrong, definition)}`);
  const kind = completed(definition);
  const problem = problemOf(kind);
  if (problem !== undefined) throw new UsageError(`${where}: ${problem}`);
  return kind;
}

/** The documented kinds and these. Throws a UsageError where two cannot be told apart. */
export function allKinds(further: readonly Kind[]): readonly Kind[] {
  if (further.length === 0) return KINDS;
  const kinds = [...KINDS, ...further];
  for (const kind of further) {
    const same = (what: string, of: (one: Kind) => string): void => {
      const other = kinds.find((one) => one !== kind && of(one) === of(kind));
      if (other === undefined) return;
      const documented = KINDS.includes(other) ? ', which is documented' : '';
      throw new UsageError(`the kind ${kind.kind}: its ${what} ${of(kind)} is that of ${other.kind}${documented}`);
    };
    same('name', keyOf);
    same('path', ({ group, version, plural }) => `${group}/${version}/${plural}`);
    same('kind', (one) => `${one.kind} ${one.version}`);
  }
  return toldApart(kinds);
}

function completed(definition: KindDefinition): Kind {
  const { kind, singular = kind.toLowerCase(), replicaTypes, specFields: own = [TTL] } = definition;
  const specFields = [...RUN_FIELDS.filter(({ name }) => !own.some((field) => field.name === name)), ...own];
  const has = new Set(['metadata.labels', 'metadata.annotations', ...specFields.map(({ name }) => `spec.${name}`)]);
  const { watch: _, ...pages } = PAGES;
  return {
    statusMap: 'replicaStatuses',
    mutable: MUTABLE.filter((path) => has.has(path)),
    ...definition,
    singular,
    plural: definition.plural ?? `${singular}s`,
    replicaTypes: replicaTypes.map((type): ReplicaType => (typeof type === 'string' ? { name: type } : type)),
    specFields,
    document: `the definition of ${kind}`,
    tables: NO_TABLES,
    pages,
    example: `${singular}.${definition.version}`,
  };
}

/** What is wrong, to be written after the name of the kind. */
function sentence({ pointer, keyword, message }: FormatError, definition: unknown): string {
  const [member = '', ...deeper] = pointer.split('/').slice(1);
  if (member === '') return 'a mapping is wanted, with kind, group, version, replicaMap, replicaTypes and container';
  if (keyword === 'required' && deeper.length === 0) {
    const example = (NAMES as Record<string, readonly [RegExp, string]>)[member]?.[1] ?? '[Master, Worker]';
    return `${member} is missing: give one such as ${example}`;
  }
  if (keyword === 'additionalProperties' && deeper.length === 0)
    return `unknown member "${member}"${didYouMean(member, MEMBERS)}: there are ${MEMBERS.join(', ')}`;
  const at = deeper.reduce((path, part) => path + (/^\d+$/.test(part) ? `[${part}]` : `.${part}`), member);
  if (keyword === 'pattern') {
    const about = member === 'replicaTypes' ? 'replicaType' : member === 'specFields' ? 'field' : member;
    const example = (NAMES as Record<string, readonly [RegExp, string]>)[about]?.[1];
    return `${at} ${JSON.stringify(valueAt(definition, pointer))} cannot be one: give one such as ${example}`;
  }
  return `${at} ${message}`;
}

const valueAt = (value: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], value);

function problemOf(kind: Kind): string | undefined {
  const { replicaTypes, replicaMap, statusMap, statusMapAliases = [], specFields, mutable } = kind;
  const spellings = replicaTypes.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  const statusNames = JOB_STATUS_FIELDS.map(({ name }) => name);
  const fields = specFields.map(({ name }) => name);
  const twice = (names: readonly string[]): string | undefined => names.find((name, i) => names.indexOf(name) !== i);
  const paths = ['metadata.labels', 'metadata.annotations', ...fields.map((name) => `spec.${name}`)];
  const found = [
    [twice(spellings), 'replicaTypes has the name twice'],
    [twice([...fields, replicaMap]), 'two fields of the spec have the name'],
    [twice([...statusNames, statusMap, ...statusMapAliases]), 'two fields of the status have the name'],
  ] as const;
  for (const [name, what] of found) if (name !== undefined) return `${what}: ${name}`;
  const lacking = WRITTEN.find((one) => !mutable.includes(one));
  if (lacking !== undefined) return `mutable lacks ${lacking}: the requirements change it in every kind`;
  const path = mutable.find((one) => !paths.includes(one));
  if (path !== undefined)
    return `mutable names ${path}, which is no field of it${didYouMean(path, paths)}: there are ${paths.join(', ')}`;
  for (const field of specFields) {
    const wrong = wrongType(field.is) ?? wrongDefault(field) ?? otherRunField(field);
    if (wrong !== undefined) return `specFields: ${field.name} ${wrong}`;
  }
  return undefined;
}

/** What the requirements change in every kind. */
const WRITTEN = ['metadata.labels', 'metadata.annotations', 'spec.activeDeadlineSeconds'];

/** The requirements write these fields in every kind. */
function otherRunField({ name, is }: Field): string | undefined {
  const run = RUN_FIELDS.find((field) => field.name === name);
  return run === undefined || run.is.type === is.type
    ? undefined
    : `is of type ${is.type}, but of type ${run.is.type} in every kind`;
}

/** The members that a type may have besides `type`. */
const MEMBERS_OF: Readonly<Record<FieldType['type'], readonly string[]>> = {
  string: ['pattern', 'minLength', 'maxLength', 'enum', 'format'],
  integer: ['minimum', 'exclusiveMinimum', 'maximum', 'format'],
  boolean: [],
  quantity: [],
  array: ['items', 'minItems'],
  map: ['values'],
  ref: ['ref'],
};
const NEEDED: Readonly<Partial<Record<FieldType['type'], string>>> = { array: 'items', map: 'values', ref: 'ref' };

function wrongType(is: FieldType): string | undefined {
  const needed = NEEDED[is.type];
  if (needed !== undefined && !(needed in is)) return `is of type ${is.type} and lacks ${needed}`;
  const other = Object.keys(is).find((member) => member !== 'type' && !MEMBERS_OF[is.type].includes(member));
  if (other !== undefined) return `is of type ${is.type}, which has no ${other}`;
  if (is.type === 'array') return wrongType(is.items);
  if (is.type === 'map') return wrongType(is.values);
  if (is.type === 'ref' && STRUCTURES[is.ref] === undefined)
    return `names the structure ${is.ref}, which the documents do not have${didYouMean(is.ref, Object.keys(STRUCTURES))}`;
  if (is.type === 'string' && is.format !== undefined && is.format !== 'date-time')
    return `is of type string, which has no format ${String(is.format)}`;
  if (is.type === 'integer' && !['int32', 'int64', undefined].includes(is.format))
    return `is of type integer, which has no format ${String(is.format)}`;
  return is.type === 'integer' || is.type === 'string' ? emptyRange(is) : undefined;
}

function emptyRange(is: FieldType & { type: 'integer' | 'string' }): string | undefined {
  const [least = -Infinity, most = Infinity] =
    is.type === 'string'
      ? [is.minLength, is.maxLength]
      : [Math.max(is.minimum ?? -Infinity, (is.exclusiveMinimum ?? -Infinity) + 1), is.maximum];
  return least > most ? `allows nothing: ${least} is more than ${most}` : undefined;
}

function wrongDefault({ is, default: value }: Field): string | undefined {
  if (value === undefined) return undefined;
  const type = typeof value === 'number' ? 'integer' : typeof value;
  const isOne = is.type === 'string' && is.enum !== undefined ? is.enum.includes(String(value)) : true;
  return type === is.type && isOne ? undefined : `has the default ${JSON.stringify(value)}, which it cannot have`;
}
