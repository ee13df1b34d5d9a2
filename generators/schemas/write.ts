import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { KINDS } from '../../contract/kinds.ts';
import type { Json } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import { crdFiles } from './crd.ts';
import { openapiDocument } from './openapi.ts';
import { schemaDocuments } from './schema.ts';

const json = (document: Json): string => `${JSON.stringify(document, null, 1)}\n`;

/**
 * Every generated file by its path from the package root, with its contents: the same for the same kinds, byte for
 * byte.
 */
export const generatedFiles = (kinds: readonly Kind[] = KINDS): Map<string, string> =>
  new Map([
    ...[...schemaDocuments(kinds)].map(([name, document]): [string, string] => [
      `schemas/${name}.json`,
      json(document),
    ]),
    ['schemas/openapi.json', json(openapiDocument(kinds))],
    ...crdFiles(kinds).map(([path, contents]): [string, string] => [`schemas/${path}`, contents]),
  ]);

/** The paths, relative to the root, of the generated files that exist in `schemas/`. */
async function present(root: string): Promise<string[]> {
  const entries = await readdir(join(root, 'schemas'), { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return entries
    .filter((entry) => /\.(json|yaml)$/.test(entry))
    .map((entry) => `schemas/${entry.replaceAll('\\', '/')}`);
}

/**
 * Writes the generated files below `root` and removes those that are no longer generated. Resolves to the written
 * paths.
 * @param published schemas of the suite's own files, by their paths from the root
 */
export async function generate(
  root: string,
  kinds: readonly Kind[] = KINDS,
  published: Readonly<Record<string, Json>> = {},
): Promise<string[]> {
  const files = generatedFiles(kinds);
  for (const [path, schema] of Object.entries(published)) files.set(path, json(schema));
  for (const stale of (await present(root)).filter((path) => !files.has(path))) await rm(join(root, stale));
  for (const [path, contents] of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), contents);
  }
  return [...files.keys()];
}
