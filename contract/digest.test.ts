import { expect, test } from 'vitest';
import { contractDigest, digestOf } from './digest.ts';

test('the digest is short hex and does not change by itself', () => {
  expect(contractDigest()).toMatch(/^[0-9a-f]{16}$/);
  expect(contractDigest()).toBe(contractDigest());
});

test('it follows what is said and not the order of members', () => {
  expect(digestOf({ a: 1, b: { c: [1, 2], d: 3 } })).toBe(digestOf({ b: { d: 3, c: [1, 2] }, a: 1 }));
  expect(digestOf({ a: [1, 2] })).not.toBe(digestOf({ a: [2, 1] }));
  expect(digestOf({ a: 1 })).not.toBe(digestOf({ a: 2 }));
});
