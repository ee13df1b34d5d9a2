/** `generate`: what is derived from the contract and committed, and the README's table of flags. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../contract/package.ts';
import { generate } from '../generators/write.ts';
import { optionsTable } from '../harness/options.ts';
import type { Io } from './io.ts';

const TABLE = /(<!-- flags:[^>]*-->\n)[^]*?(\n?<!-- \/flags -->)/;

/** The README with its table of flags as the flags are now. */
export const withOptions = (readme: string): string => readme.replace(TABLE, (_, begin: string) => `${begin}${optionsTable()}\n<!-- /flags -->`);

export async function writeGenerated(io: Io, root: string = packageRoot()): Promise<number> {
  const files = await generate(root);
  const readme = join(root, 'README.md');
  if (existsSync(readme)) writeFileSync(readme, withOptions(readFileSync(readme, 'utf8')));
  io.stdout.write(`${files.length} files written\n`);
  return 0;
}
