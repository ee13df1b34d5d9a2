import type { JsonObject } from '../../contract/json.ts';
import type { Reply } from '../rules/response.ts';
import { placeOf, refuse, type Call, type Server } from './context.ts';
import type { Job } from '../state/model.ts';
import type { Page } from '../rules/lists.ts';

export function read(s: Server, call: Call): Reply {
  const job = s.store.get(placeOf(call));
  if (job === undefined) return refuse(s.b.notFound(call.kind, call.name ?? ''));
  const version = call.query.get('resourceVersion');
  if (version !== null && version !== '') checkVersion(s, version);
  return { code: 200, json: s.b.readAnswer(job) };
}

/** The revision behind a resourceVersion of the query; refuses what cannot be one and what is still to come. */
export function checkVersion(s: Server, text: string): number {
  const revision = s.b.versionNumber(text);
  if (revision === undefined) return refuse(s.b.badRequest(`invalid resource version: "${text}"`));
  if (revision > s.store.revision && s.b.refusesFutureVersion()) refuse(s.b.futureVersion());
  return revision;
}

/** A predicate from the query's selectors; refuses malformed ones. */
export function matcher(s: Server, call: Call): { matches: (job: Job) => boolean; selecting: boolean } {
  const labels = s.b.parseLabelSelector(call.query.get('labelSelector') ?? '');
  const fields = s.b.parseFieldSelector(call.query.get('fieldSelector') ?? '');
  return {
    selecting: labels.length + fields.length > 0,
    matches: (job) => {
      const own = s.b.labelsOf(job);
      const all = labels.every((term) => s.b.labelMatches(term, own)) && fields.every((term) => s.b.fieldMatches(term, job));
      return s.b.isSelected(call.verb, all, job);
    },
  };
}

/** The page that the query asks for: the first, or the one of its token. */
function pageOf(s: Server, call: Call, version: number | undefined): Page {
  const query = s.b.queryKey(call.kind, call.namespace, call.query);
  const token = call.query.get('continue') ?? '';
  if (token === '') {
    const revision = call.query.get('resourceVersionMatch') === 'Exact' && version !== undefined ? version : s.store.revision;
    if (revision < s.store.oldest) refuse(s.b.expired('The resourceVersion of the list is too old.'));
    return { revision, offset: 0, since: s.env.now(), query };
  }
  const page = s.b.readToken(token);
  if (page === undefined || s.b.refusesForeignToken(page, query)) return refuse(s.b.badRequest('continue: not a token of this list'));
  if (version !== undefined && version !== 0) refuse(s.b.badRequest('specifying resource version is not allowed when using continue'));
  if (s.b.tokenExpired(page, s.store.oldest)) refuse(s.b.expired('The continue token is too old: begin the list again.'));
  return page;
}

/** The list that the query asks for, a page of it where it asks for pages. */
export function select(s: Server, call: Call): JsonObject {
  const limit = s.b.integer('limit', call.query.get('limit'));
  s.b.integer('timeoutSeconds', call.query.get('timeoutSeconds'));
  const { matches, selecting } = matcher(s, call);
  const text = call.query.get('resourceVersion') ?? '';
  const version = text === '' ? undefined : checkVersion(s, text);
  if (call.namespace !== undefined && !s.b.namespaceExists(call.namespace) && s.b.refusesUnknownNamespace()) refuse(s.b.namespaceNotFound(call.namespace));
  const page = pageOf(s, call, version);
  const revision = s.b.shownRevision(page.revision, s.store.revision);
  const there = s.store.allAt(revision, call.kind, s.b.namespacesOf(call.namespace)).filter(matches);
  const items = s.b.ordered(there, revision, (job) => s.store.born(job));
  const shown = s.b.pageOf(items, page.offset, s.b.pageSize(limit));
  const next = s.b.nextOffset(items.length, page.offset, shown.length);
  const selfLink = s.b.selfLink(call.kind, call.namespace ?? '');
  const remaining = s.b.remainingCount(items.length, next, selecting);
  return s.b.listBody(call.kind, shown.map((job) => s.b.listedItem(job)), {
    continue: next === undefined ? '' : s.b.writeToken({ ...page, offset: next, query: page.query }),
    resourceVersion: s.b.versionText(page.revision),
    ...(selfLink === undefined || call.namespace === undefined ? {} : { selfLink }),
    ...(remaining === undefined ? {} : { remainingItemCount: remaining }),
  });
}

export const list = (s: Server, call: Call): Reply => ({ code: 200, json: s.b.listAnswer(select(s, call)) });
