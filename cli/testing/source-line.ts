/** The line of our sources at a position such as `specs/create/names.ts:42`, without its indent. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../contract/package.ts';

export function sourceLineAt(position = ''): string {
  const [, file, line] = /^(specs\/[\w/-]+\.ts):(\d+)$/.exec(position) ?? [];
  if (file === undefined) throw new Error(`"${position}" is no position in specs/`);
  return (readFileSync(join(packageRoot(), file), 'utf8').split('\n')[Number(line) - 1] ?? '').trim();
}
