/** Finds out which resource a path names. */
import type { Kind, Verb } from '../../contract/types.ts';

export type Route =
  | { to: 'jobs'; kind: Kind; namespace: string | undefined; name: string | undefined }
  | { to: 'namespace'; name: string }
  | { to: 'document'; path: string }
  | { to: 'nothing' };

const decoded = (segment: string): string | undefined => {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
};

export const routeRules = () => ({
  /** The resource that a path (without base path and query) names. */
  resolve: (path: string, kinds: readonly Kind[]): Route => {
    const segments = path.replace(/^\//, '').replace(/\/$/, '').split('/').map(decoded);
    if (segments.some((segment) => segment === undefined || segment === '')) return { to: 'nothing' };
    const [root, group, version, scope, namespace, plural, name, ...more] = segments as string[];
    if (root === 'apis' && group !== undefined && version !== undefined && scope !== undefined) {
      const [resource, space] = scope === 'namespaces' ? [plural, namespace] : [scope, undefined];
      const extra =
        scope === 'namespaces' ? more : [namespace, plural, name, ...more].filter((part) => part !== undefined);
      const kind = kinds.find((k) => k.group === group && k.version === version && k.plural === resource);
      if (kind === undefined || extra.length > 0) return { to: 'nothing' };
      return { to: 'jobs', kind, namespace: space, name };
    }
    if (root === 'api' && group === 'v1' && version === 'namespaces' && scope !== undefined && namespace === undefined)
      return { to: 'namespace', name: scope };
    return { to: 'document', path: `/${segments.join('/')}` };
  },
  /** The verb of a method on an object (`named`) or a collection; undefined when there is none. */
  verbOf: (method: string, named: boolean, watching: boolean): Verb | undefined => {
    switch (method) {
      case 'GET':
      case 'HEAD':
        return named ? 'read' : watching ? 'watch' : 'list';
      case 'POST':
        return named ? undefined : 'create';
      case 'PUT':
        return named ? 'replace' : undefined;
      case 'PATCH':
        return named ? 'patch' : undefined;
      case 'DELETE':
        return named ? 'delete' : 'deletecollection';
      default:
        return undefined;
    }
  },
});
