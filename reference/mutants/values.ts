/** Values that a server changes on the way. */
import { KINDS } from '../../contract/kinds.ts';
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Verb } from '../../contract/types.ts';
import { equal, objectAt, withMetadata } from '../state/model.ts';
import { replicasOf } from '../../contract/workloads/replicated.ts';
import { inBodies, readAs } from './helpers/bodies.ts';
import { mutant, mutantOn, perVerb, type Mutant, type Override } from './types.ts';

const onWatch = mutantOn('watch');
const TIME_TO_LIVE = 'ttlSecondsAfterFinished';
const SHOWING: readonly Verb[] = ['create', 'read', 'list', 'replace', 'patch'];

/** Every integer of the spec's own fields is spelled so. */
const respelled =
  (spell: (digits: string) => string) =>
  (text: string): string =>
    text.replaceAll(
      /("(?:\w+Seconds|\w+AfterFinished|replicas)":)(\d+)(?=[,}])/g,
      (_, key: string, digits: string) => key + spell(digits),
    );
const withFraction = respelled((digits) => `${digits}.0`);
const withExponent = respelled((digits) => (digits.length > 7 ? Number(digits).toExponential() : digits));

const written =
  (change: (text: string) => string): Override =>
  (base) => ({ written: (json, pretty) => change(base.written(json, pretty)) });

/** A text that is read as YAML does: the spellings of one value are one. */
const readAsYaml = (text: string): string => {
  if (/^(yes|on|y)$/i.test(text)) return 'true';
  if (/^(no|off|n)$/i.test(text)) return 'false';
  if (/^[-+]?[\d_.]+$/.test(text) && text !== '') return String(Number(text.replaceAll('_', '')));
  return text;
};

const inTexts = (change: (text: string) => string): Override =>
  inBodies('EnvVar', (entry) =>
    typeof entry['value'] === 'string' ? { ...entry, value: change(entry['value']) } : entry,
  );

const inArguments = (change: (args: Json[]) => Json[]): Override =>
  inBodies('Container', (container) =>
    Array.isArray(container['args']) ? { ...container, args: change(container['args']) } : container,
  );

/** Every integer as 32 bits hold it. */
const wrapped = (value: Json): Json => {
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, wrapped(member)]));
  return typeof value === 'number' && Number.isInteger(value) ? value | 0 : value;
};

/** What becomes of a pod that says where it has to run, which the service does not support. */
const inPlaced = (change: (pod: JsonObject) => JsonObject): Override =>
  inBodies('PodSpec', (pod) => (pod['nodeSelector'] === undefined ? pod : change(pod)));

const UNSUPPORTED: readonly Mutant[] = [
  mutant('unsupported-fields-are-errors', 'fields.unsupported', {
    text: 'A field that is not supported makes the server fail.',
    override: inPlaced(() => {
      throw new Error('no node');
    }),
  }),
  mutant('unsupported-fields-are-changed', 'fields.unsupported', {
    text: 'A field that is not supported is kept with another value.',
    override: inPlaced((pod) => ({
      ...pod,
      nodeSelector: Object.fromEntries(Object.keys(objectAt(pod, 'nodeSelector')).map((key) => [key, 'any'])),
    })),
  }),
  mutant('unsupported-fields-take-others-with-them', 'fields.unsupported', {
    text: 'A pod with a field that is not supported gets another image.',
    override: inPlaced(({ containers, ...pod }) => ({
      ...pod,
      containers: Array.isArray(containers)
        ? containers.map((one) => ({ ...(isObject(one) && one), image: 'none' }))
        : [],
    })),
  }),
];

const INTEGERS: readonly Mutant[] = [
  ...perVerb(SHOWING, (verb) =>
    mutant('spells-integers-with-a-fraction', 'values.integers', {
      text: `The answer to a ${verb} spells integers as 3600.0.`,
      override: written(withFraction),
    }),
  ),
  ...perVerb(SHOWING, (verb) =>
    mutant('spells-large-integers-with-an-exponent', 'values.integers', {
      text: `The answer to a ${verb} spells large integers as 8.64e+7.`,
      override: written(withExponent),
    }),
  ),
  onWatch('watch-spells-large-integers-with-an-exponent', 'values.integers', {
    text: 'Events spell large integers as 8.64e+7.',
    override: (base) => ({ eventLine: (event) => withExponent(base.eventLine(event)) }),
  }),
  mutant('rounds-wide-integers', 'values.integers.64-bits', {
    text: 'Integers that a double does not hold are rounded.',
    override: () => ({ wideInteger: () => undefined }),
  }),
  ...perVerb(['patch', 'replace'], (verb) =>
    mutant('wraps-integers-at-32-bits', 'values.integers.64-bits', {
      text: `A ${verb} stores integers of more than 32 bits without their upper half.`,
      override: readAs((body) => objectAt({ body: wrapped(body) }, 'body')),
    }),
  ),
];

/** The field that has a default keeps what it had where a write sets it to its default. */
const keepingUnlessOther: Override = (base) => ({
  asStored: (job, current, writer) => {
    const stored = base.asStored(job, current, writer);
    const [before, after] = [objectAt(current, 'spec'), objectAt(stored, 'spec')];
    const fields = KINDS.find(({ kind }) => kind === job['kind'])?.specFields ?? [];
    const kept = fields.filter(
      ({ name, default: byDefault }) =>
        byDefault !== undefined && equal(after[name], byDefault) && before[name] !== undefined,
    );
    return {
      ...stored,
      spec: { ...after, ...Object.fromEntries(kept.map(({ name }) => [name, before[name] ?? null])) },
    };
  },
});

const TEXTS: readonly Mutant[] = [
  ...perVerb(['replace', 'patch'], (verb) =>
    mutant('of-the-default-changes-nothing', 'values.default-set', {
      text: `A ${verb} that sets a field to its default leaves it as it was.`,
      override: keepingUnlessOther,
    }),
  ),
  mutant('env-read-as-yaml', 'values.texts', {
    text: 'Values of the environment are read as YAML: yes is true, 007 is 7.',
    override: inTexts(readAsYaml),
  }),
  mutant('env-normalised', 'values.texts', {
    text: 'Values of the environment are stored in Unicode normal form.',
    override: inTexts((text) => text.normalize('NFC')),
  }),
  mutant('args-once-each', 'values.texts', {
    text: 'Of equal arguments of a container one is stored.',
    override: inArguments((args) => [...new Set(args)]),
  }),
  mutant('args-sorted', 'values.texts', {
    text: 'Arguments of a container are stored in order.',
    override: inArguments((args) => args.toSorted((a, b) => (String(a) < String(b) ? -1 : 1))),
  }),
  mutant('args-without-empty-ones', 'values.texts', {
    text: 'Empty arguments of a container are dropped.',
    override: inArguments((args) => args.filter((arg) => arg !== '')),
  }),
];

/** Every text and number of a body, changed as it is read; what the body calls itself stays. */
const inLeaves =
  (change: (leaf: string | number) => Json): Override =>
  (base) => {
    const changed = (value: Json): Json => {
      if (Array.isArray(value)) return value.map(changed);
      if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, changed(of)]));
      return typeof value === 'string' || typeof value === 'number' ? change(value) : value;
    };
    return { shaped: (kind, job) => base.shaped(kind, objectAt({ job: changed(job) }, 'job')) };
  };
const inEveryText = (change: (text: string) => string): Override =>
  inLeaves((leaf) => (typeof leaf === 'string' ? change(leaf) : leaf));

/** null in a field of the spec, read as another value. */
const readingNullAs = (other: Json): Override =>
  readAs((body) => ({
    ...body,
    ...(isObject(body['spec']) && {
      spec: Object.fromEntries(
        Object.entries(body['spec']).map(([name, value]) => [
          name,
          name.endsWith('Seconds') ? (value ?? other) : value,
        ]),
      ),
    }),
  }));

const parsed = (text: string): JsonObject => JSON.parse(text) as JsonObject;

const UNDECIDED: readonly Mutant[] = [
  mutant('texts-cut-at-4096', 'values.texts', {
    text: 'Texts are cut at 4,096 characters.',
    override: inTexts((text) => text.slice(0, 4096)),
  }),
  mutant('arguments-cut-at-4096', 'values.texts', {
    text: 'Arguments of a container are cut at 4,096 characters.',
    override: inArguments((args) => args.map((arg) => (typeof arg === 'string' ? arg.slice(0, 4096) : arg))),
  }),
  mutant('arguments-cut-at-a-hundred', 'values.texts', {
    text: 'A container keeps a hundred arguments.',
    override: inArguments((args) => args.slice(0, 100)),
  }),
  mutant('dollars-are-escapes', 'values.texts', {
    text: 'Two dollar signs in a text are stored as one.',
    override: inTexts((text) => text.replaceAll('$$', '$')),
  }),
  mutant('texts-end-at-nul', 'values.kept-or-refused', {
    text: 'A text ends at a NUL.',
    override: inEveryText((text) => text.split('\u0000')[0] ?? ''),
  }),
  mutant('integers-lose-their-sign', 'values.kept-or-refused', {
    text: 'A negative integer is stored without its sign.',
    override: inLeaves((leaf) => (typeof leaf === 'number' ? Math.abs(leaf) : leaf)),
  }),
  mutant('time-to-live-below-zero-is-none', 'values.kept-or-refused', {
    text: 'A negative ttlSecondsAfterFinished is stored as 0.',
    override: (base) => ({
      shaped: (kind, job) => {
        const shaped = base.shaped(kind, job);
        const spec = objectAt(shaped, 'spec');
        return Number(spec[TIME_TO_LIVE]) < 0 ? { ...shaped, spec: { ...spec, [TIME_TO_LIVE]: 0 } } : shaped;
      },
    }),
  }),
  ...perVerb(['create', 'replace'], (verb) =>
    mutant('takes-null-for-a-number', 'values.null', {
      text: `null for an integer in a ${verb} is stored as 60.`,
      override: readingNullAs(60),
    }),
  ),
  mutant('null-makes-a-server-error', 'values.null', {
    text: 'null for a field of the spec makes the server fail.',
    override: readAs((body) => {
      if (Object.values(objectAt(body, 'spec')).includes(null)) throw new Error('null');
      return body;
    }),
    verbs: ['create'],
  }),
  ...perVerb(['replace', 'patch'], (verb) =>
    mutant('counts-one-replica', 'immutable.same-value', {
      text: `A ${verb} stores one replica where there were more.`,
      override: (base) => ({
        asStored: (job, current, writer) =>
          parsed(JSON.stringify(base.asStored(job, current, writer)).replaceAll(/"replicas":\d+/g, '"replicas":1')),
      }),
    }),
  ),
  mutant('replica-of-null-is-a-500', 'values.null', {
    text: 'A replica type of null makes the server fail.',
    verbs: ['create'],
    override: readAs((body) => {
      if (KINDS.some((kind) => Object.values(replicasOf(kind, body)).includes(null))) throw new Error('null');
      return body;
    }),
  }),
  mutant('units-of-amounts-are-gi', 'create.quantities', {
    text: 'Ti in an amount is stored as Gi.',
    override: inBodies('ResourceRequirements', (resources) =>
      parsed(JSON.stringify(resources).replaceAll(/(?<=\d)Ti"/g, 'Gi"')),
    ),
  }),
  mutant('amounts-are-cut-to-hundredths', 'create.quantities', {
    text: 'Of an amount two decimals are kept.',
    override: inBodies('ResourceRequirements', (resources) =>
      parsed(JSON.stringify(resources).replaceAll(/(?<="\d+\.\d\d)\d+(?=")/g, '')),
    ),
  }),
  mutant('amounts-are-doubles', 'create.quantities', {
    text: 'An amount that a double does not hold is rounded.',
    override: inBodies('ResourceRequirements', (resources) =>
      parsed(JSON.stringify(resources).replaceAll(/(?<=")\d{16,}(?=")/g, (text) => String(Number(text)))),
    ),
  }),
  ...perVerb(['create', 'replace', 'patch'], (verb) =>
    mutant('drops-a-zero', 'values.zero', {
      text: `A time to live of zero in a ${verb} is taken for none.`,
      override: (base) => ({
        shaped: (kind, job) => {
          const { spec, ...rest } = base.shaped(kind, job);
          return {
            ...rest,
            ...(isObject(spec) && {
              spec: Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== 0)),
            }),
          };
        },
      }),
    }),
  ),
  mutant('ports-of-one-number-once', 'field.Container.ports', {
    text: 'Of ports with one number the first is stored.',
    override: inBodies('Container', (container) => {
      const { ports } = container;
      return Array.isArray(ports)
        ? {
            ...container,
            ports: ports.filter(
              (port, i) =>
                ports.findIndex(
                  (other) =>
                    objectAt({ other }, 'other')['containerPort'] === objectAt({ port }, 'port')['containerPort'],
                ) === i,
            ),
          }
        : container;
    }),
  }),
  mutant('booleans-are-texts', 'field.EnvVar.value', {
    text: 'true for a value of the environment is stored as the text.',
    override: inBodies('EnvVar', (entry) =>
      typeof entry['value'] === 'boolean' ? { ...entry, value: String(entry['value']) } : entry,
    ),
  }),
  mutant('line-break-after-the-name-of-a-container', 'constraint.Container.name.pattern', {
    text: 'A line break after the name of a container does not count.',
    override: inBodies('Container', (container) =>
      typeof container['name'] === 'string' ? { ...container, name: container['name'].replace(/\n$/, '') } : container,
    ),
  }),
  mutant('groups-without-zero', 'field.PodSecurityContext.supplementalGroups', {
    text: 'The group 0 is dropped from a list of groups.',
    override: inBodies('PodSecurityContext', (context) =>
      Array.isArray(context['supplementalGroups'])
        ? { ...context, supplementalGroups: context['supplementalGroups'].filter(Boolean) }
        : context,
    ),
  }),
];

/** Without the white space around every text. */
const trimmed = (value: Json): Json => {
  if (typeof value === 'string') return value.trim();
  if (Array.isArray(value)) return value.map(trimmed);
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, trimmed(member)]))
    : value;
};

const WORDS: readonly Mutant[] = KINDS.map((kind) =>
  mutantOn('create')(`create-trims-words-of-${kind.singular}`, `constraint.${kind.kind}Spec.cleanPodPolicy.enum`, {
    text: `White space around a word that a ${kind.kind} documents does not count.`,
    kinds: [kind.plural],
    override: (base) => ({
      schemaCauses: (of, job) => base.schemaCauses(of, objectAt({ job: trimmed(job) }, 'job')),
    }),
  }),
);

type Stored = JsonObject | undefined;
const lacks = (stored: Stored, map: string): boolean => !isObject(objectAt(stored, 'metadata')[map]);

/** What a write adds to a map that the object did not have. */
const intoAbsent =
  (change: (map: JsonObject) => JsonObject): Override =>
  (base) => ({
    asStored: (job, current, writer) => {
      const stored = base.asStored(job, current, writer);
      if (current === undefined || writer === 'controller') return stored;
      const changed = ['labels', 'annotations']
        .filter((map) => lacks(current, map) && !lacks(stored, map))
        .map((map) => [map, change(objectAt(objectAt(stored, 'metadata'), map))]);
      return withMetadata(stored, Object.fromEntries(changed));
    },
  });

const MAPS: readonly Mutant[] = [
  ...perVerb(['replace', 'patch'], (verb) =>
    mutant('into-an-absent-map-is-lost', verb === 'patch' ? 'merge-patch.absent-target' : 'replace.stores', {
      text: `What a ${verb} adds to labels or annotations that are not there is lost.`,
      override: intoAbsent(() => ({})),
    }),
  ),
  mutantOn('patch')('patch-of-nulls-makes-texts-in-an-absent-map', 'merge-patch.nested-null', {
    text: 'null for a member of annotations that are not there becomes an empty text.',
    override: (base) => ({
      mergePatch: (target, patch) => {
        const merged = base.mergePatch(target, patch);
        const annotations = objectAt(objectAt(patch, 'metadata'), 'annotations');
        const nulls = Object.entries(annotations).filter(([, value]) => value === null);
        return !isObject(merged) || !isObject(target) || !lacks(target, 'annotations') || nulls.length === 0
          ? merged
          : withMetadata(merged, {
              annotations: {
                ...objectAt(objectAt(merged, 'metadata'), 'annotations'),
                ...Object.fromEntries(nulls.map(([key]) => [key, ''])),
              },
            });
      },
    }),
  }),
];

export const VALUE_MUTANTS: readonly Mutant[] = [
  ...INTEGERS,
  ...TEXTS,
  ...UNDECIDED,
  ...WORDS,
  ...MAPS,
  ...UNSUPPORTED,
];
