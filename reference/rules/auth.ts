/** Authentication and permissions: a bearer token in Authorization, or the same token alone in X-Auth-Token. */
import type { Verb } from '../../contract/types.ts';
import type { Env } from '../state/model.ts';

export type Caller = 'full' | 'read-only' | 'foreign' | 'anonymous' | 'unknown';

const READING: readonly Verb[] = ['read', 'list', 'watch'];

export const authRules = (env: Env) => ({
  /** Whether this request needs a token. */
  authenticates: (_method: string, _path: string | undefined, _query: URLSearchParams): boolean =>
    env.token !== undefined || env.readOnlyToken !== undefined,
  /** The token of a request; undefined when it has none. */
  tokenOf: (headers: ReadonlyMap<string, string>): string | undefined => {
    const bare = headers.get('x-auth-token');
    if (bare !== undefined && bare !== '') return bare;
    const bearer = /^bearer +(\S+) *$/i.exec(headers.get('authorization') ?? '')?.[1];
    return bearer ?? headers.get('authorization');
  },
  callerOf: (token: string | undefined): Caller => {
    if (token === undefined || token === '') return 'anonymous';
    if (token === env.token) return 'full';
    if (token === env.readOnlyToken) return 'read-only';
    return token === env.foreignToken ? 'foreign' : 'unknown';
  },
  /** Whether a request without credentials is answered 403 (an anonymous user without permission) instead of 401. */
  anonymousIsForbidden: (): boolean => env.has('anonymous-403'),
  namespaceExists: (namespace: string): boolean => env.namespaces.has(namespace),
  mayDo: (caller: Caller, verb: Verb): boolean =>
    caller === 'full' || (caller === 'read-only' && READING.includes(verb)),
});
