import { describe, expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import type { Json, JsonObject } from '../../contract/json.ts';
import type { WireRequest, WireResponse } from '../../contract/wire.ts';
import { cleanup, type CleanupOptions } from './cleanup.ts';
import { createClient } from '../http/client.ts';
import { RUN_LABEL, type JournalLine } from './journal.ts';
import { fakeContext, fakeTarget, reply } from '../testing/fake.ts';

const NAMESPACES = '/apis/kubeflow.org/v1/namespaces';
const LIST = `GET ${NAMESPACES}/ns/tfjobs?limit=500`,
  ONE = `${NAMESPACES}/ns/tfjobs/one`;
const OURS = { [RUN_LABEL]: 'r1' };
const THERE: { [path: string]: JsonObject } = { [ONE]: { uid: 'u1', labels: OURS } };
const line = (over: Partial<JournalLine> = {}): JournalLine => ({
  time: '',
  run: 'r1',
  target: 'memory',
  kind: 'TFJob',
  namespace: 'ns',
  ...over,
});
const broken = (code?: string): never => {
  throw Object.assign(new Error('broken'), code === undefined ? {} : { code });
};

type Before = (request: WireRequest, time: number) => WireResponse | undefined;

/** What is left of these objects, by path, on a target that may answer otherwise; what was asked, and for how long. */
async function cleaned(
  objects: { [path: string]: JsonObject },
  over: Partial<CleanupOptions> = {},
  before: Before = () => undefined,
) {
  const target = fakeTarget((request) => before(request, context.clock.now() - started));
  const context = fakeContext(target.send);
  const started = context.clock.now();
  for (const [path, metadata] of Object.entries(objects))
    target.objects.set(path, { metadata: { name: path.slice(path.lastIndexOf('/') + 1), ...metadata } });
  const left = await cleanup({
    client: createClient(context),
    clock: context.clock,
    kinds: KINDS.slice(0, 1),
    namespaces: ['ns'],
    lines: [line({ name: 'one', made: true })],
    settle: 1000,
    ...over,
  });
  return {
    left,
    objects: [...target.objects.keys()],
    asked: target.requests.map(({ method, path }) => `${method} ${path}`),
    ms: context.clock.now() - started,
  };
}

test('each kind is looked for where it was named or journaled, and nowhere twice', async () => {
  const { asked, ms } = await cleaned(
    {},
    {
      kinds: KINDS.slice(0, 2),
      lines: [line(), line({ namespace: 'two' }), line({ kind: 'NoJob', namespace: 'three', name: 'x' })],
    },
  );
  expect(asked).toEqual([LIST, `GET ${NAMESPACES}/two/tfjobs?limit=500`, `GET ${NAMESPACES}/ns/mxjobs?limit=500`]);
  expect(ms).toBe(0);
});

const STRAY =
  "tfjobs ns/one looks like the run's, which never asked for this name: look at it, and delete it if nobody needs it";

test.each<[string, JsonObject, JournalLine[], boolean, string[]]>([
  ['a name and label of the journal', { uid: 'u', labels: OURS }, [line({ name: 'one' })], true, []],
  ['a name and uid of the journal', { uid: 'u', labels: {} }, [line({ name: 'one', uid: 'u' })], true, []],
  ['a name that was made, and no uid', { labels: {} }, [line({ name: 'one', made: true })], true, []],
  ['a label alone', { uid: 'u', labels: OURS }, [line({ name: 'two' })], false, [STRAY]],
  ['a uid alone', { uid: 'u' }, [line({ name: 'two', uid: 'u' })], false, []],
  ["a name, and another run's label", { uid: 'u', labels: { [RUN_LABEL]: 'r2' } }, [line({ name: 'one' })], false, []],
  ['a name alone', { uid: 'u' }, [line({ name: 'one' })], false, []],
])("what is removed is proven to be a run's: %s", async (_, metadata, lines, removed, expected) => {
  const { left, objects, asked } = await cleaned({ [ONE]: metadata }, { lines });
  expect([left, objects, asked.some((one) => one.startsWith('DELETE'))]).toEqual([
    expected,
    removed ? [] : [ONE],
    removed,
  ]);
});

test('without uids, no precondition is sent, and what is deleted was looked at before', async () => {
  const { asked, objects } = await cleaned({ [ONE]: { labels: OURS } });
  expect([asked.slice(0, 3), objects]).toEqual([[LIST, `GET ${ONE}`, `DELETE ${ONE}`], []]);
});

describe('what was sent and not answered', () => {
  const at = (time: number, over: Partial<JournalLine> = {}): JournalLine =>
    line({ name: 'one', time: new Date(Date.UTC(2026, 0, 1) + time).toISOString(), ...over });
  /** The request lands this long after the cleanup began. */
  async function landing(ms: number, lines: JournalLine[], over: Partial<CleanupOptions> = {}) {
    const told: string[] = [];
    const { context, target } = landingTarget(ms);
    const left = await cleanup({
      client: createClient(context),
      clock: context.clock,
      kinds: KINDS.slice(0, 1),
      namespaces: [],
      lines,
      settle: 1000,
      late: 30_000,
      tell: (text) => told.push(text),
      ...over,
    });
    return { left, there: [...target.objects.keys()], ms: context.clock.now() - Date.UTC(2026, 0, 1), told };
  }
  function landingTarget(ms: number) {
    let landed = false;
    const target = fakeTarget(() => {
      if (!landed && context.clock.now() >= Date.UTC(2026, 0, 1) + ms) {
        landed = true;
        target.objects.set(ONE, { metadata: { name: 'one', uid: 'u1', labels: OURS } });
      }
      return undefined;
    });
    const context = fakeContext(target.send);
    return { context, target };
  }
  test('is looked for until its time is over, and removed when it comes; it says so', async () => {
    const got = await landing(3000, [at(-1000)]);
    expect([got.left, got.there, got.told[0]]).toEqual([
      [],
      [],
      '1 sent and not answered: looked for until 2026-01-01T00:00:29.000Z',
    ]);
    expect(got.ms).toBeLessThan(31_000);
  });
  test('under a name that the target generates, too', async () => {
    const { name: _, ...unnamed } = at(0);
    const got = await landing(3000, [{ ...unnamed, run: 'on', generateName: 'one' }]);
    expect([got.left, got.there]).toEqual([[], []]);
  });
  test.each<[string, JournalLine[]]>([
    ['was answered', [at(0), at(0, { answered: 409 })]],
    ['was made', [at(0), at(0, { made: true })]],
    ['is over', [at(-40_000)]],
  ])('is not waited for when it %s', async (_, lines) => expect((await landing(1e9, lines)).ms).toBe(0));
  test('counts from now where its time is none, or lies ahead', async () => {
    for (const time of ['', '2100-01-01T00:00:00Z'])
      expect((await landing(20_000, [line({ name: 'one', time })])).there).toEqual([]);
  });
  test('is left when the time for the cleanup is over before', async () => {
    const got = await landing(1e9, [at(0)], { bound: 5000 });
    expect([got.left, got.ms]).toEqual([['TFJob ns/one was not answered: the time is up'], 5000]);
  });
});

test('a cleanup says how far it is, and gives up in time', async () => {
  const told: string[] = [];
  const names = Array.from({ length: 40 }, (_, i) => `n${i}`);
  const objects = Object.fromEntries(
    names.map((name) => [`${NAMESPACES}/ns/tfjobs/${name}`, { uid: name, labels: OURS }]),
  );
  const got = await cleaned(
    objects,
    {
      lines: names.map((name) => line({ name, made: true })),
      tell: (text) => told.push(text),
      bound: 3000,
      settle: 60_000,
    },
    ({ method }) => (method === 'DELETE' ? reply(202, {}) : undefined),
  );
  expect(got.ms).toBe(3000);
  expect(got.left).toHaveLength(40);
  expect(told[0]).toBe('40 found that the run made: deleting');
});

test('what a list hides is looked at by name, and what it shows is not looked at again', async () => {
  const hidden = `${NAMESPACES}/ns/tfjobs/hidden`,
    absent = `${NAMESPACES}/ns/tfjobs/absent`;
  const { asked, objects } = await cleaned(
    { [ONE]: { uid: 'u1', labels: OURS }, [hidden]: { uid: 'u2' } },
    {
      settle: 0,
      lines: [
        line({ name: 'one' }),
        line({ name: 'hidden', uid: 'u2' }),
        line({ name: 'absent' }),
        line({ name: 'gone', gone: true }),
      ],
    },
    ({ method, path }) => {
      if (path.endsWith('?limit=500'))
        return reply(200, { items: [{ metadata: { name: 'one', uid: 'u1', labels: OURS } }] });
      return method === 'GET' && path === absent
        ? reply(206, { metadata: { name: 'absent', uid: 'u3', labels: OURS } })
        : undefined;
    },
  );
  expect(asked.slice(0, 3)).toEqual([LIST, `GET ${hidden}`, `GET ${absent}`]);
  expect(asked.filter((one) => one.startsWith('DELETE'))).toEqual([`DELETE ${ONE}`, `DELETE ${hidden}`]);
  expect(objects).toEqual([]);
});

test('where nobody answers, nothing is looked for by name; where a list is refused, it is', async () => {
  const lines = [line({ name: 'one' })];
  const silent = await cleaned({}, { lines }, () => broken());
  expect(silent.asked).toEqual([LIST]);
  expect(silent.left).toEqual([`tfjobs in ns: no complete answer to ${LIST} (exchange 1): broken`]);
  const refused = await cleaned(THERE, { lines }, ({ path }) => (path.includes('?') ? reply(403, {}) : undefined));
  expect(refused.left).toEqual(['tfjobs in ns cannot be listed: answered 403 (exchange 1)']);
  expect(refused.objects).toEqual([]);
});

test('what cannot be read or deleted is reported once', async () => {
  const unread = await cleaned({}, { lines: [line({ name: 'one' })] }, ({ path }) =>
    path === ONE ? broken() : undefined,
  );
  expect(unread.left).toEqual([`tfjobs ns/one: no complete answer to GET ${ONE} (exchange 4): broken`]);
  const undeleted = await cleaned(THERE, {}, ({ method }) => (method === 'DELETE' ? broken() : undefined));
  expect(undeleted.left).toEqual(['tfjobs ns/one is still there after 1 s']);
  const unseen = await cleaned(THERE, {}, ({ path, method }) =>
    path === ONE && method === 'GET' ? broken() : undefined,
  );
  expect([unseen.left, unseen.ms]).toEqual([
    [`tfjobs ns/one: no complete answer to GET ${ONE} (exchange 5): broken`],
    750, // and sent twice more
  ]);
});

test.each(['GET list', 'GET', 'DELETE', 'GET after'])(
  "an error of the suite is nobody's remainder: %s",
  async (when) => {
    const lists = (path: string): boolean => path.includes('?');
    const hit = ({ method, path }: WireRequest): boolean =>
      when === 'GET list' ? lists(path) : when === 'DELETE' ? method === 'DELETE' : method === 'GET' && !lists(path);
    await expect(
      cleaned(when === 'GET' ? {} : THERE, { lines: [line({ name: 'one' })] }, (request) =>
        hit(request) ? broken('UND_ERR_INVALID_ARG') : undefined,
      ),
    ).rejects.toThrow(/^broken$/);
  },
);

/** The one object as it is seen after its deletion was accepted, by the time since. */
const lingering = (seen: (time: number) => WireResponse): Promise<{ left: string[]; asked: string[]; ms: number }> =>
  cleaned(THERE, {}, ({ method, path }, time) =>
    path !== ONE ? undefined : method === 'DELETE' ? reply(202, {}) : method === 'PATCH' ? reply(200, {}) : seen(time),
  );
const object = (metadata: { [key: string]: Json }): WireResponse =>
  reply(200, { metadata: { name: 'one', ...metadata } });
const STILL = ['tfjobs ns/one is still there after 1 s'];

test.each<[string, (time: number) => WireResponse, string[], number]>([
  ['not there', () => reply(404, {}), [], 0],
  ['there for a while', (time) => (time < 500 ? object({ uid: 'u1' }) : reply(404, {})), [], 600],
  ['there for as long as may be', () => object({ uid: 'u1' }), STILL, 1000],
  ["another's by now", () => object({ uid: 'u2' }), [], 0],
  ['not to be seen', () => reply(500, { kind: 'Status' }), STILL, 1000],
  ['said to be elsewhere', () => reply(300, {}), STILL, 1000],
])('what was deleted is waited for: %s', async (_, seen, left, ms) => {
  const got = await lingering(seen);
  expect([got.left, got.ms]).toEqual([left, ms]);
});

test('an object that never had a uid is still there for as long as it is', async () => {
  expect(
    (await cleaned({ [ONE]: { labels: OURS } }, {}, ({ method }) => (method === 'DELETE' ? reply(202, {}) : undefined)))
      .left,
  ).toEqual(STILL);
});

test.each<[string, WireResponse, boolean]>([
  ['deleted and held', object({ uid: 'u1', deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['a/b'] }), true],
  ['held, not deleted', object({ uid: 'u1', finalizers: ['a/b'] }), false],
  ['deleted, held no more', object({ uid: 'u1', deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: [] }), false],
  [
    'deleted, held by what is shown as no list',
    object({ uid: 'u1', deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: 'a/b' }),
    true,
  ],
  [
    'another that is deleted and held',
    reply(500, {
      kind: 'TFJob',
      metadata: { uid: 'u2', deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['a/b'] },
    }),
    false,
  ],
])('what is waited for is freed of finalizers where they hold it: %s', async (_, seen, freed) => {
  const looks = [seen];
  expect((await lingering(() => looks.shift() ?? reply(404, {}))).asked.some((one) => one.startsWith('PATCH'))).toBe(
    freed,
  );
});
