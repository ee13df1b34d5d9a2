/** A few objects of a structure in which each field has each of its characteristic values, for round trips. */
import fc from 'fast-check';
import type { Json, JsonObject } from '../../../contract/json.ts';
import { named, structuresOf } from '../../../contract/structures/index.ts';
import type { Field, FieldType, Kind, Structure } from '../../../contract/types.ts';
import { ONE_OF, UNSENT } from './kubernetes-values.ts';
import { onceForEach } from './once.ts';
import { fieldValues, structureValues } from './values.ts';

const DRAWS = 100;
const unique = (values: readonly Json[]): Json[] => [
  ...new Map(values.map((value): [string, Json] => [JSON.stringify(value), value])).values(),
];
const longest = (values: readonly Json[]): Json[] =>
  [...values].sort((a, b) => JSON.stringify(b).length - JSON.stringify(a).length).slice(0, 1);
/**
 * Texts without anything to trim, escape or translate, and none that is empty: nothing that another structure is about.
 */
const isPlain = (value: Json): boolean => !/[^\x21-\x7e]|""|\\/.test(JSON.stringify(value));
const isPadded = (value: Json): boolean => typeof value === 'string' && value !== value.trim();
const looksTyped = (value: Json): boolean => ['null', 'true', '1', '{}'].includes(value as string);
const isForeign = (value: Json): boolean => /[^\x20-\x7e]/.test(JSON.stringify(value));

const port = (containerPort: number, protocol: string): JsonObject => ({
  name: `p-${containerPort}-${protocol.toLowerCase()}`,
  containerPort,
  protocol,
});

/**
 * By hand, where what tells is how values stand to each other. What Kubernetes keeps of a pod template's metadata; its
 * names mean nothing. One port number of two protocols; nothing of a list in the order of a key; zero beside others;
 * paths that could be written shorter.
 */
const CHOSEN: Readonly<Record<string, readonly Json[]>> = {
  'Container.ports': [
    [port(8080, 'TCP'), port(5353, 'UDP'), port(5353, 'TCP')],
    [port(5353, 'TCP'), port(5353, 'UDP'), port(53, 'TCP')],
  ],
  'PodSecurityContext.supplementalGroups': [
    [1000, 0],
    [0, 2 ** 31 - 1, 7],
  ],
  'HostAlias.hostnames': [['b.example.com', 'a.example.com', 'b'], ['a']],
  'EnvVar.name': ['http_proxy', '_Mixed1', 'UPPER'],
  'VolumeMount.mountPath': ['/data/', '/mnt//a', '/mnt/./b'],
  'Container.workingDir': ['/data/', '/work//a/./b'],
  'PodTemplateSpec.metadata': [
    { labels: { app: 'a', 'example.com/tier': '' }, annotations: { note: 'größe\n', 'example.com/empty': '' } },
    {
      labels: { App: 'A', constructor: 'c', length: '0' },
      annotations: { json: '{"a":[1]}', long: 'größe '.repeat(100) },
      name: 'template',
    },
  ],
};

const refOf = (is: FieldType): string | undefined =>
  is.type === 'array' ? refOf(is.items) : is.type === 'ref' ? is.ref : undefined;

/** Values of a structure with about half of its fields; of one without fields, the empty object. */
const fullerValues = (kind: Kind, structure: string): Json[] => {
  const structures = structuresOf(kind);
  const values = structureValues(named(structures, structure), '', {
    kind,
    structures,
    maxReplicas: 1,
    unsent: false,
    density: 50,
    wanted: [],
  });
  const drawn = fc.sample(values, { seed: DRAWS, numRuns: DRAWS });
  const filled = drawn.filter((value) => Object.keys(value).length > 0);
  return filled.length > 0 ? unique(filled) : drawn.slice(0, 1);
};

/**
 * Of what may stand there: both booleans, every word of a list, the least and the greatest number, empty, long and
 * foreign texts.
 */
export function tellingValues(kind: Kind, structure: Structure, field: Field): Json[] {
  const drawn = unique(
    fc.sample(fieldValues(kind, structuresOf(kind), structure, field), { seed: DRAWS, numRuns: DRAWS }),
  );
  const { is } = field;
  const chosen = CHOSEN[`${structure.name}.${field.name}`];
  if (chosen !== undefined) return [...chosen];
  const ref = refOf(is);
  if (ref !== undefined) {
    // Where nothing is required, what is drawn is empty: to a server with typed fields the same as none.
    const hollow = is.type === 'ref' && drawn.every((value) => Object.keys(value as JsonObject).length === 0);
    const plain = (hollow ? fullerValues(kind, ref) : drawn).filter(isPlain);
    const several = plain.filter((value): value is Json[] => Array.isArray(value) && value.length > 1).slice(0, 1);
    // In two orders: one of them is not that of a key.
    return [...several, ...several.map((value) => value.toReversed()), ...plain, ...drawn].slice(0, 2);
  }
  if (is.type === 'boolean' || (is.type === 'string' && is.enum !== undefined)) return drawn;
  if (is.type === 'integer') return unique([Math.min(...(drawn as number[])), Math.max(...(drawn as number[]))]);
  if (is.type === 'quantity') return drawn.slice(0, 3);
  const ordered = is.type === 'array' ? drawn.filter((value) => Array.isArray(value) && value.length > 1) : drawn;
  const first = (is: (value: Json) => boolean): Json[] => ordered.filter(is).slice(0, 1);
  const telling = [
    ...first((value) => value === ''),
    ...first(isForeign),
    ...first(isPadded),
    ...first(looksTyped),
    ...longest(ordered),
  ];
  return unique([...telling, ...ordered]).slice(0, Math.max(2, telling.length));
}

/**
 * Each with every field that a client may set, of several exclusive ones in turn each; together with every telling
 * value.
 */
export const samplesOf = onceForEach((kind: Kind, structure: Structure): readonly JsonObject[] => {
  const fields = structure.fields.filter(
    (f) => f.unsupported !== true && f.readOnly !== true && !UNSENT.has(`${structure.name}.${f.name}`),
  );
  const exclusive = ONE_OF[structure.name] ?? [];
  const table = fields.map((field) => ({ name: field.name, values: tellingValues(kind, structure, field) }));
  const together = table.filter(({ name }) => !exclusive.includes(name));
  const alternatives = table
    .filter(({ name }) => exclusive.includes(name))
    .flatMap(({ name, values }) => values.map((value): [string, Json] => [name, value]));
  const count = Math.max(1, alternatives.length, ...together.map(({ values }) => values.length));
  // Shifted against each other, so that fields of one type differ within a sample.
  return Array.from({ length: count }, (_, i) =>
    Object.fromEntries([
      ...together.map(({ name, values }, f): [string, Json] => [name, values[(i + f) % values.length]!]),
      ...(alternatives.length === 0 ? [] : [alternatives[i % alternatives.length]!]),
    ]),
  );
});
