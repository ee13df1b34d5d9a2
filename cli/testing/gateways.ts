/** Servers of HTTP before a good server that refuse by themselves what such servers refuse, in words of their own. */
import { KINDS } from '../../contract/kinds.ts';
import { operationOf } from '../../contract/request.ts';
import type { WireRequest, WireResponse } from '../../contract/wire.ts';
import { answer } from './answers.ts';
import type { Between } from './in-process-liars.ts';

const page = (status: number): WireResponse =>
  answer(status, `<html><title>${status}</title></html>`, [['content-type', 'text/html']]);
export const ownJson = (status: number, code: string): WireResponse =>
  answer(status, JSON.stringify({ error_code: code, error_msg: 'refused by the gateway', request_id: 'f00' }));

/** The first of the rules that a request meets answers it. */
const refusing =
  (...rules: readonly (readonly [meets: (request: WireRequest) => boolean, refuse: () => WireResponse])[]): Between =>
  (send) =>
  async (request) =>
    rules.find(([meets]) => meets(request))?.[1]() ?? send(request);

const placeOf = ({ path }: WireRequest): string => path.split('?', 1)[0]!;
const queryOf = ({ path }: WireRequest): URLSearchParams => new URLSearchParams(path.split('?')[1]);
const header = ({ headers }: WireRequest, name: string): string | undefined =>
  headers.find(([one]) => one.toLowerCase() === name)?.[1];
const bytes = ({ body }: WireRequest): number => body?.byteLength ?? 0;

const ODD_PATH = /[{}<>"\s\\]|%(?:00|5c|25|2f)|%(?![\da-f]{2})/i;
/** Paths that it takes for an attack. */
export const refusingOddPaths = refusing(
  [(request) => /%2f/i.test(placeOf(request)), () => page(404)],
  [(request) => ODD_PATH.test(placeOf(request)), () => page(400)],
);

const namesAnotherMethod = (request: WireRequest): boolean =>
  request.headers.some(([name]) => /^x-.*method/i.test(name)) || queryOf(request).has('_method');

/** Any path that is not spelled as simply as it can be, and requests that pass for others. */
export const guarding = refusing(
  [(request) => /[^\w.~/-]|\.json$|\/\.|\/\//.test(placeOf(request)), () => page(418)],
  [namesAnotherMethod, () => page(403)],
);

const ATTACKS = /<script|etc\/passwd|\$\(|\$\{|\bselect\b.*\bfrom\b/i;
/** What it takes for an attack in what is sent. */
export const firewall = refusing([({ body }) => ATTACKS.test(new TextDecoder().decode(body)), () => page(403)]);

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const TYPES = /^application\/((merge|json|strategic-merge)-patch\+json|json|apply-patch\+yaml)/i;
const LONGEST_URI = 8000;

/** What is longer, of another type or method than it knows, or has no length. */
export const strict = refusing(
  [({ method }) => !METHODS.includes(method), () => page(501)],
  [({ path }) => path.length > LONGEST_URI, () => page(414)],
  [({ chunked = false }) => chunked, () => page(411)],
  [(request) => bytes(request) > 0 && !TYPES.test(header(request, 'content-type') ?? ''), () => page(415)],
  [(request) => !/json|\*\/\*|application\/\*/.test(header(request, 'accept') ?? 'json'), () => page(406)],
);

/** It knows what the API has: no other path, no parameter twice. */
export const publishing = refusing(
  [
    (request) => request.path.startsWith('/apis/') && operationOf(request.method, request.path, KINDS) === undefined,
    () => ownJson(404, 'APIG.0101'),
  ],
  [
    (request) => {
      const names = [...queryOf(request).keys()];
      return new Set(names).size < names.length;
    },
    () => ownJson(400, 'APIG.0310'),
  ],
);
