import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isObject, type Json } from '../../contract/json.ts';
import { APPENDIX_A } from '../../contract/merge-patch.fixture.ts';
import { jsonValues, mergePatches } from '../arbitraries/index.ts';
import { mergePatch } from './merge-patch.ts';
import { mergePatchBetween } from '../../contract/merge-patch.ts';

test.each(APPENDIX_A)('RFC 7396, appendix A: %j patched by %j', (original, patch, result) => {
  expect(mergePatch(original, patch)).toEqual(result);
});
const copyOf = (value: Json): Json => JSON.parse(JSON.stringify(value)) as Json;

/** Whether a null is the value of a member, outside arrays. */
const hasNullMember = (value: Json): boolean =>
  isObject(value) && Object.values(value).some((member) => member === null || hasNullMember(member));

describe('laws', () => {
  test('applying a patch twice is applying it once', () => {
    fc.assert(
      fc.property(jsonValues, mergePatches, (target, patch) => {
        const once = mergePatch(target, patch);
        expect(mergePatch(once, patch)).toEqual(once);
      }),
    );
  });

  test('what a patch makes of nothing holds no null member', () => {
    fc.assert(
      fc.property(mergePatches, (patch) => !hasNullMember(isObject(patch) ? mergePatch(undefined, patch) : {})),
    );
  });

  test('an empty object changes no object, and makes one of anything else', () => {
    fc.assert(
      fc.property(jsonValues, (target) => {
        expect(mergePatch(target, {})).toEqual(isObject(target) ? target : {});
      }),
    );
  });

  test('a member is gone, kept or merged as the patch says, each on its own', () => {
    fc.assert(
      fc.property(jsonValues.filter(isObject), mergePatches.filter(isObject), (target, patch) => {
        const result = mergePatch(target, patch);
        for (const name of new Set([...Object.keys(target), ...Object.keys(patch)])) {
          const has = Object.hasOwn(result, name);
          if (!Object.hasOwn(patch, name)) expect(result[name]).toEqual(target[name]);
          else if (patch[name] === null) expect(has).toBe(false);
          else if (!isObject(patch[name])) expect(result[name]).toEqual(patch[name]);
          else expect(has).toBe(true);
        }
        expect(Object.keys(result).every((name) => Object.hasOwn(target, name) || Object.hasOwn(patch, name))).toBe(
          true,
        );
      }),
    );
  });

  test('neither argument changes', () => {
    fc.assert(
      fc.property(jsonValues, mergePatches, (target, patch) => {
        const [before, sent] = [copyOf(target), copyOf(patch)];
        mergePatch(target, patch);
        expect([target, patch]).toEqual([before, sent]);
      }),
    );
  });
});

describe('the patch between two documents', () => {
  test.each<[string, Json | undefined, Json, Json]>([
    [
      'names what changes and nothing else',
      { a: 1, b: { c: 1, d: [1] } },
      { a: 1, b: { c: 2, d: [1] } },
      { b: { c: 2 } },
    ],
    ['adds members', { a: 1 }, { a: 1, b: { c: 2 } }, { b: { c: 2 } }],
    ['removes members, at any depth', { a: 1, b: { c: 1, d: 2 } }, { b: { d: 2 } }, { b: { c: null }, a: null }],
    ['has arrays whole', { a: [1, 2] }, { a: [1, 3] }, { a: [1, 3] }],
    ['makes an object of something else, whose members it does not name', { a: [1] }, { a: { b: 1 } }, { a: { b: 1 } }],
    ['makes an object of nothing', undefined, { a: {} }, { a: {} }],
    ['is what shall be, where that is no object', { a: 1 }, ['b'], ['b']],
    ['takes inherited names for absent', {}, { constructor: 1 }, { constructor: 1 }],
    ['is empty between equals', { a: { b: 1 } }, { a: { b: 1 } }, {}],
  ])('%s', (_, from, to, patch) => {
    expect(mergePatchBetween(from, to)).toEqual(patch);
    expect(mergePatch(from, patch)).toEqual(to);
  });
});

test('a member named __proto__ is a member', () => {
  const result = mergePatch(JSON.parse('{"a":1}') as Json, JSON.parse('{"__proto__":{"b":2}}') as Json);
  expect(JSON.stringify(result)).toBe('{"a":1,"__proto__":{"b":2}}');
});
