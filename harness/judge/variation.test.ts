import { expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import { COMMON_HEADERS } from '../http/client.ts';
import type { Exchange } from '../model/exchange.ts';
import { OWN_PREFIX } from '../ownership/journal.ts';
import { smallest } from './limits.ts';
import { variationOf } from './variation.ts';

const [kind] = KINDS as [(typeof KINDS)[number]];
const settings = { image: 'busybox', cpu: '10m', memory: '16Mi', maxReplicas: 1, mostObjects: 510 };
const JOBS = '/apis/kubeflow.org/v1/namespaces/default/tfjobs';

const exchange = (method: string, path: string, body?: unknown, more: Partial<Exchange> = {}): Exchange => ({
  seq: 0,
  at: 0,
  ms: 0,
  as: 'full',
  verb: undefined,
  method,
  path,
  requestHeaders: [
    ...COMMON_HEADERS,
    ['authorization', '***'],
    ...(body === undefined
      ? []
      : [['content-type', `application/${method === 'PATCH' ? 'merge-patch+' : ''}json`] as [string, string]]),
  ],
  ...(body !== undefined && { requestBody: typeof body === 'string' ? body : JSON.stringify(body) }),
  status: 200,
  responseHeaders: [],
  responseBody: '',
  ...more,
});

/** What is told of the last exchange. */
const told = (exchanges: Exchange[], message = 'it is not so'): string | undefined => {
  const numbered = exchanges.map((one, i) => ({ ...one, seq: i + 1 }));
  return variationOf({ message, exchange: numbered.length }, { exchanges: numbered, kind, settings });
};
const withHeader = (one: Exchange, name: string, value?: string): Exchange => ({
  ...one,
  requestHeaders: [
    ...one.requestHeaders.filter(([other]) => other !== name),
    ...(value === undefined ? [] : [[name, value] as [string, string]]),
  ],
});

const manifest = (spec = {}, metadata = {}) => {
  const base = smallest(kind, settings);
  const labels = { [`${OWN_PREFIX}run`]: 'r1' };
  return { ...base, metadata: { name: 'job-1', labels, ...metadata }, spec: { ...(base['spec'] as object), ...spec } };
};
const read = exchange('GET', `${JOBS}/job-1`, undefined, { verb: 'read' });
const create = exchange('POST', JOBS, manifest());

test.each<[what: string, exchanges: Exchange[], told: string | undefined]>([
  ['a plain read', [create, read], undefined],
  ['a plain create', [create], undefined],
  ['another caller', [create, { ...read, as: 'the token backwards' }], `GET ${JOBS}/job-1, as the token backwards`],
  [
    'a caller who sends everything',
    [
      { ...create, as: 'anonymous' },
      { ...read, as: 'anonymous' },
    ],
    undefined,
  ],
  ['another header', [withHeader(read, 'accept', 'text/html')], `GET ${JOBS}/job-1, with accept text/html`],
  ['a header that is not sent', [withHeader(create, 'content-type')], `POST ${JOBS}, without content-type`],
  ['a header of every request', [withHeader(create, 'x-date', '1'), withHeader(read, 'x-date', '2')], undefined],
  ['a patch', [exchange('PATCH', `${JOBS}/job-1`, { spec: null })], `PATCH ${JOBS}/job-1, with {"spec":null}`],
  ['no object', [exchange('POST', JOBS, '[')], `POST ${JOBS}, with [`],
  ['nothing', [exchange('POST', JOBS, '')], `POST ${JOBS}, with an empty body`],
  ['a member', [exchange('POST', JOBS, manifest({ a: -1 }))], `POST ${JOBS}, with /spec/a -1`],
  ['a label', [exchange('POST', JOBS, manifest({}, { labels: {} }))], `POST ${JOBS}, with /metadata/labels {}`],
  [
    'a member less than what was read',
    [
      { ...read, responseBody: JSON.stringify({ ...manifest({ a: 1 }), status: {} }) },
      exchange('PUT', read.path, manifest()),
    ],
    `PUT ${JOBS}/job-1, without /spec/a`,
  ],
  [
    'what is like the create before',
    [
      exchange('POST', JOBS, manifest({ a: 1, b: 1, c: 1, d: 1, e: 1 })),
      exchange('POST', JOBS, manifest({ a: 1, b: 1, c: 1, d: 1, e: 2 })),
    ],
    `POST ${JOBS}, with /spec/e 2`,
  ],
  ['what differs everywhere', [exchange('POST', JOBS, manifest({ a: 1, b: 1, c: 1, d: 1, e: 1 }))], undefined],
  [
    'the write before a read',
    [exchange('PATCH', `${JOBS}/job-1?dryRun=All`, { a: 1 }), read],
    `GET ${JOBS}/job-1, after PATCH with ?dryRun=All, with {"a":1}`,
  ],
  [
    'a deletion by a selector of the run',
    [exchange('DELETE', `${JOBS}?dryRun=All&labelSelector=a%3D1%2C${OWN_PREFIX}run%3Dr1`), read],
    `GET ${JOBS}/job-1, after DELETE ${JOBS} with ?dryRun=All&labelSelector=a=1`,
  ],
  ['a deletion before a read', [exchange('DELETE', read.path), read], `GET ${JOBS}/job-1, after DELETE`],
  [
    'a deletion of what has finalizers',
    [
      { ...read, responseBody: JSON.stringify(manifest({}, { finalizers: ['a/b', 'c/d'] })) },
      exchange('DELETE', read.path),
      read,
    ],
    `GET ${JOBS}/job-1, after DELETE of an object with the finalizers a/b, c/d`,
  ],
  ['a name', [exchange('POST', JOBS, manifest({}, { name: 'a.b' }))], `POST ${JOBS}, with the name "a.b"`],
  [
    'a write of another object',
    [exchange('DELETE', `${JOBS}/job-2`), read],
    `GET ${JOBS}/job-1, after DELETE ${JOBS}/job-2`,
  ],
  ['the create of another object', [exchange('POST', JOBS, manifest({ a: 1 }, { name: 'job-2' })), read], undefined],
  ['a write before a list', [exchange('DELETE', read.path), exchange('GET', JOBS)], undefined],
  [
    'the create of what is read',
    [exchange('POST', JOBS, manifest({ a: 1 })), read],
    `GET ${JOBS}/job-1, after POST with /spec/a 1`,
  ],
  ['several clients at once', [{ ...exchange('PATCH', read.path, {}), together: { group: 1, client: 1 } }], undefined],
])('%s', (_, exchanges, variation) => {
  expect(told(exchanges)).toBe(variation);
});

test('a path that the message has is not told twice', () => {
  expect(told([exchange('PATCH', read.path, {})], `PATCH ${read.path} succeeded`)).toBe('with {}');
});

test('a finding without an exchange is about what came last', () => {
  const exchanges = [create, exchange('DELETE', read.path), read].map((one, i) => ({ ...one, seq: i + 1 }));
  expect(variationOf({ message: 'it is marked' }, { exchanges, kind, settings })).toBe('after DELETE');
});

test('of a long patch, what it has at the place of the finding', () => {
  const patch = {
    metadata: { labels: { late: 'yes' }, annotations: { late: 'yes' } },
    status: { state: 'x'.repeat(40) },
  };
  const exchanges = [{ ...exchange('PATCH', `${JOBS}/job-1`, { ...patch, spec: { backoffLimit: 3 } }), seq: 1 }];
  const toldAt = (path: string): string | undefined =>
    variationOf({ message: `PATCH ${JOBS}/job-1`, path }, { exchanges, kind, settings });
  expect(toldAt('/spec/backoffLimit')).toBe('with /spec/backoffLimit 3, among others');
  expect(toldAt('status')).toMatch(/^with \{"metadata"/);
  expect(toldAt('/spec/other')).toMatch(/^with \{"metadata".*\.\.\.$/);
});
