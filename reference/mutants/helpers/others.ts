/** Objects that a request does not concern, and mutants that reach them all the same. */
import type { Json, JsonObject } from '../../../contract/json.ts';
import { KINDS } from '../../../contract/kinds.ts';
import { pathOf } from '../../../contract/operations.ts';
import type { Verb } from '../../../contract/types.ts';
import { metadataOf } from '../../state/model.ts';
import type { Wrap } from '../types.ts';
import { pathTo } from './request.ts';
import { afterwards, type Exchange, onAnswer, onRequest, succeeded } from './wraps.ts';

/** The paths of other objects, or of other collections where the request is of one. */
export type Others = (exchange: Exchange) => Promise<string[]>;

export const itemsOf = (list: JsonObject): Json[] => (Array.isArray(list['items']) ? list['items'] : []);
export const nameOf = (item: Json): string => String(metadataOf(item)['name']);

/** The same in each other namespace. */
export const elsewhere: Others = async (exchange) => {
  const { body } = await exchange.send('GET', '/api/v1/namespaces');
  return itemsOf(body)
    .map(nameOf)
    .filter((namespace) => namespace !== exchange.namespace)
    .map((namespace) => pathTo(exchange, { namespace }));
};

/** The same for each other kind. */
export const otherKinds: Others = async (exchange) =>
  KINDS.filter((kind) => kind !== exchange.kind).map((kind) => pathTo(exchange, { kind }));

/** Objects of the collection whose names are like the one of the path, or of the body. */
const namesLike =
  (isLike: (other: string, name: string) => boolean): Others =>
  async (exchange) => {
    const { kind, namespace = '', name = nameOf(exchange.json ?? null) } = exchange;
    if (kind === undefined) return [];
    const { body } = await exchange.send('GET', pathOf(kind, namespace));
    return itemsOf(body)
      .map(nameOf)
      .filter((other) => other !== name && isLike(other, name))
      .map((other) => pathTo(exchange, { name: other }));
  };

/** Names that begin with it. */
export const longerNames = namesLike((other, name) => other.startsWith(name));

/** Names that differ from it behind so many characters alone. */
export const sameUpTo = (length: number): Others =>
  namesLike((other, name) => name.length > length && other.slice(0, length) === name.slice(0, length));

/**
 * What happens to one object also happens to others. Of a replace: its labels and annotations, which fit other names
 * too.
 */
export const also = (verb: Verb, others: Others): Wrap =>
  afterwards({ verb, status: succeeded, query: { dryRun: false } }, async (exchange) => {
    const { labels = {}, annotations = {} } = metadataOf(exchange.json);
    for (const path of await others(exchange))
      await (verb === 'replace'
        ? exchange.send('PATCH', path, { metadata: { labels, annotations } })
        : exchange.forward({ path }));
  });

/** A deletion of a collection is also one of others. */
export const collectionAlso = (others: Others): Wrap =>
  onRequest({ verb: 'deletecollection' }, async (exchange) => {
    for (const path of await others(exchange)) await exchange.forward({ path: `${path}?${exchange.search}` });
    return exchange.forward();
  });

/** A read that the server answers with this status shows another object instead, where there is one. */
export const instead = (status: number, others: Others): Wrap =>
  onAnswer({ verb: 'read', status }, async (answer, exchange) => {
    for (const path of await others(exchange)) {
      const other = await exchange.forward({ path });
      if (other.status === 200) return other;
    }
    return answer;
  });
