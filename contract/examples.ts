import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './package.ts';
import type { JsonObject } from './json.ts';
import type { Kind, Verb } from './types.ts';

const read = new Map<string, JsonObject | undefined>();

/** Whether the documents have examples of the kind. */
export const isShown = (kind: Kind): boolean => example(kind, 'create', 'request') !== undefined;

/**
 * A new copy of the documented body on a kind's page; undefined when the page has none (a read has no request body).
 * Read from `contract/examples` at the first call.
 */
export function example(kind: Kind, verb: Verb, side: 'request' | 'response'): JsonObject | undefined {
  const name = `${kind.example}.${verb}.${side}.json`;
  if (!read.has(name)) {
    const file = join(packageRoot(), 'contract', 'examples', name);
    read.set(name, existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as JsonObject) : undefined);
  }
  return structuredClone(read.get(name));
}
