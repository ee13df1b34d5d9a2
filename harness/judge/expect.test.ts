import { expect, test } from 'vitest';
import { EMPTY_DELETION, withAnswer } from '../../contract/operations.fixture.ts';
import { successCodes } from '../../contract/operations.ts';
import type { Verb } from '../../contract/types.ts';
import { createExpect } from './expect.ts';
import { answer, outcome } from './expect.fixture.ts';
import { ABSENT, type Expect } from '../model/trial.ts';
import { type Answer, type Target } from '../model/target.ts';
import { type Finding } from '../model/finding.ts';

const X = { name: 'x' };
const THERE = { metadata: { name: 'x' } };

const holds = async (demand: (expect: Expect) => unknown, ...reads: Answer[]): Promise<boolean> =>
  (await outcome(demand, ...reads)) === undefined;

test.each([
  [199, 'fails', 'fails'],
  [200, 'holds', 'fails'],
  [299, 'holds', 'fails'],
  [300, 'fails', 'fails'],
  [399, 'fails', 'fails'],
  [400, 'fails', 'holds'],
  [499, 'fails', 'holds'],
  [500, 'fails', 'fails'],
])('with %i, accepted %s and refused %s', async (status, accepted, refused) => {
  expect(await holds((e) => e.accepted(answer({ status })))).toBe(accepted === 'holds');
  expect(await holds((e) => e.refused(answer({ status })))).toBe(refused === 'holds');
});

test('codes of its own replace the range of a refusal', async () => {
  expect(await holds((e) => e.refused(answer({ status: 500 }), [400, 500]))).toBe(true);
  expect(await outcome((e) => e.refused(answer({ status: 404 }), [400, 409]))).toMatchObject({
    expected: '400 or 409',
  });
});

test.each<[Verb, number, string | undefined]>([
  ['create', 201, undefined],
  ['create', 202, undefined],
  ['create', 203, '200 or 201 or 202'],
  ['create', 409, '200 or 201 or 202'],
  ['read', 200, undefined],
  ['read', 201, '200'],
  ['replace', 201, undefined],
  ['replace', 202, '200 or 201'],
  ['patch', 201, '200'],
  ['delete', 202, undefined],
  ['deletecollection', 202, '200'],
])('a %s answered with %i is a documented success, or the codes that are: %s', async (verb, status, expected) => {
  const found = await outcome((e) => e.documented(answer({ verb, status })));
  expect(found).toEqual(expected === undefined ? undefined : expect.objectContaining({ expected, path: 'status' }));
});

test('no code is documented of what is no documented operation', async () => {
  await expect(outcome((e) => e.documented(answer({ verb: undefined })))).rejects.toThrow(
    'GET /jobs/x is no documented operation',
  );
});

test('a body is demanded with each code but one that comes without', async () => {
  const empty = answer({ verb: 'delete', status: EMPTY_DELETION.code, json: undefined });
  const whole = answer({ verb: 'delete', json: { a: 1 } });
  await withAnswer('delete', EMPTY_DELETION, async () => {
    expect(await outcome((e) => e.documented(answer({ verb: 'delete', status: 203 })))).toMatchObject({
      expected: successCodes('delete').join(' or '),
    });
    expect(await outcome((e) => expect(e.documented(empty)).toEqual({}))).toBeUndefined();
    expect(await outcome((e) => expect(e.accepted(empty)).toEqual({}))).toBeUndefined();
    expect(await outcome((e) => expect(e.documented(whole)).toEqual({ a: 1 }))).toBeUndefined();
    expect(await holds((e) => e.documented({ ...empty, status: 200 }))).toBe(false);
    expect(await holds((e) => e.documented({ ...empty, verb: 'read' }))).toBe(false);
    expect(await holds((e) => e.accepted({ ...empty, verb: 'read' }))).toBe(false);
    expect(await holds((e) => e.accepted({ ...empty, verb: undefined }))).toBe(false);
  });
  expect(await holds((e) => e.accepted(empty))).toBe(false);
});

test('what is accepted is answered as an object, a stream as an empty one', () => {
  const { accepted } = createExpect({ target: {} as Target, eventually: async () => undefined });
  expect(accepted(answer({ json: { a: 1 } }))).toEqual({ a: 1 });
  expect(accepted(answer({ streaming: true, json: { half: 1 } }))).toEqual({});
});

const REASONS = { reason: 'Forbidden', message: 'exceeded quota: pods' };
const refusal = (method: string, status: number): Answer =>
  answer({ method, status, json: REASONS, text: JSON.stringify(REASONS) });
test.each([
  [
    'POST',
    403,
    'the target refused for reasons of its own: POST /jobs/x was answered 403 (Forbidden: exceeded quota: pods) in exchange 7',
  ],
  [
    'POST',
    429,
    'the target refused for reasons of its own: POST /jobs/x was answered 429 (Forbidden: exceeded quota: pods) in exchange 7',
  ],
  [
    'POST',
    400,
    {
      message: 'POST /jobs/x was refused with 400 but should have succeeded',
      expected: 'a status of the 200s',
      received: '400 ("Forbidden: exceeded quota: pods")',
      path: 'status',
      exchange: 7,
    },
  ],
  [
    'PATCH',
    403,
    {
      message: 'PATCH /jobs/x was refused with 403 but should have succeeded',
      expected: 'a status of the 200s',
      received: '403 ("Forbidden: exceeded quota: pods")',
      path: 'status',
      exchange: 7,
    },
  ],
])('a %s that quota answers with %i', async (method, status, told) => {
  expect(await outcome((e) => e.accepted(refusal(method, status)))).toEqual(told);
});

test.each<[Answer['json'], string]>([
  [{ reason: 'NotFound', message: 'no such job' }, '404 ("NotFound: no such job")'],
  [{ reason: 'NotFound' }, '404 ("NotFound")'],
  [{ reason: '', message: 'no such job' }, '404 ("no such job")'],
  [{ reason: 5, message: {} }, '404'],
  ['gone', '404'],
  [undefined, '404'],
])('a refusal with %j is told as %s', async (json, received) => {
  expect(await outcome((e) => e.accepted(answer({ status: 404, json })))).toMatchObject({ received });
});

const other = { metadata: { uid: 'u', labels: { a: '1' } }, spec: { n: 1 } };
test.each<[string, (e: Expect) => unknown, Answer[], Omit<Finding, 'exchange'>]>([
  [
    'no object in a success',
    (e) => e.accepted(answer({ text: 'OK', json: undefined })),
    [],
    {
      message: 'GET /jobs/x succeeded with a body that is no JSON object',
      expected: 'a JSON object',
      received: '"OK"',
      path: '',
    },
  ],
  [
    'no refusal',
    (e) => e.refused(answer()),
    [],
    {
      message: 'GET /jobs/x succeeded with 200 but should have been refused',
      expected: 'a status of the 400s',
      received: '200',
      path: 'status',
    },
  ],
  [
    'another answer',
    (e) => e.match({ a: 1 }, { a: 2 }, answer()),
    [],
    {
      message: 'The answer to GET /jobs/x is not as expected at /a: 1 instead of 2',
      expected: '2',
      received: '1',
      path: '/a',
    },
  ],
  [
    'another answer, of a long value that begins alike',
    (e) => e.match({ a: 'x'.repeat(90) }, { a: `${'x'.repeat(90)}y` }, answer()),
    [],
    {
      message: `The answer to GET /jobs/x is not as expected at /a: "${'x'.repeat(59)}... instead of "${'x'.repeat(59)}..., of 92 characters and of 93, which differ from character 92 on`,
      expected: `"${'x'.repeat(90)}y"`,
      received: `"${'x'.repeat(90)}"`,
      path: '/a',
    },
  ],
  [
    'another answer, below a path',
    (e) => e.match([1], [2], answer(), '/items'),
    [],
    {
      message: 'The answer to GET /jobs/x is not as expected at /items/0: 1 instead of 2',
      expected: '2',
      received: '1',
      path: '/items/0',
    },
  ],
  [
    'another answer, as a whole',
    (e) => e.match(1, 2, answer()),
    [],
    {
      message: 'The answer to GET /jobs/x is not as expected at its root: 1 instead of 2',
      expected: '2',
      received: '1',
      path: '',
    },
  ],
  [
    'nothing stored',
    (e) => e.stored(X, { a: 1 }),
    [answer({ status: 404, json: { reason: 'NotFound' } })],
    {
      message: 'x could not be read back: the read was refused with 404',
      expected: '200 and the stored object',
      received: '404 ("NotFound")',
      path: 'status',
    },
  ],
  [
    'no object stored',
    (e) => e.stored(X, ABSENT),
    [answer({ json: [] })],
    {
      message: 'x could not be read back: the read gave no JSON object',
      expected: '200 and the stored object',
      received: '200',
      path: 'status',
    },
  ],
  [
    'something else stored',
    (e) => e.stored(X, { a: 1 }),
    [answer({ json: { a: 2 } })],
    {
      message: 'What is stored of x is not as expected at /a: 2 instead of 1',
      expected: '1',
      received: '2',
      path: '/a',
    },
  ],
  [
    'an object where a string is expected',
    (e) => e.stored(X, 's'),
    [answer({ json: { a: 2 } })],
    {
      message: 'What is stored of x is not as expected at its root: {"a":2} instead of "s"',
      expected: '"s"',
      received: '{"a":2}',
      path: '',
    },
  ],
  [
    'nothing where nothing should have changed',
    (e) => e.unchanged(X, other),
    [answer({ status: 410, json: undefined })],
    {
      message: 'x could not be read back: the read was refused with 410',
      expected: '200 and the object as it was',
      received: '410',
      path: 'status',
    },
  ],
  [
    'another spec',
    (e) => e.unchanged(X, other),
    [answer({ json: { ...other, spec: { n: 2 } } })],
    {
      message: 'x has changed at /spec/n but should not have: 2 instead of 1',
      expected: '1',
      received: '2',
      path: '/spec/n',
    },
  ],
  [
    'another object of the same name',
    (e) => e.unchanged(X, other),
    [answer({ json: { ...other, metadata: { ...other.metadata, uid: 'v' } } })],
    {
      message: 'x has changed at /metadata/uid but should not have: "v" instead of "u"',
      expected: '"u"',
      received: '"v"',
      path: '/metadata/uid',
    },
  ],
  [
    'something there',
    (e) => e.absent(X),
    [answer({ json: THERE }), answer({ status: 404 })],
    {
      message: 'x should not be there, but its read succeeded with 200',
      expected: '404',
      received: '200',
      path: 'status',
    },
  ],
  [
    'something there after all waiting',
    (e) => e.absent(X, { settle: true }),
    [answer({ json: THERE }), answer({ json: THERE })],
    {
      message: 'x should not be there any more, but its read succeeded with 200',
      expected: '404',
      received: '200',
      path: 'status',
    },
  ],
])('told in words: %s', async (_, demand, reads, told) => {
  expect(await outcome(demand, ...reads)).toEqual({ ...told, exchange: 7 });
});

test.each([answer(), answer({ json: {} }), answer({ status: 403 }), answer({ status: 410 }), answer({ status: 500 })])(
  'an answer that neither shows the object nor says that there is none proves nothing (%#)',
  async (read) => {
    expect(await outcome((e) => e.absent(X), read)).toMatch(/^whether x is there cannot be told: /);
  },
);

test.each<[string, number, number[] | undefined, string]>([
  ['accepted', 201, undefined, 'succeeded with 201 but should have been refused'],
  ['accepted where one code is due', 200, [409], 'succeeded with 200 but should have been refused with 409'],
  ['refused with another code', 422, [404, 409], 'was refused with 422, where the code should be 404 or 409'],
  ['a server error', 503, [409], 'ended in the server error 503 but should have been refused with 409'],
  ['neither', 302, undefined, 'was answered with 302 but should have been refused'],
  ['a code above those of success', 300, undefined, 'was answered with 300 but should have been refused'],
  ['a code below those of success', 199, undefined, 'was answered with 199 but should have been refused'],
])('the headline of a refusal that is none says what happened: %s', async (_, status, codes, words) => {
  expect(await outcome((e) => e.refused(answer({ status }), codes))).toMatchObject({ message: `GET /jobs/x ${words}` });
});

test.each<[string, number, Verb | undefined, string]>([
  ['refused', 403, undefined, 'was refused with 403 but should have succeeded'],
  ['another success', 202, 'read', 'succeeded with 202, where the code should be 200'],
  ['a server error', 500, 'replace', 'ended in the server error 500 but should have succeeded with 200 or 201'],
])('the headline of a success that is none says what happened: %s', async (_, status, verb, words) => {
  const demanded = answer({ status, verb });
  expect(await outcome((e) => (verb === undefined ? e.accepted(demanded) : e.documented(demanded)))).toMatchObject({
    message: `GET /jobs/x ${words}`,
  });
});

test('what came without an answer is told without one', async () => {
  expect(await outcome((e) => e.match(1, 2, undefined))).toEqual({
    message: 'What was received is not as expected at its root: 1 instead of 2',
    expected: '2',
    received: '1',
    path: '',
  });
});

test('what is gone at once or in the end is absent, and what is as it was has not changed', async () => {
  const gone = answer({ status: 404, json: undefined });
  expect(await holds((e) => e.absent(X), gone, answer())).toBe(true);
  expect(await holds((e) => e.absent(X, { settle: true }), answer(), answer(), gone)).toBe(true);
  expect(await holds((e) => e.unchanged(X, other), answer({ json: { ...other, status: {} } }))).toBe(true);
});
