import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import { metadataOf } from '../state/model.ts';
import { json, read, spoilt, statusOf } from './helpers/exchange.ts';
import { items, listMetadata } from './reads.ts';
import { without } from './helpers/places.ts';
import type { Mutant } from './types.ts';

const LIST = ['list'] as const;
const NAMESPACE = /\/namespaces\/[^/]+/;
const paged = (list: JsonObject): boolean => metadataOf(list)['continue'] !== '';

const PAGES: readonly Mutant[] = [
  {
    name: 'page-has-one-more',
    breaks: 'pagination.limit-bound',
    verbs: LIST,
    text: 'A page has one item more than limit.',
    override: (base) => ({ pageSize: (limit) => plus(base.pageSize(limit), 1) }),
  },
  {
    name: 'page-has-one-more-from-the-second',
    breaks: 'pagination.limit-bound',
    verbs: LIST,
    text: 'From the second page on, a page has one item more than limit.',
    override: (base) => ({
      pageOf: (all, offset, size) => base.pageOf(all, offset, offset > 0 ? plus(size, 1) : size),
    }),
  },
  {
    name: 'page-skips-one',
    breaks: 'pagination.every-item-once',
    verbs: LIST,
    text: 'Between two pages an item is left out.',
    override: (base) => ({ nextOffset: (total, offset, shown) => plus(base.nextOffset(total, offset, shown), 1) }),
  },
  {
    name: 'page-repeats-one',
    breaks: 'pagination.every-item-once',
    verbs: LIST,
    text: 'A page begins with the last item of the page before.',
    override: (base) => ({
      pageOf: (all, offset, size) =>
        offset === 0 || size === undefined ? base.pageOf(all, offset, size) : base.pageOf(all, offset - 1, size),
    }),
  },
  {
    name: 'page-three-repeats-one',
    breaks: 'pagination.every-item-once',
    verbs: LIST,
    text: 'The third page begins with the last item of the second.',
    override: (base) => ({
      pageOf: (all, offset, size) =>
        base.pageOf(all, size !== undefined && offset === 2 * size ? offset - 1 : offset, size),
    }),
  },
  {
    name: 'page-last-lacks-one',
    breaks: 'pagination.every-item-once',
    verbs: LIST,
    text: 'The last page of several lacks its last item.',
    override: (base) => ({
      pageOf: (all, offset, size) =>
        offset > 0 && size !== undefined && offset + size >= all.length
          ? base.pageOf(all, offset, size).slice(0, -1)
          : base.pageOf(all, offset, size),
    }),
  },
  {
    name: 'pages-never-end',
    breaks: 'pagination.end',
    verbs: LIST,
    text: 'The last page has a token, which leads to the first.',
    override: (base) => ({
      nextOffset: (total, offset, shown) => base.nextOffset(total, offset, shown) ?? (offset > 0 ? 0 : undefined),
    }),
  },
  {
    name: 'unpaged-list-has-a-token',
    breaks: 'pagination.end',
    verbs: LIST,
    text: 'A list without limit has a token.',
    override: listMetadata((metadata) => (metadata['continue'] === '' ? { ...metadata, continue: 'end' } : metadata)),
  },
  {
    name: 'pages-end-at-two',
    breaks: 'pagination.every-item-once',
    verbs: LIST,
    text: 'The second page is always the last.',
    override: (base) => ({
      nextOffset: (total, offset, shown) => (offset > 0 ? undefined : base.nextOffset(total, offset, shown)),
    }),
  },
  {
    name: 'pages-without-being-asked',
    breaks: 'pagination.no-limit',
    verbs: LIST,
    text: 'A list without limit has pages of two.',
    override: (base) => ({ pageSize: (limit) => base.pageSize(limit) ?? 2 }),
  },
  {
    name: 'pages-are-of-now',
    breaks: 'pagination.snapshot',
    verbs: LIST,
    text: 'Each page shows what is there when it is asked for.',
    override: () => ({ shownRevision: (_, current) => current }),
  },
  {
    name: 'pages-show-what-is-created',
    breaks: 'pagination.snapshot.created',
    verbs: LIST,
    text: 'A later page shows what was created since the first.',
    override: () => ({ shownRevision: (_, current) => current }),
  },
  {
    name: 'pages-lack-what-is-deleted',
    breaks: 'pagination.snapshot.deleted',
    verbs: LIST,
    text: 'A later page lacks what was deleted since the first.',
    override: () => ({ shownRevision: (_, current) => current }),
  },
  {
    name: 'pages-show-changes',
    breaks: 'pagination.snapshot.changed',
    verbs: LIST,
    text: 'A later page shows what was changed since the first.',
    override: () => ({ shownRevision: (_, current) => current }),
  },
  {
    name: 'page-three-is-of-now',
    breaks: 'pagination.snapshot',
    verbs: LIST,
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
  },
  {
    name: 'limit-ignored-with-a-token',
    breaks: 'pagination.unsupported-complete',
    verbs: LIST,
    variants: ['limit-ignored'],
    text: 'limit is ignored, and there is a token all the same.',
    override: listMetadata((metadata) => ({ ...metadata, continue: 'more' })),
  },
  {
    name: 'limit-ignored-and-incomplete',
    breaks: 'pagination.unsupported-complete',
    verbs: LIST,
    variants: ['limit-ignored'],
    text: 'limit cuts a list, and no token leads on.',
    override: () => ({
      replied: (reply, request) => {
        const limit = Number(new URLSearchParams(request.path.split('?')[1]).get('limit') ?? 0);
        if (limit === 0 || limit > 100 || !isObject(reply.json) || !Array.isArray(reply.json['items'])) return reply;
        return { ...reply, json: { ...reply.json, items: reply.json['items'].slice(0, limit) } };
      },
    }),
  },
  {
    name: 'limit-on-the-first-page-alone',
    breaks: 'pagination.support-is-constant',
    verbs: LIST,
    text: 'limit holds on the first page, and the second has the rest.',
    override: (base) => ({ pageOf: (all, offset, size) => base.pageOf(all, offset, offset > 0 ? undefined : size) }),
  },
  {
    name: 'limit-ignored-beside-a-field-selector',
    breaks: 'pagination.support-is-constant',
    text: 'limit does not count beside a fieldSelector.',
    wrap: (handle) => (request) =>
      handle({
        ...request,
        path: /[?&]fieldSelector=[^&]/.test(request.path) ? request.path.replace(/([?&])limit=/, '$1x=') : request.path,
      }),
  },
  {
    name: 'limit-negative-counts-from-the-end',
    breaks: 'pagination.every-item-once',
    verbs: LIST,
    text: 'limit=-1 leaves the last item out.',
    override: () => ({
      replied: (reply, request) => {
        const [, cut] = /[?&]limit=(-\d+)/.exec(request.path) ?? [];
        return cut !== undefined && isObject(reply.json) && Array.isArray(reply.json['items'])
          ? { ...reply, json: { ...reply.json, items: reply.json['items'].slice(0, Number(cut)) } }
          : reply;
      },
    }),
  },
  {
    name: 'selectors-on-the-first-page-alone',
    breaks: 'pagination.selectors',
    text: 'Selectors do not count beside a token.',
    wrap: (handle) => (request) =>
      handle({
        ...request,
        path: /[?&]continue=[^&]/.test(request.path)
          ? request.path.replaceAll(/labelSelector=[^&]*|fieldSelector=[^&]*/g, '')
          : request.path,
      }),
  },
  {
    name: 'token-is-not-decoded',
    breaks: 'pagination.token.encoded',
    text: 'A token is taken from the query without decoding it.',
    wrap: (handle) => async (request) => {
      const answer = await handle({ ...request, path: request.path.replace(/([?&]continue=)A\//, '$1') });
      if (
        request.method !== 'GET' ||
        answer.status !== 200 ||
        !/[?&]limit=/.test(request.path) ||
        /[?&]watch=(true|1)/.test(request.path)
      )
        return answer;
      const body = await read(answer),
        metadata = metadataOf(body);
      return json(
        200,
        metadata['continue'] === '' || metadata['continue'] === undefined
          ? body
          : { ...body, metadata: { ...metadata, continue: `A/${String(metadata['continue'])}` } },
      );
    },
  },
  {
    name: 'pages-have-versions-of-their-own',
    breaks: 'pagination.one-version',
    verbs: LIST,
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
  },
  {
    name: 'any-token-is-the-first-page',
    breaks: 'pagination.token.malformed',
    verbs: LIST,
    text: 'A token that nobody issued is answered with the first page.',
    override: (base) => {
      let revision = 72_000_000;
      return {
        shownRevision: (ofPage, current) => base.shownRevision(ofPage, (revision = current)),
        readToken: (token) =>
          base.readToken(token) ?? { revision, offset: 0, since: Number.MAX_SAFE_INTEGER, query: '' },
      };
    },
  },
  {
    name: 'any-token-is-empty',
    breaks: 'pagination.token.malformed',
    text: 'A token that nobody issued is answered with an empty list.',
    wrap: spoilt((request, answer) =>
      /[?&]continue=/.test(request.path) && answer.status === 400
        ? json(200, { kind: 'List', apiVersion: 'v1', metadata: { continue: '' }, items: [] })
        : answer,
    ),
  },
  {
    name: 'token-works-once',
    breaks: 'pagination.token.again',
    verbs: LIST,
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
  },
  {
    name: 'token-moves-on',
    breaks: 'pagination.token.again',
    verbs: LIST,
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
  },
  {
    name: 'limit-zero-is-none',
    breaks: 'pagination.zero-limit',
    verbs: LIST,
    text: 'limit=0 answers no items.',
    override: () => ({
      replied: (reply, request) =>
        /[?&]limit=0(&|$)/.test(request.path) && isObject(reply.json) && Array.isArray(reply.json['items'])
          ? { ...reply, json: { ...reply.json, items: [] } }
          : reply,
    }),
  },
  {
    name: 'limit-zero-is-refused',
    breaks: 'pagination.zero-limit',
    text: 'limit=0 is refused.',
    wrap: spoilt((request, answer) =>
      request.method === 'GET' && /[?&]limit=0(&|$)/.test(request.path)
        ? json(400, statusOf(400, 'BadRequest'))
        : answer,
    ),
  },
  {
    name: 'limit-may-not-change',
    breaks: 'pagination.limit-may-change',
    text: 'A token with another limit than that of its page is refused.',
    wrap: (handle) => {
      const limits = new Map<string, string>();
      return async (request) => {
        const query = new URLSearchParams(request.path.split('?')[1] ?? ''),
          limit = query.get('limit') ?? '',
          token = query.get('continue') ?? '';
        if (request.method !== 'GET' || limit === '') return handle(request);
        if ((limits.get(token) ?? limit) !== limit) return json(400, statusOf(400, 'BadRequest'));
        const answer = await handle(request);
        if (answer.status !== 200) return answer;
        const body = await read(answer);
        if (metadataOf(body)['continue'] !== '') limits.set(String(metadataOf(body)['continue']), limit);
        return json(200, body);
      };
    },
  },
  {
    name: 'remaining-is-off-by-one',
    breaks: 'pagination.remaining',
    verbs: LIST,
    text: 'remainingItemCount counts one too many.',
    override: (base) => ({
      remainingCount: (total, next, selecting) => plus(base.remainingCount(total, next, selecting), 1),
    }),
  },
  {
    name: 'remaining-is-the-total',
    breaks: 'pagination.remaining',
    verbs: LIST,
    text: 'remainingItemCount is the number of all items.',
    override: (base) => ({
      remainingCount: (total, next, selecting) =>
        base.remainingCount(total, next, selecting) === undefined ? undefined : total,
    }),
  },
  {
    name: 'remaining-beside-a-selector-is-the-total',
    breaks: 'pagination.remaining',
    verbs: LIST,
    text: 'Beside a selector remainingItemCount is the number of all that are selected.',
    override: (base) => ({
      remainingCount: (total, next, selecting) =>
        selecting && next !== undefined ? total : base.remainingCount(total, next, selecting),
    }),
  },
  {
    name: 'token-needs-a-limit',
    breaks: 'pagination.limit-may-change',
    text: 'A token without a limit is refused.',
    wrap: spoilt((request, answer) =>
      /[?&]continue=[^&]/.test(request.path) && !/[?&]limit=/.test(request.path)
        ? json(400, statusOf(400, 'BadRequest'))
        : answer,
    ),
  },
  {
    name: 'token-brings-its-namespace',
    breaks: 'list.namespace',
    text: 'A token goes on in the namespace that it was issued for, whatever the path.',
    wrap: goingOn((path, first) => path.replace(NAMESPACE, NAMESPACE.exec(first)?.[0] ?? '')),
  },
  {
    name: 'token-brings-its-kind',
    breaks: 'list.kind',
    text: 'A token goes on with the kind that it was issued for, whatever the path.',
    wrap: goingOn((path, first) => first.replace(NAMESPACE, NAMESPACE.exec(path)?.[0] ?? '')),
  },
  {
    name: 'limit-holds-for-labels-alone',
    breaks: 'list.query.limit',
    verbs: LIST,
    text: 'limit makes a list lose what is behind it, without a token.',
    override: () => ({ nextOffset: () => undefined }),
  },
  {
    name: 'continue-is-ignored',
    breaks: 'list.query.continue',
    text: 'continue counts for nothing: each page is the first.',
    wrap: (handle) => (request) =>
      handle({ ...request, path: request.path.replaceAll(/[?&]continue=[^&]*/g, (part) => `${part.slice(0, 1)}x=1`) }),
  },
  {
    name: 'page-items-without-spec',
    breaks: 'list.items.whole',
    verbs: LIST,
    text: 'The items of a page that is not the last have no spec.',
    override: items((all, list) =>
      paged(list) ? all.map((item) => without(item as JsonObject, 'spec') as Json) : all,
    ),
  },
];

/** Tokens that know the path of their list, which takes part in the path that they are used with. */
function goingOn(pathOf: (path: string, first: string) => string): NonNullable<Mutant['wrap']> {
  return (handle) => {
    const firsts = new Map<string, string>();
    return async (request) => {
      const [path = '', query = ''] = request.path.split('?');
      if (
        request.method !== 'GET' ||
        path.split('/').length !== 7 ||
        !/(^|&)limit=/.test(query) ||
        /(^|&)watch=(true|1)/.test(query)
      )
        return handle(request);
      const first = firsts.get(new URLSearchParams(query).get('continue') ?? '');
      const answer = await handle(
        first === undefined ? request : { ...request, path: `${pathOf(path, first)}?${query}` },
      );
      if (answer.status !== 200) return answer;
      const body = await read(answer),
        token = String(metadataOf(body)['continue'] ?? '');
      if (token !== '') firsts.set(token, first ?? path);
      return json(200, body);
    };
  };
}

const plus = (value: number | undefined, more: number): number | undefined =>
  value === undefined ? undefined : value + more;

export const PAGE_MUTANTS = PAGES;
