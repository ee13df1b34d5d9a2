import { expect, test } from 'vitest';
import { leftLines } from './left-behind.ts';

const objects = (count: number): string[] => Array.from({ length: count }, (_, i) => `tfjobs default/job-${i}`);

test('a few objects are all named', () => {
  expect(leftLines({ leftBehind: objects(21) })).toEqual(objects(21));
});

test('of thousands the first are named, and the others counted', () => {
  expect(leftLines({ leftBehind: objects(4600) })).toEqual([...objects(20), 'and 4,580 more, in report.json']);
});
