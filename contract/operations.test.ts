import { expect, test } from 'vitest';
import { OPERATIONS, bodyOf, successCodes } from './operations.ts';
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
});
