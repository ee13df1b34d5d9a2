import { expect, test } from 'vitest';
import { createClient } from '../http/client.ts';
import { redactDeep, redactHeaders, redactor } from './redact.ts';
import { fakeContext, fakeTarget, reply, textOf, tokens } from '../testing/fake.ts';

test('every form of a secret is masked, the longer one first', () => {
  const redact = redactor(['to"ken/x', 'Bearer to"ken/x']);
  expect(redact('Bearer to"ken/x, to"ken/x, to\\"ken/x, to%22ken%2Fx')).toBe('***, ***, ***, ***');
});

test.each([
  ['abc/def==', 'abc%2fdef%3d%3d abc\\/def== abc/def%3D%3D abc\\u002fdef\\u003D= %61bc/def== abc/def=='],
  ['käse.🧀.x', 'k%c3%A4se%2E%F0%9f%a7%80.x k\\u00E4se.\\ud83e\\uDDC0.x käse.🧀.x'],
])('however its characters are spelled: %s', (secret, echoes) => {
  expect(redactor([secret])(echoes)).toBe(
    echoes
      .split(' ')
      .map(() => '***')
      .join(' '),
  );
});

test('of two that begin alike the longer one is masked whole', () => {
  expect(redactor(['abcd', 'abcdef'])('abcdef abcd')).toBe('*** ***');
  expect(redactor(['abcdef', 'abcd'])('abcdef abcd')).toBe('*** ***');
});

test('what only resembles a secret stays', () => {
  expect(redactor(['ab.c-d'])('abxc-d ab.c-e AB.C-D')).toBe('abxc-d ab.c-e AB.C-D');
  expect(redactor([''])('some text')).toBe('some text');
});

test('a secret of four characters is masked, a shorter one is no secret', () => {
  expect(redactor(['ab1', 'cd12'])('ab1 cd12')).toBe('ab1 ***');
});

test('data is redacted to its leaves, and nothing else of it changes', () => {
  const redact = redactor(['secret']);
  expect(
    redactDeep({ a: ['a secret', { b: 'secret' }], n: 1, no: null, off: false, none: undefined }, redact),
  ).toStrictEqual({ a: ['a ***', { b: '***' }], n: 1, no: null, off: false, none: undefined });
  expect(redactDeep([null, undefined, 0, ''], redact)).toEqual([null, undefined, 0, '']);
});

test.each(['Authorization', 'X-Auth-Token', 'Cookie', 'set-cookie', 'Proxy-Authorization', 'X-MINE'])(
  '%s loses its value, though nothing in it is known as a secret',
  (name) => {
    expect(
      redactHeaders(
        [
          [name, 'abc'],
          ['X-Other', 'abc'],
        ],
        ['x-Mine'],
        redactor([]),
      ),
    ).toEqual([
      [name, '***'],
      ['X-Other', 'abc'],
    ]);
  },
);

test('headers that carry credentials lose any value', () => {
  expect(
    redactHeaders(
      [
        ['Authorization', 'Basic eA=='],
        ['X-Mine', 'abc'],
        ['X-Echo', 'got tokentoken'],
      ],
      ['x-mine'],
      redactor(['tokentoken']),
    ),
  ).toEqual([
    ['Authorization', '***'],
    ['X-Mine', '***'],
    ['X-Echo', 'got ***'],
  ]);
});

test.each([
  ['full', 'full' as const],
  ['read-only', 'read-only' as const],
  ['altered', { altered: (value: string) => value.slice(0, -1) }],
  ['made up', { credentials: 'Bearer made-up-secret' }],
])('a target that echoes everything gets no token into the evidence: %s', async (_, as) => {
  const { send } = fakeTarget((request) => {
    const seen = JSON.stringify(request.headers);
    return reply(200, `${seen} ${textOf(request)} ${request.path}`, [
      ['x-echo', seen],
      ['location', request.path],
    ]);
  });
  for (const tokenHeader of [undefined, 'X-Auth-Token']) {
    const credentials = tokens({ full: 'full-secret-token', 'read-only': 'read-secret-token' }, tokenHeader);
    const client = createClient(fakeContext(send, { connection: { credentials } }));
    const token = as === 'read-only' ? 'read-secret-token' : 'full-secret-token';
    const answer = await client.call({
      method: 'POST',
      path: `/x?token=${token}`,
      body: JSON.stringify({ token }),
      as,
    });
    expect(answer.text).toContain('secret');
    expect(JSON.stringify(client.evidence.exchanges)).not.toMatch(/secret/);
    expect(client.redact(answer.text)).not.toMatch(/secret/);
  }
});
