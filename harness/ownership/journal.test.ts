import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cleanup } from './cleanup.ts';
import { createClient } from '../http/client.ts';
import {
  fileJournal,
  memoryJournal,
  newRunId,
  readJournal,
  RUN_LABEL,
  unanswered,
  unsettled,
  type Journal,
} from './journal.ts';
import { createTarget } from '../http/target.ts';
import { fakeContext, fakeTarget, reply, TFJOB } from '../testing/fake.ts';
import type { JudgeContext } from '../judge/context.ts';
import type { JsonObject } from '../../contract/json.ts';

const COLLECTION = '/apis/kubeflow.org/v1/namespaces/ns/tfjobs';
const linesOf = (dir: string) => readJournal(dir)?.lines ?? [];
const directory = (): string => mkdtempSync(join(tmpdir(), 'journal-'));
const targetOf = (context: JudgeContext) =>
  createTarget(
    {
      client: createClient(context),
      clock: context.clock,
      journal: context.journal,
      kinds: context.kinds,
      namespaces: { namespace: 'ns' },
      trialId: 't1',
      settle: 1000,
    },
    TFJOB,
  );
const manifest = (name: string, journal: Journal, rest: JsonObject = {}): JsonObject => ({
  metadata: { name, labels: { [RUN_LABEL]: journal.runId }, ...rest },
});
const clean = (context: JudgeContext) =>
  cleanup({
    client: createClient(context),
    clock: context.clock,
    kinds: [TFJOB],
    namespaces: ['ns'],
    lines: context.journal.lines,
    settle: 2000,
  });

test('run ids are fit for names and label values, and differ', () => {
  const ids = Array.from({ length: 200 }, newRunId);
  expect(ids.every((id) => /^r[a-z0-9]{9}$/.test(id))).toBe(true);
  expect(new Set(ids).size).toBe(200);
});

test('the line is on disk before the request leaves, with whatever name the body has', async () => {
  const dir = directory();
  const journal = fileJournal(dir, { target: 'http://x', runId: 'rtest' });
  const onDisk: unknown[] = [];
  const { send } = fakeTarget(() => {
    onDisk.push(linesOf(dir).at(-1));
    return undefined;
  });
  const target = targetOf(fakeContext(send, { journal }));
  await target.create(manifest('one', journal));
  await target.create({ raw: '{"metadata":{"name":"broken",' }).catch(() => {});
  await target.create({ raw: '{"metadata":{"generateName":"many-"},' }).catch(() => {});
  await target.create([]).catch(() => {});
  await target.patch({ name: 'one' }, { metadata: {} });
  const at = { run: 'rtest', target: 'http://x', kind: 'TFJob', namespace: 'ns', time: expect.any(String) };
  expect(onDisk).toEqual([
    { ...at, name: 'one' },
    { ...at, name: 'broken' },
    { ...at, generateName: 'many-' },
    at,
    { ...at, name: 'one' },
  ]);
  expect(linesOf(dir)).toContainEqual({ ...at, name: 'one', uid: 'uid-1', made: true });
});

test('a journal survives a line that was cut, and goes on', () => {
  const dir = directory();
  fileJournal(dir, { target: 'x', runId: 'r1' }).intend({ kind: 'TFJob', namespace: 'ns', name: 'a' });
  appendFileSync(join(dir, 'journal.jsonl'), '{"time":"2026');
  fileJournal(dir, { target: 'x', runId: 'r2' }).intend({ kind: 'TFJob', namespace: 'ns', name: 'b' });
  expect(linesOf(dir).map((line) => `${line.run}/${line.name}`)).toEqual(['r1/a', 'r2/b']);
  expect(readFileSync(join(dir, 'journal.jsonl'), 'utf8').endsWith('\n')).toBe(true);
  expect(readJournal(join(dir, 'nowhere'))).toBeUndefined();
});

test('lines that are none of a journal are counted by their numbers, and the others read', () => {
  const dir = directory();
  fileJournal(dir, { target: 'x', runId: 'r1' }).intend({ kind: 'TFJob', namespace: 'ns', name: 'a' });
  const none = ['{"time":"2026', '\u0000\u0001', '{"run":"r1"}', '{"run":"r1","target":"x","kind":1,"namespace":"ns"}'];
  appendFileSync(join(dir, 'journal.jsonl'), `${none.join('\n')}\n\n`);
  fileJournal(dir, { target: 'x', runId: 'r2' }).intend({ kind: 'TFJob', namespace: 'ns', name: 'b' });
  expect(linesOf(dir).map((line) => line.name)).toEqual(['a', 'b']);
  expect(readJournal(dir)?.broken).toEqual([2, 3, 4, 5]);
});

test('a request is open until it is answered, each of several for one name', () => {
  const journal = memoryJournal({ target: 'x' });
  const at = { kind: 'TFJob', namespace: 'ns' };
  const open = (): (string | undefined)[] => unanswered(journal.lines).map((line) => line.name ?? line.generateName);
  for (const name of ['a', 'b', 'b', 'c', 'd']) journal.intend({ ...at, name });
  journal.intend({ ...at, generateName: 'g-' });
  journal.intend({ ...at, generateName: 'h-' });
  journal.made({ ...at, name: 'a', uid: 'u' });
  journal.answered({ ...at, name: 'b' }, 409);
  journal.gone({ ...at, name: 'c' });
  journal.made({ ...at, name: 'd' });
  journal.made({ ...at, name: 'g-1', generateName: 'g-' });
  expect(open()).toEqual(['b', 'c', 'h-']);
  journal.answered({ ...at, name: 'b' }, 201);
  expect(open()).toEqual(['c', 'h-']);
});

test('a name is settled by its last line', () => {
  const journal = memoryJournal({ target: 'x' });
  const at = { kind: 'TFJob', namespace: 'ns' };
  for (const name of ['a', 'b', 'c']) journal.intend({ ...at, name });
  journal.gone({ ...at, name: 'a' });
  journal.gone({ ...at, name: 'b' });
  journal.intend({ ...at, name: 'b' });
  expect(unsettled(journal.lines).map((line) => line.name)).toEqual(['b', 'c']);
});

test('only what was made is believed to be ours', async () => {
  const answers = [
    reply(200, { metadata: { name: 'other', uid: 'u1' } }),
    reply(201, { metadata: { name: 'mine', uid: 'u2' } }),
    reply(200, { metadata: { name: 'mine', uid: 'u3' } }),
    reply(409, { metadata: { name: 'mine', uid: 'u4' } }),
  ];
  const context = fakeContext(fakeTarget(() => answers.shift()).send);
  const target = targetOf(context);
  await target.create({ metadata: { name: 'mine' } });
  await target.create({ metadata: { name: 'mine' } });
  await target.replace({ name: 'mine' }, { metadata: { name: 'mine' } });
  await target.create({ metadata: { name: 'mine' } });
  expect(context.journal.lines.flatMap(({ uid, made }) => (made ? [uid] : []))).toEqual(['u2']);
});

test('no write reaches what the run did not make', async () => {
  const { send, requests, objects } = fakeTarget();
  objects.set(`${COLLECTION}/foreign`, { metadata: { name: 'foreign', uid: 'f' } });
  const target = targetOf(fakeContext(send));
  await expect(target.delete({ name: 'foreign' })).rejects.toThrow(/must not delete/);
  await expect(target.patch({ name: 'foreign' }, {})).rejects.toThrow(/must not patch/);
  await expect(target.replace({ name: 'foreign' }, {})).rejects.toThrow(/must not replace/);
  await expect(target.send('DELETE', `${COLLECTION}/`)).rejects.toThrow(/did not make/);
  await expect(target.send('DELETE', '/api/v1/namespaces/ns')).rejects.toThrow(/must not send/);
  await expect(target.deleteCollection({ query: { labelSelector: 'a=b' } })).rejects.toThrow(
    /holds 1 tfjobs that this run did not make/,
  );
  expect(requests.filter((request) => request.method !== 'GET')).toEqual([]);
  objects.clear();
  await target.deleteCollection({ query: { labelSelector: 'a=b' } });
  const { path } = requests.at(-1)!;
  expect(decodeURIComponent(path)).toContain(
    'labelSelector=a=b,conformance.cci-job/run=rtest,conformance.cci-job/trial=t1',
  );
});

test('cleanup removes by label, by uid and by name, frees from finalizers, and leaves the rest alone', async () => {
  const { send, objects, requests } = fakeTarget();
  const context = fakeContext(send);
  const target = targetOf(context);
  const { journal } = context;
  await target.create(manifest('labelled', journal));
  await target.create({ metadata: { name: 'known-by-uid' } });
  await target.create(manifest('held', journal, { finalizers: ['a/b'] }));
  journal.intend({ kind: 'TFJob', namespace: 'ns', name: 'tried-but-foreign' });
  for (const name of ['tried-but-foreign', 'foreign'])
    objects.set(`${COLLECTION}/${name}`, { metadata: { name, uid: name, labels: { [RUN_LABEL]: 'another' } } });
  expect(await clean(context)).toEqual([]);
  expect([...objects.keys()]).toEqual([`${COLLECTION}/tried-but-foreign`, `${COLLECTION}/foreign`]);
  expect(requests.filter((r) => r.method !== 'GET' && /foreign/.test(r.path))).toEqual([]);
});

test('cleanup spares a successor under the same name, and finds what a list hides', async () => {
  const { send, objects } = fakeTarget((request) =>
    request.path.includes('?limit') ? reply(200, { items: [] }) : undefined,
  );
  const context = fakeContext(send);
  const target = targetOf(context);
  await target.create(manifest('hidden', context.journal));
  await target.create({ metadata: { name: 'replaced' } });
  objects.set(`${COLLECTION}/replaced`, { metadata: { name: 'replaced', uid: 'successor' } });
  expect(await clean(context)).toEqual([]);
  expect([...objects.keys()]).toEqual([`${COLLECTION}/replaced`]);
});

test('cleanup says what is left: what cannot be deleted, listed, or takes too long', async () => {
  const { send } = fakeTarget((request) =>
    request.method === 'DELETE' ? reply(403, {}) : request.path.includes('mxjobs?') ? reply(403, {}) : undefined,
  );
  const context = fakeContext(send);
  await targetOf(context).create(manifest('lasting', context.journal));
  const left = await cleanup({
    client: createClient(context),
    clock: context.clock,
    kinds: context.kinds.slice(0, 2),
    namespaces: ['ns'],
    lines: context.journal.lines,
    settle: 2000,
  });
  expect(left.toSorted()).toEqual([
    expect.stringMatching(/^mxjobs in ns cannot be listed: answered 403/),
    'tfjobs ns/lasting is still there after 2 s',
  ]);
});

test('a target that takes no preconditions is asked without, after its uid was seen', async () => {
  const { send, objects } = fakeTarget((request) =>
    request.method === 'DELETE' && request.body ? reply(400, {}) : undefined,
  );
  const context = fakeContext(send);
  await targetOf(context).create(manifest('plain', context.journal));
  expect(await clean(context)).toEqual([]);
  expect(objects.size).toBe(0);
});
