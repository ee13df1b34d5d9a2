import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../harness/model/exchange.ts';
import { asCurl, shellQuote } from './curl.ts';

const exchange = (over: Partial<Exchange>): Exchange => ({
  seq: 1,
  at: 0,
  ms: 1,
  as: 'full',
  verb: undefined,
  method: 'GET',
  path: '/apis/x',
  requestHeaders: [],
  status: 200,
  responseHeaders: [],
  responseBody: '',
  ...over,
});

/** The arguments that curl would get, by putting a shell function in its place. */
function argumentsOf(command: string): string[] {
  const script = `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }\n${command}`;
  const out = execFileSync('sh', ['-c', script], {
    env: { PATH: process.env.PATH, TOKEN: 'secret $(x)', READ_ONLY_TOKEN: 'reader' },
    encoding: 'utf8',
  });
  return out.split('\0').slice(0, -1);
}

describe('asCurl', () => {
  it('gives the shell each word back as it was, whatever it contains', () => {
    const text = fc
      .array(fc.oneof(fc.constantFrom("'", '"', '\\', '$HOME', '`id`', '\n', ' ', '!', '@', '日本', '🚀'), fc.string()))
      .map((parts) => parts.join('').replaceAll('\0', ''));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 20 }), (words) => {
        const out = execFileSync('sh', ['-c', `printf '%s\\0' ${words.map(shellQuote).join(' ')}`], {
          encoding: 'utf8',
        });
        expect(out.split('\0').slice(0, -1)).toEqual(words.map((word) => Buffer.from(word).toString()));
      }),
      { numRuns: 25 },
    );
  });

  it('sends the method, the headers and the body of the exchange', () => {
    const requestBody = `{"a":"it's @ $(rm) \\n"}`;
    const words = argumentsOf(
      asCurl(
        exchange({
          method: 'PATCH',
          requestBody,
          requestHeaders: [
            ['content-type', 'application/merge-patch+json'],
            ['host', 'h'],
            ['content-length', '3'],
          ],
        }),
        'http://t:1/',
      ),
    );
    expect(words).toEqual([
      '-sS',
      '-i',
      '-X',
      'PATCH',
      '-H',
      'content-type: application/merge-patch+json',
      '--data-raw',
      requestBody,
      'http://t:1/apis/x',
    ]);
  });

  it.each<[string, Partial<Exchange>, string]>([
    ['a read is plain', {}, 'curl -sS -i http://t:1/base/apis/x'],
    ['a head is asked for as curl does', { method: 'HEAD' }, 'curl -sS -i -I http://t:1/base/apis/x'],
    ['other methods are named', { method: 'DELETE' }, 'curl -sS -i -X DELETE http://t:1/base/apis/x'],
    ['a post without a body is named', { method: 'POST' }, 'curl -sS -i -X POST http://t:1/base/apis/x'],
    [
      'a header without a value stays one',
      {
        requestHeaders: [
          ['X-Empty', ''],
          ['X-Full', 'a'],
        ],
      },
      "curl -sS -i -H 'X-Empty;' -H 'X-Full: a' http://t:1/base/apis/x",
    ],
    [
      'a body has no type that the exchange had not',
      { method: 'POST', requestBody: '{}', requestHeaders: [['accept', 'a/b']] },
      "curl -sS -i -H 'accept: a/b' -H 'Content-Type:' --data-raw '{}' http://t:1/base/apis/x",
    ],
    [
      'a body that no argument can hold is piped',
      { method: 'POST', requestBody: '\0', requestHeaders: [['Content-Type', 'a/b']] },
      String.raw`printf %b '\0000' | curl -sS -i -H 'Content-Type: a/b' --data-binary @- http://t:1/base/apis/x`,
    ],
    ['a path that ends in dots is kept', { path: '/a/..' }, 'curl -sS -i --path-as-is http://t:1/base/a/..'],
    [
      'a path with a dot before the query is kept',
      { path: '/a/.?x=1' },
      "curl -sS -i --path-as-is 'http://t:1/base/a/.?x=1'",
    ],
    ['a name that begins with dots needs nothing', { path: '/a/..b/.c' }, 'curl -sS -i http://t:1/base/a/..b/.c'],
  ])('%s', (_, over, command) => {
    expect(asCurl(exchange(over), 'http://t:1/base//')).toBe(command);
  });

  it('names credentials by a variable of the shell', () => {
    const header: [string, string][] = [['authorization', '***']];
    expect(argumentsOf(asCurl(exchange({ requestHeaders: header }), 'http://t'))).toContain(
      'authorization: Bearer secret $(x)',
    );
    expect(argumentsOf(asCurl(exchange({ requestHeaders: header, as: 'read-only' }), 'http://t'))).toContain(
      'authorization: Bearer reader',
    );
    expect(argumentsOf(asCurl(exchange({ requestHeaders: [['X-Auth-Token', '***']] }), 'http://t'))).toContain(
      'X-Auth-Token: secret $(x)',
    );
    expect(asCurl(exchange({ requestHeaders: header, as: 'other' }), 'http://t')).toContain(
      '"authorization: $OTHER_CREDENTIALS"',
    );
  });

  it('keeps curl from changing the address, the content type or a body that begins with @', () => {
    expect(asCurl(exchange({ path: '/a/../b?x[]=1' }), 'http://t')).toContain('-g --path-as-is');
    const words = argumentsOf(asCurl(exchange({ method: 'POST', requestBody: '@file' }), 'http://t'));
    expect(words).toEqual(['-sS', '-i', '-H', 'Content-Type:', '--data-raw', '@file', 'http://t/apis/x']);
    expect(words).not.toContain('-X');
  });

  it('streams a watch and pipes a body that no argument can hold', () => {
    expect(asCurl(exchange({ verb: 'watch' }), 'http://t')).toContain(' -N ');
    const command = asCurl(exchange({ method: 'POST', requestBody: "a\0b\\c'" }), 'http://t');
    const body = execFileSync('sh', ['-c', `curl() { cat; }\n${command}`], { encoding: 'utf8' });
    expect(body).toBe("a\0b\\c'");
  });
});
