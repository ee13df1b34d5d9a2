/** What a check need not send: what the run, or the check itself, has seen. */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../contract/json.ts';
import type { WireRequest, WireResponse } from '../../contract/wire.ts';
import { judge } from './judge.ts';
import { sent } from './economy.fixture.ts';
import { emptyPool } from './outside.ts';
import { Pool, idleOf } from './pool.ts';
import { fakeContext, fakeTarget, reply, textOf, TFJOB } from '../testing/fake.ts';
import type { Accepted, Job } from '../model/target.ts';
import { metadataOf } from '../ownership/ownership.ts';
import type { Trial } from '../model/trial.ts';

const noted = { metadata: { name: 'rtest-x', annotations: { note: 'a' } } };

describe('a job that is not looked at', () => {
  test('is not read where the answer to its create shows it', async () => {
    const { methods } = await sent([async ({ given }) => given.accepted()]);
    expect(methods).toEqual(['POST']);
  });

  test.each<[number, object]>([
    [201, {}],
    [202, { metadata: { name: 'rtest-x' } }],
  ])('is read where the answer %i %j does not', async (status, body) => {
    const { methods } = await sent([async ({ given }) => given.accepted({ name: 'rtest-x' })], (request) =>
      request.method === 'POST'
        ? reply(status, body as never)
        : request.method === 'GET'
          ? reply(200, noted)
          : undefined,
    );
    expect(methods).toEqual(['POST GET']);
  });
});

describe('a job that a check starts from', () => {
  const started = async ({ given }: Trial): Promise<Job> => given.job({ labels: { a: 'b' } });
  const three = [started, started, started];
  /** What is read of this one (from 1) lacks its labels, or shows others beside them. */
  const readOtherwise = (number: number) => {
    let reads = 0;
    return ({ method, path }: WireRequest): WireResponse | undefined =>
      method === 'GET' && (reads += 1) === number
        ? reply(200, { metadata: { name: path.split('/').at(-1) ?? '', uid: 'uid-1' } })
        : undefined;
  };

  test('is read back until three were as they were answered, and known as answered then', async () => {
    const known = async (trial: Trial): Promise<void> => {
      const job = await started(trial);
      expect(job.uid).toBe('uid-5');
      expect(job.stored).toMatchObject({ metadata: { name: job.name, labels: { a: 'b' } } });
      expect(await trial.given.known(job)).toBe(job.stored);
    };
    const { methods } = await sent([...three, started, known]);
    expect(methods).toEqual(['POST GET', 'POST GET', 'POST GET', 'POST', 'POST']);
  });

  test.each([1, 4])('is always read back once one is stored otherwise than answered', async (number) => {
    const exactly = async ({ given }: Trial): Promise<Job> => given.created(given.manifest());
    const { methods } = await sent([...three, exactly, started, started], readOtherwise(number));
    expect(new Set(methods)).toEqual(new Set(['POST GET']));
  });

  test.each<[string, number, (body: JsonObject) => object]>([
    [
      'lacks what was sent',
      201,
      ({ metadata, ...body }) => ({ ...body, metadata: { ...(metadata as object), labels: {} } }),
    ],
    ['is none of the object', 201, () => ({ kind: 'Status', status: 'Success' })],
    ['is a promise', 202, (body) => body],
  ])('is read back where the answer %s', async (_, status, answer) => {
    let posts = 0;
    const { methods } = await sent([...three, started], (request) => {
      if (request.method !== 'POST' || (posts += 1) < 4) return posts === 4 ? reply(200, noted) : undefined;
      return reply(status, answer(JSON.parse(textOf(request)) as JsonObject) as never);
    });
    expect(methods[3]).toBe('POST GET');
  });
});

describe('a control', () => {
  const control =
    (metadata: object, namespace?: string) =>
    async ({ given }: Trial) =>
      given.control({ metadata } as never, namespace === undefined ? {} : { namespace });

  test('is sent once in a run, whatever its name, and read back', async () => {
    const { methods } = await sent([control({ name: 'rtest-x' }), control({ name: 'rtest-y' })]);
    expect(methods).toEqual(['POST GET', '']);
  });

  test('that differs is sent, and not read back once a read has shown an object', async () => {
    const name = 'rtest-x';
    const others = [
      control({ name, labels: { a: 'b' } }),
      control({ name }, 'other'),
      control({ name, annotations: {} }),
    ];
    const { methods } = await sent([control({ name }), ...others]);
    expect(methods).toEqual(['POST GET', 'POST', 'POST', 'POST']);
  });

  test('that was refused is sent again', async () => {
    const attempt = async (trial: Trial): Promise<unknown> =>
      control({ name: 'rtest-x' })(trial).catch(() => 'refused');
    let posts = 0;
    const { methods } = await sent([attempt, attempt, attempt], ({ method }) =>
      method === 'POST' && (posts += 1) === 1 ? reply(422, {}) : undefined,
    );
    expect(methods[1]).toBe('POST GET');
    expect(methods[2]).toBe('');
  });
});

test('a create that may be refused is tried again until it is accepted', async () => {
  const answers: unknown[] = [];
  const trying = async ({ given }: Trial): Promise<unknown> =>
    answers.push((await given.tried(given.manifest()))?.status);
  let posts = 0;
  const { methods } = await sent([trying, trying, trying], ({ method }) =>
    method === 'POST' && (posts += 1) === 1 ? reply(422, {}) : undefined,
  );
  expect(answers).toEqual([422, 201, undefined]);
  // The first is followed by the control of a create, as no other has succeeded.
  expect(methods).toEqual(['POST POST GET POST', 'POST', '']);
});

describe('a shared job', () => {
  const shared =
    (use: (trial: Trial, job: Job) => Promise<unknown> = async () => undefined, overrides = {}) =>
    async (trial: Trial): Promise<unknown> =>
      use(trial, await trial.given.shared(overrides));
  const labels = { a: 'b' };

  test('is lent to the next one, whose evidence begins with its create', async () => {
    const { methods, all } = await sent([shared(), shared(), shared(undefined, {})]);
    expect(methods).toEqual(['POST GET', 'POST GET', 'POST GET']);
    expect(all).toBe('POST GET GET GET');
  });

  test.each<[string, (trial: Trial, job: Job) => Promise<unknown>]>([
    ['was patched', ({ target }, job) => target.patch(job, { metadata: { labels } })],
    ['was dry-run', ({ target }, job) => target.patch(job, {}, { query: { dryRun: 'All' } })],
    ['was sent what nobody knows', ({ target }, job) => target.send('PUT', `/elsewhere/${job.name}`).catch(() => {})],
  ])('that %s is deleted', async (_, use) => {
    const put = ({ method }: WireRequest): WireResponse | undefined => (method === 'PUT' ? reply(200, {}) : undefined);
    const { all } = await sent([shared(use), shared()], put);
    expect(all).toMatch(/^POST GET (PATCH|PUT) DELETE POST GET$/);
  });

  test('whose change was refused is lent', async () => {
    let patches = 0;
    const refused = ({ method }: WireRequest): WireResponse | undefined =>
      method === 'PATCH' && (patches += 1) === 1 ? reply(403, {}) : undefined;
    const { all } = await sent([shared(({ target }, job) => target.patch(job, {})), shared()], refused);
    // Before the last read comes the control of the patch, with a job of its own.
    expect(all).toBe('POST GET PATCH POST GET PATCH DELETE GET');
  });

  test('is lent to one at a time, and only for the same manifest and namespace', async () => {
    const { all } = await sent([
      async (trial) => Promise.all([trial.given.shared(), trial.given.shared()]),
      shared(undefined, { labels }),
      shared(undefined, { namespace: 'other' }),
      async (trial) => [await trial.given.shared(), await trial.given.shared(), await trial.given.shared()],
    ]);
    expect(all).toBe('POST POST GET GET POST GET POST GET GET GET POST GET');
  });

  test.each([
    ['changed', reply.bind(undefined, 200, noted)],
    ['gone', reply.bind(undefined, 404, {})],
  ])('that is found %s is deleted, and another is made', async (_, found) => {
    let reads = 0;
    const { all } = await sent([shared(), shared()], ({ method }) =>
      method === 'GET' && (reads += 1) === 2 ? found() : undefined,
    );
    expect(all).toMatch(/^POST GET GET POST GET DELETE$/);
  });

  test('of a judgement that does not pass is deleted; what is left at the end of the run is, too', async () => {
    const target = fakeTarget();
    const context = fakeContext(target.send);
    const judged = (check: (trial: Trial) => Promise<unknown>) =>
      judge(
        { id: 'area/it-holds', revision: 1, tests: [], check: async (trial) => void (await check(trial)) },
        TFJOB,
        context,
      );
    await judged(shared(async (trial) => trial.inconclusive('for a reason')));
    expect(target.objects.size).toBe(0);
    const first = await judged(shared());
    const second = await judged(shared());
    expect([first, second].map(({ exchanges }) => exchanges.map(({ earlier }) => earlier))).toEqual([
      [undefined, undefined],
      [true, undefined],
    ]);
    expect(second.exchanges[0]).toEqual({ ...first.exchanges[0], earlier: true });
    expect(target.objects.size).toBe(1);
    await emptyPool(context);
    expect(target.objects.size).toBe(0);
  });

  test('waits with few others', () => {
    const pool = new Pool();
    const one = (name: string) => ({ key: name, made: { kind: TFJOB, namespace: 'ns', name }, creation: {} as never });
    expect([pool.put(one('a'), 2), pool.put(one('b'), 2)]).toEqual([[], []]);
    expect(pool.put(one('c'), 2).map(({ name }) => name)).toEqual(['a']);
    expect([idleOf(Infinity, 9), idleOf(30, 25), idleOf(10, 12)]).toEqual([60, 5, 0]);
  });
});

describe('a shared set', () => {
  const all = [{ labels: { app: 'a' } }, { labels: { app: 'b' } }];
  const sharedSet =
    (use: (trial: Trial, jobs: readonly Accepted[]) => Promise<unknown> = async () => undefined, of = all) =>
    async (trial: Trial): Promise<unknown> =>
      use(trial, (await trial.given.sharedSet(of)).jobs);

  test('is made job by job, and lent whole: one list shows that it is as it was made', async () => {
    const sets: unknown[] = [];
    const noting = async (trial: Trial): Promise<unknown> => sets.push(await trial.given.sharedSet(all));
    const { methods, all: sent_ } = await sent([noting, noting]);
    expect(methods).toEqual(['POST POST', 'POST POST GET']);
    expect(sent_).toBe('POST POST GET');
    expect(sets[1]).toEqual(sets[0]);
    const { set, jobs } = sets[0] as { set: string; jobs: Accepted[] };
    expect(jobs.map((job) => metadataOf(job.sent)['labels'])).toEqual(
      ['a', 'b'].map((app) => expect.objectContaining({ app, set })),
    );
  });

  test('has names that follow its value, and is lent though a job of a longer name was written', async () => {
    const named = [{ name: '' }, { name: '-x' }];
    const writing = async (trial: Trial): Promise<void> => {
      const { set, jobs } = await trial.given.sharedSet(named);
      expect(jobs.map(({ name }) => name)).toEqual([set, `${set}-x`]);
      const longer = await trial.given.accepted({ name: `${set}-xy` });
      await trial.target.patch(longer, { metadata: { labels: { a: 'b' } } });
    };
    const { all: sent_ } = await sent([
      writing,
      sharedSet(undefined, named as never),
      sharedSet(undefined, [{}, {}] as never),
    ]);
    expect(sent_).toBe('POST POST POST PATCH DELETE GET POST POST');
  });

  test('is not lent for other labels, another number or another namespace', async () => {
    const { all: sent_ } = await sent([
      sharedSet(),
      sharedSet(undefined, [...all].reverse()),
      sharedSet(undefined, all.slice(0, 1)),
      async (trial) => trial.given.sharedSet(all, 'other'),
    ]);
    expect(sent_).toBe('POST POST POST POST POST POST POST');
  });

  test('of which one job was changed by its check is made anew, and the others are deleted with the next one', async () => {
    const patching = sharedSet(async ({ target }, [, second]) => target.patch(second as Accepted, { metadata: {} }));
    const { all: sent_ } = await sent([patching, sharedSet()]);
    expect(sent_).toBe('POST POST PATCH DELETE POST POST DELETE');
  });

  test.each<[string, object]>([
    ['lacks one', { items: [] }],
    ['is none', {}],
  ])('is made anew where the list %s', async (_, list) => {
    let lists = 0;
    const { all: sent_ } = await sent([sharedSet(), sharedSet(), sharedSet()], ({ method, path }) =>
      method === 'GET' && path.includes('labelSelector') && (lists += 1) === 1 ? reply(200, list as never) : undefined,
    );
    expect(sent_).toBe('POST POST GET POST POST DELETE DELETE GET');
  });
});

describe('an object', () => {
  const withJob =
    (use: (trial: Trial, job: Job) => Promise<unknown>) =>
    async (trial: Trial): Promise<unknown> =>
      use(trial, await trial.given.job());

  test.each<[string, (trial: Trial, job: Job) => Promise<unknown>, string]>([
    ['is known as it was read', async ({ given }, job) => given.known(job), 'POST GET'],
    [
      'is read after a write',
      async ({ given, target }, job) => {
        await target.patch(job, { metadata: { labels: { a: 'b' } } });
        const known = await given.known(job);
        expect(known).toMatchObject({ metadata: { labels: { a: 'b' } } });
        expect(await given.known(job)).toEqual(known);
      },
      'POST GET PATCH GET',
    ],
    [
      'is read after a write to another',
      async ({ given }, job) => {
        await given.accepted();
        await given.known(job);
      },
      'POST GET POST GET',
    ],
    [
      'is not known from a read that a write overtakes',
      async ({ given, target }, job) => {
        await target.patch(job, {});
        await Promise.all([target.read(job), target.patch(job, {})]);
        await given.known(job);
      },
      'POST GET PATCH GET PATCH GET',
    ],
    [
      'is not known from what another identity is shown',
      async ({ given, target }, job) => {
        await target.patch(job, {});
        await target.read(job, { as: 'read-only' });
        await given.known(job);
      },
      'POST GET PATCH GET GET',
    ],
    [
      'is looked at by each of several clients',
      async ({ given, together }, job) => together([() => given.known(job), () => given.known(job)]),
      'POST GET GET GET',
    ],
  ])('%s', async (_, use, methods) => {
    expect((await sent([withJob(use)])).methods).toEqual([methods]);
  });

  test.each<[string, (trial: Trial, job: Job) => Promise<unknown>, string]>([
    ['that is left is deleted', async () => undefined, 'POST GET DELETE'],
    [
      'of which an answer says that it is gone is left alone',
      ({ target }, job) => target.delete(job),
      'POST GET DELETE',
    ],
    [
      'that a policy may hold is deleted, if it was not looked for',
      ({ target }, job) => target.delete(job, { query: { propagationPolicy: 'Orphan' } }),
      'POST GET DELETE DELETE',
    ],
    [
      'that is made again after an answer said that it is gone is deleted',
      async ({ given, target }, job) => {
        await target.delete(job);
        await given.accepted({ name: job.name });
      },
      'POST GET DELETE POST DELETE',
    ],
    ['that was deleted and is not found is left alone', ({ given }, job) => given.deleted(job), 'POST GET DELETE GET'],
    [
      'that was made again is deleted',
      async ({ given }, job) => {
        await given.deleted(job);
        await given.accepted({ name: job.name });
      },
      'POST GET DELETE GET POST DELETE',
    ],
  ])('%s afterwards', async (_, use, all) => {
    expect((await sent([withJob(use)])).all).toBe(all);
  });

  test.each<[string, JsonObject]>([
    ['is being deleted', { deletionTimestamp: '2026-01-01T00:00:00Z' }],
    ['waits for a finalizer', { finalizers: ['example.com/hold'] }],
  ])('of which the answer to a deletion says that it %s is deleted afterwards', async (_, more) => {
    let deletions = 0;
    const { all } = await sent([withJob(async ({ target }, job) => target.delete(job))], ({ method, path }) =>
      method === 'DELETE' && (deletions += 1) === 1
        ? reply(200, { metadata: { name: path.split('/').at(-1) ?? '', uid: 'uid-1', ...more } })
        : undefined,
    );
    expect(all).toMatch(/^POST GET DELETE DELETE/);
  });

  test('that is hidden, and was never deleted, is deleted afterwards', async () => {
    let reads = 0;
    const { all } = await sent([withJob(async ({ target }, job) => target.read(job))], ({ method }) =>
      method === 'GET' && (reads += 1) > 1 ? reply(404, {}) : undefined,
    );
    expect(all).toBe('POST GET GET DELETE');
  });
});
