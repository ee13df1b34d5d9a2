import { describe, expect, test } from 'vitest';
import type { Json } from '../../contract/json.ts';
import type { Verb } from '../../contract/types.ts';
import { memoryJournal, RUN_LABEL, type ObjectAddress } from './journal.ts';
import { isOurs, madeBy, maybeMade, metadataOf, textOf } from './ownership.ts';
import { TFJOB } from '../testing/fake.ts';
import type { Answer, Body } from '../model/target.ts';

const AT = { kind: 'TFJob', namespace: 'ns' };
const journal = () => {
  const one = memoryJournal({ target: 'memory', runId: 'rtest' });
  one.made({ ...AT, name: 'one', uid: 'u1' });
  return one;
};

test.each<[unknown, object]>([
  [{ metadata: { name: 'a' } }, { name: 'a' }],
  [{ metadata: [] }, {}],
  [{ metadata: null }, {}],
  [{}, {}],
  [null, {}],
  [undefined, {}],
  ['text', {}],
])('metadata is an object, whatever holds it: %j', (object, metadata) => expect(metadataOf(object)).toEqual(metadata));

test.each<[string, object, boolean]>([
  ["has the run's label", { labels: { [RUN_LABEL]: 'rtest' } }, true],
  ["has another run's label", { labels: { [RUN_LABEL]: 'another' } }, false],
  ['has a uid of the run', { uid: 'u1', labels: null }, true],
  ["has another's uid", { uid: 'u2' }, false],
  ['has neither', {}, false],
])("an object is this run's if it says so by label or uid: one that %s", (_, metadata, ours) =>
  expect(isOurs({ metadata }, journal())).toBe(ours),
);

test("a uid that is no text is nobody's", () => {
  expect(isOurs({ metadata: { uid: 1 } }, { runId: 'rtest', owns: () => true })).toBe(false);
});

test.each<[Body, string]>([
  [{ raw: '{"cut":' }, '{"cut":'],
  [{ raw: 'x', more: 1 }, '{"raw":"x","more":1}'],
  [{ raw: 1 }, '{"raw":1}'],
  [null, 'null'],
  [['raw'], '["raw"]'],
])('a body is sent as JSON, or raw where that is all it says: %j', (body, text) => expect(textOf(body)).toBe(text));

describe('what a request may make', () => {
  const place = (verb: Verb, name: string | undefined, body: string): ObjectAddress | undefined =>
    maybeMade({ verb, kind: TFJOB, namespace: 'ns', name }, body);
  test.each<[string, ObjectAddress]>([
    ['{"metadata":{"name":"a","generateName":"b-"}}', { ...AT, name: 'a', generateName: 'b-' }],
    ['{"metadata":{"name":"","generateName":""}}', AT],
    ['{"metadata":{"name":1,"generateName":[]}}', AT],
    ['{"name":"not of the object"}', AT],
    ['{"metadata":{"generateName" : "b-","name"\n:\t"a",', { ...AT, name: 'a', generateName: 'b-' }],
    ['{"metadata":{"name":"","generateName":"b\\', AT],
    ['', AT],
  ])('has the name that the body of a create gives it, also a broken one: %j', (body, made) =>
    expect(place('create', undefined, body)).toEqual(made),
  );
  test.each<[Verb, string | undefined, ObjectAddress | undefined]>([
    ['replace', 'a', { ...AT, name: 'a' }],
    ['patch', 'a', { ...AT, name: 'a' }],
    ['replace', undefined, undefined],
    ['patch', undefined, undefined],
    ['delete', 'a', undefined],
    ['read', 'a', undefined],
  ])('has the name that it is addressed by: %s %s', (verb, name, made) =>
    expect(place(verb, name, '{"metadata":{"name":"b"}}')).toEqual(made),
  );
});

describe('an answer is believed to have made an object', () => {
  const answer = (status: number, json: Json): Answer => ({
    exchange: 1,
    verb: undefined,
    method: 'POST',
    path: '/',
    status,
    headers: new Map(),
    text: '',
    json,
  });
  const made = (verb: Verb, status: number, asked: Partial<ObjectAddress>, metadata: { [key: string]: Json }) =>
    madeBy({ ...AT, ...asked }, verb, answer(status, { metadata }), journal());
  test.each<[string, Verb, number, Partial<ObjectAddress>, { [key: string]: Json }, boolean]>([
    ['of a create that succeeds', 'create', 200, { name: 'a' }, { name: 'a', uid: 'u' }, true],
    ['accepted for later', 'create', 299, { name: 'a' }, { name: 'a', uid: 'u' }, true],
    ['not if it points elsewhere', 'create', 300, { name: 'a' }, { name: 'a', uid: 'u' }, false],
    ['of a replace that says so', 'replace', 201, { name: 'a' }, { name: 'a', uid: 'u' }, true],
    ['not of one that changed it', 'replace', 200, { name: 'a' }, { name: 'a', uid: 'u' }, false],
    ['not of one accepted', 'patch', 202, { name: 'a' }, { name: 'a', uid: 'u' }, false],
    ['not without a name', 'create', 201, {}, { uid: 'u', labels: { [RUN_LABEL]: 'rtest' } }, false],
    ['not without a uid', 'create', 201, { name: 'a' }, { name: 'a' }, false],
    ['not with an empty uid', 'create', 201, { name: 'a' }, { name: 'a', uid: '' }, false],
    ['not under another name', 'create', 201, { name: 'a', generateName: 'b' }, { name: 'b', uid: 'u' }, false],
    [
      'under another name with the label',
      'create',
      201,
      { name: 'a' },
      { name: 'b', uid: 'u', labels: { [RUN_LABEL]: 'rtest' } },
      true,
    ],
    ['under a name that begins as asked', 'create', 201, { generateName: 'b-' }, { name: 'b-x', uid: 'u' }, true],
    ['not under one that ends so', 'create', 201, { generateName: 'b-' }, { name: 'xb-', uid: 'u' }, false],
    ['not where no name was asked for', 'create', 201, {}, { name: 'undefined', uid: 'u' }, false],
  ])('%s', (_, verb, status, asked, metadata, believed) => {
    expect(made(verb, status, asked, metadata)).toEqual(
      believed ? { ...AT, name: metadata['name'], uid: 'u' } : undefined,
    );
  });
});
