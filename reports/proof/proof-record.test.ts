import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../contract/package.ts';
import { MUTANTS } from '../../reference/mutants/index.ts';
import type { Proof } from './proof.ts';

test('the figures on record are of the mutants that there are', () => {
  const {
    matrix: once,
    mutants,
    variants,
  } = JSON.parse(readFileSync(join(packageRoot(), 'docs', 'proof.json'), 'utf8')) as Proof;
  expect(once).toMatchObject({ mutants: MUTANTS.length, killed: MUTANTS.length, errors: 0, idle: 0, accused: 0 });
  // Figures of several seeds are taken from the record when what they count has changed, until they are measured again.
  if (mutants !== undefined) expect(mutants).toMatchObject({ mutants: MUTANTS.length, errors: 0 });
  if (variants !== undefined) expect(variants.accused).toBe(0);
});
