import { describe, expect, it } from 'vitest';
import { diff } from './diff.ts';

describe('diff', () => {
  const marked = (expected: string, received: string): [string, string] => {
    const { expected: a, received: b } = diff(expected, received);
    const of = (pieces: typeof a): string => pieces.filter(({ differs }) => differs).map(({ text }) => text).join('');
    return [of(a), of(b)];
  };
  it('marks lines of formatted JSON, and characters of a single line', () => {
    expect(marked('{"a":1,"b":2}', '{"a":1,"c":3,"b":2,"d":4}')).toEqual(['', '  "c": 3,\n  "d": 4\n']);
    expect(marked('status 404 here', 'status 500 here')).toEqual(['404', '500']);
    expect(marked('the same', 'the same')).toEqual(['', '']);
  });
});
