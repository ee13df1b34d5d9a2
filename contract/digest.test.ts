import { expect, test } from 'vitest';
import { CCI, contractOf } from './contract.ts';
import { digestOf } from './digest.ts';
import { KINDS } from './kinds.ts';

test('the digest is short hex and does not change by itself', () => {
  expect(CCI.digest).toMatch(/^[0-9a-f]{16}$/);
  expect(contractOf(KINDS).digest).toBe(CCI.digest);
  expect(contractOf(KINDS.slice(1)).digest).not.toBe(CCI.digest);
});

test('it follows what is said and not the order of members', () => {
  expect(digestOf({ a: 1, b: { c: [1, 2], d: 3 } })).toBe(digestOf({ b: { d: 3, c: [1, 2] }, a: 1 }));
  expect(digestOf({ a: [1, 2] })).not.toBe(digestOf({ a: [2, 1] }));
  expect(digestOf({ a: 1 })).not.toBe(digestOf({ a: 2 }));
});
