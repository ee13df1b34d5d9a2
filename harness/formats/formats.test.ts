import { expect, test } from 'vitest';
import type { Json } from '../../contract/json.ts';
import { isObject } from '../../contract/json.ts';
import { EXPECTATION_SCHEMA, EXPECTATIONS_SCHEMA } from './expectations-schema.ts';
import { formatChecker } from './read.ts';
import { REPORT_SCHEMA } from './report-schema.ts';

test('a list of expectations is one of entries, or empty', () => {
  const wrong = formatChecker(EXPECTATIONS_SCHEMA);
  expect(wrong([{ requirement: 'a/b', reason: 'r' }])).toBeUndefined();
  expect(wrong(null)).toBeUndefined();
  expect(wrong({ requirement: 'a/b', reason: 'r' })).toMatchObject({ pointer: '', keyword: 'type' });
  expect(wrong([{ requirement: 'a/b' }])).toEqual({ pointer: '/0/reason', keyword: 'required', message: 'is missing' });
});

test('a misspelled member is reported as unknown rather than as missing', () => {
  expect(formatChecker(EXPECTATION_SCHEMA)({ requirement: 'a/b', reasn: 'r' })).toEqual({
    pointer: '/reasn',
    keyword: 'additionalProperties',
    message: 'is unknown',
  });
});

test('what a report may have more than its schema says stays readable: a later version may add to it', () => {
  const closed = (schema: Json): boolean =>
    isObject(schema) &&
    (schema['additionalProperties'] === false || Object.values(schema).some((inner) => closed(inner)));
  expect(closed(REPORT_SCHEMA)).toBe(false);
});
