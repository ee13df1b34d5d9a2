/** Create. */
import { KINDS } from '../../contract/kinds.ts';
import { isObject, type JsonObject } from '../../contract/json.ts';
import { metadataOf, objectAt, textAt, withMetadata } from '../state/model.ts';
import { json, read, spoilt, statusOf } from './helpers/exchange.ts';
import { inAnswers } from './helpers/answers.ts';
import { edited, without } from './helpers/places.ts';
import { perKind, type Mutant } from './types.ts';

const REFUSE = (message: string): never => {
  throw new Error(message);
};

const STORING: readonly Mutant[] = [
  {
    name: 'create-refuses-every-body',
    breaks: 'create.success',
    verbs: ['create'],
    text: 'Every create is refused as invalid.',
    override: () => ({
      kindCauses: () => [{ reason: 'FieldValueInvalid', message: 'Invalid value: no', field: 'kind' }],
    }),
  },
  ...perKind(KINDS, (kind): Mutant => ({
    name: 'create-refuses-the-example',
    breaks: 'create.accepts',
    verbs: ['create'],
    text: `The documented example of a ${kind.kind} is refused.`,
    override: (base) => ({
      schemaCauses: (of, job) =>
        Object.keys(objectAt(objectAt(job, 'spec'), of.replicaMap)).length > 1 ||
        Object.keys(objectAt(job, 'spec')).length > 1
          ? [{ reason: 'FieldValueInvalid', message: 'Invalid value: too much', field: 'spec' }]
          : base.schemaCauses(of, job),
    }),
  })),
  ...perKind(KINDS, (kind): Mutant => ({
    name: 'create-forgets',
    breaks: 'create.stores',
    verbs: ['create'],
    text: `A create of a ${kind.kind} answers and stores nothing.`,
    override: () => ({ isDryRun: () => true }),
  })),
  {
    name: 'create-answers-what-was-sent',
    breaks: 'create.answers-object',
    verbs: ['create'],
    text: 'A create answers the body that was sent.',
    override: () => ({ createAnswer: (sent) => sent }),
  },
  {
    name: 'create-answers-an-empty-object',
    breaks: 'create.answers-object',
    verbs: ['create'],
    text: 'A create answers {}.',
    override: () => ({ createAnswer: () => ({}) }),
  },
  {
    name: 'create-answers-another-spec',
    breaks: 'create.answers-object',
    verbs: ['create'],
    text: 'A create answers the object without its run policy, which it stores.',
    override: () => ({
      createAnswer: (_, stored) => ({ ...stored, spec: without(objectAt(stored, 'spec'), 'cleanPodPolicy') }),
    }),
  },
  {
    name: 'create-answer-without-uid',
    breaks: 'create.example-answer',
    verbs: ['create'],
    text: 'The answer to a create lacks the uid.',
    override: () => ({ createAnswer: (_, stored) => withMetadata(stored, { uid: undefined }) }),
  },
  {
    name: 'create-answer-without-generation',
    breaks: 'create.example-answer',
    verbs: ['create'],
    text: 'The answer to a create lacks the generation.',
    override: () => ({ createAnswer: (_, stored) => withMetadata(stored, { generation: undefined }) }),
  },
  {
    name: 'create-stores-half-of-the-replicas',
    breaks: 'create.round-trip',
    verbs: ['create'],
    text: 'Of several replica types only the first is stored.',
    override: (base) => ({
      shaped: (kind, job) => {
        const shaped = base.shaped(kind, job),
          spec = objectAt(shaped, 'spec'),
          map = objectAt(spec, kind.replicaMap);
        return Object.keys(map).length < 2
          ? shaped
          : { ...shaped, spec: { ...spec, [kind.replicaMap]: Object.fromEntries(Object.entries(map).slice(0, 1)) } };
      },
    }),
  },
  {
    name: 'create-resets-replicas-to-one',
    breaks: 'create.round-trip',
    verbs: ['create'],
    text: 'replicas is stored as 1, whatever was sent.',
    override: (base) => ({
      shaped: (kind, job) =>
        edited(kind, base.shaped(kind, job), 'ReplicaSpec', (replica) =>
          replica['replicas'] === undefined ? replica : { ...replica, replicas: 1 },
        ),
    }),
  },
  {
    name: 'create-keeps-one-env',
    breaks: 'create.round-trip',
    verbs: ['create'],
    text: 'Of several environment variables of a container the last is lost.',
    override: (base) => ({
      shaped: (kind, job) =>
        edited(kind, base.shaped(kind, job), 'Container', (container) =>
          Array.isArray(container['env']) && container['env'].length > 1
            ? { ...container, env: container['env'].slice(0, -1) }
            : container,
        ),
    }),
  },
  {
    name: 'create-trims-arguments',
    breaks: 'create.round-trip',
    verbs: ['create'],
    text: 'Arguments of containers lose their upper case.',
    override: (base) => ({
      shaped: (kind, job) =>
        edited(kind, base.shaped(kind, job), 'Container', (container) =>
          Array.isArray(container['args'])
            ? {
                ...container,
                args: container['args'].map((arg) => (typeof arg === 'string' ? arg.toLowerCase() : arg)),
              }
            : container,
        ),
    }),
  },
  {
    name: 'create-doubles-quantities',
    breaks: 'create.quantities',
    verbs: ['create'],
    text: 'An amount given as a number is stored as thousandths.',
    override: (base) => ({
      shaped: (kind, job) =>
        edited(kind, base.shaped(kind, job), 'ResourceRequirements', (resources) =>
          Object.fromEntries(
            Object.entries(resources).map(([side, map]) => [
              side,
              isObject(map)
                ? Object.fromEntries(
                    Object.entries(map).map(([key, value]) => [key, typeof value === 'number' ? `${value}m` : value]),
                  )
                : map,
            ]),
          ),
        ),
    }),
  },
  {
    name: 'create-refuses-numeric-quantities',
    breaks: 'create.quantities',
    verbs: ['create'],
    text: 'An amount given as a number is refused.',
    override: (base) => ({
      schemaCauses: (kind, job) => {
        let numeric = false;
        edited(kind, job, 'ResourceRequirements', (resources) => {
          numeric ||= Object.values(resources).some(
            (map) => isObject(map) && Object.values(map).some((value) => typeof value === 'number'),
          );
          return resources;
        });
        return numeric
          ? [{ reason: 'FieldValueInvalid', message: 'Invalid value: no string', field: 'spec' }]
          : base.schemaCauses(kind, job);
      },
    }),
  },
];

const SPELLING: readonly Mutant[] = [
  {
    name: 'ps-is-unknown',
    breaks: 'create.ps-spellings',
    kinds: ['tfjobs'],
    verbs: ['create'],
    text: 'A TFJob that names its parameter servers Ps is refused.',
    override: (base) => ({
      schemaCauses: (kind, job) =>
        'Ps' in objectAt(objectAt(job, 'spec'), kind.replicaMap)
          ? [{ reason: 'FieldValueInvalid', message: 'Invalid value: Ps', field: 'spec' }]
          : base.schemaCauses(kind, job),
    }),
  },
  {
    name: 'ps-as-in-the-table-is-unknown',
    breaks: 'create.ps-spellings',
    kinds: ['tfjobs'],
    verbs: ['create'],
    text: 'A TFJob that names its parameter servers PS is refused.',
    override: (base) => ({
      schemaCauses: (kind, job) =>
        'PS' in objectAt(objectAt(job, 'spec'), kind.replicaMap)
          ? [{ reason: 'FieldValueInvalid', message: 'Invalid value: PS', field: 'spec' }]
          : base.schemaCauses(kind, job),
    }),
  },
  {
    name: 'job-mode-is-lost',
    breaks: 'create.job-mode',
    kinds: ['mxjobs'],
    text: 'jobMode of an MXJob is dropped.',
    override: (base) => ({
      shaped: (kind, job) => edited(kind, base.shaped(kind, job), 'MXJobSpec', (spec) => without(spec, 'jobMode')),
    }),
  },
  {
    name: 'restart-policy-of-replicas-is-lost',
    breaks: 'create.restart-policy-places',
    verbs: ['create'],
    text: 'restartPolicy of a replica is dropped.',
    override: (base) => ({
      shaped: (kind, job) =>
        edited(kind, base.shaped(kind, job), 'ReplicaSpec', (replica) => without(replica, 'restartPolicy')),
    }),
  },
  {
    name: 'restart-policy-of-pods-is-lost',
    breaks: 'create.restart-policy-places',
    verbs: ['create'],
    text: 'restartPolicy of a pod template is dropped.',
    override: (base) => ({
      shaped: (kind, job) => edited(kind, base.shaped(kind, job), 'PodSpec', (pod) => without(pod, 'restartPolicy')),
    }),
  },
  {
    name: 'replicas-are-shown-as-an-array',
    breaks: 'create.replicas-are-maps',
    text: 'The replica specs are shown as an array.',
    override: inAnswers((kind, job) => ({
      ...job,
      spec: {
        ...objectAt(job, 'spec'),
        [kind.replicaMap]: Object.entries(objectAt(objectAt(job, 'spec'), kind.replicaMap)).map(([type, replica]) => ({
          type,
          ...(replica as JsonObject),
        })),
      },
    })),
  },
  {
    name: 'create-takes-an-array-of-replicas',
    breaks: 'create.replicas-are-maps',
    verbs: ['create'],
    text: 'Replica specs sent as an array are accepted.',
    override: (base) => ({
      schemaCauses: (kind, job) =>
        Array.isArray(objectAt(job, 'spec')[kind.replicaMap]) ? [] : base.schemaCauses(kind, job),
    }),
  },
  {
    name: 'api-version-is-shown-bare',
    breaks: 'create.api-version',
    text: 'apiVersion is shown without its group.',
    override: inAnswers((kind, job) => ({ ...job, apiVersion: kind.version })),
  },
  {
    name: 'create-takes-a-bare-version',
    breaks: 'create.api-version-mismatch',
    verbs: ['create'],
    text: 'A body whose apiVersion is of another group is accepted.',
    override: () => ({ foreignVersion: () => undefined, schemaCauses: () => [] }),
  },
];

const REFUSALS: readonly Mutant[] = [
  {
    name: 'create-takes-a-taken-name',
    breaks: 'create.taken-name',
    verbs: ['create'],
    text: 'A create under a taken name overwrites the object.',
    override: () => ({ isTaken: () => false }),
  },
  {
    name: 'create-under-a-taken-name-answers-it',
    breaks: 'create.taken-name',
    verbs: ['create'],
    text: 'A create under a taken name answers 200 and the object that is there.',
    wrap: spoilt(async (request, answer, ask) => {
      if (request.method !== 'POST' || answer.status !== 409) return answer;
      const name = textAt(metadataOf(JSON.parse(new TextDecoder().decode(request.body)) as JsonObject), 'name') ?? '';
      return json(200, await ask('GET', `${request.path.split('?')[0]}/${name}`));
    }),
  },
  {
    name: 'create-under-a-taken-name-conflicts',
    breaks: 'create.taken-name.code',
    verbs: ['create'],
    text: 'A taken name has the reason Conflict.',
    override: (base) => ({ alreadyExists: (...asked) => ({ ...base.alreadyExists(...asked), reason: 'Conflict' }) }),
  },
  {
    name: 'create-under-a-taken-name-is-422',
    breaks: 'create.taken-name.code',
    verbs: ['create'],
    text: 'A taken name is answered with 422.',
    override: (base) => ({
      alreadyExists: (...asked) => ({ ...base.alreadyExists(...asked), code: 422, reason: 'Invalid' }),
    }),
  },
  {
    name: 'create-mends-truncated-json',
    breaks: 'create.malformed',
    verbs: ['create'],
    text: 'A body whose last braces are missing is read as if they were there.',
    override: (base) => ({
      parseJson: (body) => {
        const text = new TextDecoder().decode(body);
        for (const end of ['', '}', '}}', '}}}'])
          try {
            return base.parseJson(new TextEncoder().encode(text + end));
          } catch {
            continue;
          }
        return base.parseJson(body);
      },
    }),
  },
  {
    name: 'create-ignores-what-follows-the-json',
    breaks: 'create.malformed',
    verbs: ['create'],
    text: 'Text after the JSON of a body is ignored.',
    override: (base) => ({
      parseJson: (body) =>
        base.parseJson(new TextEncoder().encode(new TextDecoder().decode(body).replace(/[^}\]]*$/, ''))),
    }),
  },
  {
    name: 'create-takes-the-first-of-an-array',
    breaks: 'create.malformed',
    verbs: ['create'],
    text: 'Of an array the first item is created.',
    override: (base) => ({
      parseJson: (body) => {
        const parsed = base.parseJson(body);
        return Array.isArray(parsed) ? (parsed[0] ?? null) : parsed;
      },
    }),
  },
  {
    name: 'create-fails-at-an-empty-body',
    breaks: 'create.malformed',
    verbs: ['create'],
    text: 'A create without a body makes the server fail.',
    override: (base) => ({
      parseJson: (body) =>
        new TextDecoder().decode(body).trim() === '' ? REFUSE('unexpected end of input') : base.parseJson(body),
    }),
  },
  {
    name: 'create-fails-at-text',
    breaks: 'create.malformed',
    verbs: ['create'],
    text: 'A body that does not begin as JSON makes the server fail.',
    override: (base) => ({
      parseJson: (body) =>
        /^\s*[^\s\d[{"tfn-]/.test(new TextDecoder().decode(body)) ? REFUSE('unexpected token') : base.parseJson(body),
    }),
  },
  {
    name: 'create-fails-at-null',
    breaks: 'create.malformed',
    verbs: ['create'],
    text: 'A body that is null makes the server fail.',
    override: (base) => ({
      unreadable: (body) => (body === null ? REFUSE('cannot read kind of null') : base.unreadable(body)),
    }),
  },
  {
    name: 'create-makes-a-copy',
    breaks: 'create.only-that',
    text: 'A create makes a second object beside the first.',
    wrap: spoilt(async (request, answer, ask) => {
      if (request.method !== 'POST' || answer.status !== 201 || request.path.includes('dryRun')) return answer;
      const body = await read(answer),
        name = String(metadataOf(body)['name']);
      await ask(
        'POST',
        request.path,
        withMetadata(body, { name: `${name.slice(0, 58)}-copy`, uid: undefined, resourceVersion: undefined }),
      );
      return json(201, body);
    }),
  },
  {
    name: 'create-ignores-the-kind',
    breaks: 'create.kind-mismatch',
    verbs: ['create'],
    text: "A body of another kind is stored as one of the path's.",
    override: (base) => ({
      kindCauses: () => [],
      schemaCauses: () => [],
      shaped: (kind, job) => ({ ...base.shaped(kind, job), kind: kind.kind }),
    }),
  },
  {
    name: 'create-needs-no-kind',
    breaks: 'create.kind-required',
    verbs: ['create'],
    text: 'A body without kind is accepted.',
    override: (base) => ({
      unreadable: () => undefined,
      kindCauses: (kind, body) => (body['kind'] === undefined ? [] : base.kindCauses(kind, body)),
      schemaCauses: () => [],
      shaped: (kind, job) => ({ kind: kind.kind, ...base.shaped(kind, job) }),
    }),
  },
  {
    name: 'create-needs-no-api-version',
    breaks: 'create.api-version-required',
    verbs: ['create'],
    text: 'A body without apiVersion is accepted.',
    override: (base) => ({
      foreignVersion: (kind, body) => (body['apiVersion'] === undefined ? undefined : base.foreignVersion(kind, body)),
      schemaCauses: (kind, job) => base.schemaCauses(kind, { apiVersion: `${kind.group}/${kind.version}`, ...job }),
      shaped: (kind, job) => ({ apiVersion: `${kind.group}/${kind.version}`, ...base.shaped(kind, job) }),
    }),
  },
  {
    name: 'create-needs-no-spec',
    breaks: 'create.spec-required',
    verbs: ['create'],
    text: 'A body without spec is accepted.',
    override: (base) => ({
      schemaCauses: (kind, job) => (job['spec'] === undefined ? [] : base.schemaCauses(kind, job)),
    }),
  },
  {
    name: 'create-puts-it-elsewhere',
    breaks: 'create.namespace',
    verbs: ['create'],
    text: 'A body without a namespace gets none in its answer.',
    override: () => ({
      createAnswer: (sent, stored) =>
        metadataOf(sent)['namespace'] === undefined ? withMetadata(stored, { namespace: undefined }) : stored,
    }),
  },
  {
    name: 'create-ignores-the-namespace',
    breaks: 'create.namespace-mismatch',
    verbs: ['create'],
    text: "A body of another namespace is created in the path's.",
    override: () => ({ foreignNamespace: () => undefined }),
  },
  {
    name: 'create-takes-mistyped-labels',
    breaks: 'create.mistyped-metadata',
    verbs: ['create'],
    text: 'Labels and annotations that are no strings are taken as their text.',
    override: (base) => ({
      mistypedMetadata: (body) =>
        base.mistypedMetadata({ ...body, metadata: { ...metadataOf(body), labels: null, annotations: null } }),
    }),
  },
  {
    name: 'create-takes-mistyped-lists',
    breaks: 'create.mistyped-metadata',
    verbs: ['create'],
    text: 'finalizers that are no array are ignored.',
    override: (base) => ({
      mistypedMetadata: (body) =>
        base.mistypedMetadata({ ...body, metadata: { ...metadataOf(body), finalizers: null, ownerReferences: null } }),
    }),
  },
  {
    name: 'create-opens-any-namespace',
    breaks: 'create.unknown-namespace',
    verbs: ['create'],
    text: 'A create in a namespace that does not exist succeeds.',
    override: () => ({ namespaceExists: () => true }),
  },
  {
    name: 'create-fails-at-other-types',
    breaks: 'create.media-type',
    verbs: ['create'],
    text: 'A body that is called a form makes the server fail.',
    override: (base) => ({ takesBodyType: (type) => base.takesBodyType(type) || REFUSE('no reader for this type') }),
  },
  {
    name: 'create-stores-an-empty-job-for-other-types',
    breaks: 'create.media-type',
    verbs: ['create'],
    text: 'A body that is called text is accepted, and nothing is stored.',
    wrap: spoilt((request, answer) => (request.method === 'POST' && answer.status === 415 ? json(201, {}) : answer)),
  },
  {
    name: 'create-knows-no-parameters',
    breaks: 'create.media-type.parameters',
    verbs: ['create'],
    text: 'application/json with a charset is refused.',
    override: (base) => ({ takesBodyType: (type) => base.takesBodyType(type) && !(type ?? '').includes(';') }),
  },
  {
    name: 'create-ignores-dry-run',
    breaks: 'create.dry-run',
    verbs: ['create'],
    text: 'A create with dryRun=All creates.',
    override: () => ({ isDryRun: () => false }),
  },
  {
    name: 'create-answers-dry-runs-emptily',
    breaks: 'create.dry-run',
    verbs: ['create'],
    text: 'A create with dryRun=All answers {}.',
    override: () => ({
      replied: (reply, request) =>
        request.path.includes('dryRun=All') && reply.code < 300 ? { ...reply, json: {} } : reply,
    }),
  },
  {
    name: 'pretty-is-refused-on-create',
    breaks: 'create.query.pretty',
    verbs: ['create'],
    text: 'A create with pretty=true is refused.',
    override: (base) => ({
      replied: (reply, request) =>
        request.path.includes('pretty')
          ? { code: 400, json: base.statusBody(base.badRequest('pretty'), 'POST') }
          : reply,
    }),
  },
];

/** Characters of names that a check overlooks: it sees the name as mended. */
const OVERLOOKED: readonly [what: string, text: string, mended: (name: string) => string][] = [
  ['a-space-in-a-name', 'Inner spaces of a name are accepted.', (name) => name.replaceAll(/\b \b/g, '-')],
  [
    'a-letter-beyond-ascii-in-a-name',
    'Letters of every language are accepted in a name.',
    (name) => name.replaceAll(/\p{Ll}/gu, 'x'),
  ],
  [
    'a-line-break-after-a-name',
    'A name may have a line break behind it, which the end of the pattern overlooks.',
    (name) => name.replace(/\n$/, ''),
  ],
];
const NAMES: readonly Mutant[] = OVERLOOKED.map(([what, text, mended]): Mutant => ({
  name: `create-accepts-${what}`,
  breaks: 'metadata.name.pattern',
  verbs: ['create'],
  text,
  override: (base) => ({ nameCauses: (name) => base.nameCauses(name === undefined ? undefined : mended(name)) }),
}));

const PRETTY: readonly Mutant[] = (['create', 'read', 'replace', 'patch', 'delete'] as const).flatMap(
  (verb): Mutant[] => [
    {
      name: `${verb}-is-never-pretty`,
      breaks: `${verb}.query.pretty`,
      verbs: [verb],
      text: `pretty=true on a ${verb} does not break the body into lines.`,
      override: () => ({ isPretty: () => false }),
    },
    {
      name: `${verb}-is-pretty-and-less`,
      breaks: `${verb}.query.pretty`,
      verbs: [verb],
      text: `pretty=true on a ${verb} leaves out the kind.`,
      override: (base) => ({
        written: (body, pretty) => base.written(pretty && isObject(body) ? without(body, 'kind') : body, pretty),
      }),
    },
  ],
);

/** Lists, whoever asks, until a new object shows. */
const LATE = 5;

/** Stale answers: what was written shows a little later. */
const VISIBLE: readonly Mutant[] = [
  {
    name: 'create-shows-at-the-second-look',
    breaks: 'create.read-your-write',
    text: 'The first read after a create does not find the object.',
    override: () => {
      const seen = new Set<string>();
      return {
        replied: (reply, request) => {
          if (request.method !== 'GET' || reply.code !== 200 || reply.stream !== undefined) return reply;
          const uid = textAt(metadataOf(reply.json), 'uid');
          if (uid === undefined || seen.has(uid)) return reply;
          seen.add(uid);
          return { code: 404, json: statusOf(404, 'NotFound') };
        },
      };
    },
    verbs: ['read'],
  },
  {
    name: 'create-is-listed-late',
    breaks: 'create.read-your-write',
    verbs: ['list'],
    text: 'The first lists after a create lack the object.',
    override: () => {
      const seen = new Map<string, number>();
      return {
        replied: (reply) => {
          if (reply.code !== 200 || !isObject(reply.json) || !Array.isArray(reply.json['items'])) return reply;
          const known = reply.json['items'].filter((item) => (seen.get(String(metadataOf(item)['uid'])) ?? 0) >= LATE);
          for (const item of reply.json['items'])
            seen.set(String(metadataOf(item)['uid']), (seen.get(String(metadataOf(item)['uid'])) ?? 0) + 1);
          return { ...reply, json: { ...reply.json, items: known } };
        },
      };
    },
  },
];

export const CREATE_MUTANTS: readonly Mutant[] = [
  ...STORING,
  ...SPELLING,
  ...REFUSALS,
  ...NAMES,
  ...PRETTY,
  ...VISIBLE,
];
