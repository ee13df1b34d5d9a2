import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../contract/package.ts';
import { SAMPLING } from '../../vitest.config.ts';

const FOLDERS = readdirSync(packageRoot(), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !/^\.|^(node_modules|dist)$/.test(entry.name))
  .map(({ name }) => name);

/** A test that asks how much it is to take says so in an import. */
const ASKS = /^import \{[^}]*\b(WHOLE|sampleSize)\b[^}]*\} from/m;

test('what npm test takes a sample of, npm run test:whole takes whole', () => {
  const sampling = FOLDERS.flatMap((folder) =>
    readdirSync(join(packageRoot(), folder), { recursive: true, encoding: 'utf8' })
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
      .filter((path) => path.endsWith('.test.ts') && ASKS.test(readFileSync(join(packageRoot(), path), 'utf8'))),
  );
  expect(sampling.toSorted()).toEqual(SAMPLING.toSorted());
});
