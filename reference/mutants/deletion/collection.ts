/** Deletions of collections. */
import { isObject } from '../../../contract/json.ts';
import { KINDS } from '../../../contract/kinds.ts';
import { finalizersOf, isMarked, metadataOf, withMetadata, type Job } from '../../state/model.ts';
import { collectionAlso, elsewhere, itemsOf, otherKinds } from '../helpers/others.ts';
import { onQuery, onRequest } from '../helpers/wraps.ts';
import { mutant, mutantOn, perKind, type Mutant, type Override, type Wrap } from '../types.ts';

const onDeleteCollection = mutantOn('deletecollection');

/** The items that a collection's delete takes, chosen wrongly. */
const victims =
  (choose: (items: readonly Job[]) => readonly Job[]): Override =>
  () => ({ collectionVictims: choose });

/** A query parameter makes a dry run of the deletion. */
const dryBeside = (key: string): Wrap =>
  onQuery({ verb: 'deletecollection', query: { [key]: true } }, (query) => query.append('dryRun', 'All'));

export const COLLECTION: readonly Mutant[] = [
  onDeleteCollection('collection-is-refused', 'deletecollection.success', {
    text: 'Every delete of a collection is refused.',
    override: () => ({ graceCauses: () => [{ reason: 'FieldValueForbidden', message: 'Forbidden', field: 'kind' }] }),
  }),
  ...perKind(KINDS, (kind) =>
    onDeleteCollection('collection-deletes-nothing', 'deletecollection.all', {
      text: `A delete of the collection of ${kind.kind}s deletes nothing.`,
      override: victims(() => []),
    }),
  ),
  onDeleteCollection('collection-leaves-one', 'deletecollection.all', {
    text: 'A delete of a collection leaves the last.',
    override: victims((items) => (items.length > 1 ? items.slice(0, -1) : items)),
  }),
  onDeleteCollection('collection-answers-an-object', 'deletecollection.answer', {
    text: 'A delete of a collection answers the first object.',
    override: () => ({
      collectionAnswer: (kind, list) => {
        const [first] = itemsOf(list);
        return isObject(first) ? first : { kind: kind.kind, apiVersion: 'v1' };
      },
    }),
  }),
  onDeleteCollection('collection-answers-an-empty-list', 'deletecollection.answer.items', {
    text: 'A delete of a collection answers an empty list.',
    override: (base) => ({ collectionAnswer: (kind, list) => base.collectionAnswer(kind, { ...list, items: [] }) }),
  }),
  onDeleteCollection('collection-answers-more-than-went', 'deletecollection.answer.items', {
    text: 'A delete of a collection answers an item twice.',
    override: (base) => ({
      collectionAnswer: (kind, list) =>
        base.collectionAnswer(kind, { ...list, items: [...itemsOf(list), ...itemsOf(list).slice(0, 1)] }),
    }),
  }),
  mutant('collection-takes-other-kinds', 'deletecollection.kind', {
    text: 'A delete of a collection also empties those of other kinds.',
    wrap: collectionAlso(otherKinds),
  }),
  mutant('collection-takes-other-namespaces', 'deletecollection.namespace', {
    text: 'A delete of a collection also empties that of other namespaces.',
    wrap: collectionAlso(elsewhere),
  }),
  mutant('collection-path-takes-other-namespaces', 'deletecollection.path.namespace', {
    text: 'The namespace in the path of a delete of a collection counts for nothing.',
    wrap: collectionAlso(elsewhere),
  }),
  onDeleteCollection('collection-empty-is-404', 'deletecollection.empty', {
    text: 'A delete of a collection without matches is a 404.',
    override: (base) => ({
      replied: (reply) =>
        isObject(reply.json) && Array.isArray(reply.json['items']) && reply.json['items'].length === 0
          ? { code: 404, json: base.statusBody({ code: 404, reason: 'NotFound', message: 'none' }, 'DELETE') }
          : reply,
    }),
  }),
  mutant('collection-empty-deletes-all', 'deletecollection.empty', {
    text: 'A delete of a collection whose selector matches nothing deletes everything.',
    wrap: onRequest(
      { verb: 'deletecollection', when: ({ search }) => search !== '' },
      async ({ path, query, send, forward }) => {
        query.delete('watch');
        const { status, body } = await send('GET', `${path}?${query.toString()}`);
        return forward(status === 200 && itemsOf(body).length === 0 ? { path } : undefined);
      },
    ),
  }),
  onDeleteCollection('collection-ignores-finalizers', 'deletecollection.finalizers', {
    text: 'A delete of a collection removes objects in spite of their finalizers.',
    override: () => ({ marked: () => undefined }),
  }),
  onDeleteCollection('collection-skips-finalizers', 'deletecollection.finalizers', {
    text: 'A delete of a collection leaves objects with finalizers alone.',
    override: victims((items) => items.filter((item) => finalizersOf(item).length === 0)),
  }),
  onDeleteCollection('collection-stops-at-what-waits', 'deletecollection.finalizers', {
    text: 'A delete of a collection ends at the first object that is being deleted already.',
    override: victims((items) => {
      const waiting = items.findIndex(isMarked);
      return waiting === -1 ? items : items.slice(0, waiting);
    }),
  }),
  onDeleteCollection('collection-ignores-dry-run', 'deletecollection.dry-run', {
    text: 'A delete of a collection with dryRun=All deletes.',
    override: () => ({ isDryRun: () => false }),
  }),
  onDeleteCollection('collection-takes-any-dry-run', 'deletecollection.dry-run', {
    text: 'A delete of a collection with dryRun of any value is a dry run.',
    override: () => ({ dryRunCauses: () => [] }),
  }),
  onDeleteCollection('collection-exceeds-limit', 'deletecollection.query.limit', {
    text: 'A delete of a collection with a limit deletes one more.',
    override: (base) => ({
      pageSize: (limit) => {
        const size = base.pageSize(limit);
        return size === undefined ? undefined : size + 1;
      },
    }),
  }),
  onDeleteCollection('collection-limit-is-of-all', 'deletecollection.query.limit', {
    text: 'A delete of a collection with a limit is refused.',
    override: (base) => ({
      integer: (name, text) => (name === 'limit' && text !== null ? base.integer(name, 'x') : base.integer(name, text)),
    }),
  }),
  onDeleteCollection('collection-version-0-is-refused', 'deletecollection.query.resourceVersion', {
    text: 'A delete of a collection with resourceVersion=0 is refused.',
    override: (base) => ({ versionNumber: (text) => (text === '0' ? undefined : base.versionNumber(text)) }),
  }),
  mutant('collection-with-timeoutSeconds-deletes-nothing', 'deletecollection.query.timeoutSeconds', {
    text: 'A delete of a collection with timeoutSeconds deletes nothing.',
    wrap: dryBeside('timeoutSeconds'),
  }),
  mutant('collection-with-watch-deletes-nothing', 'deletecollection.query.watch', {
    text: 'A delete of a collection with watch deletes nothing.',
    wrap: dryBeside('watch'),
  }),
  onDeleteCollection('collection-strips-what-waits', 'deletecollection.finalizers', {
    text: 'A delete of a collection takes the annotations off what waits for its finalizers.',
    override: (base) => ({
      marked: (job, finalizer, grace, at) => {
        const marked = base.marked(job, finalizer, grace, at);
        return marked && withMetadata(marked, { annotations: undefined });
      },
    }),
  }),
  mutant('collection-with-a-body-overlooks-fields', 'deletecollection.query.fieldSelector', {
    text: 'A delete of a collection with options in its body does not look at its fieldSelector.',
    wrap: onQuery({ verb: 'deletecollection', when: ({ json }) => isObject(json) }, (query) =>
      query.delete('fieldSelector'),
    ),
  }),
  onDeleteCollection('collection-leaves-one-finalizer', 'deletecollection.finalizers', {
    text: 'A delete of a collection leaves the first finalizer of each object.',
    override: (base) => ({
      marked: (job, finalizer, grace, at) => {
        const marked = base.marked(job, finalizer, grace, at);
        return marked && withMetadata(marked, { finalizers: finalizersOf(marked).slice(0, 1) });
      },
    }),
  }),
  onDeleteCollection('collection-overlooks-preconditions', 'deletecollection.preconditions', {
    text: 'Preconditions of a delete of a collection count for nothing.',
    override: () => ({ brokenPrecondition: () => undefined }),
  }),
  mutant('collection-dry-run-marks', 'deletecollection.dry-run', {
    text: 'A delete of a collection with dryRun=All marks what finalizers hold.',
    wrap: onRequest({ verb: 'deletecollection', query: { dryRun: 'All' } }, async ({ path, search, send, forward }) => {
      const selection = new URLSearchParams(search);
      selection.delete('dryRun');
      const { body } = await send('GET', `${path}?${selection.toString()}`);
      for (const item of itemsOf(body).filter((one) => finalizersOf(one as Job).length > 0))
        await send('DELETE', `${path}/${String(metadataOf(item)['name'])}`);
      return forward();
    }),
  }),
];
