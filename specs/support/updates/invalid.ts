import type { Json } from '../../../contract/json.ts';
import type { Field, Kind } from '../../../contract/types.ts';
import type { Requirement } from '../../../harness/model/requirement.ts';
import { someOf } from '../closeness.ts';
import { requirement } from '../requirement.ts';
import {
  BASIS,
  furnished,
  mutableFieldsOf,
  refusedAll,
  control,
  twoValues,
  withMembers,
  type UpdateVerb,
} from './write.ts';

type Member = [path: readonly string[], value: Json];

/** Values of another type than the documented one. */
const mistyped = ({ is }: Field): Json[] => {
  switch (is.type) {
    case 'integer':
      return ['3600', 'soon', 1.5, true, [3600], { seconds: 3600 }];
    case 'string':
      return [5, true, ['All'], { All: true }];
    default:
      return [{}, 'x'];
  }
};

/** Values of the documented type that break what the tables say about it. */
const outOfBounds = ({ is }: Field): Json[] => {
  if (is.type === 'integer')
    return [
      ...(is.exclusiveMinimum === undefined ? [] : [is.exclusiveMinimum, is.exclusiveMinimum - 1]),
      ...(is.minimum === undefined ? [] : [is.minimum - 1]),
      ...(is.maximum === undefined ? [] : [is.maximum + 1]),
    ];
  if (is.type === 'string' && is.enum !== undefined)
    return ['Some', ...is.enum.slice(0, 1).flatMap((value) => [value.toLowerCase(), `${value} `])];
  return [];
};

const fields = (kind: Kind, values: (field: Field) => Json[]): Member[] =>
  mutableFieldsOf(kind).flatMap((field) => values(field).map((value): Member => [['spec', field.name], value]));

const inMap = (map: string, entries: readonly [key: string, value: Json][]): Member[] =>
  entries.map(([key, value]) => [['metadata', map, key], value]);
const LONG_NAME = 'x'.repeat(64);
/** Kubernetes, "Labels and Selectors", syntax: names of at most 63, with a prefix that is a DNS subdomain. */
const KEYS: readonly [string, Json][] = [
  ['', 'x'],
  ['-a', 'x'],
  ['a-', 'x'],
  ['a b', 'x'],
  ['a/b/c', 'x'],
  ['/a', 'x'],
  ['a/', 'x'],
  ['größe', 'x'],
  [LONG_NAME, 'x'],
  ['Upper.example.com/a', 'x'],
  // Directives of other patches (Kubernetes: strategic merge patch).
  ['$patch', 'replace'],
  ['$patch', 'delete'],
];
const VALUES: readonly [string, Json][] = [
  ['v', 'not valid!'],
  ['v', '-a'],
  ['v', 'a-'],
  ['v', 'größe'],
  ['v', LONG_NAME],
  ['v', 'a/b'],
  ['v', 'a\n'],
];
const TYPES: readonly [string, Json][] = [
  ['t', 5],
  ['t', true],
  ['t', ['x']],
  ['t', { x: 'y' }],
];

/** No names in any version of Kubernetes: not for a finalizer, nor, where case does not count, for an annotation. */
export const BAD_NAMES = ['a b', 'example.com/a/b', LONG_NAME];

/** Values that a write has to refuse, each with its place. */
interface Invalid {
  tests?: readonly string[];
  members: (kind: Kind) => Member[];
}

export const FIELDS_OF_ANOTHER_TYPE: Invalid = { members: (kind) => fields(kind, mistyped) };
export const FIELDS_OUT_OF_BOUNDS: Invalid = { members: (kind) => fields(kind, outOfBounds) };
/** The names that are keys of labels, keys of annotations and finalizers have one syntax. */
export const INVALID_LABEL_KEYS: Invalid = {
  tests: ['metadata.labels.valid', 'metadata.annotations.valid', 'metadata.finalizers.valid'],
  members: () => [
    ...inMap('labels', KEYS),
    ...inMap(
      'annotations',
      BAD_NAMES.map((name) => [name, 'x']),
    ),
    ...BAD_NAMES.map((name): Member => [['metadata', 'finalizers'], [name]]),
  ],
};
export const INVALID_LABEL_VALUES: Invalid = {
  tests: ['metadata.labels.valid'],
  members: () => inMap('labels', VALUES),
};
export const LABELS_OF_ANOTHER_TYPE: Invalid = {
  members: () => [...inMap('labels', TYPES), [['metadata', 'labels'], ['a']], [['metadata', 'labels'], 'a=b']],
};
export const ANNOTATIONS_OF_ANOTHER_TYPE: Invalid = {
  members: () => [
    // A Boolean or an array is an annotation's by table 11 (erratum 25).
    ...inMap(
      'annotations',
      TYPES.filter(([, value]) => value !== true && !Array.isArray(value)),
    ),
    [['metadata', 'annotations'], ['a']],
    [['metadata', 'annotations'], 'a=b'],
  ],
};

/** Each value is sent together with changes that are allowed: they must not happen either. */
export const refusesInvalid = (id: string, verb: UpdateVerb, { tests = [], members }: Invalid): Requirement =>
  requirement(id, {
    tests: [`${verb}.invalid`, ...tests, ...(verb === 'patch' ? ['patch.all-or-nothing'] : [])],
    needs: [BASIS[verb]],
    appliesTo: (kind) => members(kind).length > 0,
    async check(trial) {
      const job = await furnished(trial);
      await control(trial, verb, job);
      const [beside] = mutableFieldsOf(trial.kind);
      const all = members(trial.kind);
      // Each of the names and texts breaks another rule; of the other values several break one.
      const makes = (tests.length > 0 ? all : someOf(trial, all)).map(([path, value], i) => {
        const maps = ['labels', 'annotations']
          .filter((map) => path[1] !== map || path.length > 2)
          .map((map): Member => [['metadata', map, 'beside'], `allowed-${i}`]);
        const allowed: Member[] =
          beside === undefined || path[1] === beside.name
            ? maps
            : [...maps, [['spec', beside.name], twoValues(beside)[1]]];
        return withMembers(verb, [...allowed, [path, value]]);
      });
      await refusedAll(trial, verb, job, makes);
    },
  });
