import { expect, test } from 'vitest';
import type { Json } from '../../contract/json.ts';
import { EMPTY_DELETION, withAnswer } from '../../contract/operations.fixture.ts';
import type { WireResponse } from '../../contract/wire.ts';
import { createClient } from '../http/client.ts';
import { release, remove } from './removal.ts';
import { fakeContext, fakeTarget, reply, textOf, TFJOB } from '../testing/fake.ts';

const OWNED = { kind: TFJOB, namespace: 'ns', name: 'one', uid: 'u1' };
const PATH = '/apis/kubeflow.org/v1/namespaces/ns/tfjobs/one';
const held = (uid: string, finalizers: Json = ['a/b']): Json => ({ metadata: { name: 'one', uid, finalizers } });

const CONDITIONAL = 'DELETE application/json {"kind":"DeleteOptions","apiVersion":"v1","preconditions":{"uid":"u1"}}';
const LOOK = 'GET',
  BARE = 'DELETE';
const RELEASE = 'PATCH application/merge-patch+json {"metadata":{"uid":"u1","finalizers":null}}';

/** What is asked of a target that answers in this way, one after the other; and the status of what is answered. */
async function asked(work: typeof remove, answers: WireResponse[]): Promise<{ sent: string[]; status: number }> {
  const { send, requests } = fakeTarget(() => answers.shift() ?? reply(418, 'nothing more was to be asked'));
  const { status } = await work(createClient(fakeContext(send)), OWNED);
  expect(requests.map(({ path }) => path)).toEqual(requests.map(() => PATH));
  const sent = requests.map((request) =>
    [request.method, request.headers.find(([name]) => name === 'content-type')?.[1], textOf(request)]
      .filter(Boolean)
      .join(' '),
  );
  return { sent, status };
}

test.each<[string, WireResponse[], string[], number]>([
  ['deleted', [reply(200, { kind: 'Status' })], [CONDITIONAL], 200],
  ['not there', [reply(404, held('u1'))], [CONDITIONAL], 404],
  ['another by now', [reply(409, {}), reply(200, held('u2'))], [CONDITIONAL, LOOK], 409],
  [
    'the same, though the target says that it is another',
    [reply(409, {}), reply(200, held('u1')), reply(202, {})],
    [CONDITIONAL, LOOK, BARE],
    202,
  ],
  [
    'on a target that takes no preconditions',
    [reply(400, {}), reply(200, held('u1')), reply(202, {})],
    [CONDITIONAL, LOOK, BARE],
    202,
  ],
  ['there, but cannot be told for sure', [reply(400, {}), reply(203, held('u1'))], [CONDITIONAL, LOOK], 203],
  ['another when it is looked at', [reply(500, { kind: 'Status' }), reply(200, held('u2'))], [CONDITIONAL, LOOK], 200],
  ['held by finalizers', [reply(200, held('u1')), reply(200, {})], [CONDITIONAL, RELEASE], 200],
  [
    'held on a target that takes no preconditions',
    [reply(400, {}), reply(200, held('u1')), reply(202, held('u1')), reply(200, {})],
    [CONDITIONAL, LOOK, BARE, RELEASE],
    202,
  ],
  ['said to be elsewhere', [reply(300, held('u1'))], [CONDITIONAL], 300],
  ['another that is held', [reply(200, held('u2'))], [CONDITIONAL], 200],
  ['held by nothing', [reply(200, held('u1', []))], [CONDITIONAL], 200],
  ['held by what is no list', [reply(200, held('u1', 'a/b'))], [CONDITIONAL], 200],
])('no more is asked than it takes for an object that is %s', async (_, answers, sent, status) => {
  expect(await asked(remove, answers)).toEqual({ sent, status });
});

test.each<[string, WireResponse[], string[], number]>([
  ['with this uid alone', [reply(200, {})], [RELEASE], 200],
  ['that is not another by now', [reply(409, {}), reply(200, held('u2'))], [RELEASE, LOOK], 409],
  [
    'that is seen to be the same, in the version that was seen',
    [reply(409, {}), reply(200, { metadata: { name: 'one', uid: 'u1', resourceVersion: '7' } }), reply(200, {})],
    [RELEASE, LOOK, 'PATCH application/merge-patch+json {"metadata":{"resourceVersion":"7","finalizers":null}}'],
    200,
  ],
])('finalizers are taken away from the object %s', async (_, answers, sent, status) => {
  expect(await asked(release, answers)).toEqual({ sent, status });
});

test.each<[string, WireResponse[], string[]]>([
  ['held', [reply(EMPTY_DELETION.code, ''), reply(200, held('u1')), reply(200, {})], [CONDITIONAL, LOOK, RELEASE]],
  ['gone', [reply(EMPTY_DELETION.code, ''), reply(404, {})], [CONDITIONAL, LOOK]],
  ['another by now', [reply(EMPTY_DELETION.code, ''), reply(200, held('u2'))], [CONDITIONAL, LOOK]],
])('what is deleted without a body in the answer is looked at: it is %s', async (_, answers, sent) => {
  await withAnswer('delete', EMPTY_DELETION, async () =>
    expect(await asked(remove, answers)).toEqual({ sent, status: EMPTY_DELETION.code }),
  );
});
