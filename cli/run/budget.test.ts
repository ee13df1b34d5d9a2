/** What a run may send and have at one time is held, whatever the judgements cost. */
import { afterEach, expect, test } from 'vitest';
import { conformance } from '../library.ts';
import { invoke } from '../testing/invoke.ts';
import { serveReference } from '../testing/liars.ts';
import { reference } from '../testing/network.ts';

const served: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(served.splice(0).map((one) => one.close()));
});

/** A server that takes as many requests more for each as it is told, by asking for a repetition first. */
function counting(throttled: boolean) {
  let requests = 0;
  let most = 0;
  const target = reference(
    (send) => async (request) => {
      requests += 1;
      if (throttled && requests % 4 === 0)
        return { status: 429, headers: [['retry-after', '0']], body: (async function* () {})() };
      const answer = await send(request);
      most = Math.max(most, target.objects().length);
      return answer;
    },
    { anonymous: true },
  );
  served.push(target);
  return { target, requests: () => requests, most: () => most };
}

test.each([
  [200, false],
  [200, true],
  [60, true],
  [500, true],
])('--max-requests %i: no more are sent, and nothing is left (refused at first: %j)', async (max, throttled) => {
  const { target, requests } = counting(throttled);
  const argv = ['--target', target.url, '--kind', 'tfjob', '--seed', '1', '--max-requests', String(max)];
  const got = await invoke(argv, { network: target.network });
  expect(requests()).toBeLessThanOrEqual(max);
  expect(target.objects()).toEqual([]);
  expect([0, 3]).toContain(got.code);
  expect(got.report?.results.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
  const reasons = got.report?.scope.notPlanned.map(({ reason }) => reason).join('\n');
  expect(reasons).toMatch(/left out by --max-requests/);
  if (throttled && got.code === 0) expect(reasons).toMatch(/the requests of --max-requests are spent/);
});

test('--max-requests that buy nothing are a usage error before anything is sent', async () => {
  const { target, requests } = counting(false);
  const got = await invoke(['--target', target.url, '--max-requests', '10'], { network: target.network });
  expect([got.code, requests()]).toEqual([2, 0]);
});

test('--max-jobs-alive is held by the command without vitest, and by the library', async () => {
  const { target, most } = counting(false);
  const argv = ['--target', target.url, '--kind', 'tfjob', '--seed', '1', '--only', 'list/,create/'];
  await invoke([...argv, '--max-jobs-alive', '25'], { network: target.network });
  expect(most()).toBeLessThanOrEqual(25);
  let peak = 0;
  const server = await serveReference(
    (send) => async (request) => {
      const answer = await send(request);
      peak = Math.max(peak, server.objects().length);
      return answer;
    },
    { anonymous: true },
  );
  served.push(server);
  const report = await conformance({
    target: server.url,
    kinds: ['tfjob'],
    only: ['create/'],
    maxJobsAlive: 12,
    seed: 1,
  });
  expect([report.exitCode, peak <= 12]).toEqual([0, true]);
});
