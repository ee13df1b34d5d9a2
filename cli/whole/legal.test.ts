/**
 * Answers that mean the same (no server owes us an order of members, a spelling of text, or silence between events), and
 * networks on a bad day.
 */
import { expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Send } from '../../contract/wire.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { REQUIREMENTS } from '../../specs/index.ts';
import { BAD_NETWORKS } from '../testing/bad-networks.ts';
import { rewriting } from '../testing/rewriting.ts';
import { WHOLE, part } from '../testing/extent.ts';
import { accusations, judgeInProcess } from '../run/in-process.ts';

const mapped = (value: Json, change: (value: Json, key: string) => Json, key = ''): Json => {
  const changed = change(value, key);
  if (Array.isArray(changed)) return changed.map((item) => mapped(item, change, key));
  if (typeof changed !== 'object' || changed === null) return changed;
  return Object.fromEntries(Object.entries(changed).map(([name, member]) => [name, mapped(member, change, name)]));
};

const reversed = (value: Json): Json =>
  mapped(value, (one) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).toReversed())
      : one,
  );
/** Every character that JSON lets one escape and that is no ASCII, escaped. */
const escaped = (text: string): string =>
  text.replaceAll(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
/** What controllers add of their own. */
const MARKS: JsonObject = { 'controller.example.com/role': 'master', 'controller.example.com/empty': '' };
const entriesOf = (map: Json | undefined): JsonObject => (isObject(map) ? map : {});

const TIMES = new Set([
  'creationTimestamp',
  'deletionTimestamp',
  'lastTransitionTime',
  'lastUpdateTime',
  'startTime',
  'completionTime',
  'lastReconcileTime',
]);

const EIGHT_HOURS = 8 * 3_600_000;

const LEGAL: Readonly<Record<string, (send: Send) => Send>> = {
  'members in another order': rewriting((value, indent) => JSON.stringify(reversed(value), null, indent)),
  'text escaped to ASCII, slashes too': rewriting((value, indent) =>
    escaped(JSON.stringify(value, null, indent)).replaceAll('/', '\\/'),
  ),
  'indented though nobody asked': rewriting((value, indent) => JSON.stringify(value, null, indent), '\n', 4),
  'times with an offset and fractions': rewriting((value, indent) =>
    JSON.stringify(
      mapped(value, (one, key) =>
        TIMES.has(key) && typeof one === 'string' ? one.replace(/(\.\d+)?Z$/, '.000000+00:00') : one,
      ),
      null,
      indent,
    ),
  ),
  'blank lines between events': rewriting((value, indent) => JSON.stringify(value, null, indent), '\n\n'),
  'lines that end as on Windows': rewriting((value, indent) => JSON.stringify(value, null, indent), '\r\n'),
  'null for what is absent': rewriting((value, indent) =>
    JSON.stringify(
      mapped(value, (one) =>
        typeof one === 'object' && one !== null && 'creationTimestamp' in one
          ? {
              deletionTimestamp: null,
              labels: null,
              annotations: null,
              finalizers: null,
              ownerReferences: null,
              ...one,
            }
          : typeof one === 'object' && one !== null && 'conditions' in one
            ? { startTime: null, completionTime: null, lastReconcileTime: null, ...one }
            : one,
      ),
      null,
      indent,
    ),
  ),
  'null for what a Status and a list do not have': rewriting((value, indent) =>
    JSON.stringify(
      mapped(value, (one, key) =>
        isObject(one) && one['kind'] === 'Status'
          ? { errorCode: null, details: null, ...one }
          : isObject(one) && key === 'details'
            ? { name: null, kind: null, group: null, uid: null, causes: null, retryAfterSeconds: null, ...one }
            : isObject(one) && key === 'metadata' && 'continue' in one
              ? { selfLink: null, remainingItemCount: null, ...one }
              : one,
      ),
      null,
      indent,
    ),
  ),
  'conditions in the time of another zone': rewriting((value, indent) =>
    JSON.stringify(
      mapped(value, (one, key) =>
        /^last(Update|Transition)Time$/.test(key) && typeof one === 'string'
          ? new Date(Date.parse(one) + EIGHT_HOURS).toISOString().replace('Z', '+08:00')
          : one,
      ),
      null,
      indent,
    ),
  ),
  'labels and annotations of controllers': rewriting((value, indent) =>
    JSON.stringify(
      mapped(value, (one) =>
        isObject(one) && 'creationTimestamp' in one
          ? {
              ...one,
              labels: { ...entriesOf(one['labels']), ...MARKS },
              annotations: { ...entriesOf(one['annotations']), ...MARKS },
            }
          : one,
      ),
      null,
      indent,
    ),
  ),
  'headers of a gateway': (send) => async (request) => {
    const response = await send(request);
    return {
      ...response,
      headers: [
        ...response.headers,
        ['via', '1.1 gateway'],
        ['x-request-id', 'f00'],
        ['set-cookie', 'a=b'],
        ['set-cookie', 'c=d'],
        ['warning', '299 - "something to know"'],
      ],
    };
  },
  'names of headers in capital letters': (send) => async (request) => {
    const capitals = (headers: [string, string][]): [string, string][] =>
      headers.map(([name, value]) => [name.toUpperCase(), value]);
    const response = await send({ ...request, headers: capitals(request.headers) });
    return { ...response, headers: capitals(response.headers) };
  },
  'percent-encoding as RFC 3986 normalizes it': (send) => (request) =>
    send({
      ...request,
      path: request.path.replace(/%([0-9a-f]{2})/gi, (escape: string, hex: string) => {
        const character = String.fromCharCode(Number.parseInt(hex, 16));
        return /[A-Za-z0-9._~-]/.test(character) ? character : escape.toUpperCase();
      }),
    }),
  'reads that a proxy sends twice': (send) => async (request) => {
    if (request.method === 'GET' && !/[?&]watch=/.test(request.path)) await send(request);
    return send(request);
  },
  'a content type in other words': (send) => async (request) => {
    const response = await send(request);
    return {
      ...response,
      headers: response.headers.map(([name, value]) =>
        name.toLowerCase() === 'content-type'
          ? ['Content-Type', value.replace('application/json', 'Application/JSON; Charset=UTF-8')]
          : [name, value],
      ),
    };
  },
};

/**
 * Whole: half of the requirements each, in turns, because no check looks at so little that one rewriting concerns it
 * alone.
 */
const PARTS = WHOLE ? 2 : 24;

/** A collector that takes its finalizer off between the check's last read and its patch. */
const quickCollector = (send: Send): Send => {
  const held = new Map<string, Uint8Array>();
  return async (request) => {
    const path = request.path.split('?')[0]!;
    const kept = held.get(path);
    if (kept !== undefined && request.method === 'GET')
      return {
        status: 200,
        headers: [['content-type', 'application/json']],
        body: (async function* () {
          yield kept;
        })(),
      };
    if (kept !== undefined) held.delete(path);
    const response = await send(request);
    if (request.method !== 'DELETE' || response.status !== 200) return response;
    const chunks: Uint8Array[] = [];
    for await (const chunk of response.body) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    if (/"finalizers": ?\["(orphan|foregroundDeletion)"\]/.test(body.toString())) held.set(path, body);
    return {
      ...response,
      body: (async function* () {
        yield body;
      })(),
    };
  };
};

test.each(KINDS)('$kind: what a collector takes away in the meantime is gone', async (kind) => {
  const { results } = await judgeInProcess({
    requirements: REQUIREMENTS.filter(({ id }) => id.startsWith('delete/takes-')),
    kinds: [kind],
    between: quickCollector,
    runs: 10,
  });
  expect(results.map(({ id, verdict }) => `${verdict} ${id}`)).toEqual(results.map(({ id }) => `pass ${id}`));
});

test.each(Object.keys(LEGAL).map((name, i) => ({ name, kind: KINDS[i % KINDS.length]! })))(
  '$name ($kind.kind)',
  async ({ name, kind }) => {
    const { results } = await judgeInProcess({
      requirements: part(Object.keys(LEGAL).indexOf(name), PARTS),
      kinds: [kind],
      between: LEGAL[name]!,
      runs: 10,
    });
    expect(accusations(results)).toEqual([]);
  },
);

/** A sample takes from the areas that the network is about; each network is judged by others. */
const judgedBehind = (name: string, about: readonly string[] = ['']): Requirement[] => {
  const nth = Object.keys(BAD_NETWORKS).indexOf(name);
  if (WHOLE) return part(nth, 4);
  const pool = REQUIREMENTS.filter(({ id }) => about.some((area) => id.startsWith(area)));
  return part(nth, Math.ceil(pool.length / 8), pool);
};

test.each(Object.keys(BAD_NETWORKS).map((name, i) => ({ name, kind: KINDS[i % KINDS.length]! })))(
  '$name ($kind.kind) makes nothing fail',
  async ({ name, kind }) => {
    const { about, ...network } = BAD_NETWORKS[name]!;
    const { results } = await judgeInProcess({
      requirements: judgedBehind(name, about),
      judged: [kind],
      concurrency: 8,
      runs: 10,
      ...network,
    });
    const failures = results.filter(({ verdict }) => verdict === 'fail' || verdict === 'harness-error');
    expect(accusations(failures)).toEqual([]);
    expect(results.some(({ verdict }) => verdict === 'pass')).toBe(true);
  },
);
