import { nameFor } from '../../contract/kinds.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import { apiVersionOf, listKindOf } from '../../contract/operations.ts';
import { metadataOf, textAt, type Env, type Job } from '../state/model.ts';

/** Content of a continue token. */
export interface Page {
  revision: number;
  /** Number of items on the previous pages. */
  offset: number;
  /** Time of the first page, in milliseconds since the epoch. */
  since: number;
  /** The query that the token belongs to. */
  query: string;
}

/** Milliseconds for which a continue token is valid. */
const TOKEN_AGE = 5 * 60_000;

const bytewise = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const keyOf = (job: Job): string =>
  `${textAt(metadataOf(job), 'namespace') ?? ''}/${textAt(metadataOf(job), 'name') ?? ''}`;

/** FNV-1a hash of 32 bits: enough to recognise our own tokens, and to shuffle. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return h;
}

export const listRules = (env: Env) => ({
  /** The items in the order of the pages; the same for the same revision. */
  ordered: (items: readonly Job[], revision: number, born: (job: Job) => number): Job[] => {
    if (env.has('order-by-creation')) return [...items].sort((a, b) => born(a) - born(b));
    if (env.has('order-shuffled')) {
      const place = (job: Job): number => hash(`${revision} ${String(metadataOf(job)['uid'])}`);
      return [...items].sort((a, b) => place(a) - place(b));
    }
    const sorted = [...items].sort((a, b) => bytewise(keyOf(a), keyOf(b)));
    return env.has('order-reversed') ? sorted.reverse() : sorted;
  },
  /** The namespaces of a list or watch: one, or all. */
  namespacesOf: (namespace: string | undefined): readonly string[] =>
    namespace === undefined ? [...env.namespaces] : [namespace],
  /** The revision whose state a page shows: that of the first page, regardless of later writes. */
  shownRevision: (ofPage: number, _current: number): number => ofPage,
  /** Maximum number of items of a page; undefined: all. */
  pageSize: (limit: number | undefined, version?: number): number | undefined =>
    limit === undefined || limit <= 0 || env.has('limit-ignored') || (version === 0 && env.has('limit-at-0-ignored'))
      ? undefined
      : limit,
  /** The items of one page. */
  pageOf: (items: readonly Job[], offset: number, size: number | undefined): Job[] =>
    items.slice(offset, size === undefined ? undefined : offset + size),
  /** Offset of the next page; undefined when there is none. */
  nextOffset: (total: number, offset: number, shown: number): number | undefined =>
    offset + shown < total ? offset + shown : undefined,
  /** The text that binds a token to its query. */
  queryKey: (kind: Kind, namespace: string | undefined, query: URLSearchParams): string =>
    [
      nameFor(kind, kind.plural),
      namespace ?? '',
      query.get('labelSelector') ?? '',
      query.get('fieldSelector') ?? '',
    ].join('\n'),
  writeToken: (page: Page): string => {
    const text = JSON.stringify([page.revision, page.offset, page.since, page.query]);
    return Buffer.from(`${hash(text).toString(36)} ${text}`).toString('base64url');
  },
  /** The content of a token; undefined when this server did not issue it. */
  readToken: (token: string): Page | undefined => {
    const [, sum, text] = /^([0-9a-z]+) (.*)$/s.exec(Buffer.from(token, 'base64url').toString()) ?? [];
    if (text === undefined || hash(text).toString(36) !== sum) return undefined;
    const [revision, offset, since, query] = JSON.parse(text) as [number, number, number, string];
    return { revision, offset, since, query };
  },
  /** Whether a token of another query is refused instead of served. */
  refusesForeignToken: (page: Page, query: string): boolean => env.has('foreign-token-refused') && page.query !== query,
  tokenExpired: (page: Page, oldest: number): boolean => page.revision < oldest || env.now() - page.since > TOKEN_AGE,
  /** Number of items after this page; undefined when the server does not report it. */
  remainingCount: (total: number, next: number | undefined, selecting: boolean): number | undefined =>
    next === undefined || selecting || env.has('remaining-absent') ? undefined : total - next,
  /** An item as shown in a list. */
  listedItem: (job: Job): Job => job,
  listAnswer: (list: JsonObject): JsonObject => list,
  listBody: (kind: Kind, items: Job[], metadata: JsonObject): JsonObject => ({
    apiVersion: apiVersionOf(kind),
    items,
    kind: listKindOf(kind),
    metadata,
  }),
  /** Whether a list or watch of a namespace that does not exist is refused. */
  refusesUnknownNamespace: (): boolean => env.has('list-unknown-namespace-404'),
  /** Whether a resourceVersion of the future is refused. */
  refusesFutureVersion: (): boolean => !env.has('future-rv-served'),
});
