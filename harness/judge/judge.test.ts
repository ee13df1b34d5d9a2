import { expect, test } from 'vitest';
import { packageRoot } from '../../contract/package.ts';
import { Disturbed, FindingError, Inconclusive, NotApplicable } from '../errors/endings.ts';
import { judge } from './judge.ts';
import { RUN_LABEL } from '../ownership/journal.ts';
import { virtualClock } from '../http/clock.ts';
import { fakeContext, fakeTarget, reply, TFJOB, tokens } from '../testing/fake.ts';
import type { Requirement } from '../model/requirement.ts';
import type { Trial } from '../model/trial.ts';

const requirement = (check: (trial: Trial) => Promise<void>, rest: Partial<Requirement> = {}): Requirement => ({
  id: 'area/it-holds',
  revision: 1,
  tests: [],
  check,
  ...rest,
});
const judged = (
  check: (trial: Trial) => Promise<void>,
  over: Parameters<typeof fakeContext>[1] = {},
  target = fakeTarget(),
) => judge(requirement(check), TFJOB, fakeContext(target.send, over));

test('a check that ends well passes, with its evidence', async () => {
  const target = fakeTarget();
  const result = await judged(
    async ({ given, expect, choice: saw, clock, target }) => {
      const job = await given.job({ labels: { a: '1' } });
      await expect.stored(job, { metadata: { labels: { a: '1', [RUN_LABEL]: 'rtest' } } });
      saw('limit', 'limit-honoured', await target.list(), 'list');
      await clock.sleep(5000);
    },
    {},
    target,
  );
  expect(result).toMatchObject({
    id: 'area/it-holds',
    kind: 'TFJob',
    verdict: 'pass',
    findings: [],
    ms: 5000,
    seed: 1,
  });
  expect(result.exchanges.map((e) => [e.seq, e.verb, e.status])).toEqual([
    [1, 'create', 201],
    [2, 'read', 200],
    [3, 'read', 200],
    [4, 'list', 200],
  ]);
  expect(result.choices).toEqual([{ freedom: 'limit', option: 'limit-honoured', verb: 'list', exchange: 4 }]);
  expect(target.objects.size).toBe(0);
});

test('what does not pass names the code where it ended; a finding without any, where its requirement is defined', async () => {
  const at = (place: string): string => `Error\n    at check (${packageRoot()}/${place}:3)`;
  const definedAt = { stack: at('specs/defined.ts:1') };
  const ended = async (error: Error, stack?: string) =>
    judge(
      requirement(
        async () => {
          throw stack === undefined ? error : Object.assign(error, { stack });
        },
        { definedAt },
      ),
      TFJOB,
      fakeContext(fakeTarget().send),
    );
  const finding = { message: 'm', expected: 'e', received: 'r' };
  const [found] = (await ended(new FindingError(finding), at('specs/a.ts:2'))).findings;
  expect(found).toEqual({ ...finding, code: ['specs/a.ts:2'], history: [] });
  const [placeless] = (await ended(new FindingError(finding))).findings;
  expect(placeless?.code).toEqual(['specs/defined.ts:1']);
  for (const error of [new Inconclusive('quota'), new NotApplicable('no limit'), new TypeError('broken')])
    expect(await ended(error, at('specs/a.ts:2'))).toMatchObject({ findings: [], code: ['specs/a.ts:2'] });
  expect(await ended(new Inconclusive('late'))).not.toHaveProperty('code');
});

test('a finding fails, with what was expected, received, where, and the exchanges that led there', async () => {
  const result = await judged(async ({ given, expect }) =>
    expect.stored(await given.job(), { spec: { backoffLimit: 3 } }).then(() => {}),
  );
  expect(result.verdict).toBe('fail');
  expect(result.findings).toEqual([
    {
      message: expect.stringMatching(/^What is stored of rtest-job-1 /),
      expected: '3',
      received: 'nothing',
      path: '/spec/backoffLimit',
      exchange: 3,
      history: [1, 2, 3],
    },
  ]);
});

test('whatever else ends a check has its own verdict', async () => {
  expect(await judged(async ({ inconclusive }) => inconclusive('quota'))).toMatchObject({
    verdict: 'inconclusive',
    reason: 'quota',
  });
  expect(await judged(async ({ notApplicable }) => notApplicable('no limit'))).toMatchObject({
    verdict: 'not-applicable',
    reason: 'no limit',
  });
  const error = await judged(async () => {
    throw new TypeError('x is not a function');
  });
  expect(error).toMatchObject({
    verdict: 'harness-error',
    reason: 'x is not a function',
    stack: expect.stringContaining('judge.test.ts'),
  });
  expect(
    await judged(() => {
      throw new Error('at once');
    }),
  ).toMatchObject({ verdict: 'harness-error' });
  expect(
    await judged(async () => {
      throw undefined;
    }),
  ).toMatchObject({ verdict: 'harness-error', reason: 'undefined' });
});

test('a target that refuses or loses what a check starts from makes it inconclusive, in words', async () => {
  const refusing = fakeTarget((r) =>
    r.method === 'POST' ? reply(403, { kind: 'Status', reason: 'Forbidden', message: 'exceeded quota' }) : undefined,
  );
  expect(await judged(async ({ given }) => void (await given.job()), {}, refusing)).toMatchObject({
    verdict: 'inconclusive',
    reason:
      'TFJob "rtest-job-1" could not be made: POST /apis/kubeflow.org/v1/namespaces/ns/tfjobs was answered 403 (Forbidden: exceeded quota) in exchange 1',
  });
  const losing = fakeTarget((r) => (r.method === 'GET' ? reply(404, {}) : undefined));
  expect(await judged(async ({ given }) => void (await given.job()), {}, losing)).toMatchObject({
    verdict: 'inconclusive',
  });
  const mocking = fakeTarget((r) =>
    r.method === 'POST' ? reply(201, { metadata: { name: 'an-example', uid: 'u' } }) : undefined,
  );
  expect(await judged(async ({ given }) => void (await given.job()), {}, mocking)).toMatchObject({
    verdict: 'inconclusive',
    reason: expect.stringMatching(/^TFJob "rtest-job-1" was made as "an-example": POST /),
  });
  const gone = await judged(
    async ({ target }) => void (await target.list()),
    {},
    fakeTarget(() => Promise.reject(new Error('connect ECONNREFUSED 127.0.0.1:9'))),
  );
  expect(gone).toMatchObject({ verdict: 'inconclusive', reason: expect.stringContaining('ECONNREFUSED') });
  expect(gone.exchanges).toHaveLength(1);
});

test('quota and admission against the subject itself are inconclusive, other refusals a failure', async () => {
  const create = async ({ target, given, expect }: Trial): Promise<void> =>
    void expect.accepted(await target.create(given.manifest()));
  const answering = (message: string, code = 403, reason = 'Forbidden') =>
    fakeTarget((r) => (r.method === 'POST' ? reply(code, { kind: 'Status', reason, message }) : undefined));
  expect((await judged(create, {}, answering('exceeded quota: pods'))).verdict).toBe('inconclusive');
  expect((await judged(create, {}, answering('Jobs have reached the upper limit (8)'))).verdict).toBe('inconclusive');
  expect((await judged(create, {}, answering('not for this tenant'))).verdict).toBe('inconclusive');
  expect((await judged(create, {}, answering('no', 422, 'Invalid'))).verdict).toBe('fail');
});

test.each(['PUT', 'PATCH'])(
  'a %s that admission denies is inconclusive, one that the API refuses a failure',
  async (method) => {
    const write = async ({ target, given, expect }: Trial): Promise<void> => {
      const job = await given.job();
      expect.accepted(await (method === 'PUT' ? target.replace(job, job.stored) : target.patch(job, {})));
    };
    const answering = (message: string) =>
      fakeTarget((r) => (r.method === method ? reply(422, { kind: 'Status', reason: 'Invalid', message }) : undefined));
    const policy = "ValidatingAdmissionPolicy 'p' with binding 'b' denied request";
    expect((await judged(write, {}, answering(policy))).verdict).toBe('inconclusive');
    expect((await judged(write, {}, answering('spec: Invalid value'))).verdict).toBe('fail');
  },
);

test('time is limited, by the clock', async () => {
  const result = await judged(
    async ({ target, clock }) => {
      for (;;) {
        await target.list();
        await clock.sleep(1000);
      }
    },
    { limit: 10_000 },
  );
  expect(result).toMatchObject({ verdict: 'inconclusive', reason: 'it took longer than 10 s', ms: 10_000 });
  expect(await judged(() => new Promise(() => {}), { limit: 10_000 })).toMatchObject({ verdict: 'inconclusive' });
  const silent = fakeTarget(() => new Promise<never>(() => {}));
  expect(
    await judged(
      async ({ target }) => void (await target.list()),
      { limit: 10_000, connection: { timeout: 60_000 } },
      silent,
    ),
  ).toMatchObject({ verdict: 'inconclusive', reason: 'it took longer than 10 s' });
});

test('invariants see every exchange of the check and none of the cleanup', async () => {
  const seen: string[] = [];
  const invariant = requirement(async () => {}, {
    id: 'errors/everywhere',
    everywhere: (exchange, kind) => {
      seen.push(`${kind.kind} ${exchange.method}`);
      return exchange.method === 'PATCH'
        ? undefined
        : exchange.status === 404
          ? { message: 'm', expected: 'e', received: 'r' }
          : 'holds';
    },
  });
  const result = await judged(
    async ({ given, target, kinds }) => {
      const job = await given.job();
      for (let i = 0; i < 5; i += 1) await target.for(kinds[1]!).read(job);
      await target.patch(job, {});
    },
    { invariants: [invariant] },
  );
  expect(result.verdict).toBe('pass');
  expect(result.observations).toMatchObject([
    {
      invariant: 'errors/everywhere',
      seen: 7,
      findings: [{ finding: { message: 'm', exchange: 3 } }, { exchange: { seq: 4 } }, {}],
    },
  ]);
  expect(result.observations[0]!.findings).toHaveLength(3);
  expect(seen).toEqual(['TFJob POST', 'TFJob GET', ...Array<string>(5).fill('MXJob GET'), 'TFJob PATCH']);
  const broken = requirement(async () => {}, {
    everywhere: () => {
      throw new Error('broken invariant');
    },
  });
  expect(await judged(async ({ given }) => void (await given.job()), { invariants: [broken] })).toMatchObject({
    verdict: 'harness-error',
    reason: 'broken invariant',
  });
});

test('what a check says about a token is masked', async () => {
  const echo = fakeTarget((request) => reply(200, { headers: request.headers as unknown as string[] }));
  const result = await judged(
    async ({ target, expect }) => expect.match((await target.list()).json, { headers: [] }, undefined),
    { connection: { credentials: tokens({ full: 'very-secret' }) } },
    echo,
  );
  expect(result.verdict).toBe('fail');
  expect(JSON.stringify(result)).not.toContain('very-secret');
});

test('expect: absent, unchanged, refused', async () => {
  const verdictOf = async (check: (trial: Trial) => Promise<void>): Promise<string> => {
    const { verdict, findings } = await judged(check);
    return verdict === 'fail' ? `${findings[0]!.path}` : verdict;
  };
  const changed = (patch: object) =>
    verdictOf(async ({ given, target, expect }) => {
      const job = await given.job({ labels: { a: '1' }, annotations: { 'x.io/a': '1' } });
      await target.patch(job, patch as never);
      await expect.unchanged(job, job.stored);
    });
  expect(await changed({ status: { active: 1 }, metadata: { resourceVersion: '5' } })).toBe('pass');
  // A request has named this key: it is no controller's.
  expect(await changed({ metadata: { annotations: { 'controller.io/seen': 'yes' } } })).toBe(
    '/metadata/annotations/controller.io~1seen',
  );
  expect(await changed({ metadata: { labels: { b: '2' } } })).toBe('/metadata/labels/b');
  expect(await changed({ metadata: { labels: { a: undefined } } })).toBe('pass');
  expect(await changed({ metadata: { annotations: { 'x.io/a': '2' } } })).toBe('/metadata/annotations/x.io~1a');
  expect(await changed({ spec: { backoffLimit: 1 } })).toBe('/spec/backoffLimit');
  expect(await verdictOf(async ({ given, expect }) => expect.absent({ name: given.name() }))).toBe('pass');
  expect(await verdictOf(async ({ given, expect }) => expect.absent(await given.job()))).toBe('status');
  expect(await verdictOf(async ({ target, expect }) => expect.refused(await target.list()))).toBe('status');
  expect(await verdictOf(async ({ target, expect }) => expect.refused(await target.read({ name: 'x' }), [400]))).toBe(
    'status',
  );
  expect(await verdictOf(async ({ target, expect }) => void expect.documented(await target.read({ name: 'x' })))).toBe(
    'status',
  );
});

test('expect.absent waits for a graceful deletion when told to', async () => {
  const clock = virtualClock();
  const start = clock.now();
  const slow = fakeTarget((request) =>
    request.method === 'GET' ? reply(clock.now() < start + 3000 ? 200 : 404, { metadata: { name: 'x' } }) : undefined,
  );
  const check = (settle: boolean) =>
    judge(
      requirement(({ expect }) => expect.absent({ name: 'x' }, { settle })),
      TFJOB,
      fakeContext(slow.send, { clock }),
    );
  expect((await check(false)).verdict).toBe('fail');
  expect((await check(true)).verdict).toBe('pass');
});

test('given.updated retries conflicts that it did not mean', async () => {
  let conflicts = 2;
  const busy = fakeTarget((r) => (r.method === 'PUT' && (conflicts -= 1) >= 0 ? reply(409, {}) : undefined));
  const change = async ({ given, expect }: Trial): Promise<void> => {
    const job = await given.job();
    await given.updated(job, (object) => void Object.assign(object['spec'] as object, { backoffLimit: 2 }));
    expect.match(await given.known(job), { spec: { backoffLimit: 2 } }, undefined);
  };
  expect((await judged(change, {}, busy)).verdict).toBe('pass');
  conflicts = 100;
  expect(await judged(change, {}, busy)).toMatchObject({
    verdict: 'inconclusive',
    reason: expect.stringContaining('could not be changed'),
  });
});

test.each([
  [1, 'pass', 2],
  [2, 'pass', 3],
  [9, 'inconclusive', 3],
] as const)('a judgement that is disturbed %d times is made anew: %s', async (disturbances, verdict, times) => {
  const target = fakeTarget();
  const names = new Set<string>();
  const result = await judged(
    async ({ given }) => {
      names.add((await given.job()).name);
      if (names.size <= disturbances) throw new Disturbed('a write may have come twice');
    },
    {},
    target,
  );
  expect(result.verdict).toBe(verdict);
  expect(names.size).toBe(times);
  // Each began anew, and left nothing.
  expect(target.objects.size).toBe(0);
  expect(result.exchanges.map(({ verb }) => verb)).toEqual(['create', 'read']);
});
