import { expect, test } from 'vitest';
import { FREEDOMS } from './freedoms.ts';

test('ids of freedoms and of options are unique and well-formed', () => {
  const ids = FREEDOMS.map((f) => f.id);
  const options = FREEDOMS.flatMap((f) => f.options.map((o) => o.id));
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
