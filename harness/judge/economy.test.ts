/** What a check need not send: what the run, or the check itself, has seen. */
import { describe, expect, test } from 'vitest';
import type { WireRequest, WireResponse } from '../../contract/wire.ts';
import { judge } from './judge.ts';
import { fakeContext, fakeTarget, reply, TFJOB } from '../testing/fake.ts';
import type { Job } from '../model/target.ts';
import type { Trial } from '../model/trial.ts';

const noted = { metadata: { name: 'rtest-x', annotations: { note: 'a' } } };

/** Judges each check in one run. Returns the methods that each has sent, and all that was sent, the cleanup included. */
async function sent(
  checks: readonly ((trial: Trial) => Promise<unknown>)[],
  before: (request: WireRequest) => WireResponse | undefined = () => undefined,
) {
  const target = fakeTarget(before);
  const context = fakeContext(target.send);
  const methods: string[] = [];
  for (const check of checks) {
    const { verdict, reason, exchanges } = await judge(
      { id: 'area/it-holds', revision: 1, tests: [], check: async (trial) => void (await check(trial)) },
      TFJOB,
      context,
    );
    expect([verdict, reason]).toEqual(['pass', undefined]);
    methods.push(exchanges.map(({ method }) => method).join(' '));
  }
  return { methods, all: target.requests.map(({ method }) => method).join(' ') };
}

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
      'that was deleted and not looked for is deleted',
      ({ target }, job) => target.delete(job),
      'POST GET DELETE DELETE',
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

  test('that is hidden, and was never deleted, is deleted afterwards', async () => {
    let reads = 0;
    const { all } = await sent([withJob(async ({ target }, job) => target.read(job))], ({ method }) =>
      method === 'GET' && (reads += 1) > 1 ? reply(404, {}) : undefined,
    );
    expect(all).toBe('POST GET GET DELETE');
  });
});
