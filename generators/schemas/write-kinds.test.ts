import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { IMAGINARY, ONE_MORE } from '../../contract/kinds.fixture.ts';
import { KINDS } from '../../contract/kinds.ts';
import { OPERATIONS } from '../../contract/operations.ts';
import type { Json, JsonObject } from '../../contract/json.ts';
import { fieldsOf, specOf } from '../../contract/structures/index.ts';
import { schemaSet } from '../../schemas/validate.ts';
import { fullJob } from './full.fixture.ts';
import { openapiDocument } from './openapi.ts';
import { generatedFiles } from './write.ts';

const files = generatedFiles(ONE_MORE);
const openapi = openapiDocument(ONE_MORE);

test('a further kind leaves the files of the others as they are', () => {
  for (const [path, contents] of generatedFiles())
    if (path !== 'schemas/openapi.json') expect(files.get(path), path).toBe(contents);
});

test('a further kind has schemas that judge it', () => {
  const documents = [...files]
    .filter(([path]) => path.endsWith('.json') && path !== 'schemas/openapi.json')
    .map(([, contents]) => JSON.parse(contents) as JsonObject);
  const schemas = schemaSet(documents);
  expect(schemas.validate('imaginaryjob.sent', fullJob(IMAGINARY))).toEqual([]);
  expect(schemas.validate('imaginaryjob.received', fullJob(IMAGINARY))).toEqual([]);
  expect(schemas.validate('imaginaryjob.sent', fullJob(KINDS[0]!))).not.toEqual([]);
  expect(schemas.validate('imaginaryjob.patch', { spec: { rounds: 0 } }).map((e) => e.path)).toEqual(['/spec/rounds']);
});

describe('OpenAPI', () => {
  const paths = openapi['paths'] as Record<string, Record<string, JsonObject>>;

  test('every operation of every kind is there, at its path, with its parameters and codes', () => {
    const ids = Object.values(paths)
      .flatMap((path) => Object.values(path).map((o) => o['operationId']))
      .filter((id) => id !== undefined);
    expect(ids).toHaveLength(7 * ONE_MORE.length);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { group, version, plural } of ONE_MORE) {
      const path = `/apis/${group}/${version}/namespaces/{namespace}/${plural}`;
      for (const operation of Object.values(OPERATIONS)) {
        const found = paths[operation.scope === 'object' ? `${path}/{name}` : path]![operation.method.toLowerCase()]!;
        expect(found['parameters']).toEqual(
          expect.arrayContaining(operation.query.map((name) => ({ $ref: `#/components/parameters/${name}` }))),
        );
        expect(Object.keys(found['responses'] as JsonObject)).toEqual(
          expect.arrayContaining(operation.statusCodes.map(String)),
        );
      }
    }
  });

  test('every reference leads somewhere, and every schema compiles in strict mode', () => {
    const refs = new Set([...JSON.stringify(openapi).matchAll(/"\$ref":"#\/([^"]+)"/g)].map((m) => m[1]!));
    for (const ref of refs)
      expect(
        ref.split('/').reduce<Json | undefined>((at, key) => (at as JsonObject | undefined)?.[key], openapi),
        ref,
      ).toBeDefined();
    const ajv = new Ajv2020({ strict: true });
    ajvFormats.default(ajv);
    const $defs = JSON.parse(
      JSON.stringify((openapi['components'] as JsonObject)['schemas']).replaceAll('#/components/schemas/', '#/$defs/'),
    ) as JsonObject;
    ajv.addSchema({ $id: 'urn:x:openapi', $defs });
    for (const name of Object.keys($defs)) ajv.compile({ $ref: `urn:x:openapi#/$defs/${name}` });
  });

  test('the documented bodies are its examples', () => {
    const text = JSON.stringify(paths);
    const examples = Object.keys((openapi['components'] as JsonObject)['examples'] as JsonObject);
    expect(examples).toHaveLength(40);
    for (const example of examples) expect(text).toContain(`#/components/examples/${example}"`);
  });
});

describe.each(ONE_MORE)('the CRD of $kind', (kind) => {
  const crd = parse(files.get(`schemas/crds/${kind.plural}.yaml`)!) as {
    metadata: { name: string };
    spec: { versions: { name: string; subresources: unknown; schema: { openAPIV3Schema: JsonObject } }[] };
  };
  const version = crd.spec.versions[0]!;
  const at = (path: string): JsonObject =>
    path.split('.').reduce<JsonObject>((schema, segment) => {
      const name = segment.replaceAll('[]', '');
      const next = (
        name === '{replicaType}' ? schema['additionalProperties'] : (schema['properties'] as JsonObject)[name]
      ) as JsonObject;
      return segment.endsWith('[]') ? (next['items'] as JsonObject) : next;
    }, version.schema.openAPIV3Schema);

  test('it is named and served as the kind, with a status of its own', () => {
    expect(crd.metadata.name).toBe(`${kind.plural}.${kind.group}`);
    expect(version).toMatchObject({ name: kind.version, subresources: { status: {} } });
  });

  test('every documented field is in its schema, which is structural', () => {
    for (const { path } of fieldsOf(kind)) if (!path.startsWith('metadata.')) expect(at(path), path).toBeDefined();
    expect(JSON.stringify(crd)).not.toMatch(/"(\$ref|const|propertyNames|patternProperties)":/);
  });

  test('exactly the fields that are not updatable are immutable', () => {
    const rules = at('spec')['x-kubernetes-validations'] as { fieldPath: string }[];
    const mutable = specOf(kind)
      .fields.map((f) => f.name)
      .filter((name) => !rules.some((r) => r.fieldPath === `.${name}`));
    expect(mutable.map((name) => `spec.${name}`).sort()).toEqual(
      kind.mutable.filter((path) => path.startsWith('spec.')).sort(),
    );
  });
});
