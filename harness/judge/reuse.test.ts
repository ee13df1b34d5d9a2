/** Jobs that one check after another may write. */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../contract/json.ts';
import type { WireRequest, WireResponse } from '../../contract/wire.ts';
import { judge } from './judge.ts';
import { fakeContext, fakeTarget, reply, textOf, TFJOB } from '../testing/fake.ts';
import type { Job } from '../model/target.ts';
import { metadataOf } from '../ownership/ownership.ts';
import type { Trial } from '../model/trial.ts';

const MADE = { labels: { a: 'b' }, annotations: { note: 'x' } };
type Use = (trial: Trial, job: Job) => Promise<unknown>;

/** Judges each use of a job that may be written, in one run. Returns all that was sent, and the jobs as they were given. */
async function used(
  uses: readonly Use[],
  before: (request: WireRequest) => WireResponse | undefined = () => undefined,
) {
  const target = fakeTarget(before);
  const context = fakeContext(target.send);
  const given: Job[] = [];
  for (const use of uses)
    await judge(
      {
        id: 'area/it-holds',
        revision: 1,
        tests: [],
        async check(trial) {
          const job = await trial.given.reused(MADE);
          given.push(job);
          await use(trial, job);
        },
      },
      TFJOB,
      context,
    );
  return { all: target.requests.map(({ method }) => method).join(' '), requests: target.requests, given };
}

const look: Use = async () => undefined;
const patching =
  (body: object): Use =>
  ({ target }, job) =>
    target.patch(job, body as never);

describe('a job that checks may write', () => {
  test('is lent as it was made, whatever the one before has written', async () => {
    const relabelled = patching({ metadata: { labels: { a: null, c: 'd', ['__proto__']: 'x' }, annotations: null } });
    const respecified = patching({ spec: { cleanPodPolicy: 'All' } });
    const { all, given } = await used([look, relabelled, respecified, look]);
    // What was undone once was read; then the answer to the undoing shows the job.
    expect(all).toBe('POST GET GET PATCH PATCH GET PATCH PATCH');
    for (const job of given.slice(1)) expect(job.stored).toEqual(given[0]?.stored);
  });

  test('is known as what has undone the writes shows it', async () => {
    const relabelled = patching({ metadata: { labels: { c: 'd' } } });
    const { all } = await used([relabelled, relabelled, async ({ given }, job) => given.known(job)]);
    expect(all).toBe('POST GET PATCH PATCH GET PATCH PATCH');
  });

  test('is read where what has undone the writes shows something else', async () => {
    const relabelled = patching({ metadata: { labels: { c: 'd' } } });
    const { all, given } = await used([relabelled, relabelled, relabelled, look], onPatch(6, 200));
    expect(all).toBe('POST GET PATCH PATCH GET PATCH PATCH PATCH PATCH GET POST GET DELETE');
    expect(given[3]?.name).not.toBe(given[0]?.name);
  });

  test('is not written again where it is as it was made', async () => {
    const { all } = await used([look, patching({ metadata: { labels: { a: 'b' } } }), look]);
    expect(all).toBe('POST GET GET PATCH GET');
  });

  test('is lent on, and not removed, after a replace that was answered 201', async () => {
    const replacing: Use = ({ target }, job) => target.replace(job, job.stored);
    const created = (request: WireRequest): WireResponse | undefined =>
      request.method === 'PUT' ? reply(201, JSON.parse(textOf(request)) as JsonObject) : undefined;
    const { all } = await used([replacing, look], created);
    expect(all).not.toContain('DELETE');
    expect(all.match(/POST/g)).toHaveLength(1);
  });

  test('is given all back that was seen of it, though the last answer may be that of an earlier write', async () => {
    const both: Use = ({ target, together }, job) =>
      together(['c', 'd'].map((label) => () => target.patch(job, { metadata: { labels: { [label]: 'x' } } })));
    const { requests, given } = await used([both, look]);
    const undo = requests.filter(({ method }) => method === 'PATCH').at(-1);
    expect(JSON.parse(textOf(undo as WireRequest))).toEqual({ metadata: { labels: { c: null, d: null } } });
    expect(given[1]?.name).toBe(given[0]?.name);
  });

  test.each<[string, Use, (request: WireRequest) => WireResponse | undefined]>([
    ['whose writes cannot be undone', patching({ metadata: { labels: { c: 'd' } } }), onPatch(2, 422)],
    ['whose write is but promised', patching({ metadata: { labels: { c: 'd' } } }), onPatch(1, 202)],
    ['that was deleted', ({ given }, job) => given.deleted(job), () => undefined],
    ['whose owners were changed', patching({ metadata: { ownerReferences: [{ uid: 'x' }] } }), () => undefined],
    ['of a judgement that does not pass', async (trial) => trial.inconclusive('for a reason'), () => undefined],
  ])('%s is not lent', async (_, use, before) => {
    const { given } = await used([use, look], before);
    expect(given[1]?.name).not.toBe(given[0]?.name);
  });

  test('is none that others look at', async () => {
    const { given } = await used([async ({ given: { shared } }) => shared(MADE), look]);
    const names = new Set(given.map(({ stored }) => metadataOf(stored)['name']));
    expect(names.size).toBe(1);
  });
});

/** Answers the patch of this number so. */
function onPatch(number: number, status: number): (request: WireRequest) => WireResponse | undefined {
  let patches = 0;
  return ({ method }) => (method === 'PATCH' && (patches += 1) === number ? reply(status, {}) : undefined);
}
