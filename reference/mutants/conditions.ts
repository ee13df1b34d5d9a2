/** Faults that show under one condition alone: a long list, a second life, a marked object, a limit, a repetition. */
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import { listKindOf } from '../../contract/operations.ts';
import { Malformed } from '../rules/errors.ts';
import { equal, isMarked, metadataOf, objectAt, withMetadata, type Job } from '../state/model.ts';
import { json, read } from './helpers/exchange.ts';
import { itemsOf, nameOf } from './helpers/others.ts';
import { inMember, without } from './helpers/places.ts';
import { afterwards, onAnswer, onBody, onRequest, remembering } from './helpers/wraps.ts';
import { mutant, mutantOn, perVerb, type Mutant, type Override, type Wrap } from './types.ts';

const onList = mutantOn('list');
const onWatch = mutantOn('watch');
const onPatch = mutantOn('patch');
const onReplace = mutantOn('replace');
const onDelete = mutantOn('delete');
const onDeleteCollection = mutantOn('deletecollection');

const encoder = new TextEncoder();

/** Names that are longer than most. */
const LONG = 50;
const uidOf = (job: Job): string => String(metadataOf(job)['uid']);

const LISTS: readonly Mutant[] = [
  onList('list-with-a-limit-lags-one-write', 'list.current', {
    text: 'A list with a limit is answered as it was when it was last asked for, if something has changed since.',
    wrap: remembering(
      () => new Map<string, JsonObject>(),
      (last) =>
        onAnswer({ verb: 'list', status: 200, query: { limit: true, continue: false } }, async (answer, exchange) => {
          const key = `${exchange.path}?${exchange.search}`;
          const now = await read(answer);
          const before = last.get(key) ?? now;
          last.set(key, now);
          return json(200, before);
        }),
    ),
  }),
  onList('selector-sees-ten-values', 'selectors.label.exact', {
    text: 'Of the values of a set in a selector the first ten count.',
    override: (base) => ({
      parseLabelSelector: (text) =>
        base.parseLabelSelector(text).map((term) => ({ ...term, values: term.values.slice(0, 10) })),
    }),
  }),
  onList('labels-beyond-ten-do-not-select', 'selectors.label.exact', {
    text: 'A selector sees the first ten labels of an object.',
    override: (base) => ({ labelsOf: (job) => Object.fromEntries(Object.entries(base.labelsOf(job)).slice(0, 10)) }),
  }),
  onList('limit-at-a-version-cuts', 'pagination.selectors', {
    text: 'A list at a resourceVersion other than 0 with a limit has no token for what follows.',
    wrap: onBody(
      {
        verb: 'list',
        status: 200,
        query: { limit: true, resourceVersion: true },
        when: ({ query }) => query.get('resourceVersion') !== '0',
      },
      (list) => ({ ...list, metadata: without({ ...metadataOf(list), continue: '' }, 'remainingItemCount') }),
    ),
  }),
  onList('list-by-name-shows-the-first-life', 'delete.recreate', {
    text: 'A list by metadata.name goes on showing the object that it showed first under that name.',
    wrap: remembering(
      () => new Map<string, Json>(),
      (first) =>
        onBody({ verb: 'list', status: 200, query: { fieldSelector: true } }, (list, { path, search }) => {
          const [item] = itemsOf(list);
          if (item === undefined) return list;
          const known = first.get(`${path}?${search}`) ?? item;
          first.set(`${path}?${search}`, known);
          return uidOf(known as Job) === uidOf(item as Job) ? list : { ...list, items: [known] };
        }),
    ),
  }),
];

/** A deletion of the collection by `key=value,…` deletes what was created with these labels. */
const BY_FIRST_LABELS: Wrap = remembering(
  () => new Map<string, JsonObject>(),
  (first) =>
    onRequest({ verb: ['create', 'deletecollection'] }, async (exchange) => {
      const { path, query, verb, send, forward } = exchange;
      const terms = (query.get('labelSelector') ?? '').split(',').map((term) => term.split('='));
      if (verb === 'create') {
        const answer = await forward();
        if (answer.status >= 300) return answer;
        const body = await read(answer);
        first.set(`${path}/${String(metadataOf(body)['name'])}`, objectAt(metadataOf(body), 'labels'));
        return json(answer.status, body);
      }
      if (terms.some((term) => term.length !== 2)) return forward();
      const { body } = await send('GET', path);
      const doomed = itemsOf(body).filter((item) => {
        const labels = first.get(`${path}/${nameOf(item)}`);
        return terms.every(([key = '', value]) => labels?.[key] === value);
      });
      for (const item of doomed) await send('DELETE', `${path}/${nameOf(item)}`);
      return json(200, { ...body, items: doomed });
    }),
);

const COLLECTIONS: readonly Mutant[] = [
  mutant('collection-selects-by-the-first-labels', 'deletecollection.query.labelSelector', {
    text: 'A delete of a collection selects objects by the labels that they were created with.',
    wrap: BY_FIRST_LABELS,
  }),
  onDeleteCollection('collection-leaves-long-names', 'size.deletecollection.many', {
    text: 'A delete of a collection leaves objects with names of more than 50 characters.',
    override: (base) => ({
      collectionVictims: (items) =>
        base.collectionVictims(items).filter((job) => String(metadataOf(job)['name']).length <= LONG),
    }),
  }),
];

/** What is left of an object, where finalizers and the version do not count. */
const beyondFinalizers = (job: Job): Job => withMetadata(job, { finalizers: undefined, resourceVersion: undefined });

/** A watch by name shows nothing of an object that is created again. */
async function* oneLife(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const line of body) {
    yield line;
    if (Buffer.from(line).includes('"DELETED"')) return yield* silence(body);
  }
}
/** Reads the rest, and shows none of it. */
async function* silence(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const line of body) yield line.subarray(0, 0);
}

const WATCHES: readonly Mutant[] = [
  onWatch('watch-leaves-out-long-names', 'size.watch.events', {
    text: 'A watch does not show objects with names of more than 50 characters.',
    override: (base) => ({
      eventOf: (change, matches) => (change.name.length > LONG ? undefined : base.eventOf(change, matches)),
    }),
  }),
  onWatch('watch-by-name-shows-one-life', 'watch.recreate', {
    text: 'A watch by metadata.name shows nothing of an object that is created again.',
    wrap: onAnswer({ verb: 'watch', status: 200, query: { fieldSelector: true } }, (answer) => ({
      ...answer,
      body: oneLife(answer.body),
    })),
  }),
  onWatch('watch-begins-without-the-marked', 'watch.finalizers', {
    text: 'A watch does not begin with objects that are being deleted.',
    override: (base) => ({ initialState: (jobs) => base.initialState(jobs).filter((job) => !isMarked(job)) }),
  }),
  onWatch('watch-leaves-out-finalizer-changes', 'watch.finalizers', {
    text: 'A change of the finalizers alone is not told.',
    override: (base) => ({
      eventOf: (change, matches) => {
        const { before, after, type } = change;
        const quiet =
          type === 'MODIFIED' && before !== undefined && equal(beyondFinalizers(before), beyondFinalizers(after));
        return quiet ? undefined : base.eventOf(change, matches);
      },
    }),
  }),
  onWatch('watch-shows-no-finalizers', 'watch.finalizers', {
    text: 'Events show objects without their finalizers.',
    override: (base) => ({ watchedObject: (job) => withMetadata(base.watchedObject(job), { finalizers: undefined }) }),
  }),
  onWatch('watch-bookmarks-of-the-kind-of-the-list', 'watch.bookmarks', {
    text: 'The object of a bookmark has the kind of the list.',
    override: (base) => ({
      bookmarkObject: (kind, version) => ({ ...base.bookmarkObject(kind, version), kind: listKindOf(kind) }),
    }),
  }),
  onWatch('watch-from-an-expired-version-begins-now', 'watch.expired', {
    text: 'A watch from a version that is forgotten shows what happens from now on.',
    override: (base) => ({
      watchExpired: () => false,
      watchFrom: (revision) => (revision === 1 ? Number.MAX_SAFE_INTEGER : base.watchFrom(revision)),
    }),
  }),
];

/** Removals of a patch are done at its first attempt alone. */
const forgettingNulls = (): Override => (base) => {
  const seen = new WeakSet<object>();
  const additions = (patch: Json): Json =>
    isObject(patch)
      ? Object.fromEntries(
          Object.entries(patch)
            .filter(([, value]) => value !== null)
            .map(([key, value]) => [key, additions(value)]),
        )
      : patch;
  return {
    mergePatch: (target, patch) => {
      if (!isObject(patch)) return base.mergePatch(target, patch);
      const again = seen.has(patch);
      seen.add(patch);
      return base.mergePatch(target, again ? additions(patch) : patch);
    },
  };
};

const UPDATES: readonly Mutant[] = [
  onPatch('overtaken-patch-removes-nothing', 'concurrency.patch', {
    text: 'A patch that somebody overtakes is applied anew without its removals.',
    override: forgettingNulls(),
  }),
  onPatch('patch-dry-run-is-told', 'patch.dry-run', {
    text: 'A patch of labels with dryRun=All is done and undone at once.',
    wrap: onRequest({ verb: 'patch', query: { dryRun: 'All' } }, async ({ path, json: patch, forward, send }) => {
      const answer = await forward({ path });
      const labels = Object.keys(objectAt(metadataOf(patch), 'labels')).map((key) => [key, null]);
      await send('PATCH', path, { metadata: { labels: Object.fromEntries(labels) as JsonObject } });
      return answer;
    }),
  }),
  ...perVerb(['patch', 'replace'], (verb) =>
    mutant('of-labels-and-the-spec-keeps-the-generation', 'metadata.generation.moves', {
      text: `A ${verb} that changes the spec and labels together does not raise generation.`,
      override: (base) => ({
        nextGeneration: (current, next) =>
          equal(objectAt(metadataOf(current), 'labels'), objectAt(metadataOf(next), 'labels'))
            ? base.nextGeneration(current, next)
            : Number(metadataOf(current)['generation']),
      }),
    }),
  ),
  ...perVerb(['patch', 'replace'], (verb) =>
    mutant('of-other-fields-loses-owners', 'metadata.owner-references', {
      text: `A ${verb} drops ownerReferences.`,
      override: (base) => ({ clientMetadata: (sent) => without(base.clientMetadata(sent), 'ownerReferences') }),
    }),
  ),
  ...perVerb(['patch', 'replace'], (verb) =>
    mutant('of-the-spec-loses-finalizers', 'metadata.finalizers', {
      text: `A ${verb} that changes the spec drops the finalizers.`,
      override: (base) => ({
        asStored: (job, current, writer) =>
          base.asStored(
            current !== undefined && !equal(current['spec'] ?? null, job['spec'] ?? null)
              ? withMetadata(job, { finalizers: undefined })
              : job,
            current,
            writer,
          ),
      }),
    }),
  ),
];

/** What the mark of a deletion changes beside it. */
const marking =
  (members: JsonObject | { annotations: undefined }): Override =>
  (base) => ({
    marked: (job, finalizer, grace, at) => {
      const marked = base.marked(job, finalizer, grace, at);
      return marked === undefined || marked === job ? marked : withMetadata(marked, members);
    },
  });

const withFirstTimes = (): Override => (base) => {
  const first = new Map<string, Json>();
  return {
    asStored: (job, current, writer) => {
      const { namespace, name, creationTimestamp = null } = metadataOf(job);
      const place = JSON.stringify([job['kind'], namespace, name]);
      const known = writer === 'create' ? (first.get(place) ?? creationTimestamp) : creationTimestamp;
      first.set(place, known);
      return base.asStored(withMetadata(job, { creationTimestamp: known }), current, writer);
    },
  };
};

const DELETIONS: readonly Mutant[] = [
  onDelete('marking-renews-creation', 'delete.finalizers', {
    text: 'The creationTimestamp of an object that is marked for deletion changes.',
    override: marking({ creationTimestamp: '2020-01-01T00:00:00Z' }),
  }),
  onDelete('second-delete-postpones-the-mark', 'delete.irrevocable', {
    text: 'A second delete of an object that waits for its finalizers postpones its deletionTimestamp.',
    override: (base) => ({
      marked: (job, ...how) =>
        isMarked(job) ? withMetadata(job, { deletionTimestamp: '2099-01-01T00:00:00Z' }) : base.marked(job, ...how),
    }),
  }),
  mutant('recreated-with-the-old-time', 'metadata.creation-timestamp.set', {
    text: 'A new object under an old name has the creationTimestamp of the first.',
    override: withFirstTimes(),
  }),
  ...perVerb(['patch', 'replace'], (verb) =>
    mutant('dry-run-frees', `${verb}.dry-run`, {
      text: `A ${verb} with dryRun=All that removes the finalizers of an object that is being deleted removes it.`,
      wrap: afterwards({ verb, status: 200, query: { dryRun: 'All' } }, async ({ path, json: body, send }) => {
        const left = metadataOf(body)['finalizers'];
        const { body: stored } = await send('GET', path);
        if (isMarked(stored) && (left === undefined || (Array.isArray(left) && left.length === 0)))
          await send('PATCH', path, { metadata: { finalizers: null } });
      }),
    }),
  ),
  onDelete('marking-drops-annotations', 'delete.finalizers', {
    text: 'An object that is marked for deletion loses its annotations.',
    override: marking({ annotations: undefined }),
  }),
];

/** A body is refused for how its JSON is spelled. */
const refusingBodies =
  (spelling: RegExp): Override =>
  (base) => ({
    parseJson: (bytes) => {
      if (spelling.test(Buffer.from(bytes).toString()))
        throw new Malformed('the body is not as this server writes JSON');
      return base.parseJson(bytes);
    },
  });

const BODIES: readonly Mutant[] = [
  mutant('line-breaks-in-bodies-are-refused', 'requests.typed', {
    text: 'A body of several lines is refused.',
    override: refusingBodies(/[{,]\s*\n/),
  }),
  mutant('line-break-after-a-body-is-refused', 'requests.typed', {
    text: 'A body with a line break at its end is refused.',
    override: refusingBodies(/\n$/),
  }),
  mutant('escapes-in-keys-are-kept', 'requests.typed', {
    text: 'A key that is spelled with an escape is taken as it stands.',
    override: (base) => ({
      parseJson: (bytes) =>
        base.parseJson(
          Buffer.from(
            Buffer.from(bytes)
              .toString()
              .replaceAll(/\\(u[0-9a-f]{4}\w*"\s*:)/g, '$1'),
          ),
        ),
    }),
  }),
  onReplace('replace-with-null-labels-keeps-them', 'replace.full', {
    text: 'A replace whose labels are null keeps the stored ones.',
    wrap: onRequest({ verb: 'replace' }, async ({ path, json: body, forward, send }) => {
      if (!isObject(body) || metadataOf(body)['labels'] !== null) return forward();
      const labels = objectAt(metadataOf((await send('GET', path)).body), 'labels');
      return forward({ body: encoder.encode(JSON.stringify(inMember(body, 'metadata', (m) => ({ ...m, labels })))) });
    }),
  }),
];

/** Objects that were there before many others were written are shown without annotations. */
const agedOut: Wrap = remembering(
  () => ({ writes: 0, born: new Map<string, number>() }),
  (memory) =>
    onRequest({ verb: ['create', 'read'] }, async ({ verb, forward }) => {
      if (verb === 'create') memory.writes += 1;
      const answer = await forward();
      if (verb === 'create' || answer.status !== 200) return answer;
      const job = await read(answer);
      const born = memory.born.get(uidOf(job)) ?? memory.writes;
      memory.born.set(uidOf(job), born);
      const isOld = memory.writes - born > 90;
      return json(200, isOld ? inMember(job, 'metadata', (metadata) => without(metadata, 'annotations')) : job);
    }),
);

const AGE: readonly Mutant[] = [
  mutant('read-of-the-old-lacks-annotations', 'size.kept', {
    text: 'A read of an object leaves out its annotations when 90 others have been created since it was first read.',
    wrap: agedOut,
  }),
];

export const CONDITION_MUTANTS: readonly Mutant[] = [
  ...LISTS,
  ...COLLECTIONS,
  ...WATCHES,
  ...UPDATES,
  ...DELETIONS,
  ...BODIES,
  ...AGE,
];
