/** What happens to one object, and also to another that it does not concern. */
import type { Json } from '../../contract/json.ts';
import { metadataOf } from '../state/model.ts';
import {
  also,
  collectionAlso,
  elsewhere,
  instead,
  itemsOf,
  longerNames,
  nameOf,
  otherKinds,
  sameUpTo,
  type Others,
} from './helpers/others.ts';
import { read, refusal } from './helpers/exchange.ts';
import { pathTo } from './helpers/request.ts';
import { onBody, onRequest } from './helpers/wraps.ts';
import { mutant, mutantOn, type Mutant, type Wrap } from './types.ts';

const onDeleteCollection = mutantOn('deletecollection');

/** A list shows its items as a read that is mistaken would. */
const itemsInstead = (others: Others): Wrap =>
  onBody({ verb: 'list', status: 200 }, async (body, exchange) => {
    const readOf = instead(200, others)(exchange.forward);
    const items: Json[] = [];
    for (const item of itemsOf(body)) {
      const path = pathTo(exchange, { name: nameOf(item) });
      const shown = await readOf({ method: 'GET', path, headers: exchange.headers });
      items.push(shown.status === 200 ? await read(shown) : item);
    }
    return { ...body, items };
  });

const SCOPES: readonly [id: string, which: string, others: Others][] = [
  ['namespaces', 'the object of that name in another namespace', elsewhere],
  ['kinds', 'the object of that name of another kind', otherKinds],
  ['names', 'an object whose name begins with that name', longerNames],
];

const MISTAKEN: readonly Mutant[] = SCOPES.flatMap(([id, which, others]): Mutant[] => [
  mutant(`read-mistakes-${id}`, `isolation.${id}`, {
    text: `A read shows ${which} instead, where there is one.`,
    wrap: instead(200, others),
  }),
  mutant(`list-mistakes-${id}`, `isolation.${id}`, {
    text: `Instead of each item a list shows ${which}, where there is one.`,
    wrap: itemsInstead(others),
  }),
  mutant(`replace-mistakes-${id}`, `isolation.${id}`, {
    text: `A replace also changes the labels of ${which}.`,
    wrap: also('replace', others),
  }),
]);

export const ISOLATION_MUTANTS: readonly Mutant[] = [
  mutant('delete-reaches-over-namespaces', 'isolation.namespaces', {
    text: 'A delete also removes the object of that name in the other namespaces.',
    wrap: also('delete', elsewhere),
  }),
  mutant('patch-reaches-over-namespaces', 'isolation.namespaces', {
    text: 'A patch also changes the object of that name in the other namespaces.',
    wrap: also('patch', elsewhere),
  }),
  mutant('delete-reaches-over-kinds', 'isolation.kinds', {
    text: 'A delete also removes the object of that name of the other kinds.',
    wrap: also('delete', otherKinds),
  }),
  mutant('patch-reaches-over-kinds', 'isolation.kinds', {
    text: 'A patch also changes the labels of the object of that name of the other kinds.',
    wrap: also('patch', otherKinds),
  }),
  mutant('delete-reaches-longer-names', 'isolation.names', {
    text: 'A delete also removes the objects whose names begin with the name.',
    wrap: also('delete', longerNames),
  }),
  mutant('patch-reaches-longer-names', 'isolation.names', {
    text: 'A patch also changes the objects whose names begin with the name.',
    wrap: also('patch', longerNames),
  }),
  mutant('create-looks-at-62-characters-of-names', 'isolation.names', {
    text: 'A name is taken where another has the same first 62 characters.',
    wrap: onRequest({ verb: 'create' }, async (exchange) =>
      (await sameUpTo(62)(exchange)).length > 0 ? refusal(409, 'AlreadyExists') : exchange.forward(),
    ),
  }),
  mutant('delete-looks-at-40-characters-of-names', 'isolation.names', {
    text: 'A delete also removes the objects whose first 40 characters are those of the name.',
    wrap: also('delete', sameUpTo(40)),
  }),
  ...MISTAKEN,
  mutant('delete-collection-reaches-over-namespaces', 'isolation.namespaces', {
    text: 'A deletion of a collection also deletes what it selects in other namespaces.',
    wrap: collectionAlso(elsewhere),
  }),
  mutant('delete-collection-reaches-over-kinds', 'isolation.kinds', {
    text: 'A deletion of a collection also deletes what it selects of other kinds.',
    wrap: collectionAlso(otherKinds),
  }),
  onDeleteCollection('delete-collection-reaches-longer-names', 'isolation.names', {
    text: 'A deletion of a collection by name also deletes objects whose names begin so.',
    override: (base) => ({
      fieldMatches: (term, job) =>
        base.fieldMatches(term, job) ||
        (term.equal && term.field === 'metadata.name' && String(metadataOf(job)['name']).startsWith(term.value)),
    }),
  }),
];
