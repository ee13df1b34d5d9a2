/** The first look at a kind, before a run makes anything else. */
import { afterEach, expect, test } from 'vitest';
import { isObject } from '../../contract/json.ts';
import type { Send, WireRequest, WireResponse } from '../../contract/wire.ts';
import { firstLook } from '../../specs/first-look.ts';
import { REQUIREMENTS } from '../../specs/index.ts';
import { invoke, type Invoked } from '../testing/invoke.ts';
import { reference } from '../testing/network.ts';

const targets: { close(): void }[] = [];
afterEach(() => targets.splice(0).forEach((one) => one.close()));

const status = (code: number): WireResponse => ({
  status: code,
  headers: [['content-type', 'application/json']],
  body: bytesOf(JSON.stringify({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code })),
});
async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

const TFJOBS = /\/namespaces\/default\/tfjobs/;
const isNamed = ({ path }: WireRequest): boolean => /tfjobs\/r\w+-(first|job)/.test(path);
const isList = ({ method, path }: WireRequest): boolean => method === 'GET' && /tfjobs(\?|$)/.test(path);

type Instead = (request: WireRequest, send: Send) => Promise<WireResponse> | undefined;

/** Requests for TFJobs are answered so; everything else as the reference server does. */
async function judged(instead: Instead, ...flags: string[]) {
  const requests: string[] = [];
  const target = reference(
    (send) => (request) => {
      if (TFJOBS.test(request.path)) requests.push(`${request.method} ${request.path}`);
      return (TFJOBS.test(request.path) ? instead(request, send) : undefined) ?? send(request);
    },
    { anonymous: true },
  );
  targets.push(target);
  const { network, url } = target;
  const argv = ['--target', url, '--seed', '1', '--runs', '5', '--only', 'create/shows', ...flags];
  return { got: await invoke(argv, { network }), objects: target.objects(), requests };
}
const failed = ({ report }: Invoked): string[] =>
  (report?.results ?? []).flatMap(({ id, kind, verdict }) => (verdict === 'fail' ? [`${id} ${kind}`] : []));

test.each<[string, string, Instead, number]>([
  [
    'takes no job',
    'create/answers-with-a-documented-code',
    (r) => (r.method === 'POST' ? ok(status(422)) : undefined),
    0,
  ],
  [
    'does not show what it took',
    'read/answers-with-what-is-stored',
    (r) => (isNamed(r) ? ok(status(404)) : undefined),
    1,
  ],
  [
    'does not list what it took',
    'list/holds-what-was-created',
    (r, send) => (isList(r) ? send({ ...r, path: r.path.replace('default', 'other') }) : undefined),
    0,
  ],
  ['does not delete', 'delete/removes-the-object', (r) => (r.method === 'DELETE' ? ok(status(405)) : undefined), 1],
  [
    'says that it deletes',
    'delete/removes-the-object',
    (r, send) => (r.method === 'DELETE' ? send({ ...r, method: 'GET' }) : undefined),
    1,
  ],
])(
  'a target that %s: exit 1 with the finding of %s, and nothing else is made of the kind',
  async (_, id, instead, left) => {
    const { got, objects, requests } = await judged(instead, '--kind', 'tfjob,mxjob');
    expect([got.code, failed(got)]).toEqual([1, [`${id} tfjob`]]);
    expect(got.stderr).toContain(`judged no further: ${id}: `);
    expect(got.report?.scope.notPlanned.map(({ reason }) => reason)).toContainEqual(
      expect.stringContaining(`the first look at tfjobs ended with ${id}`),
    );
    expect(
      got.report?.results.filter(({ kind, verdict }) => kind === 'mxjob' && verdict === 'pass').length,
    ).toBeGreaterThan(0);
    expect(requests.filter((line) => line.startsWith('POST')).length).toBe(1);
    // Whatever is left has its name in the report.
    expect(objects.length).toBe(left);
    for (const object of objects.filter(isObject)) {
      const { metadata } = object;
      expect(got.report?.leftBehind.join('\n')).toContain(isObject(metadata) ? String(metadata['name']) : 'no name');
    }
  },
);

test.each([401, 403, 429, 502, 503])('creates that are answered %i are not the target: exit 3', async (code) => {
  const { got, objects } = await judged((r) => (r.method === 'POST' ? ok(status(code)) : undefined), '--kind', 'tfjob');
  expect([got.code, failed(got), objects]).toEqual([3, [], []]);
  expect(got.stderr).toContain('judged no further');
});

test.each([[['--record']], [['--shard', '1/1']], [['--max-jobs-alive', '100']]])(
  'with %j the first look goes no further, too',
  async (flags) => {
    const { got, requests } = await judged(
      (r) => (isNamed(r) ? ok(status(404)) : undefined),
      ...['--kind', 'tfjob,mxjob', ...flags],
    );
    expect([got.code, failed(got)]).toEqual([1, ['read/answers-with-what-is-stored tfjob']]);
    expect(requests.filter((line) => line.startsWith('POST')).length).toBe(1);
  },
);

test('a target that shows its jobs with another code of success is looked at further, and its lists are not accused', async () => {
  const other: Instead = async (request, send) => {
    const answer = await send(request);
    return request.method === 'GET' && isNamed(request) && answer.status === 200 ? { ...answer, status: 201 } : answer;
  };
  const { got, requests } = await judged(other, '--kind', 'tfjob');
  expect(failed(got).filter((one) => one.startsWith('list/'))).toEqual([]);
  expect(got.report?.results.map(({ id }) => id)).toEqual(
    REQUIREMENTS.map(({ id }) => id).filter((id) => id.startsWith('create/shows')),
  );
  expect(requests.filter((one) => one.startsWith('POST')).length).toBeGreaterThan(1);
});

test('what concerns several kinds makes nothing of it either', async () => {
  const { got, requests } = await judged(
    (r) => (isNamed(r) ? ok(status(404)) : undefined),
    ...['--kind', 'tfjob,mxjob,mpijob', '--only', 'isolation/'],
  );
  expect(got.report?.results.filter(({ kind, verdict }) => kind === 'mxjob' && verdict === 'pass').length).not.toBe(0);
  expect(requests.filter((line) => line.startsWith('POST')).length).toBe(1);
});

test('all kinds fail: the run ends', async () => {
  const { got, requests } = await judged((r) => (isNamed(r) ? ok(status(404)) : undefined), '--kind', 'tfjob');
  expect([got.code, got.report?.scope.ran]).toEqual([1, 1]);
  expect(requests.length).toBeLessThan(60);
});

test('with --no-gate the kind is judged nevertheless', async () => {
  const { got } = await judged((r) => (isNamed(r) ? ok(status(404)) : undefined), '--kind', 'tfjob', '--no-gate');
  expect([got.code, got.report?.scope.ran]).toEqual([1, got.report?.scope.planned]);
  expect(got.stderr).not.toContain('judged no further');
});

test('a target that does it costs a few requests', async () => {
  const { got, requests } = await judged(() => undefined, '--kind', 'tfjob');
  expect([got.code, got.stderr]).toEqual([0, '']);
  const ofTheLook = requests.filter((line) => line.includes('-first-'));
  expect(ofTheLook.length).toBeLessThan(8);
});

test('each step is demanded by a requirement', async () => {
  const ids = REQUIREMENTS.map(({ id }) => id);
  expect(ids).toContain(firstLook().demandedBy);
});

const ok = (response: WireResponse): Promise<WireResponse> => Promise.resolve(response);
