import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nameFor } from '../../contract/kinds.ts';
import { OPERATIONS, pathOf } from '../../contract/operations.ts';
import { packageRoot } from '../../contract/package.ts';
import type { Json, JsonObject } from '../../contract/json.ts';
import { NAME_PATTERN, QUERY_PARAMETERS, objectOf } from '../../contract/structures/index.ts';
import type { AnswerBody, Kind, Operation, OperationAnswer, Verb } from '../../contract/types.ts';
import { answerSchemas } from './answers.ts';
import { bodySchemas, sharedSchemas } from './schema.ts';
import { typeSchema } from './schema-types.ts';
import type { Mode } from './schema-types.ts';

type Side = 'request' | 'response';
/** The operations with a page of their own; watch is a form of list. */
const PAGED: readonly Exclude<Verb, 'watch'>[] = [
  'create',
  'read',
  'list',
  'replace',
  'patch',
  'delete',
  'deletecollection',
];
const METHODS: Readonly<Record<Operation['method'], string>> = {
  GET: 'get',
  POST: 'post',
  PUT: 'put',
  PATCH: 'patch',
  DELETE: 'delete',
};

const sharedRef = (mode: Mode, structure: string): string => `#/components/schemas/${structure}.${mode}`;
const bodyRef = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

const exampleName = (kind: Kind, verb: Verb, side: Side): string => `${kind.example}.${verb}.${side}`;
/** The documented body, where the kind's pages have one. */
function exampleOf(kind: Kind, verb: Verb, side: Side): Json | undefined {
  const file = join(packageRoot(), 'contract/examples', `${exampleName(kind, verb, side)}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Json) : undefined;
}

function content(kind: Kind, verb: Verb, side: Side, schema: JsonObject): JsonObject {
  if (exampleOf(kind, verb, side) === undefined) return { schema };
  return { schema, examples: { documented: { $ref: `#/components/examples/${exampleName(kind, verb, side)}` } } };
}

/** The schema of what a code's body is; undefined where it has none. */
function answerSchema(kind: Kind, body: AnswerBody): JsonObject | undefined {
  const schemas = answerSchemas(kind, body).map(bodyRef);
  return schemas.length > 1 ? { anyOf: schemas } : schemas[0];
}

const refusal = (description: string): JsonObject => ({
  description,
  content: { 'application/json': { schema: bodyRef('status') } },
});

/** A watch is a list of another content type, on the same page. */
function responses(kind: Kind, verb: Exclude<Verb, 'watch'>): JsonObject {
  const success = ({ body }: OperationAnswer): JsonObject => {
    const schema = answerSchema(kind, body);
    if (schema === undefined) return { description: 'Success' };
    return {
      description: 'Success',
      content: {
        'application/json': content(kind, verb, 'response', schema),
        ...(verb === 'list' ? { 'application/json;stream=watch': { schema: bodyRef('watchevent') } } : {}),
      },
    };
  };
  return {
    ...Object.fromEntries(
      OPERATIONS[verb].answers.map((answer) => [
        String(answer.code),
        answer.effect === undefined ? refusal('Refusal') : success(answer),
      ]),
    ),
    default: refusal('Any other refusal that the general chapters define (errata 11 and 23)'),
  };
}

function requestBody(kind: Kind, verb: Verb): JsonObject {
  const body = (type: string, name: string): JsonObject => ({
    requestBody: {
      required: true,
      content: { [type]: content(kind, verb, 'request', bodyRef(`${nameFor(kind, kind.singular)}.${name}`)) },
    },
  });
  if (verb === 'create' || verb === 'replace') return body('application/json', 'sent');
  if (verb === 'patch') return body('application/merge-patch+json', 'patch');
  return verb === 'delete'
    ? { requestBody: { content: { 'application/json': { schema: bodyRef('deleteoptions') } } } }
    : {};
}

const operation = (kind: Kind, verb: Exclude<Verb, 'watch'>): JsonObject => ({
  operationId: `${verb}${objectOf(kind).name}`,
  summary: kind.pages[verb],
  tags: [nameFor(kind, kind.kind)],
  parameters: OPERATIONS[verb].query.map((name) => ({ $ref: `#/components/parameters/${name}` })),
  ...requestBody(kind, verb),
  responses: responses(kind, verb),
});

function paths(kind: Kind): JsonObject {
  const [collection, object] = [pathOf(kind, '{namespace}'), pathOf(kind, '{namespace}', '{name}')].map(
    decodeURIComponent,
  ) as [string, string];
  const inScope = (scope: Operation['scope'], parameters: string[]): JsonObject => ({
    parameters: parameters.map((name) => ({ $ref: `#/components/parameters/${name}` })),
    ...Object.fromEntries(
      PAGED.filter((verb) => OPERATIONS[verb].scope === scope).map((verb) => [
        METHODS[OPERATIONS[verb].method],
        operation(kind, verb),
      ]),
    ),
  });
  return { [collection]: inScope('collection', ['namespace']), [object]: inScope('object', ['namespace', 'name']) };
}

const noRefs = { refTo: sharedRef, own: {}, serversOwn: new Set<string>() };

function parameters(): JsonObject {
  const inPath = (name: string): [string, JsonObject] => [
    name,
    {
      name,
      in: 'path',
      required: true,
      schema: { type: 'string', pattern: NAME_PATTERN, maxLength: 63 },
    },
  ];
  const inQuery = Object.entries(QUERY_PARAMETERS).map(([name, { is, text }]): [string, JsonObject] => [
    name,
    {
      name,
      in: 'query',
      description: text,
      schema: typeSchema(is, 'sent', true, noRefs),
    },
  ]);
  return Object.fromEntries([inPath('namespace'), inPath('name'), ...inQuery]);
}

function examples(kinds: readonly Kind[]): JsonObject {
  const all = kinds.flatMap((kind) =>
    PAGED.flatMap((verb) => (['request', 'response'] as const).map((side) => ({ kind, verb, side }))),
  );
  return Object.fromEntries(
    all.flatMap(({ kind, verb, side }) => {
      const value = exampleOf(kind, verb, side);
      return value === undefined ? [] : [[exampleName(kind, verb, side), { summary: kind.pages[verb], value }]];
    }),
  );
}

const schemas = (kinds: readonly Kind[]): JsonObject =>
  Object.fromEntries([
    ...[...bodySchemas(kinds, sharedRef, (name) => `#/components/schemas/${name}`)].map(
      ([name, { title, schema }]): [string, Json] => [name, { title, ...schema }],
    ),
    ...sharedSchemas(sharedRef).map(([mode, name, schema]): [string, Json] => [`${name}.${mode}`, schema]),
  ]);

/** The OpenAPI 3.1 document of every operation of these kinds, with the documented bodies as examples. */
export const openapiDocument = (kinds: readonly Kind[]): JsonObject => ({
  openapi: '3.1.0',
  info: {
    title: 'Training jobs of Huawei Cloud Container Instance',
    version: [...new Set(kinds.map((kind) => kind.version))].join(', '),
    description: 'Written by cci-job-conformance from its contract. Errata are rows of its register of contradictions.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  tags: kinds.map((kind) => ({ name: nameFor(kind, kind.kind) })),
  security: [{ token: [] }, { bearer: [] }],
  paths: Object.assign({}, ...kinds.map(paths)) as JsonObject,
  components: {
    securitySchemes: {
      token: { type: 'apiKey', in: 'header', name: 'X-Auth-Token' },
      bearer: { type: 'http', scheme: 'bearer' },
    },
    parameters: parameters(),
    examples: examples(kinds),
    schemas: schemas(kinds),
  },
});
