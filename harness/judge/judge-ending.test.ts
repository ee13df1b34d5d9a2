/** How a judgement ends: what it made goes, what it has under way too, and neither hides what was found. */
import { expect, test } from 'vitest';
import type { WireResponse } from '../../contract/wire.ts';
import { virtualClock } from '../http/clock.ts';
import { Disturbed, Inconclusive, NotApplicable, Unserved } from '../errors/endings.ts';
import { judge } from './judge.ts';
import { memoryJournal, type Journal } from '../ownership/journal.ts';
import { fakeContext, fakeTarget, reply, TFJOB } from '../testing/fake.ts';
import type { Answer } from '../model/target.ts';
import type { Trial } from '../model/trial.ts';

const judged = (
  check: (trial: Trial) => Promise<void>,
  over: Parameters<typeof fakeContext>[1] = {},
  target = fakeTarget(),
) =>
  judge({ id: 'area/it-holds', revision: 1, tests: ['area.it-holds'], check }, TFJOB, fakeContext(target.send, over));
const journalOf = (over: Partial<Journal> = {}): Journal => ({
  ...memoryJournal({ target: 'memory', runId: 'rtest' }),
  ...over,
});
const deletesWith = (answer: (path: string) => WireResponse | Promise<WireResponse> | undefined) =>
  fakeTarget((r) => (r.method === 'DELETE' ? answer(r.path) : undefined));
const job = async ({ given }: Trial): Promise<void> => void (await given.job());

test.each([
  [200, true],
  [299, true],
  [300, false],
  [404, true],
  [409, false],
])('whether what a judgement made is gone, when its delete is answered %i: %s', async (status, gone) => {
  const journal = journalOf();
  expect(
    await judged(
      job,
      { journal },
      deletesWith(() => reply(status, {})),
    ),
  ).toMatchObject({ verdict: 'pass' });
  expect(journal.lines.filter((line) => line.gone)).toMatchObject(
    gone ? [{ kind: 'TFJob', namespace: 'ns', name: 'rtest-job-1' }] : [],
  );
});

test('what cannot be deleted is left to the end of the run', async () => {
  const journal = journalOf();
  const lost = deletesWith((path) =>
    path.endsWith('job-1') ? Promise.reject(new Error('connect ECONNREFUSED')) : undefined,
  );
  const result = await judged(async ({ given }) => void (await given.jobs(2)), { journal }, lost);
  expect(result).toMatchObject({ verdict: 'pass', findings: [] });
  expect([...lost.objects.keys()].map((path) => path.split('/').at(-1))).toEqual(['rtest-job-1']);
  expect(journal.lines.filter((line) => line.gone).map((line) => line.name)).toEqual(['rtest-job-2']);
});

/** Whose records cannot be written from the second object on. */
const full = (): Journal =>
  journalOf({
    gone: ({ name }) => {
      if (name !== 'rtest-job-1') throw new Error('the disk is full');
    },
  });

test('an error during the cleanup is an error of the suite, unless the check was one already', async () => {
  const two = async ({ given }: Trial): Promise<void> => void (await given.jobs(2));
  expect(await judged(two, { journal: full() })).toMatchObject({
    verdict: 'harness-error',
    reason: 'the disk is full',
    findings: [],
  });
  const broken = await judged(
    async (trial) =>
      two(trial).then(() => {
        throw new Error('the check is broken');
      }),
    { journal: full() },
  );
  expect(broken).toMatchObject({ verdict: 'harness-error', reason: 'the check is broken', findings: [] });
});

test('nothing is left under way, neither requests nor timers', async () => {
  const clock = virtualClock();
  const silent = fakeTarget((r) => (r.path.includes('limit') ? new Promise<never>(() => {}) : undefined));
  const result = await judged(
    async ({ target, expect }) => {
      target.list({ query: { limit: 1 } }).catch(() => {}); // nobody waits for it
      expect.accepted(await target.list());
    },
    { clock },
    silent,
  );
  expect(result).toMatchObject({
    verdict: 'pass',
    exchanges: [
      { seq: 1, error: 'closed by the suite' },
      { seq: 2, status: 200 },
    ],
  });
  expect(clock.waiting).toBe(0);
});

test('a finding has the exchanges up to the one that shows it, or all where none does', async () => {
  const historyOf = async (shows: (answers: Answer[]) => Answer | undefined) => {
    const result = await judged(async ({ target, expect }) => {
      const answers = [await target.list(), await target.list(), await target.list()];
      expect.that(false, { message: 'm', expected: 'e', received: 'r', answer: shows(answers) });
    });
    return result.findings.map(({ history }) => history);
  };
  expect(await historyOf((answers) => answers[1])).toEqual([[1, 2]]);
  expect(await historyOf(() => undefined)).toEqual([[1, 2, 3]]);
});

test.each<[string, (trial: Trial) => void]>([
  ['inconclusive', ({ inconclusive }) => inconclusive('why')],
  ['not-applicable', ({ notApplicable }) => notApplicable('why')],
  [
    'harness-error',
    () => {
      throw new Error('why');
    },
  ],
])('what is %s has a reason and no findings', async (verdict, end) => {
  expect(await judged(async (trial) => end(trial))).toMatchObject({ verdict, reason: 'why', findings: [] });
});

test.each<[string, string, (time: number) => Error | undefined, number]>([
  ['and the answer came', 'pass', (time) => (time === 1 ? new Inconclusive('late') : undefined), 2],
  ['and stays so', 'inconclusive', () => new Inconclusive('late'), 2],
  ['of what the target breaks', 'inconclusive', () => new Inconclusive('late', { restsOn: 'create.success' }), 1],
  ['of a target that serves nothing', 'inconclusive', () => new Unserved('late'), 1],
  ['of what is disturbed', 'inconclusive', () => new Disturbed('late'), 3],
  ['of what was seen to be absent', 'not-applicable', () => new NotApplicable('late'), 1],
])('what could not be judged is judged once more: %s', async (_, verdict, error, times) => {
  const seen: string[] = [];
  const result = await judged(async ({ given }) => {
    const { name } = await given.job();
    seen.push(name);
    const ended = error(seen.length);
    if (ended !== undefined) throw ended;
  });
  expect(result).toMatchObject({ verdict, ...(verdict !== 'pass' && { reason: expect.stringContaining('late') }) });
  expect(seen).toHaveLength(times);
});
