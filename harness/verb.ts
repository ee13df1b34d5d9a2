/** Which of the contract's operations a request is. */
import { OPERATIONS, pathOf } from '../contract/operations.ts';
import { VERBS, type Kind, type Verb } from '../contract/types.ts';

export interface Addressed {
  kind: Kind;
  verb: Verb;
  namespace: string;
  name: string | undefined;
}

/** A watch is a list whose `watch` is neither false nor 0 (clients send `True` as well as `true`). */
const watches = (query: URLSearchParams): boolean => query.has('watch') && !/^(false|0|f)$/i.test(query.get('watch') ?? '');

const around = new WeakMap<Kind, readonly [string, string]>();

/** A collection's path up to the namespace, and after it. */
function aroundNamespace(kind: Kind): readonly [string, string] {
  const known = around.get(kind);
  if (known) return known;
  const [before = '', after = ''] = pathOf(kind, '\0').split(encodeURIComponent('\0'));
  around.set(kind, [before, after]);
  return [before, after];
}

/** `path` is the path and query below the target's prefix. Undefined where it is no documented operation of these kinds. */
export function operationOf(method: string, path: string, kinds: readonly Kind[]): Addressed | undefined {
  const [where = '', query = ''] = path.split('?', 2);
  for (const kind of kinds) {
    const [before, after] = aroundNamespace(kind);
    if (!where.startsWith(before)) continue;
    const [namespace = '', plural, ...rest] = where.slice(before.length).split('/');
    if (`/${plural}` !== after || rest.length > 1 || namespace === '') continue;
    const scope = rest[0] ? 'object' : 'collection';
    const verb = VERBS.find((v) => OPERATIONS[v].method === method && OPERATIONS[v].scope === scope);
    if (!verb) return undefined;
    const found = { kind, verb, namespace: plain(namespace), name: rest[0] ? plain(rest[0]) : undefined };
    return verb === 'list' && watches(new URLSearchParams(query)) ? { ...found, verb: 'watch' } : found;
  }
  return undefined;
}

/** Malformed escapes stand for themselves. */
function plain(segment: string): string {
  return /%(?![0-9a-f]{2})/i.test(segment) ? segment : Buffer.from(unescaped(segment), 'latin1').toString('utf8');
}

const unescaped = (segment: string): string =>
  segment.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
