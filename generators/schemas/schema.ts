import { nameFor } from '../../contract/kinds.ts';
import { WATCH_TYPES, STRUCTURES, listOf, named, objectOf, specOf, statusOf } from '../../contract/structures/index.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { Kind, Structure } from '../../contract/types.ts';
import { idOf } from '../../schemas/validate.ts';
import { reachable, structureSchema } from './schema-types.ts';
import type { Mode, Writing } from './schema-types.ts';

/** Structures that only a server fills in: it must keep their constraints. */
const SERVERS_OWN = reachable(['Status', 'ListMeta', 'JobCondition', 'ReplicaStatus'], STRUCTURES);
/** The shared structures that bodies are made of, for each way of reading them. */
const SHARED: Readonly<Record<Mode, readonly string[]>> = {
  sent: reachable(['ObjectMeta', 'ReplicaSpec', 'Preconditions'], STRUCTURES),
  received: [...reachable(['ObjectMeta', 'ReplicaSpec', 'WatchedObject'], STRUCTURES), ...SERVERS_OWN],
  patch: reachable(['ObjectMeta', 'ReplicaSpec'], STRUCTURES),
};

const byName = (...structures: Structure[]): Record<string, Structure> =>
  Object.fromEntries(structures.map((s) => [s.name, s]));
const shared = (refTo: Writing['refTo']): Writing => ({ refTo, own: {}, serversOwn: new Set(SERVERS_OWN) });
const ofKind = (kind: Kind, refTo: Writing['refTo']): Writing => ({
  refTo,
  own: byName(specOf(kind), statusOf(kind)),
  serversOwn: new Set([...SERVERS_OWN, statusOf(kind).name]),
});

/** A schema of an object with members of it replaced. */
const withProperties = (schema: JsonObject, properties: JsonObject): JsonObject => ({
  ...schema,
  properties: { ...(schema['properties'] as JsonObject), ...properties },
});
/** Asks for members whose own schemas stand elsewhere; strict mode wants them named in the same place. */
const has = (...names: string[]): JsonObject => ({
  properties: Object.fromEntries(names.map((name) => [name, true])),
  required: names,
});

/**
 * A job as sent: named or to be named (erratum 20); its status, if any, is what a server once answered (erratum 10).
 */
function sentSchema(kind: Kind, refTo: Writing['refTo']): JsonObject {
  const writing = ofKind(kind, refTo);
  return withProperties(structureSchema(objectOf(kind), 'sent', writing), {
    metadata: { $ref: refTo('sent', 'ObjectMeta'), type: 'object', anyOf: [has('name'), has('generateName')] },
    status: structureSchema(statusOf(kind), 'received', writing),
  });
}

/** A job as received: a server has given it a name. */
const receivedSchema = (kind: Kind, refTo: Writing['refTo']): JsonObject =>
  withProperties(
    structureSchema(
      { ...objectOf(kind), fields: objectOf(kind).fields.filter((f) => f.name !== 'status') },
      'received',
      {
        ...ofKind(kind, refTo),
        serversOwn: new Set([...SERVERS_OWN, objectOf(kind).name]),
      },
    ),
    {
      metadata: { $ref: refTo('received', 'ObjectMeta'), type: 'object', ...has('name') },
      status: structureSchema(statusOf(kind), 'received', ofKind(kind, refTo)),
    },
  );

/** A list as received: of jobs as received, where `jobs` is the reference to their schema. */
const listSchema = (kind: Kind, refTo: Writing['refTo'], jobs: string): JsonObject =>
  withProperties(
    structureSchema(listOf(kind), 'received', { ...shared(refTo), serversOwn: new Set([listOf(kind).name]) }),
    {
      items: { type: 'array', items: { $ref: jobs } },
    },
  );

/** A merge patch: what is required stays, so that null is no patch for it, and neither for what names the object. */
const patchSchema = (kind: Kind, refTo: Writing['refTo']): JsonObject =>
  withProperties(structureSchema(objectOf(kind), 'patch', ofKind(kind, refTo)), {
    metadata: {
      $ref: refTo('patch', 'ObjectMeta'),
      type: 'object',
      properties: { name: { type: 'string' }, namespace: { type: 'string' } },
    },
    status: { type: ['object', 'null'] },
  });

/** `[Ee][Rr]...`: JSON Schema's patterns know no flags (erratum 13). */
const caseless = (word: string): string => [...word].map((c) => `[${c.toUpperCase()}${c.toLowerCase()}]`).join('');

/** An event of a watch: the object of an ERROR is a Status, that of any other has metadata. */
function watchEventSchema(refTo: Writing['refTo']): JsonObject {
  const event = (types: readonly string[], object: JsonObject): JsonObject => ({
    properties: { type: { type: 'string', pattern: `^(${types.map(caseless).join('|')})$` }, object },
  });
  return {
    ...structureSchema(named(STRUCTURES, 'WatchEvent'), 'received', shared(refTo)),
    anyOf: [
      event(
        WATCH_TYPES.filter((type) => type !== 'ERROR'),
        { type: 'object', ...has('metadata') },
      ),
      event(['ERROR'], { $ref: refTo('received', 'Status') }),
    ],
  };
}

/** DeleteOptions as sent (table 64): two of its members exclude each other. */
const deleteOptionsSchema = (refTo: Writing['refTo']): JsonObject => ({
  ...structureSchema(named(STRUCTURES, 'DeleteOptions'), 'sent', shared(refTo)),
  not: has('orphanDependents', 'propagationPolicy'),
});

/** A named schema of the contract, with the title that a reader sees. */
export interface NamedSchema {
  title: string;
  schema: JsonObject;
}

/**
 * The schemas of bodies: `${singular}.sent|received|list|patch` of each kind, `status`, `watchevent`, `deleteoptions`.
 */
export function bodySchemas(
  kinds: readonly Kind[],
  refTo: Writing['refTo'],
  refToBody: (name: string) => string,
): Map<string, NamedSchema> {
  const ofKinds = kinds.flatMap((kind): [string, NamedSchema][] => [
    [
      `${nameFor(kind, kind.singular)}.sent`,
      { title: `${objectOf(kind).name} as sent`, schema: sentSchema(kind, refTo) },
    ],
    [
      `${nameFor(kind, kind.singular)}.received`,
      { title: `${objectOf(kind).name} as received`, schema: receivedSchema(kind, refTo) },
    ],
    [
      `${nameFor(kind, kind.singular)}.list`,
      {
        title: listOf(kind).name,
        schema: listSchema(kind, refTo, refToBody(`${nameFor(kind, kind.singular)}.received`)),
      },
    ],
    [
      `${nameFor(kind, kind.singular)}.patch`,
      { title: `Merge patch of ${objectOf(kind).name}`, schema: patchSchema(kind, refTo) },
    ],
  ]);
  return new Map([
    ...ofKinds,
    ['status', { title: 'Status', schema: { $ref: refTo('received', 'Status') } }],
    ['watchevent', { title: 'WatchEvent', schema: watchEventSchema(refTo) }],
    ['deleteoptions', { title: 'DeleteOptions', schema: deleteOptionsSchema(refTo) }],
  ]);
}

/** The shared structures in each mode, as `[mode, name, schema]`. */
export const sharedSchemas = (refTo: Writing['refTo']): [Mode, string, JsonObject][] =>
  (Object.keys(SHARED) as Mode[]).flatMap((mode) =>
    SHARED[mode].map((name): [Mode, string, JsonObject] => [
      mode,
      name,
      structureSchema(named(STRUCTURES, name), mode, shared(refTo)),
    ]),
  );

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** The JSON Schema documents by name: the bodies, and `common.sent|received|patch` with what they share in `$defs`. */
export function schemaDocuments(kinds: readonly Kind[]): Map<string, JsonObject> {
  const refTo: Writing['refTo'] = (mode, name) => `${idOf(`common.${mode}`)}#/$defs/${name}`;
  const documents = new Map<string, JsonObject>();
  for (const [mode, name, schema] of sharedSchemas(refTo)) {
    const title = `What bodies share (${mode})`;
    const document = documents.get(`common.${mode}`) ?? {
      $schema: DIALECT,
      $id: idOf(`common.${mode}`),
      title,
      $defs: {},
    };
    (document['$defs'] as JsonObject)[name] = schema;
    documents.set(`common.${mode}`, document);
  }
  for (const [name, { title, schema }] of bodySchemas(kinds, refTo, idOf)) {
    documents.set(name, { $schema: DIALECT, $id: idOf(name), title, ...schema });
  }
  return documents;
}
