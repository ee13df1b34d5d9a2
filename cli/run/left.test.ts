/** What a server takes and hides, holds or makes late is removed, or told; then the journal stays. Others' objects stay as they are. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { JsonObject } from '../../contract/json.ts';
import type { WireRequest } from '../../contract/wire.ts';
import { metadataOf } from '../../harness/ownership/ownership.ts';
import { answer, refusal } from '../testing/answers.ts';
import { bytes, JOBS, judged, withForeign, type Between } from '../testing/foreign.ts';
import { textOf } from '../testing/streams.ts';
import { invoke } from '../testing/invoke.ts';

const open: { close(): void }[] = [];
afterEach(() => open.splice(0).forEach((one) => one.close()));

const isCreate = ({ method, path }: WireRequest): boolean => method === 'POST' && path.startsWith(JOBS);
const bodyOf = ({ body }: WireRequest): JsonObject => JSON.parse(new TextDecoder().decode(body)) as JsonObject;
const withMetadata = (request: WireRequest, change: (metadata: JsonObject) => JsonObject): WireRequest => {
  const body = bodyOf(request);
  const text = JSON.stringify({ ...body, metadata: change(metadataOf(body)) });
  return { ...request, body: new TextEncoder().encode(text) };
};
/** A create comes to this, whatever the client is told. */
const creating =
  (take: (request: WireRequest, ...means: Parameters<Between>) => ReturnType<ReturnType<Between>>): Between =>
  (send, clock) =>
  (request) =>
    isCreate(request) ? take(request, send, clock) : send(request);
const saying =
  (of: (text: string) => string): Between =>
  (send) =>
  async (request) => {
    const response = await send(request);
    return /[?&]watch=/.test(request.path) ? response : { ...response, body: bytes(of(await textOf(response.body))) };
  };

const ONLY = ['--only', 'create/completes-generate-name,delete/removes-the-object'];

test.each<[string, Between]>([
  [
    'makes a job and says that it failed',
    creating(async (request, send) => {
      await send(request);
      return refusal(500, 'InternalError', 'no');
    }),
  ],
  [
    'makes a job and says that it is forbidden',
    creating(async (request, send) => {
      await send(request);
      return refusal(403, 'Forbidden', 'no');
    }),
  ],
  [
    'makes a second job beside each',
    creating(async (request, send) => {
      const made = await send(request);
      if (made.status < 300 && metadataOf(bodyOf(request))['name'] === undefined)
        await send(
          withMetadata(request, (metadata) => ({ ...metadata, name: `${String(metadata['generateName'])}2` })),
        );
      return made;
    }),
  ],
  [
    'shows itself by members of prototypes',
    saying((text) => text.replaceAll('"metadata":{"name"', '"metadata":{"__proto__":{"name":"a-foreign"},"name"')),
  ],
  [
    'names each object twice, the first time as one of somebody else',
    saying((text) => text.replaceAll('"metadata":{"name"', '"metadata":{"name":"a-foreign","name"')),
  ],
])('a server that %s: nothing is left', async (_, between) => {
  const { target, foreign, others } = await withForeign(between);
  open.push(target);
  const before = foreign();
  const got = await judged(target, ...ONLY);
  expect([0, 1, 3]).toContain(got.code);
  expect([foreign(), others(), got.report?.leftBehind]).toEqual([before, [], []]);
});

test.each<[string, Between, string]>([
  [
    'makes a job five seconds after it says so',
    creating(async ({ signal: _, ...request }, send, clock) => {
      clock
        .sleep(5000)
        .then(() => send(request))
        .catch(() => {});
      return answer(201, JSON.stringify(bodyOf(request)));
    }),
    'is not shown by its name: it may be there',
  ],
  [
    'adds a finalizer of its own that it never takes off',
    (send) => (request) => {
      if (isCreate(request))
        return send(withMetadata(request, (metadata) => ({ ...metadata, finalizers: ['x.test/y'] })));
      return send(
        request.method === 'PATCH' ? withMetadata(request, ({ finalizers: _, ...metadata }) => metadata) : request,
      );
    },
    'is still there',
  ],
  [
    'shows everything by another name, after the first look',
    (send, clock) => {
      let requests = 0;
      const other = saying((text) => text.replaceAll('-job-', '-\\u0000job-'))(send, clock);
      return (request) => ((requests += 1) > 25 ? other : send)(request);
    },
    'a read of it shows an object of another name: it may be there',
  ],
])('a server that %s: that is told, the journal stays, and cleanup says it, too', async (_, between, words) => {
  const { target, foreign, others } = await withForeign(between);
  open.push(target);
  const before = foreign();
  const got = await judged(target, '--only', 'create/,delete/removes-the-object');
  expect([1, 3]).toContain(got.code);
  expect(got.report?.leftBehind.join('\n')).toContain(words);
  await target.network.clock.sleep(60_000);
  expect([foreign(), existsSync(join(got.out, 'journal.jsonl'))]).toEqual([before, true]);
  const cleaned = await invoke(['cleanup', '--journal', got.out], { network: target.network });
  const left = others();
  expect([foreign(), cleaned.code]).toEqual([before, left.length === 0 ? 0 : 3]);
  expect(cleaned.stderr.trimEnd().split('\n').at(-1)).not.toMatch(/\p{Cc}/u);
});
