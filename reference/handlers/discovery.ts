import type { JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import type { Reply } from '../rules/response.ts';

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

const resources = (groupVersion: string, list: JsonObject[]): JsonObject => ({
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion,
  resources: list,
});

function group(name: string, kinds: readonly Kind[]): JsonObject {
  const versions = [...new Set(kinds.filter((k) => k.group === name).map((k) => k.version))].map((version) => ({
    groupVersion: `${name}/${version}`,
    version,
  }));
  return { kind: 'APIGroup', apiVersion: 'v1', name, versions, preferredVersion: versions[0] ?? {} };
}

/** The discovery document at the path; undefined where there is none. */
export function documentAt(path: string, kinds: readonly Kind[], namespaces: readonly string[]): Reply | undefined {
  const groups = [...new Set(kinds.map((k) => k.group))];
  const [root, name, version] = path.split('/').slice(1);
  const json = (body: JsonObject): Reply => ({ code: 200, json: body });
  if (['/healthz', '/readyz', '/livez'].includes(path)) return { code: 200, text: 'ok' };
  if (path === '/version')
    return json({ major: '1', minor: '13', gitVersion: 'v1.13.0-reference', platform: 'reference' });
  if (path === '/api') return json({ kind: 'APIVersions', versions: ['v1'] });
  if (path === '/api/v1')
    return json(
      resources('v1', [
        { name: 'namespaces', singularName: 'namespace', namespaced: false, kind: 'Namespace', verbs: ['get', 'list'] },
      ]),
    );
  if (path === '/api/v1/namespaces')
    return json({
      kind: 'NamespaceList',
      apiVersion: 'v1',
      metadata: { resourceVersion: '1' },
      items: namespaces.map(namespaceObject),
    });
  if (path === '/apis')
    return json({ kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map((g) => group(g, kinds)) });
  if (root !== 'apis' || name === undefined || !groups.includes(name)) return undefined;
  if (version === undefined) return json(group(name, kinds));
  const served = kinds.filter((k) => k.group === name && k.version === version);
  return served.length === 0
    ? undefined
    : json(
        resources(
          `${name}/${version}`,
          served.map((k) => ({
            name: k.plural,
            singularName: k.singular,
            namespaced: true,
            kind: k.kind,
            verbs: VERBS,
          })),
        ),
      );
}

export const namespaceObject = (name: string): JsonObject => ({
  kind: 'Namespace',
  apiVersion: 'v1',
  metadata: { name, uid: `namespace-${name}`, resourceVersion: '1' },
  spec: { finalizers: ['kubernetes'] },
  status: { phase: 'Active' },
});
