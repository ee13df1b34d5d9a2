/** A request as mutants read it: which operation it is, what it selects and what it sends. */
import { type Json, parseJson } from '../../../contract/json.ts';
import { KINDS } from '../../../contract/kinds.ts';
import { pathOf } from '../../../contract/operations.ts';
import { operationOf } from '../../../contract/request.ts';
import type { Kind, Verb } from '../../../contract/types.ts';
import type { WireRequest } from '../../../contract/wire.ts';

export interface ParsedRequest {
  method: string;
  /** Without the query. */
  path: string;
  query: URLSearchParams;
  /** The query as it was sent, still encoded. */
  search: string;
  headers: WireRequest['headers'];
  /** These four are undefined where the request is none of the documented operations. */
  verb: Verb | undefined;
  kind: Kind | undefined;
  namespace: string | undefined;
  name: string | undefined;
  /** The body; undefined where it is no JSON. */
  json: Json | undefined;
}

const decoder = new TextDecoder();

export function requestOf({ method, path: target, headers, body }: WireRequest): ParsedRequest {
  const [path = '', search = ''] = target.split('?');
  const operation = operationOf(method, target, KINDS);
  return {
    method,
    path,
    query: new URLSearchParams(search),
    search,
    headers,
    verb: operation?.verb,
    kind: operation?.kind,
    namespace: operation?.namespace,
    name: operation?.name,
    json: parseJson(decoder.decode(body)),
  };
}

/** The path of a request, for another kind, namespace or name. */
export const pathTo = (
  { path, kind, namespace = '', name }: ParsedRequest,
  other: { kind?: Kind | undefined; namespace?: string | undefined; name?: string | undefined },
): string => (kind === undefined ? path : pathOf(other.kind ?? kind, other.namespace ?? namespace, other.name ?? name));

/** Which requests a mutant spoils; a member that is absent leaves the choice open. */
export interface Which {
  verb?: Verb | readonly Verb[];
  /** `true`: the parameter has a value; `false`: it is absent or empty; a string: it has this value. */
  query?: Readonly<Record<string, boolean | string>>;
  when?: (request: ParsedRequest) => boolean;
}

export function isOne(which: Which, request: ParsedRequest): boolean {
  const verbs: readonly (Verb | undefined)[] | undefined = typeof which.verb === 'string' ? [which.verb] : which.verb;
  const asked = Object.entries(which.query ?? {}).every(([key, wanted]) => {
    const value = request.query.get(key) ?? '';
    return typeof wanted === 'string' ? value === wanted : wanted === (value !== '');
  });
  return asked && (verbs?.includes(request.verb) ?? true) && (which.when?.(request) ?? true);
}
