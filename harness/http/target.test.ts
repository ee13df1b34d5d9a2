/** What leaves for each operation: where to, as what type, with what in it. */
import { expect, test } from 'vitest';
import { createClient } from './client.ts';
import { createTarget } from './target.ts';
import { fakeContext, fakeTarget, reply, textOf, TFJOB } from '../testing/fake.ts';
import type { Target } from '../model/target.ts';

const TFJOBS = '/apis/kubeflow.org/v1/namespaces/ns/tfjobs';
const OWN = 'conformance.cci-job/run=rtest,conformance.cci-job/trial=t1';
const IN_NS = `${TFJOBS}/rtest-x`;
const inNamespace = (namespace: string): string => IN_NS.replace('/ns/', `/${namespace}/`);

function targetOn(fake: ReturnType<typeof fakeTarget>): Target {
  const context = fakeContext(fake.send, { namespaces: { scratchNamespace: 'scratch' } });
  return createTarget({ ...context, settle: 30_000, client: createClient(context), trialId: 't1' }, TFJOB);
}

/** The last request that leaves, and what it carries. */
async function sent(act: (target: Target) => Promise<unknown>) {
  const fake = fakeTarget((request) => (request.method === 'GET' ? undefined : reply(200, {})));
  await act(targetOn(fake));
  const request = fake.requests.at(-1)!;
  const [path, query] = request.path.split('?');
  return {
    method: request.method,
    path,
    query,
    type: request.headers.find(([name]) => name === 'content-type')?.[1],
    body: request.body && textOf(request),
    own: request.headers.filter(
      ([name]) => !['accept', 'accept-encoding', 'user-agent', 'content-type'].includes(name),
    ),
  };
}

const X = { name: 'rtest-x' };
const JSON_TYPE = 'application/json';

test.each<[string, (target: Target) => Promise<unknown>, object]>([
  [
    'create',
    (t) => t.create({ a: 1 }),
    { method: 'POST', path: TFJOBS, query: undefined, type: JSON_TYPE, body: '{"a":1}', own: [] },
  ],
  [
    'read',
    (t) => t.read(X),
    { method: 'GET', path: IN_NS, query: undefined, type: undefined, body: undefined, own: [] },
  ],
  [
    'list',
    (t) => t.list(),
    { method: 'GET', path: TFJOBS, query: undefined, type: undefined, body: undefined, own: [] },
  ],
  [
    'replace',
    (t) => t.replace(X, { a: 1 }),
    { method: 'PUT', path: IN_NS, query: undefined, type: JSON_TYPE, body: '{"a":1}', own: [] },
  ],
  [
    'patch',
    (t) => t.patch(X, { a: 1 }),
    { method: 'PATCH', path: IN_NS, query: undefined, type: 'application/merge-patch+json', body: '{"a":1}', own: [] },
  ],
  [
    'delete',
    (t) => t.delete(X),
    { method: 'DELETE', path: IN_NS, query: undefined, type: undefined, body: undefined, own: [] },
  ],
  [
    'delete with a body',
    (t) => t.delete(X, { body: { kind: 'DeleteOptions' } }),
    { method: 'DELETE', path: IN_NS, type: JSON_TYPE, body: '{"kind":"DeleteOptions"}' },
  ],
  [
    'watch',
    (t) => t.watch(),
    { method: 'GET', path: TFJOBS, query: 'watch=true', type: undefined, body: undefined, own: [] },
  ],
  ['watch with a query', (t) => t.watch({ query: { watch: '1', limit: 2 } }), { query: 'watch=1&limit=2' }],
  [
    'anything else',
    (t) => t.send('GET', '/version'),
    { method: 'GET', path: '/version', query: undefined, type: undefined, body: undefined, own: [] },
  ],
  [
    'a post of nothing',
    (t) => t.send('POST', TFJOBS),
    { method: 'POST', path: TFJOBS, type: undefined, body: undefined },
  ],
  ['a body as it stands', (t) => t.create({ raw: '{"a' }), { type: JSON_TYPE, body: '{"a' }],
  ['a type of its own', (t) => t.patch(X, [], { contentType: 'text/plain' }), { type: 'text/plain', body: '[]' }],
  ['no type', (t) => t.create({}, { contentType: null }), { type: undefined, body: '{}' }],
  [
    'headers of its own',
    (t) => t.create({}, { headers: { 'X-One': '1', 'X-Two': '2' } }),
    {
      type: JSON_TYPE,
      own: [
        ['X-One', '1'],
        ['X-Two', '2'],
      ],
    },
  ],
  ['no headers', (t) => t.create({}, { contentType: null }), { own: [] }],
  [
    'a query',
    (t) => t.list({ query: { 'a b': 'c&d', n: 1, none: undefined, off: false } }),
    { path: TFJOBS, query: 'a%20b=c%26d&n=1&off=false' },
  ],
  [
    'a query beside that of a path',
    (t) => t.send('GET', `${TFJOBS}?limit=1`, { query: { a: 'b', c: 'd' } }),
    { path: TFJOBS, query: 'limit=1&a=b&c=d' },
  ],
  ['the namespace of an object', (t) => t.read({ ...X, namespace: 'its' }), { path: inNamespace('its') }],
  [
    'a namespace of the call',
    (t) => t.read({ ...X, namespace: 'its' }, { namespace: 'said' }),
    { path: inNamespace('said') },
  ],
  ['a namespace of the call alone', (t) => t.read(X, { namespace: 'said' }), { path: inNamespace('said') }],
])('what is sent: %s', async (_, act, request) => expect(await sent(act)).toMatchObject(request));

test.each<[string, string, object | undefined]>([
  ['nothing is asked for', OWN, undefined],
  ['no label is asked for', OWN, { query: { labelSelector: '' } }],
  ['labels are asked for', `a=b,${OWN}`, { query: { labelSelector: 'a=b' } }],
])('a collection is deleted with the selector of what is ours, where %s', async (_, selector, options) => {
  const { method, path, query } = await sent((target) => target.deleteCollection(options));
  expect([method, path, query]).toEqual(['DELETE', TFJOBS, `labelSelector=${encodeURIComponent(selector)}`]);
});

test.each([
  [undefined, undefined],
  ['a=b', 'labelSelector=a%3Db'],
])("in the scratch namespace the selector is the check's alone: %s", async (labelSelector, query) => {
  expect(
    await sent((target) => target.deleteCollection({ namespace: 'scratch', query: { labelSelector } })),
  ).toMatchObject({ path: TFJOBS.replace('/ns/', '/scratch/'), query });
});

test.each([
  [200, true, ''],
  [299, true, ''],
  [300, false, '{"a":1}'],
  [400, false, '{"a":1}'],
])('a watch that is answered %i is a stream: %s; what is none is read whole', async (status, streaming, text) => {
  const { answer } = await targetOn(fakeTarget(() => reply(status, { a: 1 }))).watch();
  expect(answer).toMatchObject({ streaming, text });
});
