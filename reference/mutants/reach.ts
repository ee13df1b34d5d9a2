/** What happens to one object, and also to another that it does not concern. */
import { KINDS } from '../../contract/kinds.ts';
import { pathOf } from '../../contract/operations.ts';
import type { Json, Send, WireRequest } from '../../contract/seam.ts';
import { metadataOf } from '../model.ts';
import { read } from './exchange.ts';
import type { Mutant } from './types.ts';

/** The same path in each other namespace. */
export async function elsewhere(handle: Send, headers: [string, string][], path: string): Promise<string[]> {
  const { items } = await read(await handle({ method: 'GET', path: '/api/v1/namespaces', headers }));
  const names = (Array.isArray(items) ? items : []).map((item) => String(metadataOf(item)['name']));
  return names.map((name) => path.replace(/\/namespaces\/[^/]+/, `/namespaces/${name}`)).filter((other) => other !== path);
}

/** The same path for each other kind. */
export function otherKinds(path: string): string[] {
  const [, namespace = '', plural = '', ...rest] = /\/namespaces\/([^/?]+)\/([^/?]+)([^?]*)/.exec(path) ?? [];
  return KINDS.filter((kind) => kind.plural !== plural).map((kind) => `${pathOf(kind, decodeURIComponent(namespace))}${rest[0] ?? ''}`);
}

/** The labels and annotations of a replace as a patch, which fits objects of other names too. */
function asPatch(request: WireRequest): WireRequest {
  const { labels, annotations } = metadataOf(JSON.parse(new TextDecoder().decode(request.body)) as Json);
  const headers: [string, string][] = [...request.headers.filter(([name]) => name.toLowerCase() !== 'content-type'), ['content-type', 'application/merge-patch+json']];
  return { ...request, method: 'PATCH', headers, body: new TextEncoder().encode(JSON.stringify({ metadata: { labels: labels ?? {}, annotations: annotations ?? {} } })) };
}

/** What happens to one object also happens to another. */
export const also = (method: string, others: (handle: Send, headers: [string, string][], path: string) => Promise<string[]>): NonNullable<Mutant['wrap']> => (handle) => async (request) => {
  const answer = await handle(request);
  const [path = '', query = ''] = request.path.split('?');
  if (request.method !== method || answer.status >= 300 || path.split('/').length < 8 || query.includes('dryRun')) return answer;
  for (const other of await others(handle, request.headers, path)) await handle({ ...(method === 'PUT' ? asPatch(request) : request), path: other });
  return answer;
};

/** Objects of the collection whose names begin with the one of the path. */
export async function longerNames(handle: Send, headers: [string, string][], path: string): Promise<string[]> {
  const collection = path.slice(0, path.lastIndexOf('/')), name = path.slice(path.lastIndexOf('/') + 1);
  const { items } = await read(await handle({ method: 'GET', path: collection, headers }));
  return (Array.isArray(items) ? items : []).map((item) => String(metadataOf(item)['name'])).filter((other) => other !== name && other.startsWith(name)).map((other) => `${collection}/${other}`);
}

export const ISOLATION_MUTANTS: readonly Mutant[] = [
  { name: 'delete-reaches-over-namespaces', breaks: 'isolation.namespaces', text: 'A delete also removes the object of that name in the other namespaces.', wrap: also('DELETE', elsewhere) },
  { name: 'patch-reaches-over-namespaces', breaks: 'isolation.namespaces', text: 'A patch also changes the object of that name in the other namespaces.', wrap: also('PATCH', elsewhere) },
  { name: 'delete-reaches-over-kinds', breaks: 'isolation.kinds', text: 'A delete also removes the object of that name of the other kinds.', wrap: also('DELETE', (_, _headers, path) => Promise.resolve(otherKinds(path))) },
  { name: 'patch-reaches-over-kinds', breaks: 'isolation.kinds', text: 'A patch also changes the labels of the object of that name of the other kinds.', wrap: also('PATCH', (_, _headers, path) => Promise.resolve(otherKinds(path))) },
  { name: 'delete-reaches-longer-names', breaks: 'isolation.names', text: 'A delete also removes the objects whose names begin with the name.', wrap: also('DELETE', longerNames) },
  { name: 'patch-reaches-longer-names', breaks: 'isolation.names', text: 'A patch also changes the objects whose names begin with the name.', wrap: also('PATCH', longerNames) },
];
