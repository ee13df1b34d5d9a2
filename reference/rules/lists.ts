import { nameFor } from '../../contract/kinds.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import { apiVersionOf, listKindOf } from '../../contract/operations.ts';
import { metadataOf, textAt, type Env, type Job } from '../state/model.ts';

/** What a continue token holds. */
export interface Page {
  revision: number;
  /** Items already told. */
  offset: number;
  /** When the first page was told, milliseconds since the epoch. */
  since: number;
  /** The query that it belongs to. */
  query: string;
}

/** Milliseconds for which a continue token is good. */
const TOKEN_AGE = 5 * 60_000;

const bytewise = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const keyOf = (job: Job): string =>
  `${textAt(metadataOf(job), 'namespace') ?? ''}/${textAt(metadataOf(job), 'name') ?? ''}`;

/** FNV-1a, 32 bits: enough to tell a token of ours from anything else, and to shuffle. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return h;
}

export const listRules = (env: Env) => ({
  /** The items in the order that pages are cut from; the same for the same revision. */
  ordered: (items: readonly Job[], revision: number, born: (job: Job) => number): Job[] => {
    if (env.has('order-by-creation')) return [...items].sort((a, b) => born(a) - born(b));
    if (env.has('order-shuffled')) {
      const place = (job: Job): number => hash(`${revision} ${String(metadataOf(job)['uid'])}`);
      return [...items].sort((a, b) => place(a) - place(b));
    }
    const sorted = [...items].sort((a, b) => bytewise(keyOf(a), keyOf(b)));
    return env.has('order-reversed') ? sorted.reverse() : sorted;
  },
  /** The namespaces that a list or watch ranges over: one, or all. */
  namespacesOf: (namespace: string | undefined): readonly string[] =>
    namespace === undefined ? [...env.namespaces] : [namespace],
  /** The revision whose state a page shows: that of the first page, however much has been written since. */
  shownRevision: (ofPage: number, _current: number): number => ofPage,
  /** How many items a page holds; undefined for all. */
  pageSize: (limit: number | undefined): number | undefined =>
    limit === undefined || limit <= 0 || env.has('limit-ignored') ? undefined : limit,
  /** The items of one page. */
  pageOf: (items: readonly Job[], offset: number, size: number | undefined): Job[] =>
    items.slice(offset, size === undefined ? undefined : offset + size),
  /** Where the next page begins; undefined when there is none. */
  nextOffset: (total: number, offset: number, shown: number): number | undefined =>
    offset + shown < total ? offset + shown : undefined,
  /** What a token is bound to. */
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
  /** The page behind a token; undefined when it is none of ours. */
  readToken: (token: string): Page | undefined => {
    const [, sum, text] = /^([0-9a-z]+) (.*)$/s.exec(Buffer.from(token, 'base64url').toString()) ?? [];
    if (text === undefined || hash(text).toString(36) !== sum) return undefined;
    const [revision, offset, since, query] = JSON.parse(text) as [number, number, number, string];
    return { revision, offset, since, query };
  },
  /** Whether a token of another query is refused rather than served. */
  refusesForeignToken: (page: Page, query: string): boolean => env.has('foreign-token-refused') && page.query !== query,
  tokenExpired: (page: Page, oldest: number): boolean => page.revision < oldest || env.now() - page.since > TOKEN_AGE,
  /** How many items follow a page; undefined where that is not told. */
  remainingCount: (total: number, next: number | undefined, selecting: boolean): number | undefined =>
    next === undefined || selecting || env.has('remaining-absent') ? undefined : total - next,
  /** An item as a list shows it. */
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
  /** Whether a resourceVersion that is still to come is refused. */
  refusesFutureVersion: (): boolean => !env.has('future-rv-served'),
});
