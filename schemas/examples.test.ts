import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { KINDS } from '../contract/kinds.ts';
import { packageRoot } from '../contract/package.ts';
import { committedSet } from './validate.ts';
import type { SchemaName } from './validate.ts';

const schemas = committedSet();
const examples = join(packageRoot(), 'contract/examples');

/** The schema of a documented body, by the name of its file. */
function schemaOf(file: string): SchemaName {
  const [example, verb, side] = file.split('.');
  const singular = KINDS.find((k) => k.example === example)!.singular;
  if (side === 'request') return `${singular}.${verb === 'patch' ? 'patch' : 'sent'}`;
  if (verb === 'delete') return 'status';
  return `${singular}.${verb === 'list' || verb === 'deletecollection' ? 'list' : 'received'}`;
}

test.each(readdirSync(examples))('%s keeps its schema', (file) => {
  const body: unknown = JSON.parse(readFileSync(join(examples, file), 'utf8'));
  expect(schemas.validate(schemaOf(file), body)).toEqual([]);
});

test('there are forty documented bodies', () => {
  expect(readdirSync(examples)).toHaveLength(40);
});
