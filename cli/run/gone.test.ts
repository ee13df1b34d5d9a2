/** A target that goes away in the middle of a run accuses nobody, and the run says since when it was away. */
import { setMaxListeners } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import type { WireResponse } from '../../contract/wire.ts';
import { invoke } from '../testing/invoke.ts';
import { reference } from '../testing/network.ts';

const served: { close(): void }[] = [];
afterEach(() => served.splice(0).forEach((one) => one.close()));

const RUN = ['--seed', '3', '--runs', '5', '--kind', 'tfjob', '--namespace', 'default', '--other-namespace', 'other'];
const NS = (process.env['NS'] ?? '4,9,17,60,250,900').split(',').map(Number);
const ONLY = process.env['ONLY'] ?? 'read/,watch/,concurrency/,list/';

/** From the request of this number on there is no answer, and no stream goes on. */
function dying(from: number, how: 'refuses' | 'is silent') {
  let requests = 0;
  const died = new AbortController();
  setMaxListeners(0, died.signal);
  const away = (signal: AbortSignal | undefined): Promise<WireResponse> =>
    how === 'refuses'
      ? Promise.reject(new Error('connect ECONNREFUSED'))
      : new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason), { once: true }));
  const target = reference(
    (send) => async (request) => {
      requests += 1;
      if (requests >= from) died.abort(new Error('read ECONNRESET'));
      if (requests >= from) return away(request.signal);
      const answer = await send(request);
      return { ...answer, body: cut(answer.body, died.signal) };
    },
    { anonymous: true },
  );
  served.push(target);
  return target;
}

async function* cut(body: AsyncIterable<Uint8Array>, died: AbortSignal): AsyncGenerator<Uint8Array> {
  const broken = new Promise<never>((_, reject) => died.addEventListener('abort', () => reject(died.reason as Error)));
  broken.catch(() => {});
  const parts = body[Symbol.asyncIterator]();
  for (;;) {
    const next = await Promise.race([parts.next(), broken]);
    if (next.done === true) return;
    yield next.value;
  }
}

test.each(NS.flatMap((n) => (['refuses', 'is silent'] as const).map((how) => [n, how] as const)))(
  'from request %i on it %s: exit 3, no failure, and since when',
  async (from, how) => {
    const { url, network } = dying(from, how);
    const got = await invoke(['--target', url, ...RUN, '--only', ONLY], { network });
    const failed = (got.report?.results ?? []).filter(
      ({ verdict }) => verdict === 'fail' || verdict === 'harness-error',
    );
    expect(failed.map(({ id, findings, stack }) => [id, findings[0]?.message ?? stack])).toEqual([]);
    expect(got.code).toBe(3);
    const text = got.report?.conclusion ?? got.stderr;
    expect(text).toMatch(
      got.report === undefined ? /no (complete )?answer/ : /has served nothing since 2026-01-01T\d\d:\d\d/,
    );
    const unjudged = (got.report?.results ?? []).filter(({ verdict }) => verdict === 'inconclusive');
    expect(
      unjudged.filter(({ reason }) => !/has served nothing since/.test(reason ?? '')).map((r) => [r.id, r.reason]),
    ).toEqual([]);
  },
  120_000,
);
