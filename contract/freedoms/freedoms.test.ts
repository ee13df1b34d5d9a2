import { expect, test } from 'vitest';
import { FREEDOMS, type OptionOf } from './index.ts';

test('ids of freedoms and of options are unique and well-formed', () => {
  const ids: string[] = FREEDOMS.map((f) => f.id);
  const options: string[] = FREEDOMS.flatMap((f) => f.options.map((o) => o.id));
  for (const list of [ids, options]) expect(list.filter((id, i) => list.indexOf(id) !== i)).toEqual([]);
  for (const id of [...ids, ...options]) expect(id).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
});

test('each freedom is a choice, with a source', () => {
  for (const { id, text, source, options } of FREEDOMS) {
    expect(options.length, id).toBeGreaterThan(1);
    expect(text, id).toMatch(/\.$/);
    expect(source.document, id).not.toBe('');
  }
});

test('the compiler knows which options a freedom has, and with which codes', () => {
  const right: [OptionOf<'limit'>, OptionOf<'immutable-change'>] = ['limit-ignored', 'immutable-refused-415'];
  const wrong: [OptionOf<'limit'>, OptionOf<'immutable-change'>, OptionOf<'create-code'>] = [
    // @ts-expect-error an option of another freedom
    'create-201',
    // @ts-expect-error no option of any
    'immutable-refuse-422',
    // @ts-expect-error no code
    'create-created',
  ];
  const known = FREEDOMS.flatMap(({ options }) => options.map(({ id }): string => id));
  expect(known).toContain(right[0]);
  expect(wrong.filter((option, i) => i > 0 && known.includes(option))).toEqual([]);
});
