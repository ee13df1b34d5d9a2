import { CCI } from '../../contract/contract.ts';
import { describe, expect, test } from 'vitest';
import type { Constraint, Keyword } from '../../contract/constraints/index.ts';
import { KINDS } from '../../contract/kinds.ts';
import type { Json, JsonObject } from '../../contract/json.ts';
import { STRUCTURES, listOf, named, objectOf } from '../../contract/structures/index.ts';
import type { FieldType, Kind, Structure } from '../../contract/types.ts';
import { schemaSet } from '../../schemas/validate.ts';
import type { SchemaName } from '../../schemas/validate.ts';
import { fullOf, placesOf } from './full.fixture.ts';
import type { FieldPlace } from './full.fixture.ts';
import { schemaDocuments } from './schema.ts';

const schemas = schemaSet([...schemaDocuments(KINDS).values()]);

interface Root {
  schema: SchemaName;
  structure: Structure;
  kind: Kind;
  document: () => JsonObject;
}

const rootsOf = (kind: Kind): Root[] => {
  const root = (schema: SchemaName, structure: Structure, document = () => fullOf(kind, structure)): Root => ({
    schema,
    structure,
    kind,
    document,
  });
  return [
    root(`${kind.singular}.sent`, objectOf(kind)),
    root(`${kind.singular}.received`, objectOf(kind)),
    root(`${kind.singular}.list`, listOf(kind)),
    root('status', named(STRUCTURES, 'Status')),
    root('watchevent', named(STRUCTURES, 'WatchEvent')),
    root('deleteoptions', named(STRUCTURES, 'DeleteOptions'), () => {
      const { orphanDependents: _, ...rest } = fullOf(kind, named(STRUCTURES, 'DeleteOptions'));
      return rest;
    }),
  ];
};
const ROOTS = KINDS.flatMap(rootsOf);

const set = ({ holder, field }: FieldPlace, value: Json): void => {
  holder[field.name] = value;
};
/** Values that break one keyword of a type; in arrays the first item's. */
function breakKeyword(place: FieldPlace, keyword: Keyword): void {
  const is = place.field.is;
  const leaf = is.type === 'array' && keyword !== 'minItems' ? is.items : is;
  const value = wrongFor(leaf, keyword, place);
  set(place, leaf === is ? value : [value]);
}
function wrongFor(is: FieldType, keyword: Keyword, { holder, field }: FieldPlace): Json {
  if (is.type === 'string') {
    const wrong = {
      pattern: 'no_name',
      minLength: '',
      maxLength: 'a'.repeat((is.maxLength ?? 0) + 1),
      enum: 'something-else',
      format: '2024-02-30 12:00',
    };
    return wrong[keyword as keyof typeof wrong];
  }
  if (is.type === 'integer') {
    const wrong = {
      minimum: (is.minimum ?? 0) - 1,
      exclusiveMinimum: is.exclusiveMinimum ?? 0,
      maximum: (is.maximum ?? 0) + 1,
    };
    return wrong[keyword as keyof typeof wrong];
  }
  if (is.type === 'boolean') return is.const !== true;
  if (keyword === 'keyPattern') return { Stranger: Object.values(holder[field.name] as JsonObject)[0]! };
  return [];
}

describe('every full document is valid, so that only what is changed can be refused', () => {
  test.each(ROOTS.map((r) => [r.schema, r] as const))('%s', (_, { schema, document }) => {
    expect(schemas.validate(schema, document())).toEqual([]);
  });
});

const judged = CCI.constraints.filter(
  (c): c is Constraint & { field: string; keyword: Keyword } => c.judge === 'schema' && c.keyword !== undefined,
);

/** The strictest schema that has the structure: what is sent before what is received. */
function placeOf(constraint: Constraint): { root: Root; document: JsonObject; place: FieldPlace } | undefined {
  for (const root of ROOTS) {
    const document = root.document();
    const place = placesOf(root.kind, document, root.structure).find(
      (p) => p.structure.name === constraint.structure && p.field.name === constraint.field,
    );
    if (place !== undefined) return { root, document, place };
  }
  return undefined;
}

describe('each constraint that a schema judges refuses a document that differs in that one thing', () => {
  test.each(judged.map((c) => [c.id, c] as const))('%s', (_, constraint) => {
    const { root, document, place } = placeOf(constraint)!;
    expect(schemas.validate(root.schema, document)).toEqual([]);
    if (constraint.keyword === 'required') delete place.holder[constraint.field];
    else breakKeyword(place, constraint.keyword);
    const errors = schemas.validate(root.schema, document);
    const holder = place.pointer.slice(0, place.pointer.lastIndexOf('/'));
    expect(
      errors
        .map((e) => e.path)
        .some((path) => path.startsWith(constraint.keyword === 'required' ? holder : place.pointer)),
      JSON.stringify(errors),
    ).toBe(true);
  });

  test('an object that is sent has a name or a generateName', () => {
    for (const kind of KINDS) {
      const errorsWith = (metadata: JsonObject): unknown[] =>
        schemas.validate(`${kind.singular}.sent`, { ...fullOf(kind, objectOf(kind)), metadata });
      expect(errorsWith({ name: 'a' })).toEqual([]);
      expect(errorsWith({ generateName: 'a-' })).toEqual([]);
      expect(errorsWith({})).not.toEqual([]);
    }
  });

  test('orphanDependents and propagationPolicy exclude each other', () => {
    const options = { kind: 'DeleteOptions', apiVersion: 'v1' };
    expect(schemas.validate('deleteoptions', { ...options, orphanDependents: true })).toEqual([]);
    expect(schemas.validate('deleteoptions', { ...options, propagationPolicy: 'Orphan' })).toEqual([]);
    expect(
      schemas.validate('deleteoptions', { ...options, propagationPolicy: 'Orphan', orphanDependents: true }),
    ).not.toEqual([]);
  });

  test('those two are all that is judged by a schema and written by hand', () => {
    expect(CCI.constraints.filter((c) => c.judge === 'schema' && c.keyword === undefined)).toHaveLength(2);
  });
});

/** A value of another JSON type than the field's. */
const mistyped = (is: FieldType): Json =>
  is.type === 'boolean' ? 'true' : is.type === 'string' ? 7 : is.type === 'integer' ? '7' : true;

describe('the JSON type of every documented field is kept', () => {
  test.each(ROOTS.map((r) => [r.schema, r] as const))('%s', (_, { kind, schema, structure, document }) => {
    const wholes = document();
    for (const place of placesOf(kind, wholes, structure)) {
      const before = place.holder[place.field.name]!;
      set(place, mistyped(place.field.is));
      expect(schemas.validate(schema, wholes), place.pointer).not.toEqual([]);
      set(place, before);
    }
    expect(schemas.validate(schema, wholes)).toEqual([]);
  });
});
