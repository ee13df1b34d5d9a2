import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../contract/package.ts';

const read = (file: string): string => readFileSync(join(packageRoot(), file), 'utf8');
const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

test('the check that CONTRIBUTING shows is there, word for word', () => {
  const guide = read('CONTRIBUTING.md');
  const [, file = '', shown = ''] = /one that is there, in `([^`]+)`:\n+ *```ts\n([^]*?)```/.exec(guide) ?? [];
  expect(lines(shown).length).toBeGreaterThan(10);
  expect(lines(read(file)).join('\n')).toContain(lines(shown).join('\n'));
});

test('every file and folder that the documents name is there', () => {
  for (const document of ['CONTRIBUTING.md', 'docs/architecture.md', 'docs/decisions/2-two-implementations.md'])
    for (const [, path = ''] of read(document).matchAll(
      /`((?:contract|specs|harness|reference|generators|reports|cli|schemas|stryker)\/[\w./-]*)`/g,
    ))
      expect(() => readFileSync(join(packageRoot(), path)), `${document}: ${path}`).not.toThrow(/ENOENT/);
});
