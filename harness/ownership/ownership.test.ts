import { describe, expect, test } from 'vitest';
import type { Json } from '../../contract/json.ts';
import type { Verb } from '../../contract/types.ts';
import { RUN_LABEL, type JournalLine, type ObjectAddress } from './journal.ts';
import { madeBy, maybeMade, metadataOf, provenBy, textOf, type Proof } from './ownership.ts';
import { TFJOB } from '../testing/fake.ts';
import type { Answer, Body } from '../model/target.ts';

const AT = { kind: 'TFJob', namespace: 'ns' };

test.each<[unknown, object]>([
  [{ metadata: { name: 'a' } }, { name: 'a' }],
  [{ metadata: [] }, {}],
  [{ metadata: null }, {}],
  [{}, {}],
  [null, {}],
  [undefined, {}],
  ['text', {}],
])('metadata is an object, whatever holds it: %j', (object, metadata) => expect(metadataOf(object)).toEqual(metadata));

describe('whose an object is', () => {
  const RUN = 'rabcdefghi';
  const OURS = { [RUN_LABEL]: RUN };
  const line = (over: Partial<JournalLine>): JournalLine => ({ time: '', run: RUN, target: 'x', ...AT, ...over });
  const LINES = [
    line({ name: 'one' }),
    line({ name: 'one', uid: 'u1', made: true }),
    line({ name: 'bare' }),
    line({ name: 'bare', made: true }),
    line({ name: 'tried' }),
    line({ name: `${RUN}-late` }),
    line({ generateName: `${RUN}-gen-` }),
    line({ generateName: 'gen-' }),
    line({ run: 'rother', name: 'others', uid: 'u9', made: true }),
    line({ namespace: 'two', name: 'elsewhere', uid: 'u2', made: true }),
    line({ kind: 'MXJob', name: 'elsewhere', uid: 'u2', made: true }),
  ];
  test.each<[string, { [key: string]: Json }, Proof]>([
    ['name and label', { name: 'one', uid: 'another', labels: OURS }, 'ours'],
    ['name and uid', { name: 'one', uid: 'u1' }, 'ours'],
    ['a name with the id of the run, of a request that was not answered', { name: `${RUN}-late`, uid: 'u' }, 'ours'],
    ['a generated name that was cut', { name: `${RUN}-ge-x`, uid: 'u' }, 'ours'],
    ['a generated name', { name: `${RUN}-gen-x`, uid: 'u' }, 'ours'],
    ['no uid, and made', { name: 'bare' }, 'ours'],
    ['an empty uid, and made', { name: 'bare', uid: '' }, 'ours'],
    ["the name, but a successor's uid", { name: 'one', uid: 'u7' }, undefined],
    ["the name, but another name's uid", { name: 'tried', uid: 'u1' }, undefined],
    ['a name that was only tried, and no uid', { name: 'tried' }, undefined],
    [
      "a name that was only tried, and another run's label",
      { name: 'tried', labels: { [RUN_LABEL]: 'rother' } },
      undefined,
    ],
    ['a uid alone', { name: 'foreign', uid: 'u1' }, undefined],
    ['a label alone', { name: 'foreign', uid: 'f', labels: OURS }, 'stray'],
    ['the id of the run in a name that was not asked for', { name: `x-${RUN}`, uid: 'f' }, 'stray'],
    ['the name in another namespace or kind', { name: 'elsewhere', uid: 'u2' }, undefined],
    ['a beginning that anybody may have', { name: 'gen-x', uid: 'f' }, undefined],
    ['no name', { uid: 'u1', labels: OURS }, undefined],
    ['a name that is no text', { name: 1, labels: OURS }, undefined],
  ])('%s', (_, metadata, proof) => expect(provenBy(LINES)({ metadata }, AT)).toBe(proof));
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
    ['{"metadata":{"name":1,"generateName":[]}}', { ...AT, name: '1' }],
    ['{"metadata":{"name":true}}', { ...AT, name: 'true' }],
    ['{"metadata":{"name":["a"]}}', AT],
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
    madeBy({ ...AT, ...asked }, verb, answer(status, { metadata }), 'rtest');
  test.each<[string, Verb, number, Partial<ObjectAddress>, { [key: string]: Json }, boolean]>([
    ['of a create that succeeds', 'create', 200, { name: 'a' }, { name: 'a', uid: 'u' }, true],
    ['accepted for later', 'create', 299, { name: 'a' }, { name: 'a', uid: 'u' }, true],
    ['not if it points elsewhere', 'create', 300, { name: 'a' }, { name: 'a', uid: 'u' }, false],
    ['of a replace that says so', 'replace', 201, { name: 'a' }, { name: 'a', uid: 'u' }, true],
    ['not of one that changed it', 'replace', 200, { name: 'a' }, { name: 'a', uid: 'u' }, false],
    ['not of one accepted', 'patch', 202, { name: 'a' }, { name: 'a', uid: 'u' }, false],
    ['not without a name', 'create', 201, {}, { uid: 'u', labels: { [RUN_LABEL]: 'rtest' } }, false],
    ['without a uid', 'create', 201, { name: 'a' }, { name: 'a' }, true],
    ['with an empty uid', 'create', 201, { name: 'a' }, { name: 'a', uid: '' }, true],
    ['with a uid that is no text', 'create', 201, { name: 'a' }, { name: 'a', uid: 1 }, true],
    ['not under another name', 'create', 201, { name: 'a', generateName: 'b' }, { name: 'b', uid: 'u' }, false],
    [
      'not under another name, whatever label it has',
      'create',
      201,
      { name: 'a' },
      { name: 'b', uid: 'u', labels: { [RUN_LABEL]: 'rtest' } },
      false,
    ],
    ['under a name that begins as asked', 'create', 201, { generateName: 'b-' }, { name: 'b-x', uid: 'u' }, true],
    [
      'under one that was cut',
      'create',
      201,
      { generateName: 'a-rtest-long-' },
      { name: 'a-rtest-lo-x', uid: 'u' },
      true,
    ],
    ['not under one that ends so', 'create', 201, { generateName: 'b-' }, { name: 'xb-', uid: 'u' }, false],
    ['not where no name was asked for', 'create', 201, {}, { name: 'undefined', uid: 'u' }, false],
  ])('%s', (_, verb, status, asked, metadata, believed) => {
    expect(made(verb, status, asked, metadata)).toEqual(
      believed ? { ...AT, ...asked, name: metadata['name'], ...(metadata['uid'] === 'u' && { uid: 'u' }) } : undefined,
    );
  });
});
