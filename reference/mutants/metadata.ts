/** Metadata: names, what the server sets, labels and annotations, and what must not touch what. */
import { KINDS } from '../../contract/kinds.ts';
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Kind, Verb } from '../../contract/types.ts';
import type { Behaviour } from '../rules/behaviour.ts';
import { equal, metadataOf, textAt, withMetadata, type Job } from '../state/model.ts';
import { inAnswers } from './helpers/answers.ts';
import { json, refusal, spoilt } from './helpers/exchange.ts';
import { elsewhere, otherKinds, type Others } from './helpers/others.ts';
import { onRequest } from './helpers/wraps.ts';
import { perKind, type Mutant, type Wrap } from './types.ts';

const WRITES = ['create', 'replace', 'patch'] as const satisfies readonly Verb[];

/** metadata as it is stored by some verbs, changed. */
const storing =
  (
    change: (metadata: JsonObject, current: JsonObject | undefined) => Record<string, Json | undefined>,
  ): Mutant['override'] =>
  (base) => ({
    asStored: (job, current, writer) => {
      const stored = base.asStored(job, current, writer);
      return withMetadata(stored, change(metadataOf(stored), current === undefined ? undefined : metadataOf(current)));
    },
  });
const showing = (change: (metadata: JsonObject, job: Job) => Record<string, Json | undefined>): Mutant['override'] =>
  inAnswers((_, job) => withMetadata(job, change(metadataOf(job), job)));

/** A create is refused where one of these has the name. */
const uniqueOver = (others: Others): Wrap =>
  onRequest({ verb: 'create' }, async (exchange) => {
    const name = textAt(metadataOf(exchange.json), 'name');
    for (const path of name === undefined ? [] : await others(exchange))
      if ((await exchange.send('GET', `${path}/${name}`)).status === 200) return refusal(409, 'AlreadyExists');
    return exchange.forward();
  });

const NAMES: readonly Mutant[] = [
  {
    name: 'create-invents-a-name',
    breaks: 'metadata.name.required',
    verbs: ['create'],
    text: 'A body with neither name nor generateName gets a name.',
    wrap: spoilt(async (request, answer, ask) => {
      if (request.method !== 'POST' || answer.status !== 422) return answer;
      const body = JSON.parse(new TextDecoder().decode(request.body)) as JsonObject;
      if (textAt(metadataOf(body), 'name') !== undefined || textAt(metadataOf(body), 'generateName') !== undefined)
        return answer;
      return json(201, await ask('POST', request.path, withMetadata(body, { generateName: 'unnamed-' })));
    }),
  },
  ...(
    [
      ['upper-case', (name: string) => name.toLowerCase()],
      ['underscores', (name: string) => name.replaceAll('_', '-')],
      ['dots', (name: string) => name.replaceAll('.', '-')],
      ['a-first-dash', (name: string) => name.replace(/^-/, 'x')],
      ['a-last-dash', (name: string) => name.replace(/-$/, 'x')],
    ] as const
  ).map(([what, mended]): Mutant => ({
    name: `names-with-${what}`,
    breaks: 'metadata.name.pattern',
    verbs: ['create'],
    text: `Names with ${what.replaceAll('-', ' ')} are accepted.`,
    override: (base) => ({ nameCauses: (name) => base.nameCauses(name === undefined ? undefined : mended(name)) }),
  })),
  {
    name: 'names-of-64',
    breaks: 'metadata.name.length',
    verbs: ['create'],
    text: 'Names of 64 characters are accepted.',
    override: (base) => ({ nameCauses: (name) => base.nameCauses(name?.length === 64 ? name.slice(0, 63) : name) }),
  },
  {
    name: 'names-of-253',
    breaks: 'metadata.name.length',
    verbs: ['create'],
    text: 'Names of up to 253 characters are accepted.',
    override: (base) => ({
      nameCauses: (name) =>
        base.nameCauses(name !== undefined && name.length <= 253 ? name.slice(0, 63).replace(/-+$/, 'x') : name),
    }),
  },
  {
    name: 'names-of-62',
    breaks: 'metadata.name.length',
    verbs: ['create'],
    text: 'Names of 63 characters are refused.',
    override: (base) => ({
      nameCauses: (name) =>
        (name ?? '').length > 62
          ? [{ reason: 'FieldValueInvalid', message: 'Invalid value: too long', field: 'metadata.name' }]
          : base.nameCauses(name),
    }),
  },
  {
    name: 'long-names-are-cut',
    breaks: 'metadata.name.length',
    verbs: ['create'],
    text: 'A name of more than 63 characters is cut.',
    wrap: spoilt(async (request, answer, ask) => {
      const body =
        request.method === 'POST' && answer.status === 422
          ? (JSON.parse(new TextDecoder().decode(request.body)) as JsonObject)
          : {};
      const name = textAt(metadataOf(body), 'name') ?? '';
      return name.length > 63
        ? json(201, await ask('POST', request.path, withMetadata(body, { name: name.slice(0, 63) })))
        : answer;
    }),
  },
  {
    name: 'names-are-unique-over-namespaces',
    breaks: 'metadata.name.scope',
    text: 'A name that is taken in another namespace is refused.',
    wrap: uniqueOver(elsewhere),
  },
  {
    name: 'names-are-unique-over-kinds',
    breaks: 'metadata.name.scope',
    text: 'A name that another kind has taken is refused.',
    wrap: uniqueOver(otherKinds),
  },
  ...(['replace', 'patch'] as const).flatMap((verb): Mutant[] => [
    {
      name: `${verb}-renames`,
      breaks: 'metadata.name.immutable',
      verbs: [verb],
      text: `A ${verb} with another name changes the name that is shown.`,
      override: renaming('name'),
    },
    {
      name: `${verb}-moves`,
      breaks: 'metadata.namespace.immutable',
      verbs: [verb],
      text: `A ${verb} with another namespace changes the namespace that is shown.`,
      override: renaming('namespace'),
    },
  ]),
];

/** The client's value becomes the object's. */
function renaming(key: 'name' | 'namespace'): Mutant['override'] {
  return (base) => {
    let wanted: Json | undefined;
    const note = (metadata: JsonObject): undefined => void (wanted = metadata[key]);
    return {
      ...((key === 'name'
        ? { foreignName: (_, metadata) => note(metadata) }
        : { foreignNamespace: (_, metadata) => note(metadata) }) satisfies Partial<Behaviour>),
      lastingMetadata: (current) => ({
        ...base.lastingMetadata(current),
        ...(wanted === undefined ? {} : { [key]: wanted }),
      }),
    };
  };
}

const GENERATED: readonly Mutant[] = [
  {
    name: 'generate-name-is-taken-as-it-is',
    breaks: 'metadata.generate-name',
    text: 'A generateName is the name, without anything after it.',
    verbs: ['create'],
    override: () => ({ generatedName: (prefix) => prefix.replace(/-+$/, '') }),
  },
  {
    name: 'generate-name-is-ignored',
    breaks: 'metadata.generate-name',
    text: 'The generated name does not begin with the prefix.',
    verbs: ['create'],
    override: (base) => ({ generatedName: () => base.generatedName('job-') }),
  },
  {
    name: 'generate-name-counts',
    breaks: 'metadata.generate-name',
    text: 'Every generated name ends in the same five characters.',
    verbs: ['create'],
    override: (base) => ({ generatedName: (prefix) => `${base.generatedName(prefix).slice(0, -5)}aaaaa` }),
  },
  {
    name: 'generate-name-in-upper-case',
    breaks: 'metadata.generate-name',
    text: 'Generated names end in upper case.',
    verbs: ['create'],
    override: (base) => ({
      generatedName: (prefix) => base.generatedName(prefix).replace(/.{5}$/, (end) => end.toUpperCase()),
      nameCauses: (name) => base.nameCauses(name?.toLowerCase()),
    }),
  },
  {
    name: 'generate-name-beats-the-name',
    breaks: 'metadata.generate-name.only-without-name',
    verbs: ['create'],
    text: 'Where both are given, the name is generated.',
    override: (base) => ({
      createAnswer: (sent, stored) =>
        textAt(metadataOf(sent), 'generateName') === undefined
          ? stored
          : withMetadata(stored, { name: base.generatedName(String(metadataOf(sent)['generateName'])) }),
    }),
  },
  {
    name: 'generate-name-without-dash',
    breaks: 'metadata.generate-name.dash',
    verbs: ['create'],
    text: 'A generateName that ends in a hyphen is refused.',
    override: (base) => ({
      generateNameCauses: (prefix) =>
        prefix.endsWith('-')
          ? [
              {
                reason: 'FieldValueInvalid',
                message: 'Invalid value: ends in a hyphen',
                field: 'metadata.generateName',
              },
            ]
          : base.generateNameCauses(prefix),
    }),
  },
  {
    name: 'generate-name-uncut',
    breaks: 'metadata.generate-name.long',
    verbs: ['create'],
    text: 'A long generateName makes a name of more than 63 characters.',
    override: (base) => ({
      generatedName: (prefix) => prefix + base.generatedName('x').slice(1),
      nameCauses: (name) => base.nameCauses(name?.slice(0, 63)),
    }),
  },
  {
    name: 'generate-name-fails-when-long',
    breaks: 'metadata.generate-name.long',
    verbs: ['create'],
    text: 'A long generateName makes the server fail.',
    override: (base) => ({
      generatedName: (prefix) => {
        if (prefix.length > 58) throw new Error('no room for a suffix');
        return base.generatedName(prefix);
      },
    }),
  },
];

const SERVER_SET = [
  'uid',
  'selfLink',
  'creationTimestamp',
  'resourceVersion',
  'generation',
  'deletionTimestamp',
] as const;

const SET: readonly Mutant[] = [
  ...(['uid', 'resourceVersion', 'creationTimestamp', 'generation'] as const).map((key): Mutant => ({
    name: `objects-without-${key}`,
    breaks: `metadata.${{ uid: 'uid', resourceVersion: 'resource-version', creationTimestamp: 'creation-timestamp', generation: 'generation' }[key]}.set`,
    text: `Objects are shown without ${key}.`,
    override: showing(() => ({ [key]: undefined })),
  })),
  ...perKind(KINDS, (kind): Mutant => ({
    name: 'uid-by-name',
    breaks: 'metadata.uid.unique',
    verbs: ['create'],
    text: `The uid of a ${kind.kind} is made of its name, and comes back with it.`,
    override: storing((metadata, current) => (current === undefined ? { uid: uidFor(String(metadata['name'])) } : {})),
  })),
  {
    name: 'uid-the-same-for-all',
    breaks: 'metadata.uid.unique',
    verbs: ['create'],
    text: 'All objects have one uid.',
    override: () => ({ newUid: () => '01234567-89ab-4cde-8f01-23456789abcd' }),
  },
  ...(['replace', 'patch'] as const).map((verb): Mutant => ({
    name: `${verb}-gives-a-new-uid`,
    breaks: 'metadata.uid.kept',
    verbs: [verb],
    text: `A ${verb} gives the object a new uid.`,
    override: (base) => storing(() => ({ uid: base.newUid() }))?.(base) ?? {},
  })),
  {
    name: 'uid-another-in-lists',
    breaks: 'list.read-consistent',
    verbs: ['list'],
    text: 'Lists show another uid than reads.',
    override: (base) => ({
      listedItem: (job) => withMetadata(base.listedItem(job), { uid: uidFor(String(metadataOf(job)['uid'])) }),
    }),
  },
  {
    name: 'created-in-local-time',
    breaks: 'metadata.creation-timestamp.set',
    text: 'creationTimestamp has no time zone.',
    override: showing((metadata) => ({ creationTimestamp: String(metadata['creationTimestamp']).replace('Z', '') })),
  },
  {
    name: 'created-in-1970',
    breaks: 'metadata.creation-timestamp.set',
    verbs: ['create'],
    text: 'creationTimestamp is that of an hour of 1970.',
    override: (base) => ({ timestamp: () => base.timestamp(3_600_000) }),
  },
  {
    name: 'created-as-a-number',
    breaks: 'metadata.creation-timestamp.set',
    text: 'creationTimestamp is a number.',
    override: showing((metadata) => ({ creationTimestamp: Date.parse(String(metadata['creationTimestamp'])) })),
  },
  ...(['replace', 'patch'] as const).map((verb): Mutant => ({
    name: `${verb}-renews-creation`,
    breaks: 'metadata.creation-timestamp.kept',
    verbs: [verb],
    text: `A ${verb} moves creationTimestamp.`,
    override: storing((metadata) => ({
      creationTimestamp: new Date(Date.parse(String(metadata['creationTimestamp'])) + 60_000)
        .toISOString()
        .replace('.000', ''),
    })),
  })),
  {
    name: 'creation-another-at-each-read',
    breaks: 'metadata.creation-timestamp.kept',
    verbs: ['read'],
    text: 'creationTimestamp is the time of the read.',
    override: (base) => {
      let reads = 0;
      return {
        readAnswer: (job) =>
          withMetadata(base.readAnswer(job), {
            creationTimestamp: new Date(Date.parse(String(metadataOf(job)['creationTimestamp'])) + 1000 * reads++)
              .toISOString()
              .replace('.000', ''),
          }),
      };
    },
  },
  {
    name: 'self-link-of-the-collection',
    breaks: 'metadata.self-link',
    text: 'selfLink is the path of the collection.',
    override: (base) => ({ selfLink: (kind, namespace) => base.selfLink(kind, namespace) }),
  },
  {
    name: 'self-link-of-another-version',
    breaks: 'metadata.self-link',
    text: 'selfLink has another version.',
    override: (base) => ({
      selfLink: (kind, namespace, name) => base.selfLink(kind, namespace, name)?.replace(/\/v1[^/]*\//, '/v2/'),
    }),
  },
  {
    name: 'marked-from-the-start',
    breaks: 'metadata.deletion-timestamp.absent',
    verbs: ['read'],
    text: 'Objects that nobody deletes show a deletionTimestamp.',
    override: showing((metadata) => ({
      deletionTimestamp: metadata['deletionTimestamp'] ?? metadata['creationTimestamp'],
    })),
  },
  {
    name: 'marked-without-a-time',
    breaks: 'metadata.deletion-timestamp',
    text: 'An object that is being deleted shows no deletionTimestamp.',
    override: showing(() => ({ deletionTimestamp: undefined })),
  },
  {
    name: 'marked-with-false',
    breaks: 'metadata.deletion-timestamp',
    text: 'The deletionTimestamp of an object that is being deleted is true.',
    override: showing((metadata) => (metadata['deletionTimestamp'] === undefined ? {} : { deletionTimestamp: true })),
  },
  ...WRITES.flatMap((verb) =>
    SERVER_SET.map((key): Mutant => ({
      name: `${verb}-takes-the-clients-${key}`,
      breaks: `metadata.server-set.${verb}`,
      verbs: [verb],
      text: `What a ${verb} sends for ${key} becomes the object's.`,
      override: taking(key, verb),
    })),
  ),
];

/** The value that a write sends is stored, and nothing is checked about it. */
function taking(key: (typeof SERVER_SET)[number] | 'deletionGracePeriodSeconds', verb: Verb): Mutant['override'] {
  return (base) => {
    let sent: JsonObject = {};
    return {
      clientMetadata: (metadata) => {
        sent = metadata;
        return base.clientMetadata(metadata);
      },
      ...(key === 'uid' && verb !== 'create' ? { isForeign: () => false } : {}),
      ...(key === 'deletionTimestamp' ? { deletionTimestampCauses: () => [] } : {}),
      ...(key === 'resourceVersion' ? (verb === 'create' ? {} : { isStale: () => false }) : {}),
      asStored: (job, current, writer) => {
        const stored = base.asStored(job, current, writer),
          value = sent[key];
        return value === undefined || value === null || key === 'resourceVersion'
          ? stored
          : withMetadata(stored, { [key]: value });
      },
      ...(key !== 'resourceVersion'
        ? {}
        : {
            createAnswer: (_, stored) => versioned(stored, sent),
            replaceAnswer: (_, stored) => versioned(stored, sent),
            patchAnswer: (_, stored) => versioned(stored, sent),
          }),
      ...(key !== 'generation'
        ? {}
        : {
            nextGeneration: (current, next) =>
              typeof sent['generation'] === 'number' ? sent['generation'] : base.nextGeneration(current, next),
          }),
    };
  };
}
const versioned = (stored: Job, sent: JsonObject): Job =>
  textAt(sent, 'resourceVersion') === undefined
    ? stored
    : withMetadata(stored, { resourceVersion: sent['resourceVersion'] });

const uidFor = (text: string): string => {
  const hex = Buffer.from(text.padEnd(32, text)).toString('hex').slice(-32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** One member of a client's maps, spoilt. */
const map =
  (key: 'labels' | 'annotations', change: (map: JsonObject) => JsonObject): Mutant['override'] =>
  (base) => ({
    clientMetadata: (sent) => {
      const metadata = base.clientMetadata(sent);
      return isObject(metadata[key]) ? { ...metadata, [key]: change(metadata[key]) } : metadata;
    },
  });
const filtered =
  (keep: (key: string, value: Json) => boolean) =>
  (object: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(object).filter(([key, value]) => keep(key, value)));

const MAPS: readonly Mutant[] = [
  {
    name: 'labels-with-prefix-are-lost',
    breaks: 'metadata.labels',
    text: 'Labels with a prefix are dropped.',
    override: map(
      'labels',
      filtered((key) => !key.includes('/') || key.includes('cci-job-conformance') || key.includes('conformance')),
    ),
  },
  {
    name: 'empty-labels-are-lost',
    breaks: 'metadata.labels',
    text: 'Labels whose value is empty are dropped.',
    override: map(
      'labels',
      filtered((_, value) => value !== ''),
    ),
  },
  {
    name: 'labels-in-lower-case',
    breaks: 'metadata.labels',
    text: 'Values of labels lose their upper case.',
    override: map('labels', (labels) =>
      Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, String(value).toLowerCase()])),
    ),
  },
  {
    name: 'annotations-trimmed',
    breaks: 'metadata.annotations',
    text: 'Annotations lose the white space around them.',
    override: map('annotations', (annotations) =>
      Object.fromEntries(Object.entries(annotations).map(([key, value]) => [key, String(value).trim()])),
    ),
  },
  {
    name: 'annotations-in-ascii',
    breaks: 'metadata.annotations',
    text: 'Annotations lose what is no ASCII.',
    override: map('annotations', (annotations) =>
      Object.fromEntries(
        Object.entries(annotations).map(([key, value]) => [
          key,
          [...String(value)].map((c) => ((c.codePointAt(0) ?? 0) > 126 ? '?' : c)).join(''),
        ]),
      ),
    ),
  },
  {
    name: 'annotations-cut',
    breaks: 'metadata.annotations',
    text: 'Annotations are cut at 255 characters.',
    override: map('annotations', (annotations) =>
      Object.fromEntries(Object.entries(annotations).map(([key, value]) => [key, String(value).slice(0, 255)])),
    ),
  },
  ...(['replace', 'patch'] as const).map((verb): Mutant => ({
    name: `${verb}-of-other-fields-loses-annotations`,
    breaks: 'metadata.annotations.preserved',
    verbs: [verb],
    text: `A ${verb} that changes the spec drops the annotations.`,
    override: (base) => ({
      asStored: (job, current, writer) =>
        current !== undefined && JSON.stringify(current['spec']) !== JSON.stringify(job['spec'])
          ? withMetadata(base.asStored(job, current, writer), { annotations: undefined })
          : base.asStored(job, current, writer),
    }),
  })),
  {
    name: 'owners-lose-their-uid',
    breaks: 'metadata.owner-references',
    text: 'ownerReferences lose their uid.',
    override: storing((metadata) =>
      Array.isArray(metadata['ownerReferences'])
        ? { ownerReferences: metadata['ownerReferences'].map((owner) => ({ ...(owner as JsonObject), uid: '' })) }
        : {},
    ),
  },
  {
    name: 'finalizers-keep-the-first',
    breaks: 'metadata.finalizers',
    text: 'Of several finalizers the first is stored.',
    override: storing((metadata) =>
      Array.isArray(metadata['finalizers']) ? { finalizers: metadata['finalizers'].slice(0, 1) } : {},
    ),
  },
  {
    name: 'times-without-zone',
    breaks: 'metadata.timestamps',
    text: 'Times are written without a time zone.',
    override: (base) => ({ timestamp: (at) => base.timestamp(at).replace('Z', '').replace('T', ' ') }),
  },
  ...WRITES.flatMap((verb): Mutant[] => [
    {
      name: `${verb}-takes-bad-label-keys`,
      breaks: 'metadata.labels.valid',
      verbs: [verb],
      text: `A ${verb} takes keys of labels that break their syntax.`,
      override: (base) => ({
        labelCauses: (metadata) => base.labelCauses(metadata).filter(({ message }) => !message.includes('label key')),
      }),
    },
    {
      name: `${verb}-takes-bad-label-values`,
      breaks: 'metadata.labels.valid',
      verbs: [verb],
      text: `A ${verb} takes values of labels that break their syntax.`,
      override: (base) => ({
        labelCauses: (metadata) => base.labelCauses(metadata).filter(({ message }) => !message.includes('label value')),
      }),
    },
  ]),
  {
    name: 'annotations-of-any-size',
    breaks: 'metadata.annotations.size',
    text: 'Annotations may be of any size.',
    override: (base) => ({
      annotationCauses: (metadata) =>
        base.annotationCauses(metadata).filter(({ reason }) => reason !== 'FieldValueTooLong'),
    }),
  },
];

const VERSIONS: readonly Mutant[] = [
  {
    name: 'generation-starts-at-0',
    breaks: 'metadata.generation.starts',
    text: 'A new object has generation 0.',
    override: () => ({ firstGeneration: () => 0 }),
  },
  ...(['replace', 'patch'] as const).flatMap((verb): Mutant[] => [
    {
      name: `generation-stays-on-${verb}`,
      breaks: 'metadata.generation.moves',
      verbs: [verb],
      text: `A ${verb} of the spec does not raise generation.`,
      override: () => ({ nextGeneration: (current) => Number(metadataOf(current)['generation']) }),
    },
    {
      name: `generation-starts-again-on-${verb}-of-labels`,
      breaks: 'metadata.generation.moves',
      verbs: [verb],
      text: `A ${verb} that leaves the spec alone sets generation back to 1.`,
      override: (base) => ({
        nextGeneration: (current, next) =>
          equal(current['spec'], next['spec']) ? 1 : base.nextGeneration(current, next),
      }),
    },
    {
      name: `generation-starts-again-on-${verb}`,
      breaks: 'metadata.generation.moves',
      verbs: [verb],
      text: `A ${verb} sets generation back to 1.`,
      override: () => ({ nextGeneration: () => 1 }),
    },
    {
      name: `${verb}-keeps-the-version`,
      breaks: 'metadata.resource-version.moves',
      verbs: [verb],
      text: `A ${verb} answers with the resourceVersion that the object had.`,
      override: (base) => {
        let before: Json | undefined;
        const back = (stored: Job): Job =>
          withMetadata(stored, { resourceVersion: before ?? metadataOf(stored)['resourceVersion'] });
        return {
          isNoOp: (current, next) => {
            before = metadataOf(current)['resourceVersion'];
            return base.isNoOp(current, next);
          },
          replaceAnswer: (_, stored) => back(stored),
          patchAnswer: (_, stored) => back(stored),
        };
      },
    },
  ]),
  {
    name: 'version-of-labels-stays',
    breaks: 'metadata.resource-version.moves',
    verbs: ['read'],
    text: 'resourceVersion is that of the spec: it stays when labels change.',
    override: (base) => {
      const first = new Map<string, Json>();
      return {
        readAnswer: (job) => {
          const key = `${String(metadataOf(job)['uid'])} ${JSON.stringify(job['spec'])}`;
          if (!first.has(key)) first.set(key, metadataOf(job)['resourceVersion'] ?? '');
          return withMetadata(base.readAnswer(job), { resourceVersion: first.get(key) ?? '' });
        },
      };
    },
  },
  {
    name: 'versions-repeat',
    breaks: 'metadata.resource-version.one-state',
    text: 'resourceVersions go round: one of four numbers.',
    override: (base) => ({ versionText: (revision) => base.versionText(72_000_000 + (revision % 4)) }),
  },
];

/** What table 10 says of names and of what the server sets, each in one kind alone. */
const CONSTRAINED: readonly Mutant[] = [
  {
    name: 'unchecked-name-pattern',
    breaks: 'constraint.ObjectMeta.name.pattern',
    verbs: ['create'],
    kinds: ['mxjobs'],
    text: 'A name of an MXJob may have upper-case letters.',
    override: (base) => ({ nameCauses: (name) => base.nameCauses(name?.toLowerCase()) }),
  },
  {
    name: 'unchecked-name-min-length',
    breaks: 'constraint.ObjectMeta.name.minLength',
    verbs: ['create'],
    kinds: ['mpijobs'],
    text: 'A name of one character is refused.',
    override: (base) => ({ nameCauses: (name) => base.nameCauses(name?.length === 1 ? '-' : name) }),
  },
  {
    name: 'unchecked-name-max-length',
    breaks: 'constraint.ObjectMeta.name.maxLength',
    verbs: ['create'],
    kinds: ['tfjobs'],
    text: 'A name of a TFJob may have 64 characters.',
    override: (base) => ({ nameCauses: (name) => base.nameCauses(name?.length === 64 ? name.slice(1) : name) }),
  },
  {
    name: 'unchecked-generate-name-pattern',
    breaks: 'constraint.ObjectMeta.generateName.pattern',
    verbs: ['create'],
    text: 'A generateName of other characters is mended.',
    override: (base) => ({
      generatedName: (prefix) =>
        base.generatedName(
          prefix
            .toLowerCase()
            .replaceAll(/[^-a-z0-9]/g, '-')
            .replace(/^-/, 'x'),
        ),
    }),
  },
  {
    name: 'unchecked-generate-name-length',
    breaks: 'constraint.ObjectMeta.generateName.maxLength',
    verbs: ['create'],
    text: 'A long generateName makes a name that is as long.',
    override: (base) => ({
      generatedName: (prefix) => prefix + base.generatedName('x').slice(1),
      nameCauses: (name) => base.nameCauses(name?.slice(0, 63)),
    }),
  },
  {
    name: 'unchecked-namespace-pattern',
    breaks: 'constraint.ObjectMeta.namespace.pattern',
    verbs: ['create'],
    text: 'A namespace in a body that can be none is ignored.',
    override: (base) => ({
      foreignNamespace: (namespace, metadata) =>
        /[^-a-z0-9]/.test(String(metadata['namespace'] ?? '')) ? undefined : base.foreignNamespace(namespace, metadata),
    }),
  },
  {
    name: 'unchecked-namespace-length',
    breaks: 'constraint.ObjectMeta.namespace.maxLength',
    verbs: ['create'],
    text: 'A namespace in a body that is too long is ignored.',
    override: (base) => ({
      foreignNamespace: (namespace, metadata) =>
        String(metadata['namespace'] ?? '').length > 63 ? undefined : base.foreignNamespace(namespace, metadata),
    }),
  },
  {
    name: 'unchecked-name-unique',
    breaks: 'constraint.ObjectMeta.name.unique',
    verbs: ['create'],
    kinds: ['pytorchjobs'],
    text: 'A PyTorchJob may take a name that is taken.',
    override: () => ({ isTaken: () => false }),
  },
  {
    name: 'unchecked-name-or-generate-name',
    breaks: 'constraint.ObjectMeta.name-or-generateName',
    verbs: ['create'],
    text: 'A body with neither name nor generateName is named by the server.',
    override: (base) => ({
      parseJson: (body) => {
        const parsed = base.parseJson(body);
        return isObject(parsed) &&
          isObject(parsed['metadata']) &&
          parsed['metadata']['name'] === undefined &&
          parsed['metadata']['generateName'] === undefined
          ? withMetadata(parsed, { generateName: 'unnamed-' })
          : parsed;
      },
    }),
  },
  ...(['name', 'namespace'] as const).map((key): Mutant => ({
    name: `unchecked-${key}-immutable`,
    breaks: `constraint.ObjectMeta.${key}.immutable`,
    verbs: ['patch'],
    text: `A patch with another ${key} changes the ${key} that is shown.`,
    override: renaming(key),
  })),
  ...[...SERVER_SET, 'deletionGracePeriodSeconds' as const].map((key, i): Mutant => ({
    name: `unchecked-read-only-${key}`,
    breaks: `constraint.ObjectMeta.${key}.readOnly`,
    verbs: ['create'],
    kinds: [(KINDS[i % KINDS.length] as Kind).plural],
    text: `What a create sends for ${key} becomes the object's.`,
    override: taking(key, 'create'),
  })),
  ...(['creationTimestamp', 'deletionTimestamp'] as const).map((key): Mutant => ({
    name: `said-without-${key}-format`,
    breaks: `constraint.ObjectMeta.${key}.format`,
    text: `${key} is no time.`,
    override: showing((metadata) => (metadata[key] === undefined ? {} : { [key]: 'yesterday' })),
  })),
  ...KINDS.map((kind): Mutant => ({
    name: `unchecked-status-read-only-of-${kind.singular}`,
    breaks: `constraint.${kind.kind}.status.readOnly`,
    verbs: ['create'],
    kinds: [kind.plural],
    variants: ['controller-absent'],
    text: `The status that a create of a ${kind.kind} sends becomes the object's.`,
    override: () => ({ withoutStatus: (sent) => sent, freshStatus: () => undefined }),
  })),
];

export const METADATA_MUTANTS: readonly Mutant[] = [
  ...NAMES,
  ...GENERATED,
  ...SET,
  ...MAPS,
  ...VERSIONS,
  ...CONSTRAINED,
];
