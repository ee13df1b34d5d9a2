import { expect, test } from 'vitest';
import { withVersion } from './leg.ts';

const stored = { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } };

test('a version that the definition lacks is served with the stored schema, and stored as before', () => {
  expect(withVersion({ spec: { versions: [stored] } }, 'v1alpha2').spec.versions).toEqual([
    stored,
    { ...stored, name: 'v1alpha2', storage: false },
  ]);
});

test('a definition that has the version stays as it is', () => {
  const definition = { spec: { versions: [stored] } };
  expect(withVersion(definition, 'v1')).toBe(definition);
});
