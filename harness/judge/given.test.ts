/** What a check starts from: whatever goes wrong there makes it inconclusive, in words. */
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../contract/json.ts';
import type { WireRequest, WireResponse } from '../../contract/wire.ts';
import { describeAnswer } from './describe-answer.ts';
import { judge } from './judge.ts';
import { fakeContext, fakeTarget, reply, TFJOB } from '../testing/fake.ts';
import type { Answer, Job } from '../model/target.ts';
import type { Trial } from '../model/trial.ts';

const TFJOBS = '/apis/kubeflow.org/v1/namespaces/ns/tfjobs';
const X = `${TFJOBS}/rtest-x`;

type Before = (request: WireRequest) => WireResponse | undefined;

/** Why a check came to no verdict, or undefined where it came to its end; with the milliseconds that it took. */
async function ended(check: (trial: Trial) => Promise<unknown>, before: Before = () => undefined) {
  const target = fakeTarget(before);
  const { verdict, reason, restsOn, ms, exchanges } = await judge(
    { id: 'area/it-holds', revision: 1, tests: [], check: async (trial) => void (await check(trial)) },
    TFJOB,
    fakeContext(target.send),
  );
  return { verdict, reason, restsOn, ms, methods: exchanges.map(({ method }) => method).join(' '), exchanges };
}

const stored =
  (metadata: { [key: string]: Json }) =>
  (trial: Trial): Promise<Job> =>
    trial.given.created({ metadata });

test.each<[Json, string]>([
  [{ reason: 'Forbidden', message: 'quota' }, ' (Forbidden: quota)'],
  [{ reason: 'Forbidden', message: '' }, ' (Forbidden)'],
  [{ reason: 5, message: 'quota' }, ' (quota)'],
  [{}, ''],
  ['text', ''],
])('an answer is described with reason and message: %j', (json, reason) => {
  const answer: Answer = {
    exchange: 7,
    verb: undefined,
    method: 'GET',
    path: '/x',
    status: 403,
    headers: new Map(),
    text: '',
    json,
  };
  expect(describeAnswer('It was tried', answer)).toBe(`It was tried: GET /x was answered 403${reason} in exchange 7`);
});

describe('what is made', () => {
  const made =
    (metadata: Json, status = 201): Before =>
    (request) =>
      request.method === 'POST'
        ? reply(status, { metadata })
        : request.method === 'GET'
          ? reply(200, { metadata: { uid: 'u' } })
          : undefined;

  test.each<[object, object, string]>([
    [{ name: 'rtest-x' }, { name: 'rtest-x' }, 'rtest-x'],
    [{ name: '', generateName: 'rtest-' }, { name: 'rtest-1' }, 'rtest-1'],
    [{ generateName: 'rtest-' }, { name: 'rtest-1' }, 'rtest-1'],
    [{}, { name: 'any' }, 'any'],
    [{ name: 'rtest-x' }, {}, 'rtest-x'],
  ])('is what was asked for: %j made %j', async (asked, answered, name) => {
    let job: Job | undefined;
    const { verdict, reason } = await ended(
      async (trial) => {
        job = await stored(asked as never)(trial);
      },
      made(answered as Json),
    );
    expect([verdict, reason]).toEqual(['pass', undefined]);
    expect(job).toEqual({
      name,
      namespace: 'ns',
      sent: { metadata: asked },
      stored: { metadata: { uid: 'u' } },
      uid: 'u',
    });
  });

  test.each<[object, string, string]>([
    [{ name: 'rtest-x' }, 'rtest-xy', '"rtest-x"'],
    [{ name: 'rtest-x', generateName: 'other' }, 'other-1', '"rtest-x"'],
    [{ generateName: 'rtest-' }, 'my-rtest-', 'nothing'],
    [{ name: '', generateName: 'rtest-' }, 'other', '""'],
  ])('must not be something else: %j made %s', async (asked, name, called) => {
    expect((await ended(stored(asked as never), made({ name }))).reason).toBe(
      `TFJob ${called} was made as "${name}": POST ${TFJOBS} was answered 201 in exchange 1`,
    );
  });

  test.each([199, 300, 409])('is nothing where the answer is %i', async (status) => {
    expect((await ended(stored({ name: 'rtest-x' }), made({ name: 'rtest-x' }, status))).reason).toBe(
      `TFJob "rtest-x" could not be made: POST ${TFJOBS} was answered ${status} in exchange 1`,
    );
  });

  test("may be another namespace's", async () => {
    const jobs: Job[] = [];
    const { exchanges } = await ended(async ({ given }) => {
      jobs.push(await given.job({ namespace: 'other' }), await given.job());
    });
    expect(jobs.map(({ namespace }) => namespace)).toEqual(['other', 'ns']);
    const other = TFJOBS.replace('/ns/', '/other/');
    expect(exchanges.map(({ path }) => path)).toEqual([
      other,
      `${other}/${jobs[0]!.name}`,
      TFJOBS,
      `${TFJOBS}/${jobs[1]!.name}`,
    ]);
  });

  test('is as many as are wanted, each with a name of its own', async () => {
    let jobs: Job[] = [];
    await ended(async ({ given }) => {
      jobs = await given.jobs(2, { labels: { a: 'b' } });
    });
    expect(jobs).toMatchObject([
      { name: 'rtest-job-1', sent: { metadata: { labels: { a: 'b' } } } },
      { name: 'rtest-job-2', sent: { metadata: { labels: { a: 'b' } } } },
    ]);
  });

  /** Found from the given look on. */
  const later = (status: number, look: number): Before => {
    let looks = 0;
    return (request) =>
      request.method === 'POST'
        ? reply(status, { metadata: {} })
        : request.method === 'GET'
          ? reply((looks += 1) < look ? 404 : 200, { metadata: {} })
          : undefined;
  };

  test('is waited for where it was accepted alone', async () => {
    let uid: string | undefined;
    const { verdict, ms, methods } = await ended(
      async (trial) => {
        ({ uid } = await stored({ name: 'rtest-x' })(trial));
      },
      later(202, 3),
    );
    expect([verdict, ms, methods, uid]).toEqual(['pass', 125, 'POST GET GET GET', undefined]);
  });

  test('is not waited for where it was made', async () => {
    const { reason, ms, methods } = await ended(stored({ name: 'rtest-x' }), later(201, 3));
    expect([reason, ms, methods]).toEqual([
      `TFJob rtest-x could not be read: GET ${X} was answered 404 in exchange 2`,
      0,
      'POST GET',
    ]);
  });
});

test.each<[number, Json | string]>([
  [200, 'no json'],
  [200, []],
  [200, {}],
  [200, { metadata: [] }],
  [199, { metadata: {} }],
  [300, { metadata: {} }],
  [404, { metadata: {} }],
])('an object that is answered %i %j could not be read', async (status, body) => {
  const { verdict, reason } = await ended(
    ({ given }) => given.read({ name: 'rtest-x' }),
    () => reply(status, body),
  );
  expect([verdict, reason]).toEqual([
    'inconclusive',
    `TFJob rtest-x could not be read: GET ${X} was answered ${status} in exchange 1`,
  ]);
});

describe('what is changed', () => {
  const puts = (status: number) =>
    ended(
      ({ given }) => given.updated({ name: 'rtest-x' }, () => {}),
      (request) => (request.method === 'PUT' ? reply(status, {}) : reply(200, { metadata: {} })),
    );

  test.each([
    [409, 30],
    [403, 1],
  ])('is tried again on conflicts, and on nothing else: %i', async (status, times) => {
    const { reason, methods } = await puts(status);
    expect(methods).toBe(Array<string>(times).fill('GET PUT').join(' '));
    expect(reason).toBe(`TFJob rtest-x could not be changed: PUT ${X} was answered ${status} in exchange ${2 * times}`);
  });

  test('is not read once more', async () => {
    const { verdict, methods } = await puts(200);
    expect([verdict, methods]).toEqual(['pass', 'GET PUT']);
  });
});

describe('what is to go', () => {
  /** The delete is answered so, and the object is there for so many reads. */
  const gone = (status: number, reads: number, shown: JsonObject = { metadata: { name: 'rtest-x' } }) => {
    let looks = 0;
    return ended(
      async ({ given, notApplicable }) => {
        await given.deleted({ name: 'rtest-x' });
        notApplicable('it is gone');
      },
      (request) => {
        if (request.method === 'DELETE') return reply(status, {});
        return (looks += 1) > reads ? reply(404, {}) : reply(200, shown);
      },
    );
  };

  test.each([
    [200, 0, 0, 'DELETE GET'],
    [202, 2, 125, 'DELETE GET GET GET'],
    [404, 0, 0, 'DELETE GET'],
  ])('is waited for: %i, there for %i reads', async (status, reads, took, asked) => {
    const { verdict, ms, methods } = await gone(status, reads);
    expect([verdict, ms, methods]).toEqual(['not-applicable', took, asked]);
  });

  test.each([
    [403, `TFJob rtest-x could not be deleted: DELETE ${X} was answered 403 in exchange 1`],
    [200, 'TFJob rtest-x was deleted in exchange 1 and is still there'],
  ])('and stays is no start: %i', async (status, message) => {
    const { verdict, reason } = await gone(status, Infinity);
    expect([verdict, reason]).toEqual(['inconclusive', message]);
  });

  test('cannot be told of where a read shows no object', async () => {
    const { verdict, reason, restsOn } = await gone(200, Infinity, {});
    expect([verdict, restsOn]).toEqual(['inconclusive', 'read.code.404']);
    expect(reason).toMatch(/^whether TFJob rtest-x is gone cannot be told: GET /);
  });
});
