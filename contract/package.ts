import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NAME = 'cci-job-conformance';

const isRoot = (directory: string): boolean => {
  const file = join(directory, 'package.json');
  return existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { name?: string }).name === NAME;
};

let found: string | undefined;

/**
 * The directory of this package's package.json, whether the code runs from its sources or from dist/.
 * Throws when there is none above this file.
 */
export function packageRoot(): string {
  if (found !== undefined) return found;
  let directory = dirname(fileURLToPath(import.meta.url));
  while (!isRoot(directory)) {
    const parent = dirname(directory);
    if (parent === directory) throw new Error(`no package.json of ${NAME} above ${fileURLToPath(import.meta.url)}`);
    directory = parent;
  }
  found = directory;
  return directory;
}
