/** What happens to one object, and also to another that it does not concern. */
import { KINDS } from '../../contract/kinds.ts';
import { pathOf } from '../../contract/operations.ts';
import type { Json } from '../../contract/json.ts';
import type { Send, WireRequest } from '../../contract/wire.ts';
import { metadataOf } from '../state/model.ts';
import { json, read } from './helpers/exchange.ts';
import type { Mutant } from './types.ts';

/** The same path in each other namespace. */
export async function elsewhere(handle: Send, headers: [string, string][], path: string): Promise<string[]> {
  const { items } = await read(await handle({ method: 'GET', path: '/api/v1/namespaces', headers }));
  const names = (Array.isArray(items) ? items : []).map((item) => String(metadataOf(item)['name']));
  return names
    .map((name) => path.replace(/\/namespaces\/[^/]+/, `/namespaces/${name}`))
    .filter((other) => other !== path);
}

/** The same path for each other kind. */
export function otherKinds(path: string): string[] {
  const [, namespace = '', plural = '', ...rest] = /\/namespaces\/([^/?]+)\/([^/?]+)([^?]*)/.exec(path) ?? [];
  return KINDS.filter((kind) => kind.plural !== plural).map(
    (kind) => `${pathOf(kind, decodeURIComponent(namespace))}${rest[0] ?? ''}`,
  );
}

/** The labels and annotations of a replace as a patch, which fits objects of other names too. */
function asPatch(request: WireRequest): WireRequest {
  const { labels, annotations } = metadataOf(JSON.parse(new TextDecoder().decode(request.body)) as Json);
  const headers: [string, string][] = [
    ...request.headers.filter(([name]) => name.toLowerCase() !== 'content-type'),
    ['content-type', 'application/merge-patch+json'],
  ];
  return {
    ...request,
    method: 'PATCH',
    headers,
    body: new TextEncoder().encode(
      JSON.stringify({ metadata: { labels: labels ?? {}, annotations: annotations ?? {} } }),
    ),
  };
}

/** What happens to one object also happens to another. */
export const also =
  (
    method: string,
    others: (handle: Send, headers: [string, string][], path: string) => Promise<string[]>,
  ): NonNullable<Mutant['wrap']> =>
  (handle) =>
  async (request) => {
    const answer = await handle(request);
    const [path = '', query = ''] = request.path.split('?');
    if (request.method !== method || answer.status >= 300 || path.split('/').length < 8 || query.includes('dryRun'))
      return answer;
    for (const other of await others(handle, request.headers, path))
      await handle({ ...(method === 'PUT' ? asPatch(request) : request), path: other });
    return answer;
  };

/** Objects of the collection whose names begin with the one of the path. */
export async function longerNames(handle: Send, headers: [string, string][], path: string): Promise<string[]> {
  const collection = path.slice(0, path.lastIndexOf('/')),
    name = path.slice(path.lastIndexOf('/') + 1);
  const { items } = await read(await handle({ method: 'GET', path: collection, headers }));
  return (Array.isArray(items) ? items : [])
    .map((item) => String(metadataOf(item)['name']))
    .filter((other) => other !== name && other.startsWith(name))
    .map((other) => `${collection}/${other}`);
}

type Others = Parameters<typeof also>[1];

/** A read shows another object instead, where there is one. */
const instead =
  (others: Others): NonNullable<Mutant['wrap']> =>
  (handle) =>
  async (request) => {
    const answer = await handle(request);
    const [path = ''] = request.path.split('?');
    if (request.method !== 'GET' || answer.status !== 200 || path.split('/').length < 8) return answer;
    for (const other of await others(handle, request.headers, path)) {
      const mistaken = await handle({ ...request, path: other });
      if (mistaken.status === 200) return mistaken;
    }
    return answer;
  };

/** A list shows its items as a read that is mistaken would. */
const itemsInstead =
  (others: Others): NonNullable<Mutant['wrap']> =>
  (handle) =>
  async (request) => {
    const answer = await handle(request);
    const [path = '', query = ''] = request.path.split('?');
    if (
      request.method !== 'GET' ||
      answer.status !== 200 ||
      path.split('/').length !== 7 ||
      /watch=(true|1)/.test(query)
    )
      return answer;
    const body = await read(answer),
      items: Json[] = [],
      readOf = instead(others)(handle);
    for (const item of Array.isArray(body['items']) ? body['items'] : []) {
      const shown = await readOf({
        method: 'GET',
        path: `${path}/${String(metadataOf(item)['name'])}`,
        headers: request.headers,
      });
      items.push(shown.status === 200 ? await read(shown) : item);
    }
    return json(200, { ...body, items });
  };

/** A deletion of a collection is also one of another. */
const collectionAlso =
  (others: Others): NonNullable<Mutant['wrap']> =>
  (handle) =>
  async (request) => {
    const [path = '', query = ''] = request.path.split('?');
    if (request.method === 'DELETE' && path.split('/').length === 7)
      for (const other of await others(handle, request.headers, path))
        await handle({ ...request, path: `${other}?${query}` });
    return handle(request);
  };

const kindsOf: Others = (_, _headers, path) => Promise.resolve(otherKinds(path));
const SCOPES: readonly [id: string, which: string, others: Others][] = [
  ['namespaces', 'the object of that name in another namespace', elsewhere],
  ['kinds', 'the object of that name of another kind', kindsOf],
  ['names', 'an object whose name begins with that name', longerNames],
];

const MISTAKEN: readonly Mutant[] = SCOPES.flatMap(([id, which, others]): Mutant[] => [
  {
    name: `read-mistakes-${id}`,
    breaks: `isolation.${id}`,
    text: `A read shows ${which} instead, where there is one.`,
    wrap: instead(others),
  },
  {
    name: `list-mistakes-${id}`,
    breaks: `isolation.${id}`,
    text: `Instead of each item a list shows ${which}, where there is one.`,
    wrap: itemsInstead(others),
  },
  {
    name: `replace-mistakes-${id}`,
    breaks: `isolation.${id}`,
    text: `A replace also changes the labels of ${which}.`,
    wrap: also('PUT', others),
  },
]);

export const ISOLATION_MUTANTS: readonly Mutant[] = [
  {
    name: 'delete-reaches-over-namespaces',
    breaks: 'isolation.namespaces',
    text: 'A delete also removes the object of that name in the other namespaces.',
    wrap: also('DELETE', elsewhere),
  },
  {
    name: 'patch-reaches-over-namespaces',
    breaks: 'isolation.namespaces',
    text: 'A patch also changes the object of that name in the other namespaces.',
    wrap: also('PATCH', elsewhere),
  },
  {
    name: 'delete-reaches-over-kinds',
    breaks: 'isolation.kinds',
    text: 'A delete also removes the object of that name of the other kinds.',
    wrap: also('DELETE', (_, _headers, path) => Promise.resolve(otherKinds(path))),
  },
  {
    name: 'patch-reaches-over-kinds',
    breaks: 'isolation.kinds',
    text: 'A patch also changes the labels of the object of that name of the other kinds.',
    wrap: also('PATCH', (_, _headers, path) => Promise.resolve(otherKinds(path))),
  },
  {
    name: 'delete-reaches-longer-names',
    breaks: 'isolation.names',
    text: 'A delete also removes the objects whose names begin with the name.',
    wrap: also('DELETE', longerNames),
  },
  {
    name: 'patch-reaches-longer-names',
    breaks: 'isolation.names',
    text: 'A patch also changes the objects whose names begin with the name.',
    wrap: also('PATCH', longerNames),
  },
  ...MISTAKEN,
  {
    name: 'delete-collection-reaches-over-namespaces',
    breaks: 'isolation.namespaces',
    text: 'A deletion of a collection also deletes what it selects in other namespaces.',
    wrap: collectionAlso(elsewhere),
  },
  {
    name: 'delete-collection-reaches-over-kinds',
    breaks: 'isolation.kinds',
    text: 'A deletion of a collection also deletes what it selects of other kinds.',
    wrap: collectionAlso(kindsOf),
  },
  {
    name: 'delete-collection-reaches-longer-names',
    breaks: 'isolation.names',
    verbs: ['deletecollection'],
    text: 'A deletion of a collection by name also deletes objects whose names begin so.',
    override: (base) => ({
      fieldMatches: (term, job) =>
        base.fieldMatches(term, job) ||
        (term.equal && term.field === 'metadata.name' && String(metadataOf(job)['name']).startsWith(term.value)),
    }),
  },
];
