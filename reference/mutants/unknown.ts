/** Paths, methods, query parameters and fields that are not documented. */
import { STRUCTURES } from '../../contract/structures/index.ts';
import { objectAt } from '../state/model.ts';
import { inBodies } from './helpers/bodies.ts';
import { json, refusal } from './helpers/exchange.ts';
import type { ParsedRequest } from './helpers/request.ts';
import { onAnswer, onBody, onQuery, onRequest } from './helpers/wraps.ts';
import { mutant, perVerb, type Mutant } from './types.ts';

/** What the metadata of an object is documented to have. */
const KNOWN: ReadonlySet<string> = new Set(STRUCTURES['ObjectMeta']?.fields.map(({ name }) => name));

/** The query parameters that any server may know. */
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
  'fieldManager',
  'timeout',
];
const hasUnknownParameter = ({ query }: ParsedRequest): boolean =>
  [...query.keys()].some((key) => !PARAMETERS.includes(key));

/** Whether a path has another number of segments than that of an object. */
const isUnnamed = ({ path }: ParsedRequest): boolean => path.split('/').filter((part) => part !== '').length !== 7;

/** Places of segments in a path below /apis. */
const GROUP = 2;
const VERSION = 3;

const withSegment = (path: string, place: number, value: string): string =>
  path.startsWith('/apis/')
    ? path
        .split('/')
        .map((segment, i) => (i === place ? value : segment))
        .join('/')
    : path;

export const UNKNOWN_MUTANTS: readonly Mutant[] = [
  mutant('put-to-a-collection-is-served', 'errors.method-not-allowed', {
    text: 'A PUT to a collection is answered as a list.',
    override: (base) => ({
      verbOf: (method, named, watching) => (method === 'PUT' && !named ? 'list' : base.verbOf(method, named, watching)),
    }),
  }),
  mutant('patch-of-a-collection-is-served', 'errors.method-not-allowed', {
    text: 'A PATCH of a collection is answered with 200 and an empty object.',
    wrap: onAnswer({ when: ({ method }) => method === 'PATCH', status: 405 }, () => json(200, {})),
  }),
  mutant('unknown-resource-is-empty', 'errors.unknown-resource', {
    text: 'A resource that the server does not have is an empty list.',
    wrap: onAnswer({ when: isUnnamed, status: 404 }, () =>
      json(200, { kind: 'List', apiVersion: 'v1', metadata: {}, items: [] }),
    ),
  }),
  mutant('unknown-resource-is-400', 'errors.unknown-resource', {
    text: 'A resource that the server does not have is answered with 400.',
    wrap: onAnswer({ when: isUnnamed, status: 404 }, () => refusal(400, 'BadRequest')),
  }),
  mutant('unknown-version-is-served', 'errors.unknown-resource', {
    text: 'Any version of the group is served as the one there is.',
    override: (base) => ({
      resolve: (path, kinds) =>
        kinds
          .map(({ version }) => base.resolve(withSegment(path, VERSION, version), kinds))
          .find(({ to }) => to === 'jobs') ?? base.resolve(path, kinds),
    }),
  }),
  mutant('unknown-group-is-served', 'errors.unknown-resource', {
    text: 'Any group is served as the one there is.',
    override: (base) => ({
      resolve: (path, kinds) => base.resolve(withSegment(path, GROUP, kinds[0]?.group ?? ''), kinds),
    }),
  }),
  mutant('path-is-not-decoded', 'errors.path.encoded', {
    text: 'Names in a path are taken as they stand, with their percent signs.',
    override: (base) => ({ resolve: (path, kinds) => base.resolve(path.replaceAll('%', '%25'), kinds) }),
  }),
  mutant('unknown-query-is-refused', 'errors.unknown-query', {
    text: 'A query parameter that nobody knows is refused.',
    wrap: onAnswer({ when: hasUnknownParameter }, () => refusal(400, 'BadRequest')),
  }),
  ...perVerb(['replace', 'patch'], (verb) =>
    mutant('with-an-unknown-parameter-stores-nothing', 'errors.unknown-query', {
      text: `A ${verb} with a query parameter that nobody knows succeeds, and stores nothing.`,
      wrap: onQuery({ verb, when: hasUnknownParameter }, (query) => query.set('dryRun', 'All')),
    }),
  ),
  mutant('watch-with-an-unknown-parameter-is-refused', 'errors.unknown-query', {
    text: 'A watch with a query parameter that nobody knows is refused.',
    wrap: onRequest({ verb: 'watch', when: hasUnknownParameter }, () => refusal(400, 'BadRequest')),
  }),
  mutant('unknown-query-empties-lists', 'errors.unknown-query', {
    text: 'A query parameter that nobody knows makes a list empty.',
    wrap: onBody({ verb: 'list', when: hasUnknownParameter, status: 200 }, (body) => ({ ...body, items: [] })),
  }),
  mutant('unknown-field-costs-a-known-one', 'errors.unknown-fields', {
    text: 'A body with a field that nobody documents loses its labels.',
    override: (base) => ({
      shaped: (kind, job) => {
        const shaped = base.shaped(kind, job);
        return base.unknownFields(kind, job).length === 0
          ? shaped
          : { ...shaped, spec: { [kind.replicaMap]: objectAt(shaped, 'spec')[kind.replicaMap] ?? {} } };
      },
    }),
  }),
  mutant('unknown-field-of-the-metadata-costs-its-maps', 'errors.unknown-fields', {
    text: 'Metadata with a member that nobody documents loses its labels and annotations.',
    verbs: ['create'],
    override: (base) => ({
      clientMetadata: (sent) =>
        Object.keys(sent).every((key) => KNOWN.has(key))
          ? base.clientMetadata(sent)
          : { ...base.clientMetadata(sent), labels: {}, annotations: {} },
    }),
  }),
  mutant('reads-replicas-in-other-letters', 'errors.unknown-fields', {
    text: 'Replicas is read as replicas.',
    override: inBodies('ReplicaSpec', ({ Replicas: count, ...replica }) =>
      count === undefined ? replica : { ...replica, replicas: count },
    ),
    variants: ['unknown-fields-kept'],
  }),
  mutant('unknown-field-is-a-500', 'errors.unknown-fields', {
    text: 'A body with a field that nobody documents makes the server fail.',
    override: (base) => ({
      shaped: (kind, job) => {
        if (base.unknownFields(kind, job).length > 0) throw new Error('a field without a column');
        return base.shaped(kind, job);
      },
    }),
  }),
];
