/** Refusals and dry runs that leave a trace in one part of an object alone, or in what the server keeps beside it. */
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import { metadataOf, objectAt, withMetadata } from '../state/model.ts';
import { json, refusal } from './helpers/exchange.ts';
import { nameOf } from './helpers/others.ts';
import type { ParsedRequest } from './helpers/request.ts';
import { afterwards, onAnswer, onRequest, remembering, succeeded, type Exchange } from './helpers/wraps.ts';
import { mutant, perVerb, type Mutant } from './types.ts';

const refused = (status: number): boolean => status >= 400;
const body = ({ json: sent }: ParsedRequest): JsonObject => (isObject(sent) ? sent : {});
const isDry = ({ query }: ParsedRequest): boolean => query.get('dryRun') === 'All';

/** Merge patches the object of the request. */
const patched = ({ path, send }: Exchange, patch: Json): Promise<unknown> => send('PATCH', path, patch);

/** Leaves everything as it was, but for the resourceVersion. */
async function touch(exchange: Exchange): Promise<void> {
  await patched(exchange, { metadata: { annotations: { touched: 'yes' } } });
  await patched(exchange, { metadata: { annotations: { touched: null } } });
}

const UPDATES: readonly Mutant[] = perVerb(['replace', 'patch'], (verb) =>
  mutant('refused-keeps-its-annotations', 'errors.changes-nothing', {
    text: `A ${verb} is refused when its annotations have been stored.`,
    wrap: afterwards({ verb, status: refused }, (exchange) =>
      patched(exchange, { metadata: { annotations: objectAt(metadataOf(body(exchange)), 'annotations') } }),
    ),
  }),
).concat(
  perVerb(['replace', 'patch'], (verb) =>
    mutant('refused-keeps-its-finalizers', 'errors.changes-nothing', {
      text: `A ${verb} is refused when its finalizers have been stored.`,
      wrap: afterwards({ verb, status: refused }, (exchange) =>
        patched(exchange, { metadata: { finalizers: metadataOf(body(exchange))['finalizers'] ?? [] } }),
      ),
    }),
  ),
  perVerb(['replace', 'patch'], (verb) =>
    mutant('refused-keeps-its-spec', 'errors.changes-nothing', {
      text: `A ${verb} with a stale resourceVersion is refused when its spec has been stored.`,
      wrap: afterwards({ verb, status: 409 }, (exchange) =>
        patched(exchange, { spec: objectAt(body(exchange), 'spec') }),
      ),
    }),
  ),
  perVerb(['replace', 'patch', 'delete'], (verb) =>
    mutant('refused-moves-the-version', 'errors.changes-nothing', {
      text: `A refused ${verb} moves the resourceVersion of the object.`,
      wrap: afterwards({ verb, status: refused }, touch),
    }),
  ),
);

const DRY_RUNS: readonly Mutant[] = [
  ...perVerb(['create', 'replace', 'patch'], (verb) =>
    mutant('dry-run-is-not-validated', 'errors.changes-nothing', {
      text: `A ${verb} that has to be refused is accepted with dryRun=All.`,
      wrap: onAnswer({ verb, when: isDry, status: refused }, (_, exchange) => json(200, body(exchange))),
    }),
  ),
  ...perVerb(['create', 'replace', 'patch'], (verb) =>
    mutant('refused-dry-run-is-done', 'errors.changes-nothing', {
      text: `A ${verb} with dryRun=All that is refused marks the object, or creates one, all the same.`,
      wrap: afterwards({ verb, when: isDry, status: refused }, (exchange) =>
        verb === 'create'
          ? exchange.send('POST', exchange.path, {
              ...body(exchange),
              metadata: { ...metadataOf(body(exchange)), namespace: exchange.namespace ?? '' },
              spec: { ...objectAt(body(exchange), 'spec'), cleanPodPolicy: 'All' },
            })
          : patched(exchange, { metadata: { labels: { dry: 'yes' } } }),
      ),
    }),
  ),
  mutant('delete-dry-run-is-not-validated', 'errors.changes-nothing', {
    text: 'A delete that has to be refused is accepted with dryRun=All.',
    wrap: onAnswer({ verb: 'delete', when: isDry, status: refused }, () =>
      json(200, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' }),
    ),
  }),
  ...perVerb(['replace', 'patch'], (verb) =>
    mutant('dry-run-moves-the-version', verb === 'replace' ? 'replace.dry-run' : 'patch.dry-run', {
      text: `A ${verb} with dryRun=All moves the resourceVersion of the object.`,
      wrap: afterwards({ verb, when: isDry, status: succeeded }, touch),
    }),
  ),
  ...perVerb(['replace', 'patch'], (verb) =>
    mutant('dry-run-keeps-finalizers', verb === 'replace' ? 'replace.dry-run' : 'patch.dry-run', {
      text: `A ${verb} with dryRun=All stores the finalizers.`,
      wrap: afterwards({ verb, when: isDry, status: succeeded }, (exchange) =>
        patched(exchange, { metadata: { finalizers: metadataOf(body(exchange))['finalizers'] ?? [] } }),
      ),
    }),
  ),
];

const PATCH_TYPES: readonly Mutant[] = [
  mutant('json-patch-is-half-done', 'errors.changes-nothing', {
    text: 'The first operation of a JSON Patch is done, and the patch refused.',
    wrap: afterwards({ verb: 'patch', when: ({ json: sent }) => Array.isArray(sent), status: refused }, (exchange) => {
      const [first] = Array.isArray(exchange.json) ? exchange.json : [];
      const keys = String(isObject(first) ? first['path'] : '')
        .split('/')
        .slice(1);
      const value = isObject(first) ? (first['value'] ?? null) : null;
      return patched(
        exchange,
        keys.reduceRight<Json>((inner, key) => ({ [key]: inner }), value),
      );
    }),
  }),
  ...['strategic-merge-patch+json', 'apply-patch+yaml'].map((type) =>
    mutant(`${type.split('-')[0]}-patch-is-half-done`, 'errors.changes-nothing', {
      text: `A patch of the type application/${type} is refused when its metadata have been stored.`,
      wrap: afterwards(
        {
          verb: 'patch',
          when: ({ headers }) => headers.some(([, value]) => value === `application/${type}`),
          status: refused,
        },
        (exchange) => patched(exchange, { metadata: metadataOf(body(exchange)) }),
      ),
    }),
  ),
];

const DELETIONS: readonly Mutant[] = [
  mutant('refused-delete-takes-the-finalizers', 'errors.changes-nothing', {
    text: 'A delete whose precondition does not hold is refused when the finalizers have been removed.',
    wrap: afterwards({ verb: 'delete', status: 409 }, (exchange) =>
      patched(exchange, { metadata: { finalizers: null } }),
    ),
  }),
  ...['limit', 'propagationPolicy'].map((parameter) =>
    mutant(`collection-with-a-bad-${parameter.toLowerCase()}-is-deleted`, 'errors.changes-nothing', {
      text: `A delete of a collection is refused for its ${parameter} when it has been done.`,
      wrap: afterwards(
        { verb: 'deletecollection', query: { [parameter]: true }, status: refused },
        ({ path, query, send }) => {
          query.delete(parameter);
          query.delete('dryRun');
          return send('DELETE', `${path}?${query.toString()}`);
        },
      ),
    }),
  ),
];

const CREATES: readonly Mutant[] = [
  mutant('refused-create-reserves-its-name', 'errors.changes-nothing', {
    text: 'The name of a refused create is taken from then on.',
    wrap: remembering(
      () => new Set<string>(),
      (names) => (handle) =>
        onRequest({ verb: 'create' }, async (exchange) => {
          const key = `${exchange.path} ${nameOf(body(exchange))}`;
          if (names.has(key)) return refusal(409, 'AlreadyExists');
          const answer = await exchange.forward();
          if (answer.status === 422) names.add(key);
          return answer;
        })(handle),
    ),
  }),
  mutant('refused-create-is-kept-under-another-name', 'errors.changes-nothing', {
    text: 'A create under a taken name is refused, and the object kept under another name.',
    wrap: afterwards({ verb: 'create', status: 409 }, (exchange) =>
      exchange.send(
        'POST',
        exchange.path,
        withMetadata(body(exchange), { name: `x${nameOf(body(exchange))}`.slice(0, 63) }),
      ),
    ),
  }),
];

export const PART_MUTANTS: readonly Mutant[] = [...UPDATES, ...DRY_RUNS, ...PATCH_TYPES, ...DELETIONS, ...CREATES];
