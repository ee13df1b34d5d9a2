/** Servers that lack one thing each: they refuse what asks for it, or do not see it. */
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import { KINDS } from '../../contract/kinds.ts';
import { operationOf } from '../../contract/request.ts';
import type { Verb } from '../../contract/types.ts';
import type { Send, WireRequest, WireResponse } from '../../contract/wire.ts';
import { refusal } from './answers.ts';
import { rewriting } from './rewriting.ts';

export type Lacking = (send: Send) => Send;

const encoder = new TextEncoder();
const REASONS = { 400: 'BadRequest', 422: 'Invalid' } as const;
type Code = keyof typeof REASONS;
const refused = (code: Code, message: string): WireResponse => refusal(code, REASONS[code], message);

const verbOf = ({ method, path }: WireRequest): Verb | undefined => operationOf(method, path, KINDS)?.verb;

/** The request without these parameters, or undefined where it has none of them. */
function withoutQuery(request: WireRequest, names: readonly string[]): WireRequest | undefined {
  const [path = '', query = ''] = request.path.split('?');
  const all = query.split('&').filter((one) => one !== '');
  const kept = all.filter((one) => !names.includes(decodeURIComponent(one.split('=')[0] ?? '')));
  if (kept.length === all.length) return undefined;
  return { ...request, path: kept.length === 0 ? path : `${path}?${kept.join('&')}` };
}

/** The parameters are refused with the code, or, without one, not seen. */
export const lacksQuery =
  (names: readonly string[], code?: Code, verbs?: readonly Verb[]): Lacking =>
  (send) =>
  async (request) => {
    const verb = verbOf(request);
    // An unknown resource is one before its parameters are looked at.
    const other = verb === undefined || (verbs !== undefined && !verbs.includes(verb));
    const without = other ? undefined : withoutQuery(request, names);
    if (without === undefined) return send(request);
    return code === undefined ? send(without) : refused(code, `${names.join(' and ')} are not supported`);
  };

const parsed = (body: Uint8Array | undefined): Json | undefined => {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as Json;
  } catch {
    return undefined;
  }
};

/** Bodies with these members are refused with the code, or, without one, read without them. */
export const lacksInBody =
  (verbs: readonly Verb[], path: readonly string[], code?: Code): Lacking =>
  (send) =>
  async (request) => {
    const verb = verbOf(request);
    const body = verb !== undefined && verbs.includes(verb) ? parsed(request.body) : undefined;
    if (body === undefined) return send(request);
    const without = removed(body, path);
    if (without === undefined) return send(request);
    return code === undefined
      ? send({
          ...request,
          body: encoder.encode(JSON.stringify(without)),
          headers: request.headers.filter(([name]) => name.toLowerCase() !== 'content-length'),
        })
      : refused(code, `${path.join('.')} is not supported`);
  };

function removed(value: Json, [first = '', ...rest]: readonly string[]): Json | undefined {
  if (!isObject(value) || value[first] === undefined) return undefined;
  const { [first]: member, ...others } = value;
  if (rest.length === 0) return others;
  const inner = member === undefined ? undefined : removed(member, rest);
  return inner === undefined ? undefined : { ...value, [first]: inner };
}

/** Each object, list and Status of the answers, changed. */
export const shows = (change: (value: JsonObject) => JsonObject): Lacking =>
  rewriting((value, indent) => JSON.stringify(each(value, change), null, indent));

function each(value: Json, change: (value: JsonObject) => JsonObject): Json {
  if (!isObject(value)) return value;
  const { items, object } = value;
  if (object !== undefined && value['type'] !== undefined) return { ...value, object: each(object, change) };
  return change(Array.isArray(items) ? { ...value, items: items.map((item) => each(item, change)) } : value);
}
