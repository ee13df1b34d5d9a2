import type { Json, JsonObject } from '../../contract/json.ts';
import { STATEMENTS } from '../../contract/statements.ts';
import { STATUS_REASONS, STRUCTURES } from '../../contract/structures.ts';
import { VERBS } from '../../contract/types.ts';
import type { Behaviour } from '../rules/behaviour.ts';
import { objectAt, textAt } from '../state/model.ts';
import { json, read, spoilt, statusOf } from './helpers/exchange.ts';
import { perVerb, type Mutant } from './types.ts';

type Body = Behaviour['statusBody'];

/** Every Status of a refusal, changed. */
const status = (change: (body: JsonObject) => JsonObject): Pick<Mutant, 'override'> => ({
  override: (base) => ({ statusBody: ((fault, method) => change(base.statusBody(fault, method))) satisfies Body }),
});

/** Faults of one code, given another: the Status and the HTTP code agree. */
export const recoded = (base: Behaviour, from: number, code: number, reason?: string): Partial<Behaviour> => ({
  statusCode: (fault) => (fault.code === from ? code : base.statusCode(fault)),
  statusBody: (fault, method) =>
    base.statusBody(fault.code === from ? { ...fault, code, reason: reason ?? fault.reason } : fault, method),
});

const inDetails = (change: (details: JsonObject) => JsonObject): Pick<Mutant, 'override'> =>
  status((body) => (body['details'] === undefined ? body : { ...body, details: change(objectAt(body, 'details')) }));

const causes = (change: (cause: JsonObject) => Json): Pick<Mutant, 'override'> =>
  inDetails((details) =>
    Array.isArray(details['causes'])
      ? { ...details, causes: details['causes'].map((cause) => change(cause as JsonObject)) }
      : details,
  );

const BODIES: readonly Mutant[] = [
  {
    name: 'status-without-kind',
    breaks: 'errors.status.body',
    text: 'The body of a refusal has no kind.',
    ...status(({ kind: _, ...body }) => body),
  },
  {
    name: 'status-of-another-version',
    breaks: 'errors.status.body',
    text: 'The apiVersion of a Status is v2.',
    ...status((body) => ({ ...body, apiVersion: 'v2' })),
  },
  {
    name: 'status-in-an-envelope',
    breaks: 'errors.status.body',
    text: 'The Status of a refusal is wrapped in an error member.',
    ...status((body) => ({ error: body })),
  },
  {
    name: 'status-says-success',
    breaks: 'errors.status.failure',
    text: 'The Status of a refusal says Success.',
    ...status((body) => ({ ...body, status: 'Success' })),
  },
  {
    name: 'status-says-nothing',
    breaks: 'errors.status.failure',
    text: 'The Status of a refusal has an empty status.',
    ...status((body) => ({ ...body, status: '' })),
  },
  {
    name: 'status-code-500',
    breaks: 'errors.status.code',
    text: 'The code of every Status is 500.',
    ...status((body) => ({ ...body, code: 500 })),
  },
  {
    name: 'status-code-of-conflicts-off',
    breaks: 'errors.status.code',
    text: 'The code of the Status of a 409 is 400.',
    ...status((body) => (body['code'] === 409 ? { ...body, code: 400 } : body)),
  },
  {
    name: 'status-reason-of-another-code',
    breaks: 'errors.status.reason',
    text: 'Whatever is refused has the reason NotFound.',
    ...status((body) => ({ ...body, reason: 'NotFound' })),
  },
  {
    name: 'invalid-is-called-conflict',
    breaks: 'errors.status.reason',
    text: 'A 422 has the reason Conflict.',
    ...status((body) => (body['code'] === 422 ? { ...body, reason: 'Conflict' } : body)),
  },
  {
    name: 'status-message-empty',
    breaks: 'errors.status.message',
    text: 'The message of a refusal is the empty string.',
    ...status((body) => ({ ...body, message: '' })),
  },
  {
    name: 'status-message-an-object',
    breaks: 'errors.status.message',
    text: 'The message of a refusal is an object.',
    ...status((body) => ({ ...body, message: { text: String(body['message']) } })),
  },
  {
    name: 'status-names-another-object',
    breaks: 'errors.status.details',
    text: 'The details of a Status name another object.',
    ...inDetails((details) => (textAt(details, 'name') === undefined ? details : { ...details, name: 'another' })),
  },
  {
    name: 'status-names-another-kind',
    breaks: 'errors.status.details',
    text: 'The details of a Status say pods.',
    ...inDetails((details) => (textAt(details, 'kind') === undefined ? details : { ...details, kind: 'pods' })),
  },
  {
    name: 'status-names-another-group',
    breaks: 'errors.status.details',
    text: 'The details of a Status name the group apps.',
    ...inDetails((details) => (textAt(details, 'group') === undefined ? details : { ...details, group: 'apps' })),
  },
  {
    name: 'causes-are-texts',
    breaks: 'errors.status.causes',
    text: 'The causes of a 422 are texts, not objects.',
    ...causes((cause) => String(cause['message'])),
  },
  {
    name: 'causes-with-numbers',
    breaks: 'errors.status.causes',
    text: 'The field of a cause is a number.',
    ...causes((cause) => ({ ...cause, field: 1 })),
  },
  {
    name: 'causes-beside-the-details',
    breaks: 'errors.status.causes',
    text: 'The causes of a 422 stand beside the details, not in them.',
    ...status((body) => {
      const { causes: told, ...details } = objectAt(body, 'details');
      return told === undefined ? body : { ...body, details, causes: told };
    }),
  },
];

const PER_VERB: readonly Mutant[] = [
  ...perVerb(VERBS, (verb) => ({
    name: 'refuses-without-a-body',
    breaks: 'errors.status.body',
    text: `A refused ${verb} has an empty body.`,
    override: () => ({ replied: (reply) => (reply.code >= 400 ? { code: reply.code, text: '' } : reply) }),
  })),
  ...perVerb(VERBS, (verb) => ({
    name: 'refuses-with-200',
    breaks: 'errors.no-failure-in-success',
    text: `A refused ${verb} is answered with 200 and a Status of Failure.`,
    override: () => ({ replied: (reply) => (reply.code >= 400 ? { ...reply, code: 200 } : reply) }),
  })),
  ...perVerb(
    VERBS.filter((verb) => verb !== 'read'),
    (verb) => ({
      name: 'fails-at-bad-requests',
      breaks: 'errors.no-5xx',
      text: `What is malformed about a ${verb} is answered with 500.`,
      override: (base) => recoded(base, 400, 500, 'InternalError'),
    }),
  ),
  ...perVerb(VERBS, (verb) => ({
    name: 'refusal-as-text',
    breaks: 'errors.content-type',
    text: `The Status of a refused ${verb} is declared as text.`,
    override: (base) => ({ jsonType: (code) => (code >= 400 ? 'text/plain' : base.jsonType(code)) }),
  })),
  ...perVerb(VERBS, (verb) => ({
    name: 'answer-as-text',
    breaks: 'answers.content-type',
    text: `The answer to a ${verb} is declared as text.`,
    override: (base) => ({ jsonType: (code) => (code < 300 ? 'text/plain' : base.jsonType(code)) }),
  })),
  ...perVerb(
    VERBS.filter((verb) => verb !== 'watch'),
    (verb) => ({
      name: 'answers-nothing',
      breaks: 'answers.json',
      text: `A successful ${verb} has an empty body.`,
      override: () => ({ replied: (reply) => (reply.code < 300 ? { code: reply.code, text: '' } : reply) }),
    }),
  ),
];

/** Each reason that a request is sure to bring about, under a code that is another's. */
const REASONS: readonly Mutant[] = Object.entries(STATUS_REASONS)
  .filter(([reason]) => STATEMENTS.some((s) => s.id === `reason.${reason}` && s.untestable === undefined))
  .map(([reason, code]) => {
    const other = code === 400 ? 404 : 400;
    return {
      name: `${reason.toLowerCase()}-with-another-code`,
      breaks: `reason.${reason}`,
      text: `What has the reason ${reason} is answered with ${other}.`,
      override: (base) => ({
        statusCode: (fault) => (fault.reason === reason ? other : base.statusCode(fault)),
        statusBody: (fault, method) =>
          base.statusBody(fault.reason === reason ? { ...fault, code: other } : fault, method),
      }),
    };
  });

/** Paths and parameters that nobody has. */
const PATHS: readonly Mutant[] = [
  {
    name: 'put-to-a-collection-is-served',
    breaks: 'errors.method-not-allowed',
    text: 'A PUT to a collection is answered as a list.',
    override: (base) => ({
      verbOf: (method, named, watching) => (method === 'PUT' && !named ? 'list' : base.verbOf(method, named, watching)),
    }),
  },
  {
    name: 'patch-of-a-collection-is-served',
    breaks: 'errors.method-not-allowed',
    text: 'A PATCH of a collection is answered with 200 and an empty object.',
    wrap: spoilt((request, answer) => (request.method === 'PATCH' && answer.status === 405 ? json(200, {}) : answer)),
  },
  {
    name: 'unknown-resource-is-empty',
    breaks: 'errors.unknown-resource',
    text: 'A resource that the server does not have is an empty list.',
    wrap: spoilt((request, answer) =>
      answer.status === 404 && !isNamed(request.path)
        ? json(200, { kind: 'List', apiVersion: 'v1', metadata: {}, items: [] })
        : answer,
    ),
  },
  {
    name: 'unknown-resource-is-400',
    breaks: 'errors.unknown-resource',
    text: 'A resource that the server does not have is answered with 400.',
    wrap: spoilt((request, answer) =>
      answer.status === 404 && !isNamed(request.path) ? json(400, statusOf(400, 'BadRequest')) : answer,
    ),
  },
  {
    name: 'unknown-version-is-served',
    breaks: 'errors.unknown-resource',
    text: 'Any version of the group is served as the one there is.',
    override: (base) => ({
      resolve: (path, kinds) =>
        kinds
          .map((k) =>
            base.resolve(path.replace(/^\/apis\/kubeflow\.org\/[^/]+/, `/apis/${k.group}/${k.version}`), kinds),
          )
          .find((r) => r.to === 'jobs') ?? base.resolve(path, kinds),
    }),
  },
  {
    name: 'unknown-group-is-served',
    breaks: 'errors.unknown-resource',
    text: 'Any group is served as the one there is.',
    override: (base) => ({
      resolve: (path, kinds) => base.resolve(path.replace(/^\/apis\/[^/]+/, `/apis/${kinds[0]?.group}`), kinds),
    }),
  },
  {
    name: 'path-is-not-decoded',
    breaks: 'errors.path.encoded',
    text: 'Names in a path are taken as they stand, with their percent signs.',
    override: (base) => ({ resolve: (path, kinds) => base.resolve(path.replaceAll('%', '%25'), kinds) }),
  },
  {
    name: 'unknown-query-is-refused',
    breaks: 'errors.unknown-query',
    text: 'A query parameter that nobody knows is refused.',
    wrap: spoilt((request, answer) =>
      unknownParameters(request.path).length > 0 ? json(400, statusOf(400, 'BadRequest')) : answer,
    ),
  },
  {
    name: 'unknown-query-empties-lists',
    breaks: 'errors.unknown-query',
    text: 'A query parameter that nobody knows makes a list empty.',
    wrap: spoilt(async (request, answer) => {
      if (request.method !== 'GET' || unknownParameters(request.path).length === 0 || answer.status !== 200)
        return answer;
      const body = await read(answer);
      return json(200, Array.isArray(body['items']) ? { ...body, items: [] } : body);
    }),
  },
  {
    name: 'unknown-field-costs-a-known-one',
    breaks: 'errors.unknown-fields',
    text: 'A body with a field that nobody documents loses its labels.',
    override: (base) => ({
      shaped: (kind, job) =>
        base.unknownFields(kind, job).length === 0
          ? base.shaped(kind, job)
          : { ...base.shaped(kind, job), spec: withoutOptional(base.shaped(kind, job)['spec'], kind.replicaMap) },
    }),
  },
  {
    name: 'unknown-field-of-the-metadata-costs-its-maps',
    breaks: 'errors.unknown-fields',
    verbs: ['create'],
    text: 'Metadata with a member that nobody documents loses its labels and annotations.',
    override: (base) => ({
      clientMetadata: (sent) =>
        Object.keys(sent).every((key) => KNOWN.has(key))
          ? base.clientMetadata(sent)
          : { ...base.clientMetadata(sent), labels: {}, annotations: {} },
    }),
  },
  {
    name: 'unknown-field-is-a-500',
    breaks: 'errors.unknown-fields',
    text: 'A body with a field that nobody documents makes the server fail.',
    override: (base) => ({
      shaped: (kind, job) => {
        if (base.unknownFields(kind, job).length > 0) throw new Error('a field without a column');
        return base.shaped(kind, job);
      },
    }),
  },
];

const KNOWN: ReadonlySet<string> = new Set(STRUCTURES['ObjectMeta']?.fields.map(({ name }) => name));

const withoutOptional = (spec: Json | undefined, kept: string): Json => ({ [kept]: (spec as JsonObject)[kept] ?? {} });

const PARAMETERS = [
  'pretty',
  'fieldSelector',
  'labelSelector',
  'limit',
  'resourceVersion',
  'timeoutSeconds',
  'watch',
  'continue',
  'dryRun',
  'gracePeriodSeconds',
  'orphanDependents',
  'propagationPolicy',
  'uid',
  'allowWatchBookmarks',
  'resourceVersionMatch',
  'fieldValidation',
];
const unknownParameters = (path: string): string[] =>
  [...new URLSearchParams(path.split('?')[1] ?? '').keys()].filter((key) => !PARAMETERS.includes(key));

/** Whether a path is that of an object. */
const isNamed = (path: string): boolean =>
  path
    .split('?')[0]
    ?.split('/')
    .filter((part) => part !== '').length === 7;

export const ERROR_MUTANTS: readonly Mutant[] = [...BODIES, ...PER_VERB, ...REASONS, ...PATHS];
