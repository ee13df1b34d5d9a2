/** Finds the operation of the contract that a request is. */
import { OPERATIONS } from './operations.ts';
import { VERBS, type Kind, type Verb } from './types.ts';

export interface Addressed {
  kind: Kind;
  verb: Verb;
  namespace: string;
  name: string | undefined;
}

/** The parts of a path of `pathOf`, still percent-encoded. */
const ADDRESS =
  /^\/apis\/(?<group>[^/?]+)\/(?<version>[^/?]+)\/namespaces\/(?<namespace>[^/?]+)\/(?<plural>[^/?]+)(?:\/(?<name>[^/?]*))?(?:\?(?<query>.*))?$/;

/** A watch is a list whose `watch` is neither false nor 0 (clients send `True` as well as `true`). */
function watches(query: string | undefined): boolean {
  const value = new URLSearchParams(query).get('watch');
  return value !== null && !/^(false|0|f)$/i.test(value);
}

/**
 * `path` is path and query without the target's prefix. Undefined when the request is not a documented operation of
 * these kinds, or may be another one to whoever decodes its path first.
 */
export function operationOf(method: string, path: string, kinds: readonly Kind[]): Addressed | undefined {
  const at = ADDRESS.exec(path)?.groups;
  if (!at) return undefined;
  const kind = kinds.find(
    ({ group, version, plural }) => group === at['group'] && version === at['version'] && plural === at['plural'],
  );
  const scope = at['name'] ? 'object' : 'collection';
  const verb = VERBS.find((v) => OPERATIONS[v].method === method && OPERATIONS[v].scope === scope);
  if (!kind || !verb) return undefined;
  const found = { kind, verb, namespace: plain(at['namespace']!), name: at['name'] ? plain(at['name']) : undefined };
  if (isPath(found.namespace) || isPath(found.name ?? '')) return undefined;
  return verb === 'list' && watches(at['query']) ? { ...found, verb: 'watch' } : found;
}

/**
 * A segment that is no name once it is decoded: servers and proxies that decode a path before they split it see another
 * path, others see no name that an object could have.
 */
const isPath = (segment: string): boolean => segment.includes('/') || segment === '.' || segment === '..';

/** Decodes a segment; one without escapes, or with malformed ones, is returned unchanged. */
function plain(segment: string): string {
  return !segment.includes('%') || /%(?![0-9a-f]{2})/i.test(segment)
    ? segment
    : Buffer.from(unescaped(segment), 'latin1').toString('utf8');
}

const unescaped = (segment: string): string =>
  segment.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
