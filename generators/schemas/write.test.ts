import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../contract/package.ts';
import { generate, generatedFiles } from './write.ts';

test('the committed files are what the contract yields now', async () => {
  for (const [path, contents] of generatedFiles())
    expect(await readFile(join(packageRoot(), path), 'utf8'), path).toBe(contents);
});

test('generating writes every file, and removes what the contract no longer yields', async () => {
  const root = await mkdtemp(join(tmpdir(), 'schemas-'));
  try {
    const paths = await generate(root);
    await writeFile(join(root, 'schemas/old.sent.json'), '{}');
    await writeFile(join(root, 'schemas/kept.ts'), '');
    expect(await generate(root)).toEqual(paths);
    await expect(readFile(join(root, 'schemas/old.sent.json'))).rejects.toThrow('ENOENT');
    await readFile(join(root, 'schemas/kept.ts'));
  } finally {
    await rm(root, { recursive: true });
  }
});
