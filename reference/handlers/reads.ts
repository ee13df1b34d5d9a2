import type { JsonObject } from '../../contract/json.ts';
import type { Reply } from '../rules/response.ts';
import { placeOf, refuse, type Call, type Server } from './context.ts';
import type { Job } from '../state/model.ts';
import type { Page } from '../rules/lists.ts';

export function read(server: Server, call: Call): Reply {
  const job = server.store.get(placeOf(call));
  if (job === undefined) return refuse(server.behaviour.notFound(call.kind, call.name ?? ''));
  const version = call.query.get('resourceVersion');
  if (version !== null && version !== '') checkVersion(server, version);
  return { code: 200, json: server.behaviour.readAnswer(job) };
}

/** Returns the revision of a resourceVersion of the query. Refuses texts that are none, and revisions of the future. */
export function checkVersion(server: Server, text: string): number {
  const revision = server.behaviour.versionNumber(text);
  if (revision === undefined) return refuse(server.behaviour.badRequest(`invalid resource version: "${text}"`));
  if (revision > server.store.revision && server.behaviour.refusesFutureVersion())
    refuse(server.behaviour.futureVersion());
  return revision;
}

/** Returns the predicate of the query's selectors. Refuses malformed ones. */
export function matcher(server: Server, call: Call): { matches: (job: Job) => boolean; selecting: boolean } {
  const labels = server.behaviour.parseLabelSelector(call.query.get('labelSelector') ?? '');
  const fields = server.behaviour.parseFieldSelector(call.query.get('fieldSelector') ?? '');
  return {
    selecting: labels.length + fields.length > 0,
    matches: (job) => {
      const own = server.behaviour.labelsOf(job);
      const all =
        labels.every((term) => server.behaviour.labelMatches(term, own)) &&
        fields.every((term) => server.behaviour.fieldMatches(term, job));
      return server.behaviour.isSelected(call.verb, all, job);
    },
  };
}

/** The page that the query asks for: the first one, or the one of its continue token. */
function pageOf(server: Server, call: Call, version: number | undefined): Page {
  const query = server.behaviour.queryKey(call.kind, call.namespace, call.query);
  const token = call.query.get('continue') ?? '';
  if (token === '') {
    const revision =
      version === 0 && call.verb === 'list'
        ? server.behaviour.revisionAtZero(server.cached(), server.store.revision)
        : call.query.get('resourceVersionMatch') === 'Exact' && version !== undefined
          ? version
          : server.store.revision;
    if (revision < server.store.oldest) refuse(server.behaviour.expired('The resourceVersion of the list is too old.'));
    return { revision, offset: 0, since: server.env.now(), query };
  }
  const page = server.behaviour.readToken(token);
  if (page === undefined || server.behaviour.refusesForeignToken(page, query))
    return refuse(server.behaviour.badRequest('continue: not a token of this list'));
  if (version !== undefined && version !== 0)
    refuse(server.behaviour.badRequest('specifying resource version is not allowed when using continue'));
  if (server.behaviour.tokenExpired(page, server.store.oldest))
    refuse(server.behaviour.expired('The continue token is too old: begin the list again.'));
  return page;
}

/** The list that the query asks for, or one page of it. */
export function select(server: Server, call: Call): JsonObject {
  const limit = server.behaviour.integer('limit', call.query.get('limit'));
  server.behaviour.integer('timeoutSeconds', call.query.get('timeoutSeconds'));
  const { matches, selecting } = matcher(server, call);
  const text = call.query.get('resourceVersion') ?? '';
  const version = text === '' ? undefined : checkVersion(server, text);
  if (
    call.namespace !== undefined &&
    !server.behaviour.namespaceExists(call.namespace) &&
    server.behaviour.refusesUnknownNamespace()
  )
    refuse(server.behaviour.namespaceNotFound(call.namespace));
  const page = pageOf(server, call, version);
  const revision = server.behaviour.shownRevision(page.revision, server.store.revision);
  const there = server.store.allAt(revision, call.kind, server.behaviour.namespacesOf(call.namespace)).filter(matches);
  const items = server.behaviour.ordered(there, revision, (job) => server.store.born(job));
  const shown = server.behaviour.pageOf(items, page.offset, server.behaviour.pageSize(limit, version));
  const next = server.behaviour.nextOffset(items.length, page.offset, shown.length);
  const selfLink = server.behaviour.selfLink(call.kind, call.namespace ?? '');
  const remaining = server.behaviour.remainingCount(items.length, next, selecting);
  return server.behaviour.listBody(
    call.kind,
    shown.map((job) => server.behaviour.listedItem(job)),
    {
      continue: next === undefined ? '' : server.behaviour.writeToken({ ...page, offset: next, query: page.query }),
      resourceVersion: server.behaviour.versionText(page.revision),
      ...(selfLink === undefined || call.namespace === undefined ? {} : { selfLink }),
      ...(remaining === undefined ? {} : { remainingItemCount: remaining }),
    },
  );
}

export const list = (server: Server, call: Call): Reply => ({
  code: 200,
  json: server.behaviour.listAnswer(select(server, call)),
});
