import { expect, test } from 'vitest';
import { EMPTY_DELETION, withAnswer } from './operations.fixture.ts';
import { OPERATIONS, bodyOf, hasBody, isPromise, succeeds, successBody, successCodes } from './operations.ts';
import { VERBS } from './types.ts';

test('an answer is a success with an effect, or a refusal with a Status', () => {
  for (const verb of VERBS)
    for (const { code, body, effect } of OPERATIONS[verb].answers) {
      expect(effect !== undefined, `${verb} ${code}`).toBe(code < 300);
      if (effect === undefined) expect(body).toBe('status');
      expect(effect === 'accepted', `${verb} ${code}`).toBe(code === 202);
    }
});

test('codes and bodies follow from the answers', () => {
  expect(successCodes('create')).toEqual([200, 201, 202]);
  expect(successCodes('delete')).toEqual([200, 202]);
  expect(successCodes('watch')).toEqual([200]);
  expect(OPERATIONS.patch.statusCodes).toEqual([200, 400, 401, 403, 409, 500]);
  expect(bodyOf('create', 202)).toBe('object');
  expect(bodyOf('delete', 200)).toBe('object-or-status');
  expect(bodyOf('deletecollection', 200)).toBe('list-or-status');
  expect(bodyOf('list', 404)).toBe('status');
  expect(bodyOf('list', 418)).toBeUndefined();
  expect(bodyOf(undefined, 200)).toBeUndefined();
});

test('a success carries a body, with a code of no page the body of the others, unless the contract says that it has none', async () => {
  const { code } = EMPTY_DELETION;
  const documented = successCodes('delete');
  expect(successBody('delete', 202)).toBe('object-or-status');
  expect(successBody('delete', code)).toBe('object-or-status');
  expect(successBody('list', 203)).toBe('list');
  expect([hasBody('delete', code), hasBody(undefined, code), hasBody('delete', 200)]).toEqual([true, true, true]);
  await withAnswer('delete', EMPTY_DELETION, async () => {
    expect(successCodes('delete')).toEqual([...documented, code]);
    expect(successBody('delete', code)).toBe('none');
    expect(successBody('delete', 203)).toBe('object-or-status');
    expect([hasBody('delete', code), hasBody(undefined, code), hasBody('read', code)]).toEqual([false, true, true]);
  });
  expect(successCodes('delete')).toEqual(documented);
});

test('a promise is what the contract calls accepted, and 202 where it lists no such code', () => {
  const promises = VERBS.flatMap((verb) => [200, 201, 202, 204].filter((code) => isPromise(verb, code)));
  expect(promises).toEqual(VERBS.map(() => 202));
  expect([isPromise(undefined, 202), isPromise(undefined, 200)]).toEqual([true, false]);
});

test('an operation succeeds with its own codes alone', () => {
  expect([200, 201, 202, 404, undefined].filter((code) => succeeds('replace', code))).toEqual([200, 201]);
});
