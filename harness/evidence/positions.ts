/** Which code of `specs/` a verdict comes from, as source positions: `specs/pagination/pages.ts:180`. */
import { existsSync, readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../../contract/package.ts';

/** The end of a line of a stack: a path or a file URL, possibly with a query, then line and column. */
const FRAME = /((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^()?]*?)(?:\?[^():]*)?:(\d+):(\d+)\)?$/;
/** The folder of the requirements, as source and as built code. */
const SPECS = /^(dist\/)?specs\//;
/** Every requirement is made there, so that its frames say nothing about which one it is. */
const CONSTRUCTOR = 'specs/support/requirement.ts';

/** The frames of a stack that lie in `specs/`, innermost first; positions in built code are mapped to the source. */
export function positionsIn(stack: string | undefined): string[] {
  const positions = (stack ?? '').split('\n').flatMap((frame) => {
    const [, place, line, column] = FRAME.exec(frame) ?? [];
    if (place === undefined) return [];
    const path = place.startsWith('file:') ? fileURLToPath(place) : place;
    return SPECS.test(inPackage(path)) ? [asWritten(path, Number(line), Number(column))] : [];
  });
  return [...new Set(positions.filter((position) => !position.startsWith(CONSTRUCTOR)))];
}

/** The same as the member `code` of a verdict or finding; without any frame, the member is left out. */
export function codeIn(stack: string | undefined): { code?: string[] } {
  const code = positionsIn(stack);
  return code.length === 0 ? {} : { code };
}

const inPackage = (path: string): string => relative(packageRoot(), path).split(sep).join('/');

function asWritten(path: string, line: number, column: number): string {
  const origin = mapOf(path)?.findEntry(line - 1, column - 1);
  return origin !== undefined && 'originalSource' in origin
    ? `${inPackage(resolve(dirname(path), origin.originalSource))}:${origin.originalLine + 1}`
    : `${inPackage(path)}:${line}`;
}

const maps = new Map<string, SourceMap | undefined>();

/** A map is read when a verdict first needs it: a run in which everything passes reads none. */
function mapOf(path: string): SourceMap | undefined {
  if (!maps.has(path)) maps.set(path, readMap(`${path}.map`));
  return maps.get(path);
}

const readMap = (path: string): SourceMap | undefined =>
  existsSync(path) ? new SourceMap(JSON.parse(readFileSync(path, 'utf8')) as SourceMapPayload) : undefined;
