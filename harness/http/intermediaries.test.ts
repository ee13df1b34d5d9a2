import { expect, test } from 'vitest';
import { Disturbed, Inconclusive } from '../errors/endings.ts';
import { fakeContext, fakeTarget, reply, tokens } from '../testing/fake.ts';
import { together } from '../evidence/together.ts';
import type { WireRequest } from '../../contract/wire.ts';
import { createClient } from './client.ts';
import type { Outgoing } from './outgoing.ts';
import { EXPIRED } from './intermediaries.ts';

const COLLECTION = '/apis/kubeflow.org/v1/namespaces/ns/tfjobs';
const LIST: Outgoing = { method: 'GET', path: COLLECTION };
const READ: Outgoing = { method: 'GET', path: `${COLLECTION}/one` };
const named = (name: string | undefined): Outgoing => ({
  method: 'POST',
  path: COLLECTION,
  body: JSON.stringify({ metadata: { name } }),
});

/** A client before a gateway that answers some requests with this status; `passedOn`: after the target has. */
function behind(fails: (request: WireRequest, nth: number) => boolean, { status = 502, passedOn = false } = {}) {
  let nth = 0;
  const target = fakeTarget(({ method }) =>
    method === 'POST' && target.objects.has(READ.path) ? reply(409, { reason: 'AlreadyExists' }) : undefined,
  );
  const context = fakeContext(
    async (request) => {
      nth += 1;
      if (!fails(request, nth)) return target.send(request);
      if (passedOn) await target.send(request);
      return reply(status, '<html>', [['content-type', 'text/html']]);
    },
    { connection: { credentials: tokens({ full: 'T' }) } },
  );
  return { client: createClient(context), context, target };
}

test.each([408, 502, 503, 504, 522])('%i for some seconds is waited for, and is no evidence', async (status) => {
  const { client, context } = behind(() => context.clock.now() < begun + 5000, { status });
  const begun = context.clock.now();
  expect((await client.call(LIST)).status).toBe(200);
  const answers = client.evidence.exchanges.map((exchange) => [exchange.status, exchange.error === undefined]);
  expect(answers).toEqual([...Array.from({ length: 5 }, () => [status, false]), [200, true]]);
});

test('what persists on one operation while others are served is the answer of the target', async () => {
  const { client, target } = behind(({ method }) => method === 'POST');
  expect((await client.call(named('one'))).status).toBe(502);
  expect(target.requests.every(({ method }) => method === 'GET')).toBe(true);
  const before = client.evidence.exchanges.length;
  await client.call(named('two'));
  // That is known now: it is asked for once more, in case it is another's.
  expect(client.evidence.exchanges.length - before).toBe(3);
});

test('where nothing is served nothing is judged, and after a minute nobody waits', async () => {
  const { client, context } = behind(() => true);
  await expect(client.call(READ)).rejects.toThrow(/answered 502 6 times, as other requests were/);
  const known = context.clock.now();
  await expect(client.call(LIST)).rejects.toThrow(Inconclusive);
  expect(context.clock.now() - known).toBe(1000);
  await context.clock.sleep(60_000);
  const late = context.clock.now();
  await expect(client.call(LIST)).rejects.toThrow('answered 502 once');
  expect(context.clock.now()).toBe(late);
});

test.each<[string, Outgoing[], { passedOn: boolean; doubt: boolean }]>([
  ['a create that was not passed on', [named('one')], { passedOn: false, doubt: false }],
  ['a create that was', [named('one')], { passedOn: true, doubt: true }],
  ['a create without a name', [named(undefined)], { passedOn: false, doubt: true }],
  [
    'a deletion that was passed on',
    [named('one'), { method: 'DELETE', path: READ.path }],
    { passedOn: true, doubt: true },
  ],
  [
    'a deletion that may come twice',
    [named('one'), { method: 'DELETE', path: READ.path, twice: true }],
    { passedOn: true, doubt: false },
  ],
  [
    'a patch that insists on no version',
    [named('one'), { method: 'PATCH', path: READ.path, body: '{}' }],
    { passedOn: false, doubt: true },
  ],
  [
    'a patch that insists on one',
    [named('one'), { method: 'PATCH', path: READ.path, body: '{"metadata":{"resourceVersion":"1"}}' }],
    { passedOn: false, doubt: false },
  ],
])('%s, sent again: whether it may have been carried out before', async (_, requests, { passedOn, doubt }) => {
  const { client } = behind((__, nth) => nth === requests.length, { passedOn });
  for (const request of requests.slice(0, -1)) await client.call(request);
  const last = requests.at(-1)!;
  const outcome = await client.call(last).catch((error: unknown) => error);
  expect(outcome instanceof Disturbed).toBe(doubt);
});

test('what is carried out and answered as by a gateway, each time, is the answer of the target; a success in between says otherwise', async () => {
  const remove: Outgoing = { method: 'DELETE', path: READ.path };
  let isSound = false;
  const isThere = (): boolean => target.objects.has(READ.path);
  const { client, target } = behind(({ method }) => method === 'DELETE' && !isSound && isThere(), {
    status: 500,
    passedOn: true,
  });
  const removed = async (): Promise<unknown> => {
    await client.call(named('one'));
    return client.call(remove).then(
      ({ status }) => status,
      (error: unknown) => error instanceof Disturbed,
    );
  };
  const turn = async (times: number): Promise<unknown[]> => {
    const outcomes = [];
    for (let i = 0; i < times; i += 1) outcomes.push(await removed());
    return outcomes;
  };
  expect(await turn(5)).toEqual(Array.from({ length: 5 }, () => true));
  isSound = true;
  expect(await turn(1)).toEqual([200]);
  isSound = false;
  expect(await turn(8)).toEqual([...Array.from({ length: 6 }, () => true), 500, 500]);
});

const expiring = (refused: (request: WireRequest, now: number) => boolean) => {
  const { client, context, target } = behind((request) => refused(request, context.clock.now()), { status: 401 });
  return { client, context, target };
};

test('a 401 from the beginning is the answer', async () => {
  const { client } = expiring(() => true);
  expect((await client.call(LIST)).status).toBe(401);
  expect(client.evidence.exchanges.filter(({ path }) => path === COLLECTION).length).toBe(1);
});

test('a 401 that comes now and then is no evidence, from the beginning on', async () => {
  let asked = 0;
  const { client } = expiring(({ path }) => path === COLLECTION && ++asked % 4 !== 0);
  for (let i = 0; i < 3; i += 1) expect((await client.call(LIST)).status).toBe(200);
  const counted = client.evidence.exchanges.filter(({ error }) => error === undefined);
  expect(counted.every(({ status }) => status !== 401)).toBe(true);
});

test('a 401 to what was accepted before is waited for, then not judged', async () => {
  let expired = false;
  const { client } = expiring(() => expired);
  await client.call(LIST);
  expired = true;
  await expect(client.call(LIST)).rejects.toThrow(EXPIRED);
  expect(client.evidence.exchanges.filter(({ path }) => path === COLLECTION).at(-1)?.error).toMatch(/answered 401/);
});

test('a 401 to requests without credentials is waited for, where they were accepted before', async () => {
  let [since, until] = [Infinity, Infinity];
  const target = fakeTarget(() => (now() >= since && now() < until ? reply(401, { kind: 'Status' }) : undefined));
  const context = fakeContext(target.send, { connection: { credentials: tokens({}) } });
  const now = (): number => context.clock.now();
  const client = createClient(context);
  await client.call(LIST);
  [since, until] = [now(), now() + 3000];
  expect((await client.call(LIST)).status).toBe(200);
  [since, until] = [now(), Infinity];
  await expect(client.call(LIST)).rejects.toThrow('Requests without credentials were accepted before');
});

test('a 401 for a while is waited for', async () => {
  let since = Infinity;
  const { client, context } = expiring((_, now) => now >= since && now < since + 2000);
  await client.call(LIST);
  since = context.clock.now();
  expect((await client.call(LIST)).status).toBe(200);
});

test('a 401 to one operation alone is the answer, and so is one to credentials of a check', async () => {
  const { client } = expiring(
    ({ method, headers }) => method === 'DELETE' || !headers.some(([, v]) => v === 'Bearer T'),
  );
  await client.call(LIST);
  expect((await client.call({ method: 'DELETE', path: READ.path })).status).toBe(401);
  expect((await client.call({ ...LIST, as: { what: 'other', credentials: 'Bearer U' } })).status).toBe(401);
});

test('502 of one operation for half a minute is waited for, where others are served', async () => {
  const { client, context } = behind(({ method }) => method === 'POST' && context.clock.now() < begun + 30_000);
  const begun = context.clock.now();
  expect((await client.call(named('one'))).status).toBe(201);
});

test.each([
  ['etcdserver: leader changed', 200],
  ['Internal error occurred: failed calling webhook "jobs.example.com": context deadline exceeded', 200],
  ['Internal error occurred: no', 500],
])('a 500 that says %s is answered %i in the end', async (message, status) => {
  let left = 2;
  const { send } = fakeTarget(() =>
    (left -= 1) < 0 ? undefined : reply(500, { kind: 'Status', reason: 'InternalError', message }),
  );
  expect((await createClient(fakeContext(send)).call(LIST)).status).toBe(status);
});

test.each<[string, string[][]]>([
  ['<html>', [['content-type', 'text/html; charset=utf-8']]],
  ['', []],
  ['upstream failed', [['content-type', 'text/plain']]],
])('%j with 500 is no answer of an API; a Status with 500 is', async (body, headers) => {
  let shown = 2;
  const page = fakeTarget(() =>
    (shown -= 1) < 0 ? undefined : { ...reply(500, body), headers: headers as [string, string][] },
  );
  expect((await createClient(fakeContext(page.send)).call(LIST)).status).toBe(200);
  const target = fakeTarget(() => reply(500, { kind: 'Status' }));
  expect((await createClient(fakeContext(target.send)).call(LIST)).status).toBe(500);
});

/** A client of a target to which there is no connection, or whose connections break, while `lost` says so. */
function beyond(lost: (nth: number, now: number) => boolean, error: object) {
  let nth = 0;
  const target = fakeTarget();
  const context = fakeContext((request) =>
    lost((nth += 1), context.clock.now())
      ? Promise.reject(Object.assign(new Error('gone'), error))
      : target.send(request),
  );
  return { client: createClient(context), context, target };
}
const REFUSED = { code: 'ECONNREFUSED', syscall: 'connect' };
const RESET = { code: 'ECONNRESET', syscall: 'read' };

test('connections that are refused for some seconds are waited for, once there was one', async () => {
  let since = Infinity;
  const { client, context, target } = beyond((_, now) => now >= since && now < since + 5000, { cause: REFUSED });
  await client.call(LIST);
  since = context.clock.now();
  expect((await client.call(named('one'))).status).toBe(201);
  expect(target.requests.length).toBe(2);
  const asked = client.evidence.exchanges.map(({ status }) => status);
  expect(asked).toEqual([200, ...Array.from({ length: 5 }, () => undefined), 201]);
});

test('a target that was never there is not waited for, nor one that stays away for long', async () => {
  let away = true;
  const { client, context } = beyond(() => away, REFUSED);
  const begun = context.clock.now();
  await expect(client.call(LIST)).rejects.toThrow('gone');
  expect(context.clock.now()).toBe(begun);
  away = false;
  await client.call(LIST);
  away = true;
  await expect(client.call(LIST)).rejects.toThrow('gone');
  expect(context.clock.now()).toBe(begun + 7750);
  await context.clock.sleep(60_000);
  const late = context.clock.now();
  await expect(client.call(LIST)).rejects.toThrow('gone');
  expect(context.clock.now()).toBe(late);
});

test('a read whose connection breaks is sent again, twice at most; a write never', async () => {
  let broken = 0;
  const { client } = beyond(() => (broken -= 1) >= 0, RESET);
  await client.call(LIST);
  broken = 2;
  expect((await client.call(LIST)).status).toBe(200);
  broken = 3;
  await expect(client.call(LIST)).rejects.toThrow('gone');
  broken = 1;
  await expect(client.call(named('one'))).rejects.toThrow('gone');
});

test('a create that met a write to a quota is sent again; one of a taken name is not', async () => {
  const conflict = (kind: string) => reply(409, { kind: 'Status', reason: 'Conflict', details: { kind, name: 'q' } });
  const kinds = ['resourcequotas', 'resourcequotas'];
  const busy = fakeTarget(({ method }) => (method === 'POST' && kinds.length > 0 ? conflict(kinds.pop()!) : undefined));
  expect((await createClient(fakeContext(busy.send)).call(named('one'))).status).toBe(201);
  const taken = fakeTarget(({ method }) => (method === 'POST' ? conflict('tfjobs') : undefined));
  expect((await createClient(fakeContext(taken.send)).call(named('one'))).status).toBe(409);
  expect(taken.requests.length).toBe(1);
});

test('a create is sent again beside others in doubt: they may have deleted what the first made', async () => {
  const { client } = behind((_, nth) => nth === 1);
  await expect(together(1, [() => client.call(named('one'))])).rejects.toThrow(Disturbed);
});

test('a page with 401 to credentials of a check is asked for once more', async () => {
  const html = { ...reply(401, '<html>'), headers: [['content-type', 'text/html']] as [string, string][] };
  const asked: number[] = [];
  const target = fakeTarget(() => (asked.push(1) === 1 ? html : reply(401, { kind: 'Status' })));
  const client = createClient(fakeContext(target.send, { connection: { credentials: tokens({ full: 'T' }) } }));
  const answer = await client.call({ ...LIST, headers: [['Authorization', 'Bearer U']] });
  expect([answer.status, answer.json, asked.length]).toEqual([401, { kind: 'Status' }, 2]);
});
