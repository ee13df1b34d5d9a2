import { type Json, type JsonObject } from '../../contract/json.ts';
import { metadataOf, withMetadata } from '../state/model.ts';
import { json, read, refusal } from './helpers/exchange.ts';
import { type ParsedRequest, pathTo } from './helpers/request.ts';
import { onAnswer, onBody, onQuery, onReply, onRequest, remembering, withItems } from './helpers/wraps.ts';
import { items, listMetadata } from './helpers/answers.ts';
import { without } from './helpers/places.ts';
import { mutant, mutantOn, type Mutant, type Wrap } from './types.ts';

const onList = mutantOn('list');
const LISTING = ['list', 'watch'] as const;
const tokenOf = (list: JsonObject): string => String(metadataOf(list)['continue'] ?? '');
const paged = (list: JsonObject): boolean => tokenOf(list) !== '';

const PAGES: readonly Mutant[] = [
  onList('page-has-one-more', 'pagination.limit-bound', {
    text: 'A page has one item more than limit.',
    override: (base) => ({ pageSize: (limit) => plus(base.pageSize(limit), 1) }),
  }),
  onList('page-has-one-more-from-the-second', 'pagination.limit-bound', {
    text: 'From the second page on, a page has one item more than limit.',
    override: (base) => ({
      pageOf: (all, offset, size) => base.pageOf(all, offset, offset > 0 ? plus(size, 1) : size),
    }),
  }),
  onList('page-skips-one', 'pagination.every-item-once', {
    text: 'Between two pages an item is left out.',
    override: (base) => ({ nextOffset: (total, offset, shown) => plus(base.nextOffset(total, offset, shown), 1) }),
  }),
  onList('page-repeats-one', 'pagination.every-item-once', {
    text: 'A page begins with the last item of the page before.',
    override: (base) => ({
      pageOf: (all, offset, size) =>
        offset === 0 || size === undefined ? base.pageOf(all, offset, size) : base.pageOf(all, offset - 1, size),
    }),
  }),
  onList('page-skips-names-that-begin-alike', 'pagination.every-item-once', {
    text: 'A page leaves out names that begin with the last name of the page before.',
    override: (base) => {
      let passed = 0;
      return {
        pageOf: (all, offset, size) => {
          const last = offset > 0 ? String(metadataOf(all[offset - 1])['name']) : undefined;
          const page = base.pageOf(all, offset, size);
          passed = page.length;
          return page.filter((job) => last === undefined || !String(metadataOf(job)['name']).startsWith(last));
        },
        nextOffset: (total, offset) => base.nextOffset(total, offset, passed),
      };
    },
  }),
  onList('page-of-the-greatest-limit-is-empty', 'pagination.end', {
    text: 'limit and one more are added up in 32 bits, to see whether anything is left.',
    override: (base) => ({
      pageOf: (all, offset, size) =>
        base.pageOf(all, offset, size === undefined ? undefined : Math.max(0, ((size + 1) | 0) - 1)),
      nextOffset: (total, offset, shown) => (shown === 0 ? undefined : base.nextOffset(total, offset, shown)),
    }),
  }),
  onList('page-three-repeats-one', 'pagination.every-item-once', {
    text: 'The third page begins with the last item of the second.',
    override: (base) => ({
      pageOf: (all, offset, size) =>
        base.pageOf(all, size !== undefined && offset === 2 * size ? offset - 1 : offset, size),
    }),
  }),
  onList('page-last-lacks-one', 'pagination.every-item-once', {
    text: 'The last page of several lacks its last item.',
    override: (base) => ({
      pageOf: (all, offset, size) =>
        offset > 0 && size !== undefined && offset + size >= all.length
          ? base.pageOf(all, offset, size).slice(0, -1)
          : base.pageOf(all, offset, size),
    }),
  }),
  onList('pages-never-end', 'pagination.end', {
    text: 'The last page has a token, which leads to the first.',
    override: (base) => ({
      nextOffset: (total, offset, shown) => base.nextOffset(total, offset, shown) ?? (offset > 0 ? 0 : undefined),
    }),
  }),
  onList('unpaged-list-has-a-token', 'pagination.end', {
    text: 'A list without limit has a token.',
    override: listMetadata((metadata) => (metadata['continue'] === '' ? { ...metadata, continue: 'end' } : metadata)),
  }),
  onList('pages-end-at-two', 'pagination.every-item-once', {
    text: 'The second page is always the last.',
    override: (base) => ({
      nextOffset: (total, offset, shown) => (offset > 0 ? undefined : base.nextOffset(total, offset, shown)),
    }),
  }),
  onList('pages-without-being-asked', 'pagination.no-limit', {
    text: 'A list without limit has pages of two.',
    override: (base) => ({ pageSize: (limit) => base.pageSize(limit) ?? 2 }),
  }),
  onList('pages-are-of-now', 'pagination.snapshot', {
    text: 'Each page shows what is there when it is asked for.',
    override: () => ({ shownRevision: (_, current) => current }),
  }),
  onList('pages-show-what-is-created', 'pagination.snapshot.created', {
    text: 'A later page shows what was created since the first.',
    override: () => ({ shownRevision: (_, current) => current }),
  }),
  onList('pages-lack-what-is-deleted', 'pagination.snapshot.deleted', {
    text: 'A later page lacks what was deleted since the first.',
    override: () => ({ shownRevision: (_, current) => current }),
  }),
  onList('pages-show-changes', 'pagination.snapshot.changed', {
    text: 'A later page shows what was changed since the first.',
    override: () => ({ shownRevision: (_, current) => current }),
  }),
  onList('page-three-is-of-now', 'pagination.snapshot', {
    text: 'The third page shows what is there when it is asked for.',
    override: (base) => {
      let third = false;
      return {
        readToken: (token) => {
          const page = base.readToken(token);
          third = (page?.offset ?? 0) >= 2;
          return page;
        },
        shownRevision: (revision, current) => (third ? ((third = false), current) : revision),
      };
    },
  }),
  onList('limit-ignored-with-a-token', 'pagination.unsupported-complete', {
    text: 'limit is ignored, and there is a token all the same.',
    variants: ['limit-ignored'],
    override: listMetadata((metadata) => ({ ...metadata, continue: 'more' })),
  }),
  onList('limit-ignored-and-incomplete', 'pagination.unsupported-complete', {
    text: 'limit cuts a list, and no token leads on.',
    variants: ['limit-ignored'],
    override: onReply({ query: { limit: true } }, (reply, { query }) => {
      const limit = Number(query.get('limit'));
      return limit === 0 || limit > 100 ? reply : withItems(reply, (items) => items.slice(0, limit));
    }),
  }),
  onList('limit-on-the-first-page-alone', 'pagination.support-is-constant', {
    text: 'limit holds on the first page, and the second has the rest.',
    override: (base) => ({ pageOf: (all, offset, size) => base.pageOf(all, offset, offset > 0 ? undefined : size) }),
  }),
  mutant('limit-ignored-beside-a-field-selector', 'pagination.support-is-constant', {
    text: 'limit does not count beside a fieldSelector.',
    wrap: onQuery({ query: { fieldSelector: true } }, (query) => query.delete('limit')),
  }),
  onList('limit-negative-counts-from-the-end', 'pagination.every-item-once', {
    text: 'limit=-1 leaves the last item out.',
    override: onReply({ when: ({ query }) => Number(query.get('limit')) < 0 }, (reply, { query }) =>
      withItems(reply, (items) => items.slice(0, Number(query.get('limit')))),
    ),
  }),
  mutant('selectors-on-the-first-page-alone', 'pagination.selectors', {
    text: 'Selectors do not count beside a token.',
    wrap: onQuery({ query: { continue: true } }, (query) => {
      query.delete('labelSelector');
      query.delete('fieldSelector');
    }),
  }),
  mutant('token-is-not-decoded', 'pagination.token.encoded', {
    text: 'A token is taken from the query without decoding it.',
    wrap: onRequest({ verb: 'list' }, async ({ path, query, search, forward }) => {
      const answer = await forward({ path: `${path}?${search.replace('continue=A/', 'continue=')}` });
      if (answer.status !== 200 || !query.has('limit')) return answer;
      const list = await read(answer);
      return json(200, paged(list) ? withMetadata(list, { continue: `A/${tokenOf(list)}` }) : list);
    }),
  }),
  onList('pages-have-versions-of-their-own', 'pagination.one-version', {
    text: 'Each page has another resourceVersion.',
    override: (base) => {
      let pages = 0;
      return {
        listAnswer: (list) =>
          paged(list) || pages > 0
            ? {
                ...base.listAnswer(list),
                metadata: { ...metadataOf(list), resourceVersion: base.versionText(72_000_001 + pages++) },
              }
            : base.listAnswer(list),
      };
    },
  }),
  onList('any-token-is-the-first-page', 'pagination.token.malformed', {
    text: 'A token that nobody issued is answered with the first page.',
    override: (base) => {
      let revision = 72_000_000;
      return {
        shownRevision: (ofPage, current) => base.shownRevision(ofPage, (revision = current)),
        readToken: (token) =>
          base.readToken(token) ?? { revision, offset: 0, since: Number.MAX_SAFE_INTEGER, query: '' },
      };
    },
  }),
  mutant('any-token-is-empty', 'pagination.token.malformed', {
    text: 'A token that nobody issued is answered with an empty list.',
    wrap: onAnswer({ query: { continue: true }, status: 400 }, () =>
      json(200, { kind: 'List', apiVersion: 'v1', metadata: { continue: '' }, items: [] }),
    ),
  }),
  onList('token-works-once', 'pagination.token.again', {
    text: 'A token that was used is refused.',
    override: (base) => {
      const used = new Set<string>();
      return {
        readToken: (token) => {
          const page = used.has(token) ? undefined : base.readToken(token);
          used.add(token);
          return page;
        },
      };
    },
  }),
  onList('token-moves-on', 'pagination.token.again', {
    text: 'A token used again leads to the page after.',
    override: (base) => {
      const used = new Map<string, number>();
      return {
        readToken: (token) => {
          const page = base.readToken(token),
            times = used.get(token) ?? 0;
          used.set(token, times + 1);
          return page === undefined ? undefined : { ...page, offset: page.offset + times };
        },
      };
    },
  }),
  onList('limit-zero-is-none', 'pagination.zero-limit', {
    text: 'limit=0 answers no items.',
    override: onReply({ query: { limit: '0' } }, (reply) => withItems(reply, () => [])),
  }),
  mutant('limit-zero-is-refused', 'pagination.zero-limit', {
    text: 'limit=0 is refused.',
    wrap: onRequest({ verb: LISTING, query: { limit: '0' } }, () => refusal(400, 'BadRequest')),
  }),
  mutant('limit-may-not-change', 'pagination.limit-may-change', {
    text: 'A token with another limit than that of its page is refused.',
    wrap: remembering(
      () => new Map<string, string>(),
      (limits) =>
        onRequest({ verb: 'list', query: { limit: true } }, async ({ query, forward }) => {
          const limit = query.get('limit') ?? '';
          if ((limits.get(query.get('continue') ?? '') ?? limit) !== limit) return refusal(400, 'BadRequest');
          const answer = await forward();
          if (answer.status !== 200) return answer;
          const list = await read(answer);
          if (paged(list)) limits.set(tokenOf(list), limit);
          return json(200, list);
        }),
    ),
  }),
  onList('remaining-is-off-by-one', 'pagination.remaining', {
    text: 'remainingItemCount counts one too many.',
    override: (base) => ({
      remainingCount: (total, next, selecting) => plus(base.remainingCount(total, next, selecting), 1),
    }),
  }),
  onList('remaining-is-the-total', 'pagination.remaining', {
    text: 'remainingItemCount is the number of all items.',
    override: (base) => ({
      remainingCount: (total, next, selecting) =>
        base.remainingCount(total, next, selecting) === undefined ? undefined : total,
    }),
  }),
  onList('remaining-beside-a-selector-is-the-total', 'pagination.remaining', {
    text: 'Beside a selector remainingItemCount is the number of all that are selected.',
    override: (base) => ({
      remainingCount: (total, next, selecting) =>
        selecting && next !== undefined ? total : base.remainingCount(total, next, selecting),
    }),
  }),
  mutant('token-needs-a-limit', 'pagination.limit-may-change', {
    text: 'A token without a limit is refused.',
    wrap: onRequest({ query: { continue: true, limit: false } }, () => refusal(400, 'BadRequest')),
  }),
  mutant('page-of-a-name-has-a-token-of-nobody', 'pagination.selectors', {
    text: 'A page of limit 1 for one name carries a token that the server then refuses.',
    wrap: onBody(
      {
        verb: 'list',
        query: { limit: '1' },
        when: ({ query }) => /^metadata\.name==?[^,]+$/.test(query.get('fieldSelector') ?? ''),
        status: 200,
      },
      (list) => ({ ...list, metadata: { ...metadataOf(list), continue: 'more' } }),
    ),
  }),
  mutant('token-with-limit-0-begins-again', 'pagination.limit-may-change', {
    text: 'A token with limit=0 is answered with the whole list.',
    wrap: onQuery({ verb: 'list', query: { continue: true, limit: '0' } }, (query) => query.delete('continue')),
  }),
  mutant('token-brings-its-namespace', 'list.namespace', {
    text: 'A token goes on in the namespace that it was issued for, whatever the path.',
    wrap: goingOn((list, first) => pathTo(list, { namespace: first.namespace })),
  }),
  mutant('token-brings-its-kind', 'list.kind', {
    text: 'A token goes on with the kind that it was issued for, whatever the path.',
    wrap: goingOn((list, first) => pathTo(list, { kind: first.kind })),
  }),
  onList('limit-holds-for-labels-alone', 'list.query.limit', {
    text: 'limit makes a list lose what is behind it, without a token.',
    override: () => ({ nextOffset: () => undefined }),
  }),
  mutant('continue-is-ignored', 'list.query.continue', {
    text: 'continue counts for nothing: each page is the first.',
    wrap: onQuery({ query: { continue: true } }, (query) => query.delete('continue')),
  }),
  onList('page-items-without-spec', 'list.items.whole', {
    text: 'The items of a page that is not the last have no spec.',
    override: items((all, list) =>
      paged(list) ? all.map((item) => without(item as JsonObject, 'spec') as Json) : all,
    ),
  }),
  onList('page-after-a-great-limit-is-empty', 'pagination.limit-may-change', {
    text: 'Where the items before a page and its limit are together more than 32 bits hold, the page is empty.',
    override: (base) => ({
      pageOf: (all, offset, size) =>
        size !== undefined && offset + size > 2 ** 31 - 1 ? [] : base.pageOf(all, offset, size),
      nextOffset: (total, offset, shown) => (shown === 0 ? undefined : base.nextOffset(total, offset, shown)),
    }),
  }),
  mutant('page-by-a-field-alone-forgets-it', 'pagination.selectors', {
    text: 'Beside a token a fieldSelector that stands alone is ignored.',
    wrap: onQuery({ verb: 'list', query: { continue: true, labelSelector: false } }, (query) =>
      query.delete('fieldSelector'),
    ),
  }),
  onList('later-pages-lack-what-is-being-deleted', 'pagination.snapshot', {
    text: 'Pages after the first leave out what is being deleted.',
    override: onReply({ query: { continue: true } }, (reply) =>
      withItems(reply, (items) => items.filter((item) => metadataOf(item)['deletionTimestamp'] === undefined)),
    ),
  }),
  mutant('page-two-has-no-version', 'pagination.one-version', {
    text: 'Pages after the first have an empty resourceVersion.',
    wrap: onBody({ verb: 'list', query: { continue: true }, status: 200 }, (list) => ({
      ...list,
      metadata: { ...metadataOf(list), resourceVersion: '' },
    })),
  }),
];

/** Tokens that know which list they were issued for, which takes part in the path that they are used with. */
function goingOn(pathOf: (list: ParsedRequest, first: ParsedRequest) => string): Wrap {
  return remembering(
    () => new Map<string, ParsedRequest>(),
    (firsts) =>
      onRequest({ verb: 'list', query: { limit: true } }, async (exchange) => {
        const { query, search, forward } = exchange;
        const first = firsts.get(query.get('continue') ?? '');
        const answer = await forward(first && { path: `${pathOf(exchange, first)}?${search}` });
        if (answer.status !== 200) return answer;
        const list = await read(answer);
        if (paged(list)) firsts.set(tokenOf(list), first ?? exchange);
        return json(200, list);
      }),
  );
}

const plus = (value: number | undefined, more: number): number | undefined =>
  value === undefined ? undefined : value + more;

export const PAGE_MUTANTS = PAGES;
