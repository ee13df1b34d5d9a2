/** Refusals: code and reason as a Kubernetes server (v1.36.3) answered where the contract leaves no other choice. */
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../contract/json.ts';
import { KINDS } from '../../contract/kinds.ts';
import { at, example, NS, rig, TF, type Rig } from '../testing/client.ts';

type Case = [
  what: string,
  method: string,
  path: string,
  body: Json | string | undefined,
  code: number,
  reason: string,
  headers?: Record<string, string>,
];

const change = (more: JsonObject): JsonObject => ({ ...example(TF, 'new'), ...more });
const meta = (more: JsonObject): JsonObject => change({ metadata: { name: 'new', ...more } });
const spec = (more: JsonObject): JsonObject =>
  change({ spec: { ...(example(TF, 'new')['spec'] as JsonObject), ...more } });

const CREATE: Case[] = [
  ['a taken name', 'POST', at(), example(TF, 'a'), 409, 'AlreadyExists'],
  ['a taken name, dry', 'POST', `${at()}?dryRun=All`, example(TF, 'a'), 409, 'AlreadyExists'],
  ['an invalid body of a taken name', 'POST', at(), { ...example(TF, 'a'), spec: {} }, 422, 'Invalid'],
  ['no name', 'POST', at(), change({ metadata: {} }), 422, 'Invalid'],
  ['a bad name', 'POST', at(), meta({ name: 'Upper' }), 422, 'Invalid'],
  ['a name that is too long', 'POST', at(), meta({ name: 'a'.repeat(64) }), 422, 'Invalid'],
  ['malformed JSON', 'POST', at(), '{"kind":', 400, 'BadRequest'],
  ['nothing', 'POST', at(), '', 400, 'BadRequest'],
  ['an array', 'POST', at(), [], 400, 'BadRequest'],
  ['null', 'POST', at(), null, 400, 'BadRequest'],
  ['no kind', 'POST', at(), change({ kind: '' }), 400, 'BadRequest'],
  ['another apiVersion', 'POST', at(), change({ apiVersion: 'kubeflow.org/v1alpha2' }), 400, 'BadRequest'],
  ['another kind', 'POST', at(), change({ kind: 'MXJob' }), 422, 'Invalid'],
  ['another namespace', 'POST', at(), meta({ namespace: 'two' }), 400, 'BadRequest'],
  ['a numeric label', 'POST', at(), meta({ labels: { a: 1 } }), 400, 'BadRequest'],
  ['a numeric name', 'POST', at(), meta({ name: 1 }), 400, 'BadRequest'],
  ['a bad label value', 'POST', at(), meta({ labels: { a: 'not valid!' } }), 422, 'Invalid'],
  ['a bad label key', 'POST', at(), meta({ labels: { '-a': 'b' } }), 422, 'Invalid'],
  [
    'no spec',
    'POST',
    at(),
    { apiVersion: 'kubeflow.org/v1', kind: 'TFJob', metadata: { name: 'new' } },
    422,
    'Invalid',
  ],
  ['a spec that is a string', 'POST', at(), change({ spec: 'x' }), 422, 'Invalid'],
  ['an enum value that is none', 'POST', at(), spec({ cleanPodPolicy: 'Some' }), 422, 'Invalid'],
  ['an integer beyond its format', 'POST', at(), spec({ backoffLimit: 2 ** 40 }), 422, 'Invalid'],
  ['a namespace that does not exist', 'POST', at(undefined, TF, 'nowhere'), example(TF, 'new'), 404, 'NotFound'],
  [
    'a media type that is not read',
    'POST',
    at(),
    example(TF, 'new'),
    415,
    'UnsupportedMediaType',
    { 'content-type': 'text/plain' },
  ],
  ['an answer that cannot be given', 'POST', at(), example(TF, 'new'), 406, 'NotAcceptable', { accept: 'text/html' }],
  [
    'a body that is too large',
    'POST',
    at(),
    meta({ annotations: { a: 'x'.repeat(3 * 1024 * 1024) } }),
    413,
    'RequestEntityTooLarge',
  ],
  ['an unknown dryRun', 'POST', `${at()}?dryRun=x`, example(TF, 'new'), 422, 'Invalid'],
  ['unknown fields, strictly', 'POST', `${at()}?fieldValidation=Strict`, spec({ odd: 1 }), 400, 'BadRequest'],
  ['a name in the path', 'POST', at('a'), example(TF, 'new'), 405, 'MethodNotAllowed'],
];

const UPDATE: Case[] = [
  ['a replace of what is not there', 'PUT', at('new'), example(TF, 'new'), 404, 'NotFound'],
  ['a replace by another name', 'PUT', at('a'), example(TF, 'b'), 400, 'BadRequest'],
  ['a replace without a name', 'PUT', at('a'), change({ metadata: {} }), 400, 'BadRequest'],
  ['a replace with a stale version', 'PUT', at('a'), example(TF, 'a', { resourceVersion: '1' }), 409, 'Conflict'],
  [
    'a replace that is stale and invalid',
    'PUT',
    at('a'),
    { ...example(TF, 'a', { resourceVersion: '1' }), spec: {} },
    409,
    'Conflict',
  ],
  [
    'a replace with the uid of another',
    'PUT',
    at('a'),
    example(TF, 'a', { uid: '11111111-2222-3333-4444-555555555555' }),
    409,
    'Conflict',
  ],
  [
    'a replace of an immutable field',
    'PUT',
    at('a'),
    { ...spec({ backoffLimit: 7 }), metadata: { name: 'a' } },
    422,
    'Invalid',
  ],
  [
    'a replace that would delete',
    'PUT',
    at('a'),
    example(TF, 'a', { deletionTimestamp: '2001-01-01T00:00:00Z' }),
    422,
    'Invalid',
  ],
  ['a replace of the collection', 'PUT', at(), example(TF, 'a'), 405, 'MethodNotAllowed'],
  ['a patch of the collection', 'PATCH', at(), {}, 405, 'MethodNotAllowed'],
  ['a patch of what is not there', 'PATCH', at('new'), {}, 404, 'NotFound'],
  [
    'a strategic merge patch',
    'PATCH',
    at('a'),
    {},
    415,
    'UnsupportedMediaType',
    { 'content-type': 'application/strategic-merge-patch+json' },
  ],
  [
    'a JSON patch',
    'PATCH',
    at('a'),
    [],
    415,
    'UnsupportedMediaType',
    { 'content-type': 'application/json-patch+json' },
  ],
  [
    'a patch that is plain JSON',
    'PATCH',
    at('a'),
    {},
    415,
    'UnsupportedMediaType',
    { 'content-type': 'application/json' },
  ],
  ['a patch that is an array', 'PATCH', at('a'), [], 400, 'BadRequest'],
  ['a patch that is null', 'PATCH', at('a'), null, 400, 'BadRequest'],
  ['a malformed patch', 'PATCH', at('a'), '{', 400, 'BadRequest'],
  ['a patch of the name', 'PATCH', at('a'), { metadata: { name: 'b' } }, 400, 'BadRequest'],
  ['a patch of the namespace', 'PATCH', at('a'), { metadata: { namespace: 'two' } }, 400, 'BadRequest'],
  ['a patch of the uid', 'PATCH', at('a'), { metadata: { uid: 'x' } }, 422, 'Invalid'],
  ['a patch of the kind', 'PATCH', at('a'), { kind: 'MXJob' }, 422, 'Invalid'],
  ['a patch of the apiVersion', 'PATCH', at('a'), { apiVersion: 'kubeflow.org/v2' }, 422, 'Invalid'],
  ['a patch with a stale version', 'PATCH', at('a'), { metadata: { resourceVersion: '1' } }, 409, 'Conflict'],
  ['a patch that mistypes a label', 'PATCH', at('a'), { metadata: { labels: { a: 1 } } }, 422, 'Invalid'],
  ['a patch of an immutable field', 'PATCH', at('a'), { spec: { backoffLimit: 9 } }, 422, 'Invalid'],
  ['a patch that removes an immutable field', 'PATCH', at('a'), { spec: { backoffLimit: null } }, 422, 'Invalid'],
  ['a patch that removes the spec', 'PATCH', at('a'), { spec: null }, 422, 'Invalid'],
  ['a patch by an enum value that is none', 'PATCH', at('a'), { spec: { cleanPodPolicy: 'Some' } }, 422, 'Invalid'],
];

const REST: Case[] = [
  ['a read of what is not there', 'GET', at('new'), undefined, 404, 'NotFound'],
  ['a read in another namespace', 'GET', at('a', TF, 'two'), undefined, 404, 'NotFound'],
  ['a limit that is no integer', 'GET', `${at()}?limit=abc`, undefined, 400, 'BadRequest'],
  ['a limit of more than 64 bits', 'GET', `${at()}?limit=9223372036854775808`, undefined, 400, 'BadRequest'],
  ['a negative limit of more than 64 bits', 'GET', `${at()}?limit=-9223372036854775809`, undefined, 400, 'BadRequest'],
  ['an empty limit', 'GET', `${at()}?limit=`, undefined, 400, 'BadRequest'],
  ['a token that is none', 'GET', `${at()}?continue=garbage`, undefined, 400, 'BadRequest'],
  ['a version that is none', 'GET', `${at()}?resourceVersion=abc`, undefined, 400, 'BadRequest'],
  ['a version to come', 'GET', `${at()}?resourceVersion=99999999`, undefined, 504, 'Timeout'],
  ['a timeout that is no integer', 'GET', `${at()}?timeoutSeconds=abc`, undefined, 400, 'BadRequest'],
  ...[
    't=x=y',
    't in (',
    't in x',
    '=x',
    't>abc',
    'a b',
    '-t=x',
    't ~ x',
    '!t=x',
    '(',
    'a/b/c=x',
    ',',
    't=x,',
    `t=${'x'.repeat(64)}`,
  ].map((text): Case => [
    `the label selector ${text}`,
    'GET',
    `${at()}?labelSelector=${encodeURIComponent(text)}`,
    undefined,
    400,
    'BadRequest',
  ]),
  ...['spec.cleanPodPolicy=Running', 'metadata.uid=x', 'name=a', 'metadata.name>a', 'metadata.name'].map(
    (text): Case => [
      `the field selector ${text}`,
      'GET',
      `${at()}?fieldSelector=${encodeURIComponent(text)}`,
      undefined,
      400,
      'BadRequest',
    ],
  ),
  ['a watch from long ago', 'GET', `${at()}?watch=true&resourceVersion=1`, undefined, 410, 'Expired'],
  ['a delete of what is not there', 'DELETE', at('new'), undefined, 404, 'NotFound'],
  ['a grace that is no integer', 'DELETE', `${at('a')}?gracePeriodSeconds=abc`, undefined, 400, 'BadRequest'],
  ['a negative grace', 'DELETE', `${at('a')}?gracePeriodSeconds=-1`, undefined, 422, 'Invalid'],
  ['an unknown policy', 'DELETE', `${at('a')}?propagationPolicy=Bad`, undefined, 422, 'Invalid'],
  [
    'a policy and orphanDependents',
    'DELETE',
    `${at('a')}?propagationPolicy=Background&orphanDependents=true`,
    undefined,
    422,
    'Invalid',
  ],
  ['an unknown dryRun of a delete', 'DELETE', `${at('a')}?dryRun=x`, undefined, 422, 'Invalid'],
  [
    'a uid that is not the one',
    'DELETE',
    at('a'),
    { kind: 'DeleteOptions', apiVersion: 'v1', preconditions: { uid: 'x' } },
    409,
    'Conflict',
  ],
  ['a version that is not the one', 'DELETE', at('a'), { preconditions: { resourceVersion: '1' } }, 409, 'Conflict'],
  ['options of another kind', 'DELETE', at('a'), { kind: 'Foo', apiVersion: 'v1' }, 400, 'BadRequest'],
  ['malformed options', 'DELETE', at('a'), '{', 400, 'BadRequest'],
  ['mistyped options', 'DELETE', at('a'), { gracePeriodSeconds: '5' }, 400, 'BadRequest'],
  [
    'options of another media type',
    'DELETE',
    at('a'),
    {},
    415,
    'UnsupportedMediaType',
    { 'content-type': 'text/plain' },
  ],
  ['a collection by a bad selector', 'DELETE', `${at()}?labelSelector=t%3Dx%3Dy`, undefined, 400, 'BadRequest'],
  ['a collection with a bad limit', 'DELETE', `${at()}?limit=abc`, undefined, 400, 'BadRequest'],
];

const stocked = async (): Promise<Rig> => {
  const r = rig();
  expect((await r.ask('POST', at(), example(TF, 'a'))).status).toBe(201);
  return r;
};

describe.each([
  ['create', CREATE],
  ['update', UPDATE],
  ['the rest', REST],
])('refused: %s', (_, cases) => {
  it.each(cases)('%s', async (_what, method, path, body, code, reason, headers) => {
    const { ask, server } = await stocked();
    const before = server.objects();
    const answer = await ask(method, path, typeof body === 'string' ? new TextEncoder().encode(body) : body, headers);
    expect(answer.json).toMatchObject({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      code,
      reason,
    });
    expect(answer.status).toBe(code);
    expect(answer.json['message']).toEqual(expect.stringMatching(/./));
    expect(server.objects()).toEqual(before);
  });
});

describe('paths', () => {
  it.each([
    `/apis/kubeflow.org/v1/namespaces/${NS}/nosuch`,
    `/apis/kubeflow.org/v1alpha2/namespaces/${NS}/tfjobs`,
    '/apis/nosuch/v1/tfjobs',
    `${at('a')}/status`,
    '/nosuch',
  ])('%s is not served', async (path) => {
    const { ask } = await stocked();
    expect(await ask('GET', path)).toMatchObject({ status: 404, text: '404 page not found\n' });
  });

  it('namespaces are there, or not found', async () => {
    const { ask } = rig();
    expect((await ask('GET', `/api/v1/namespaces/${NS}`)).json).toMatchObject({
      kind: 'Namespace',
      metadata: { name: NS },
    });
    expect((await ask('GET', '/api/v1/namespaces/nowhere')).json).toMatchObject({
      kind: 'Status',
      code: 404,
      reason: 'NotFound',
    });
  });

  it('a base path is part of every path', async () => {
    const { ask } = rig({ basePath: '/cci' });
    expect((await ask('GET', `/cci${at()}`)).status).toBe(200);
    expect((await ask('GET', at())).status).toBe(404);
  });

  it('discovery names every kind', async () => {
    const { ask } = rig();
    expect((await ask('GET', '/apis')).json).toMatchObject({
      kind: 'APIGroupList',
      groups: [{ name: 'kubeflow.org' }],
    });
    for (const version of ['v1', 'v1alpha2']) {
      const served = KINDS.filter((kind) => kind.version === version);
      expect((await ask('GET', `/apis/kubeflow.org/${version}`)).json).toMatchObject({
        resources: served.map(({ plural, kind }) => ({ name: plural, kind })),
      });
    }
  });
});
