import { expect, test } from 'vitest';
import { FindingError, Inconclusive, NotApplicable, sayError, Unreachable } from './endings.ts';

const finding = { message: 'The list is short', expected: '3 items', received: '2 items' };

test.each<[string, new (about: never) => Error, unknown]>([
  ['FindingError: The list is short (expected 3 items, received 2 items)', FindingError, finding],
  ['Inconclusive: quota', Inconclusive, 'quota'],
  ['Unreachable: refused', Unreachable, 'refused'],
  ['NotApplicable: no limit', NotApplicable, 'no limit'],
])('what ends a judgement early says so: %s', (text, Ending, about) =>
  expect(String(new Ending(about as never))).toBe(text),
);

test('a finding stays data, and what is unreachable is inconclusive', () => {
  expect(new FindingError(finding).finding).toBe(finding);
  expect(new Unreachable('refused')).toBeInstanceOf(Inconclusive);
});

test('the stack of an early end goes deeper than others, and leaves them as they are', () => {
  const deep = (left: number): Error => (left === 0 ? new FindingError(finding) : deep(left - 1));
  const framesOf = (error: Error): number => (error.stack?.match(/^ {4}at /gm) ?? []).length;
  expect(framesOf(deep(30))).toBeGreaterThan(30);
  expect(deep(0).stack).toMatch(/^FindingError: The list is short.*\n {4}at deep /);
  expect(framesOf(new Error('any'))).toBeLessThanOrEqual(Error.stackTraceLimit);
});

const refused = new Error('connect ECONNREFUSED');

test.each<[string, unknown, string]>([
  ['no error', 'thrown as it is', 'thrown as it is'],
  ['nothing', undefined, 'undefined'],
  ['an error', new Error('broken'), 'broken'],
  ['an error without words', new TypeError(), 'TypeError'],
  ['an error with a cause', new Error('fetch failed', { cause: refused }), 'fetch failed (connect ECONNREFUSED)'],
  ['an error with a cause that says the same', new Error('broken', { cause: new TypeError('broken') }), 'broken'],
  ['an error with a cause that is none', new Error('broken', { cause: 'ECONNRESET' }), 'broken'],
  [
    'several errors',
    new AggregateError([refused, new Error('later')], 'all failed', { cause: new Error('another') }),
    'all failed (connect ECONNREFUSED)',
  ],
  ['several errors without words', new AggregateError([refused]), 'AggregateError (connect ECONNREFUSED)'],
])('%s is told in a line', (_, thrown, line) => expect(sayError(thrown)).toBe(line));
