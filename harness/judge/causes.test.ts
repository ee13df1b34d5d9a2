import { expect, test } from 'vitest';
import type { Verb } from '../../contract/types.ts';
import type { Exchange } from '../model/exchange.ts';
import { foundation, neverShown, refusedForWantOfRoom, shapeMissing, successMissing } from './causes.ts';

const exchanges = (...answers: [verb: Verb, status: number, body?: string][]): Exchange[] =>
  answers.map(([verb, status, responseBody = '{"kind":"TFJob"}'], i) => ({
    seq: i + 1,
    at: 0,
    ms: 0,
    as: 'full',
    verb,
    method: 'GET',
    path: '/',
    requestHeaders: [],
    status,
    responseHeaders: [],
    responseBody,
  }));

test('a finding about an operation that was never seen to work rests on its success', () => {
  const refused = exchanges(['create', 201], ['patch', 405], ['read', 200]);
  expect(successMissing(refused, { exchange: 2 })).toBe('patch.success');
  expect(successMissing(refused, { exchange: 3 })).toBeUndefined();
  expect(successMissing(refused, {})).toBeUndefined();
  expect(successMissing(exchanges(['patch', 200], ['patch', 409]), { exchange: 2 })).toBeUndefined();
});

test.each<[status: number, body: string]>([
  [203, '{"kind":"TFJob"}'],
  [200, ''],
  [200, '{}'],
  [200, '[]'],
])('%i with the body %j is no success of a patch', (status, body) => {
  expect(successMissing(exchanges(['patch', status, body]), { exchange: 1 })).toBe('patch.success');
});

test('a stream needs no object to be open', () => {
  expect(successMissing(exchanges(['watch', 200, '']), { exchange: 1 })).toBeUndefined();
});

test('what could not be judged rests on the last operation that was never seen to work', () => {
  expect(successMissing(exchanges(['create', 201], ['replace', 501], ['patch', 405], ['read', 200]))).toBe(
    'patch.success',
  );
  expect(successMissing(exchanges(['create', 201]))).toBeUndefined();
});

const found = (path: string, received = 'nothing') => ({ message: '', expected: '', received, path, exchange: 1 });
const LIST = '{"kind":"TFJobList","items":[],"metadata":{"resourceVersion":"1"}}';

test.each<[what: string, answer: [verb: Verb, status: number, body: string], path: string, rests: string | undefined]>([
  ['a refusal without a kind', ['read', 404, '{"status":"Failure"}'], '/kind', 'errors.status.body'],
  ['a refusal in plain text', ['read', 404, 'no'], '', 'errors.status.body'],
  ['another member of it', ['read', 404, '{"status":"Failure"}'], '/reason', 'read.success'],
  ['a success without a body', ['read', 200, ''], '/metadata/name', 'answers.json'],
  ['its code', ['read', 200, ''], 'status', 'read.success'],
  ['a list without items', ['list', 200, LIST.replace('"items":[],', '')], '/items/0', 'list.shape'],
  ['a list without a version', ['list', 200, LIST.replace('"resourceVersion":"1"', '')], '/metadata', 'list.shape'],
  ['the list of a deletion', ['deletecollection', 200, '{"items":[]}'], '/metadata', 'list.shape'],
  ['a whole list', ['list', 200, LIST], '/items', undefined],
  ['an object without a namespace', ['read', 200, '{"kind":"TFJob"}'], '/metadata/namespace', 'create.namespace'],
  ['an item without a uid', ['list', 200, LIST], '/items/3/metadata/uid', 'metadata.uid.set'],
  ['a Status without a status', ['delete', 200, '{"kind":"Status","code":200}'], '/status', 'errors.status.body'],
  [
    'a refusal without a status',
    ['read', 403, '{"kind":"Status","apiVersion":"v1","code":403}'],
    '/status',
    'errors.status.body',
  ],
  ['an object without a status', ['delete', 200, '{"kind":"TFJob"}'], '/status', undefined],
  ['an object without a kind', ['create', 201, '{"spec":{}}'], '/kind', 'create.schema'],
])('a finding rests on the shape that the answer lacks: %s', (_, answer, path, rests) => {
  expect(foundation(exchanges(answer), found(path))).toBe(rests);
});

test('a member that is there and wrong is no missing one', () => {
  const [object] = exchanges(['read', 200, '{"kind":"TFJob"}']);
  expect(object && shapeMissing(object, found('/metadata/namespace', '"other"'))).toBeUndefined();
});

test('what could not be judged rests on the shape of the last answer', () => {
  const list: [Verb, number, string] = ['list', 200, '{"items":[]}'];
  expect(foundation(exchanges(['create', 201], list))).toBe('list.shape');
  expect(foundation(exchanges(list, ['create', 201]))).toBeUndefined();
  expect(foundation(exchanges(['create', 201], ['patch', 405, 'no']))).toBe('patch.success');
});

test('a member that no answer shows is missed by those alone who demand it', () => {
  const missing = found('/items/0/metadata/uid');
  const shown = exchanges(['create', 201], ['list', 200, '{"items":[{"metadata":{"uid":""}}]}']);
  const statement = 'metadata.uid.set';
  expect(neverShown({ tests: ['list.complete'] }, shown, missing)).toEqual({ member: 'uid', statement });
  expect(neverShown({ tests: [statement] }, shown, missing)).toBeUndefined();
  expect(neverShown({ tests: ['create.example-answer'] }, shown, missing)).toBeUndefined();
  expect(neverShown({ tests: [] }, shown, found('/metadata/uid', '"other"'))).toBeUndefined();
  expect(neverShown({ tests: [] }, shown, found('/metadata/labels'))).toBeUndefined();
  const elsewhere = [...shown, ...exchanges(['read', 200, '{"metadata":{"uid":"u"}}'])];
  expect(neverShown({ tests: [] }, elsewhere, missing)).toBeUndefined();
});

test('a finding rests on an operation before it that succeeded without showing anything', () => {
  const hollow = exchanges(['read', 200], ['replace', 200, '{}']);
  expect(foundation(hollow, found('/metadata/labels/a'))).toBe('replace.success');
  expect(foundation([...hollow, ...exchanges(['replace', 200])], found('/metadata/labels/a'))).toBeUndefined();
});

test('a read that is refused with another code than 404 may be of an object that is gone', () => {
  const gone = exchanges(['read', 200], ['delete', 200], ['read', 403, '{"kind":"Status","apiVersion":"v1"}']);
  expect(foundation(gone, { ...found('status'), exchange: 3 })).toBe('read.code.404');
  expect(foundation(gone, { ...found('/reason'), exchange: 3 })).toBeUndefined();
});

test('an object that was read, and is not found though nobody deleted it here, was taken by deletions of others', () => {
  const statement = 'deletecollection.query.labelSelector';
  const missing: [Verb, number, string] = ['patch', 404, '{"kind":"Status","apiVersion":"v1"}'];
  const taken = exchanges(['create', 201], ['read', 200], ['patch', 200], missing);
  expect(foundation(taken, { ...found('status'), exchange: 4 })).toBe(statement);
  const [made, ...later] = exchanges(['create', 201, '{"metadata":{"name":"one"}}'], ['patch', 200], missing);
  const at = (path: string) => [{ ...made!, path }, ...later.map((one) => ({ ...one, path: '/jobs/one' }))];
  expect(foundation(at('/jobs'), { ...found('status'), exchange: 3 })).toBe(statement);
  expect(foundation(at('/others'), { ...found('status'), exchange: 3 })).toBeUndefined();
  const deleted = exchanges(['read', 200], ['patch', 200], ['delete', 200], missing);
  const [first, second, third, last] = deleted;
  if (!first || !second || !third || !last) throw new Error('four exchanges');
  expect(foundation([first, second, { ...third, method: 'DELETE' }, last], { ...found('status'), exchange: 4 })).toBe(
    undefined,
  );
});

test('a create that is refused for want of room is no evidence', () => {
  const [full, other] = exchanges(['create', 403, '{"message":"exceeded quota: jobs"}'], ['create', 403, '{}']);
  if (!full || !other) throw new Error('two exchanges');
  expect(refusedForWantOfRoom([{ ...other, method: 'POST' }])).toBeUndefined();
  expect(refusedForWantOfRoom([other, { ...full, method: 'POST' }])?.seq).toBe(1);
});

test('a member that is missed without one answer to point at is missed in the last', () => {
  const all = exchanges(['create', 201], ['read', 200, '{"spec":{}}']);
  const { exchange: _, ...missed } = found('/kind');
  expect(foundation(all, missed)).toBe('read.schema');
  expect(foundation(all, { ...missed, path: '/spec' })).toBeUndefined();
});

test('another uid than before is one that was not kept', () => {
  const written = exchanges(['replace', 200]);
  const other = { ...found('/metadata/uid', '"b"'), expected: '"a"' };
  expect(foundation(written, other)).toBe('metadata.uid.kept');
  expect(foundation(written, { ...other, expected: 'a text' })).toBeUndefined();
  expect(foundation(written, { ...other, path: '/metadata/name' })).toBeUndefined();
});

test('what a finding comes after a null that removed nothing rests on it; a null of what the server sets is no such one', () => {
  const removing = (requestBody: string, responseBody: string, status = 200): Exchange[] => {
    const [made, patched, seen] = exchanges(['create', 201], ['patch', status, responseBody], ['read', 200]);
    if (!made || !patched || !seen) throw new Error('three exchanges');
    return [made, { ...patched, requestBody }, seen];
  };
  const HELD = '{"metadata":{"finalizers":["a/b"],"labels":{"a":"1"},"uid":"u"},"spec":{"ttl":1}}';
  const gone = { ...found('status', '200 OK'), exchange: 3 };
  const statement = 'merge-patch.null';
  expect(foundation(removing('{"metadata":{"finalizers":null}}', HELD), gone)).toBe(statement);
  expect(foundation(removing('{"metadata":{"labels":{"a":null}}}', HELD), gone)).toBe(statement);
  expect(foundation(removing('{"spec":{"ttl":null}}', HELD), gone)).toBe(statement);
  const [watch, ...later] = removing('{"metadata":{"finalizers":null}}', HELD);
  if (!watch) throw new Error('three exchanges');
  expect(foundation([{ ...watch, verb: 'watch', status: 200 }, ...later], { ...gone, exchange: 1 })).toBe(statement);
  // Seen before it, refused, done as it should be, or of what no patch removes.
  expect(foundation(removing('{"metadata":{"finalizers":null}}', HELD), { ...gone, exchange: 1 })).toBeUndefined();
  expect(foundation(removing('{"metadata":{"finalizers":null}}', HELD, 409), gone)).toBeUndefined();
  expect(foundation(removing('{"metadata":{"labels":{"b":null},"annotations":null}}', HELD), gone)).toBeUndefined();
  expect(foundation(removing('{"metadata":{"uid":null}}', HELD), gone)).toBeUndefined();
});

test('what was made otherwise than it was sent shows in whatever is compared with it', () => {
  const made = (sent: string, shown: string): Exchange[] =>
    exchanges(['create', 201, `{"spec":{"image":"${shown}"}}`], ['read', 200]).map((one, i) =>
      i === 0 ? { ...one, requestBody: `{"spec":{"image":"${sent}"}}` } : one,
    );
  const finding = { ...found('/spec/image', '"b"'), exchange: 2 };
  expect(foundation(made('a', 'b'), finding)).toBe('create.stores');
  expect(foundation(made('b', 'b'), finding)).toBeUndefined();
  expect(foundation(made('a', 'b'), { ...finding, path: '/spec/other' })).toBeUndefined();
});
