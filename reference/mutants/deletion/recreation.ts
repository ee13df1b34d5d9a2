/** A name after a deletion, and while it is under way. */
import type { JsonObject } from '../../../contract/json.ts';
import { isMarked, metadataOf, objectAt, withMetadata, type Job } from '../../state/model.ts';
import { refusal } from '../helpers/exchange.ts';
import { nameOf } from '../helpers/others.ts';
import { pathTo } from '../helpers/request.ts';
import { acrossVerbs, onBody, onRequest, remembering, succeeded } from '../helpers/wraps.ts';
import { mutant, mutantOn, type Mutant } from '../types.ts';

const onCreate = mutantOn('create');
const keyOf = (job: Job): string => `${String(job['kind'])} ${nameOf(job)}`;

export const RECREATION: readonly Mutant[] = [
  onCreate('recreated-with-the-old-labels', 'delete.recreate', {
    text: 'A new object under an old name has the labels of the first.',
    override: (base) => {
      const labels = new Map<string, JsonObject>();
      return {
        asStored: (job, current, writer) => {
          const stored = base.asStored(job, current, writer);
          const name = nameOf(stored);
          const old = labels.get(name);
          const own = objectAt(metadataOf(stored), 'labels');
          labels.set(name, own);
          return old === undefined ? stored : withMetadata(stored, { labels: { ...old, ...own } });
        },
      };
    },
  }),
  onCreate('recreated-with-the-old-spec', 'delete.recreate', {
    text: 'A new object under an old name has the spec of the first.',
    override: (base) => {
      const specs = new Map<string, JsonObject>();
      return {
        asStored: (job, current, writer) => {
          const stored = base.asStored(job, current, writer);
          const spec = specs.get(nameOf(stored)) ?? objectAt(stored, 'spec');
          specs.set(nameOf(stored), spec);
          return { ...stored, spec };
        },
      };
    },
  }),
  mutant('collection-finds-by-labels-of-the-first', 'deletecollection.query.labelSelector', {
    text: 'A delete of a collection selects a new object under an old name by the labels of the first.',
    verbs: ['create', 'deletecollection'],
    override: acrossVerbs(
      () => new Map<string, JsonObject>(),
      (labels) => (base) => ({
        asStored: (job, current, writer) => {
          const stored = base.asStored(job, current, writer);
          const key = keyOf(stored);
          labels.set(key, labels.get(key) ?? objectAt(metadataOf(stored), 'labels'));
          return stored;
        },
        labelsOf: (job) => labels.get(keyOf(job)) ?? base.labelsOf(job),
      }),
    ),
  }),
  mutant('recreated-with-the-old-status', 'delete.recreate', {
    text: 'A create of an old name answers with the status of the first.',
    wrap: remembering(
      () => new Map<string, JsonObject>(),
      (statuses) => (handle) => {
        const leaving = onRequest({ verb: 'delete' }, async ({ send, path, forward }) => {
          statuses.set(path, objectAt((await send('GET', path)).body, 'status'));
          return forward();
        });
        const coming = onBody({ verb: 'create', status: succeeded }, (body, exchange) => {
          const status = statuses.get(pathTo(exchange, { name: nameOf(body) })) ?? {};
          return Object.keys(status).length === 0 ? body : { ...body, status };
        });
        return coming(leaving(handle));
      },
    ),
  }),
  mutant('names-once-refused-are-never-free', 'delete.name-held', {
    text: 'A name that was once refused as taken is taken for ever.',
    wrap: remembering(
      () => new Set<string>(),
      (refused) =>
        onRequest({ verb: 'create' }, async (exchange) => {
          const path = pathTo(exchange, { name: nameOf(exchange.json ?? null) });
          if (refused.has(path)) return refusal(409, 'AlreadyExists');
          const answer = await exchange.forward();
          if (answer.status === 409) refused.add(path);
          return answer;
        }),
    ),
  }),
  mutant('names-are-never-free', 'delete.recreate', {
    text: 'A name that was used is taken for ever.',
    wrap: remembering(
      () => new Set<string>(),
      (gone) =>
        onRequest({ verb: ['create', 'delete'] }, async (exchange) => {
          if (exchange.verb === 'create')
            return gone.has(pathTo(exchange, { name: nameOf(exchange.json ?? null) }))
              ? refusal(409, 'AlreadyExists')
              : exchange.forward();
          const answer = await exchange.forward();
          if (succeeded(answer.status)) gone.add(pathTo(exchange, {}));
          return answer;
        }),
    ),
  }),
  onCreate('name-of-the-marked-is-free', 'delete.name-held', {
    text: 'A create under the name of an object that is being deleted succeeds.',
    override: () => ({ isTaken: (current) => !isMarked(current) }),
  }),
];
