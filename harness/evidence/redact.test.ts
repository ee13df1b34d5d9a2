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
  ['altered', { what: 'altered', altered: (value: string) => value.slice(0, -1) }],
  ['made up', { what: 'made up', credentials: 'Bearer made-up-secret' }],
  [
    'carried',
    {
      what: 'carried',
      carried: (token: string) => ({ authorization: `Bearer ${token}x`, 'x-auth-token': token.slice(0, -1) }),
    },
  ],
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

const LONG = 'MIIQzgYJ/KoZIhvc+NAQcCoII-Qvz_CCEL.sCAQExDTALBglghkgBZQMEAgEwgg7gBgkqhkiG9w0BBwGggg7RBIIOzXsidG9rZW4i';

const entities = (text: string): string => [...text].map((c) => `&#${c.charCodeAt(0)};`).join('');
const inHex = (text: string): string => Buffer.from(text).toString('hex');
const inBase64 = (text: string): string => Buffer.from(text).toString('base64');

test.each<[string, (secret: string) => string]>([
  ['in base64', inBase64],
  ['in base64 with what stands before and after it', (secret) => inBase64(`user:${secret}, and more`)],
  ['in base64 with two letters before', (secret) => inBase64(`ab${secret}`)],
  ['in base64 for URLs', (secret) => Buffer.from(secret).toString('base64url')],
  ['in lines of base64', (secret) => inBase64(secret).replaceAll(/.{32}/g, '$&\r\n')],
  ['in hexadecimal digits', inHex],
  ['in upper case hexadecimal digits', (secret) => inHex(secret).toUpperCase()],
  ['in base64 of base64', (secret) => inBase64(`x${inBase64(secret)}`)],
  ['in hexadecimal digits of base64', (secret) => inHex(inBase64(secret))],
  ['in entities', entities],
  ['in hexadecimal entities', (secret) => [...secret].map((c) => `&#x${c.charCodeAt(0).toString(16)};`).join('')],
  ['in percents of percents', (secret) => encodeURIComponent(encodeURIComponent(secret))],
  ['in percents of entities', (secret) => encodeURIComponent(entities(secret))],
  ['in entities of entities', (secret) => entities(secret).replaceAll('&', '&amp;')],
  ['in JSON within JSON', (secret) => JSON.stringify(JSON.stringify({ a: `"${secret}"` }))],
  ['in percents of base64', (secret) => encodeURIComponent(inBase64(secret))],
  ['in lower case', (secret) => secret.toLowerCase()],
  ['as its beginning', (secret) => secret.slice(0, 40)],
  ['as its middle', (secret) => secret.slice(20, 60)],
  ['as its end', (secret) => secret.slice(-40)],
])('a long secret is masked %s, and what stands around it stays', (_, spell) => {
  const told = redactor([LONG])(`<before> ${spell(LONG)} <after>`);
  expect(told).toMatch(/^<before> .*\*\*\*.* <after>$/s);
  const rest = told.replaceAll('***', '').slice('<before> '.length, -' <after>'.length);
  for (let i = 0; i + 8 <= LONG.length; i += 1)
    for (const part of [LONG.slice(i, i + 8), spell(LONG).slice(i, i + 16)])
      expect(rest.includes(part) && part.trim() !== '').toBe(false);
});

test('what was cut within a secret shows nothing of it', () => {
  const redact = redactor(['a-token-of-some-length']);
  expect(redact('was answered a-token-of')).toBe('was answered ***');
  expect(redact('"was answered a-token-of..."')).toBe('"was answered ***..."');
  expect(redact('was answered a-tok')).toBe('was answered a-tok');
});

test('the lines of a private key are masked, its first and last are no secret', () => {
  const lines = ['MHcCAQEEIBkg4LVWM9nuwNSk3yByxZpYRTBnVHmcM1CkH5x0a0IcoAoGCCqGSM49', 'AwEHoUQDQgAEbX9tHpQZ'];
  const key = `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`;
  const redact = redactor([key]);
  expect(redact(`${lines[0]}`)).toBe('***');
  expect(redact(JSON.stringify({ key }))).not.toMatch(/MHcCAQ|QDQgAEb/);
  expect(redact('-----BEGIN PRIVATE KEY-----')).toBe('-----BEGIN PRIVATE KEY-----');
});

test('a secret in the name of a header is masked, in whatever case', () => {
  expect(redactHeaders([['x-A-Secret-Token', 'v']], [], redactor(['a-secret-token']))).toEqual([['x-***', 'v']]);
});

test('sixteen characters of a secret are masked wherever they begin in it and in the text, fifteen are not', () => {
  const secret = Array.from({ length: 40 }, (_, i) => String.fromCharCode(97 + ((i * i + 3 * i) % 26), 65 + (i % 26)));
  const whole = secret.join('');
  const long = Array.from({ length: 4000 }, (_, i) => ((i * i * 7919 + i) % 36).toString(36)).join('');
  for (const redact of [redactor([whole]), redactor([whole, long])])
    for (let from = 0; from + 16 <= whole.length; from += 1)
      for (const before of ['', '-', '-----', '-------']) {
        expect(redact(`${before}${whole.slice(from, from + 16)}!`)).toBe(`${before}***!`);
        if (from > 0) expect(redact(`${before}${whole.slice(from, from + 15)}!`)).not.toContain('***');
      }
});

test('of what a secret repeats the longest part is masked', () => {
  const redact = redactor(['0123456789abcdef-0123456789abcdefXYZ']);
  expect(redact('< 0123456789abcdefXYZ 0123456789abcdef-01 >')).toBe('< *** *** >');
});

test('what is left of a secret before dots is masked wherever they stand', () => {
  const redact = redactor(['abcdefghijklmnopqrstuvwxyz0123456789']);
  expect(redact('is "text abcdefghijkl... instead of nothing, xabcdefgh… and abcdefg...')).toBe(
    'is "text ***... instead of nothing, x***… and abcdefg...',
  );
});
