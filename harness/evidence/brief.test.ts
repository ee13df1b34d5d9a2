import { expect, test } from 'vitest';
import { briefly, sayRequest } from './brief.ts';

test.each([
  ['abc', 3, 'abc'],
  ['abcd', 3, 'abc...'],
])('%s in %i characters: %s', (text, most, said) => expect(briefly(text, most)).toBe(said));

test('a sentence names a request by the beginning of its path, and goes on', () => {
  expect(sayRequest({ method: 'GET', path: '/jobs?limit=1' })).toBe('GET /jobs?limit=1');
  const long = sayRequest({ method: 'GET', path: `/jobs?labelSelector=${'a'.repeat(8_000)}` });
  expect(long).toMatch(/^GET \/jobs\?labelSelector=a+\.\.\.$/);
  expect(long.length).toBeLessThan(200);
});

test('of a long query the last parameter is kept', () => {
  const selector = `labelSelector=${'a'.repeat(200)}`;
  const said = sayRequest({ method: 'DELETE', path: `/jobs?${selector}&resourceVersion=0` });
  expect(said).toMatch(/^DELETE \/jobs\?labelSelector=a+\.\.\.&resourceVersion=0$/);
  expect(said.length).toBeLessThan(180);
  expect(sayRequest({ method: 'GET', path: `/jobs?limit=1&${selector}` })).toMatch(/a\.\.\.$/);
});
