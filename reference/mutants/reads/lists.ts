/** What a list holds, and the form it has. */
import { isObject, type Json, type JsonObject } from '../../../contract/json.ts';
import { KINDS } from '../../../contract/kinds.ts';
import { metadataOf, objectAt, withMetadata } from '../../state/model.ts';
import { items, listMetadata } from '../helpers/answers.ts';
import { read } from '../helpers/exchange.ts';
import { elsewhere, itemsOf, otherKinds, type Others } from '../helpers/others.ts';
import { without } from '../helpers/places.ts';
import { onBody, withItems } from '../helpers/wraps.ts';
import { mutant, mutantOn, perKind, type Mutant, type Wrap } from '../types.ts';
import { notFoundWhere } from './support.ts';

const onList = mutantOn('list');

/** A list shows what other paths hold too. */
const joined = (others: Others): Wrap =>
  onBody({ verb: 'list', status: 200 }, async (body, exchange) => {
    const items = itemsOf(body);
    for (const path of await others(exchange))
      items.push(...itemsOf(await read(await exchange.forward({ path: `${path}?${exchange.search}` }))));
    return { ...body, items };
  });

export const LISTS: readonly Mutant[] = [
  ...perKind(KINDS, (kind) =>
    onList('list-is-empty', 'list.complete', {
      text: `A list of ${kind.kind}s is always empty.`,
      override: items(() => []),
    }),
  ),
  onList('list-fails', 'list.success', {
    text: 'A list is answered with 404.',
    override: notFoundWhere((reply) => reply.code === 200),
  }),
  onList('list-lacks-the-last', 'list.complete', {
    text: 'A list of several objects lacks the last.',
    override: items((all) => (all.length > 1 ? all.slice(0, -1) : all)),
  }),
  onList('list-repeats-the-first', 'list.complete', {
    text: 'A list of several objects has the first twice.',
    override: items((all) => (all.length > 1 ? [...all, ...all.slice(0, 1)] : all)),
  }),
  onList('list-remembers-the-deleted', 'list.complete', {
    text: 'A list goes on showing what was deleted.',
    override: () => {
      const seen = new Map<string, Json>();
      return {
        replied: (reply) =>
          withItems(reply, (shown) => {
            for (const item of shown) seen.set(String(metadataOf(item)['uid']), item);
            return [...seen.values()];
          }),
      };
    },
  }),
  mutant('list-shows-other-kinds', 'list.kind', {
    text: 'A list shows the objects of the other kinds too.',
    wrap: joined(otherKinds),
  }),
  mutant('list-shows-other-namespaces', 'list.namespace', {
    text: 'A list shows the objects of the other namespaces too.',
    wrap: joined(elsewhere),
  }),
  ...(['list', 'watch'] as const).map((verb) =>
    mutant(`${verb}-path-ignores-the-namespace`, `${verb}.path.namespace`, {
      text: `The namespace in the path of a ${verb} counts for nothing.`,
      verbs: [verb],
      override: (base) => ({
        namespacesOf: () => base.namespacesOf(undefined),
        isWatched: (change, kind) => base.isWatched(change, kind, undefined),
      }),
    }),
  ),
  onList('list-path-ignores-the-end-of-the-namespace', 'list.namespace', {
    text: 'A list shows the objects of namespaces whose names begin with that of the path.',
    override: (base) => ({
      namespacesOf: (namespace) => base.namespacesOf(undefined).filter((name) => name.startsWith(namespace ?? '')),
    }),
  }),
  ...perKind(KINDS, (kind) =>
    onList('list-without-spec', 'list.items.whole', {
      text: `The items of a list of ${kind.kind}s have no spec.`,
      override: (base) => ({ listedItem: (job) => without(base.listedItem(job), 'spec') }),
    }),
  ),
  onList('list-without-annotations', 'list.items.whole', {
    text: 'The items of a list have no annotations.',
    override: (base) => ({ listedItem: (job) => withMetadata(base.listedItem(job), { annotations: undefined }) }),
  }),
  onList('list-without-status', 'list.items.whole', {
    text: 'The items of a list have no status.',
    override: (base) => ({ listedItem: (job) => without(base.listedItem(job), 'status') }),
  }),
  onList('list-items-without-kind', 'list.items.named', {
    text: 'The items of a list have no kind.',
    override: (base) => ({ listedItem: (job) => without(base.listedItem(job), 'kind') }),
  }),
  onList('list-items-without-version', 'list.items.named', {
    text: 'The items of a list have no apiVersion.',
    override: (base) => ({ listedItem: (job) => without(base.listedItem(job), 'apiVersion') }),
  }),
  ...perKind(KINDS, () =>
    onList('list-of-kind-list', 'list.shape', {
      text: 'A list has the kind List.',
      override: (base) => ({ listAnswer: (list) => ({ ...base.listAnswer(list), kind: 'List' }) }),
    }),
  ),
  onList('list-of-version-v1', 'list.shape', {
    text: 'A list has the apiVersion v1.',
    override: (base) => ({ listAnswer: (list) => ({ ...base.listAnswer(list), apiVersion: 'v1' }) }),
  }),
  onList('list-without-version', 'list.shape', {
    text: 'The metadata of a list has no resourceVersion.',
    override: listMetadata((metadata) => without(metadata, 'resourceVersion')),
  }),
  onList('list-empty-is-null', 'list.empty', {
    text: 'The items of an empty list are null.',
    override: (base) => ({
      listAnswer: (list) =>
        itemsOf(list).length === 0 ? { ...base.listAnswer(list), items: null } : base.listAnswer(list),
    }),
  }),
  onList('list-empty-is-404', 'list.empty', {
    text: 'A list without matches is a 404.',
    override: notFoundWhere(({ json }) => isObject(json) && Array.isArray(json['items']) && json['items'].length === 0),
  }),
  onList('list-differs-from-read', 'list.read-consistent', {
    text: 'Items of a list have an annotation more than reads.',
    override: (base) => ({
      listedItem: (job) =>
        withMetadata(base.listedItem(job), {
          annotations: { ...objectAt(metadataOf(job), 'annotations'), listed: 'yes' },
        }),
    }),
  }),
  onList('list-shows-the-version-before', 'list.current', {
    text: 'A list shows a changed object as the list before showed it.',
    override: (base) => items(lagging())(base),
  }),
  onList('list-adds-labels-up', 'list.current', {
    text: 'A list shows every label that a list has shown of the object.',
    override: (base) => {
      const seen = new Map<Json | undefined, JsonObject>();
      return {
        listedItem: (job) => {
          const { uid } = metadataOf(job);
          const labels = { ...seen.get(uid), ...objectAt(metadataOf(job), 'labels') };
          seen.set(uid, labels);
          return withMetadata(base.listedItem(job), { labels });
        },
      };
    },
  }),
  onList('list-lags-one-write', 'list.current', {
    text: 'A list shows what was there before the last write.',
    override: () => ({ shownRevision: (revision, current) => Math.min(revision, current - 1) }),
  }),
  onList('list-lacks-owners', 'metadata.owner-references', {
    text: 'The items of a list have no ownerReferences.',
    override: (base) => ({ listedItem: (job) => withMetadata(base.listedItem(job), { ownerReferences: undefined }) }),
  }),
  mutant('list-by-both-selectors-has-an-old-version', 'list-meta.resource-version', {
    text: 'The resourceVersion of a list with both selectors is that of the change before.',
    wrap: onBody({ verb: 'list', query: { labelSelector: true, fieldSelector: true }, status: 200 }, (list) => ({
      ...list,
      metadata: { ...metadataOf(list), resourceVersion: String(Number(metadataOf(list)['resourceVersion']) - 1) },
    })),
  }),
  mutant('list-at-a-version-says-that-it-is-of-it', 'list.one-moment', {
    text: 'A list at a resourceVersion shows what there is now, and says that it is of that version.',
    wrap: onBody({ verb: 'list', query: { resourceVersion: true, limit: false }, status: 200 }, (list, { query }) => {
      const resourceVersion = query.get('resourceVersion') ?? '';
      return resourceVersion === '0' ? list : { ...list, metadata: { ...metadataOf(list), resourceVersion } };
    }),
  }),
];

/** Shows each item as it was when the function was last called. */
function lagging(): (items: Json[]) => Json[] {
  const before = new Map<string, Json>();
  return (all) =>
    all.map((item) => {
      const uid = String(metadataOf(item)['uid']);
      const old = before.get(uid) ?? item;
      before.set(uid, item);
      return old;
    });
}
