import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { example, isShown } from './examples.ts';
import { KINDS } from './kinds.ts';
import { apiVersionOf, listKindOf } from './operations.ts';
import { packageRoot } from './package.ts';
import { VERBS } from './types.ts';

test('every documented body belongs to a kind, a verb and a side', () => {
  const found = KINDS.flatMap((kind) =>
    VERBS.flatMap((verb) =>
      (['request', 'response'] as const).filter((side) => example(kind, verb, side) !== undefined),
    ),
  );
  expect(found).toHaveLength(readdirSync(join(packageRoot(), 'contract', 'examples')).length);
});

test('a body says what kind it is of', () => {
  for (const kind of KINDS.filter(isShown)) {
    expect(example(kind, 'create', 'request')).toMatchObject({ apiVersion: apiVersionOf(kind), kind: kind.kind });
    expect(example(kind, 'list', 'response')).toMatchObject({ kind: listKindOf(kind) });
    expect(example(kind, 'read', 'request')).toBeUndefined();
  }
});

test('each caller has a copy of its own', () => {
  const [first, second] = [example(KINDS[0]!, 'create', 'request')!, example(KINDS[0]!, 'create', 'request')!];
  first['kind'] = 'changed';
  expect(second['kind']).toBe(KINDS[0]!.kind);
});
