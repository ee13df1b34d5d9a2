import { expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import type { Command } from '../../generators/arbitraries/histories.ts';
import { Vocabulary, disagreement, eventsOf, patched, selectorOf, selects, describeCommand } from './model.ts';
import type { Stored } from './model.ts';

const [kind, other] = KINDS;
const slot = { kind: 0, namespace: 0, name: 0 };
const object = (labels: Record<string, string>, more: Partial<Stored> = {}): Stored => ({
  uid: 'u1',
  labels,
  annotations: {},
  spec: {},
  before: undefined,
  version: '1',
  generation: 1,
  ...more,
});
const shown = (model: Stored, metadata: object = {}, spec: object = {}) => ({
  metadata: { uid: model.uid ?? '', labels: model.labels, annotations: model.annotations, ...metadata },
  spec: { ...model.spec, ...spec },
});

test('a patch of the mutable parts follows RFC 7396', () => {
  const before = object({ a: '1', b: '2' }, { spec: { cleanPodPolicy: 'All' } });
  const after = patched(before, {
    metadata: { labels: { a: null, c: '3' }, annotations: { n: 'x' } },
    spec: { cleanPodPolicy: null, activeDeadlineSeconds: 60 },
  });
  expect(after).toEqual({
    ...before,
    labels: { b: '2', c: '3' },
    annotations: { n: 'x' },
    spec: { activeDeadlineSeconds: 60 },
  });
  expect(patched(before, { metadata: { labels: null } }).labels).toEqual({});
});

test('selections are conjunctions, and the empty one selects everything', () => {
  expect(selects({}, object({}))).toBe(true);
  expect(selects({ a: '' }, object({ a: '' }))).toBe(true);
  expect(selects({ a: '' }, object({}))).toBe(false);
  expect(selects({ a: '1', b: '2' }, object({ a: '1' }))).toBe(false);
  expect(selects({}, undefined)).toBe(false);
  expect(selectorOf({})).toBeUndefined();
  expect(selectorOf({ a: '', b: '2' })).toBe('a=,b=2');
});

test('a difference is told by its place; what the server may add is none', () => {
  const words = new Vocabulary();
  words.learn({ 'example.com/note': 'x' });
  const model = object({ a: '1' }, { spec: { activeDeadlineSeconds: 60 } });
  const at = (metadata: object, spec: object = {}) =>
    disagreement(kind!, shown(model, metadata, spec), model, words)?.path;
  expect(at({})).toBeUndefined();
  expect(
    at({ annotations: { 'server.example/seen': 'true' } }, { cleanPodPolicy: 'Running', backoffLimit: 6 }),
  ).toBeUndefined();
  expect(at({ uid: 'u2' })).toBe('/metadata/uid');
  expect(at({ labels: {} })).toBe('/metadata/labels/a');
  expect(at({ labels: { a: '1', b: '2' } })).toBe('/metadata/labels/b');
  expect(at({ annotations: { 'example.com/note': 'x' } })).toBe('/metadata/annotations/example.com~1note');
  expect(at({}, { activeDeadlineSeconds: 61 })).toBe('/spec/activeDeadlineSeconds');
  expect(at({}, { cleanPodPolicy: 'All' })).toBe('/spec/cleanPodPolicy');
});

test('a watch of a selection sees objects enter, change within it, and leave', () => {
  const states = [
    object({}),
    object({ a: '1' }),
    object({ a: '1', b: '2' }),
    object({ a: '1', b: '2' }),
    object({ b: '2' }),
  ];
  const happened = [undefined, ...states].map((before, i) => ({ slot, before, after: states[i] }));
  const types = (select: Record<string, string>): (string | undefined)[] =>
    (eventsOf(happened, slot, select).get('0/0/0') ?? []).map(({ type }) => type);
  expect(types({})).toEqual(['ADDED', 'MODIFIED', 'MODIFIED', 'MODIFIED', 'DELETED']);
  expect(types({ a: '1' })).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
  expect(types({ a: '2' })).toEqual([]);
  expect(eventsOf(happened, { kind: 0, namespace: 1 }, {}).size).toBe(0);
});

test('commands are told in words', () => {
  const content = { labels: { app: 'a' }, annotations: {}, spec: {} };
  const commands: Command[] = [
    { op: 'create', at: slot, content },
    { op: 'read', at: { ...slot, name: 1 } },
    { op: 'replace', at: slot, content, version: 'stale' },
    { op: 'patch', at: { ...slot, kind: 1 }, patch: { spec: {} }, version: 'current' },
    { op: 'delete', at: slot, uid: 'other' },
    { op: 'list', in: slot, select: { app: 'a' }, limit: 2 },
    { op: 'deletecollection', in: slot, select: {} },
    { op: 'watch', in: { kind: 0, namespace: 1 }, select: {} },
  ];
  expect(commands.map((command) => describeCommand(command, [kind!, other!], ['one', 'two']))).toEqual([
    'create tfjobs/a in one {"labels":{"app":"a"},"annotations":{}}',
    'read tfjobs/b in one',
    'replace tfjobs/a in one by {"labels":{"app":"a"},"annotations":{}}, with the version before the last write',
    'patch mxjobs/a in one by {"spec":{}}, with the current version',
    'delete tfjobs/a in one, if its uid is another',
    'list tfjobs in one with app=a, 2 at a time',
    'delete all tfjobs in one',
    'watch tfjobs in two from here on',
  ]);
});
