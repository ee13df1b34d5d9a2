import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BAD_NETWORKS } from '../cli/testing/bad-networks.ts';
import { HOSTILE } from '../cli/testing/hostile.ts';
import { packageRoot } from '../contract/package.ts';

test('docs/reliability.md names each server and network of the tests', () => {
  const lines = readFileSync(join(packageRoot(), 'docs', 'reliability.md'), 'utf8').split('\n');
  const named = [...Object.keys(HOSTILE), ...Object.keys(BAD_NETWORKS)];
  expect(named.filter((name) => !lines.includes(`- ${name}`))).toEqual([]);
});
