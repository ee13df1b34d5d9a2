/** What a target says is bounded wherever it is told, and is text there: no escape of a terminal, no script of a page. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { Send, WireResponse } from '../../contract/wire.ts';
import { answer, refusal } from '../testing/answers.ts';
import { invoke } from '../testing/invoke.ts';
import { reference } from '../testing/network.ts';

const served: { close(): void }[] = [];
afterEach(() => served.splice(0).forEach((one) => one.close()));

const MIB = 1024 * 1024;
const ESCAPES = '\u0000\u0007\u001b[31mRED\u001b[2J\u001b]0;owned\u0007\u009b31m\r\u202e evil';
const SCRIPT = '"><script>alert(1)</script><img src=x onerror=alert(1)>';
const named = (name: string): string =>
  JSON.stringify({
    kind: 'TFJob',
    apiVersion: name,
    metadata: { name, uid: name, resourceVersion: name, labels: { [name]: name } },
    [name]: name,
    spec: { [name]: [name] },
  });

const SAID: Readonly<Record<string, () => WireResponse>> = {
  'a Status with a message of 10 MB': () => refusal(500, 'InternalError', 'x'.repeat(10 * MIB)),
  'a refusal with a reason of 10 MB': () => refusal(400, 'x'.repeat(10 * MIB), 'no'),
  'names of a megabyte': () => answer(200, named('n'.repeat(MIB))),
  'escapes of a terminal in a Status': () => refusal(400, ESCAPES, ESCAPES),
  'escapes of a terminal in an object and in headers': () =>
    answer(200, named(ESCAPES), [
      ['content-type', `application/json; of=${ESCAPES}`],
      [`x-${ESCAPES}`, ESCAPES],
    ]),
  'escapes of a terminal as they are': () => answer(200, ESCAPES),
  'scripts in a Status': () => refusal(400, SCRIPT, SCRIPT),
  'scripts in an object and in headers': () =>
    answer(200, named(SCRIPT), [
      ['content-type', SCRIPT],
      [`x-${SCRIPT}`, SCRIPT],
    ]),
  'members of prototypes': () =>
    answer(
      200,
      '{"__proto__":{"kind":"TFJob"},"constructor":{"prototype":{"x":1}},"toString":1,"metadata":{"__proto__":null,' +
        '"name":"__proto__","labels":{"__proto__":"a"}},"items":[{"__proto__":[]},null,1,{"metadata":null}]}',
    ),
};

/** Every third read is answered so. */
const saying =
  (said: () => WireResponse) =>
  (send: Send): Send => {
    let count = 0;
    return async (request) => {
      count += 1;
      const instead = request.method === 'GET' && count > 20 && count % 3 === 0;
      return instead ? said() : send(request);
    };
  };

const ONLY = ['--only', 'read/,list/holds,list/is-a,create/answers,delete/removes,patch/merges,watch/begins'];
/** All but a line end. */
const CONTROLS = /(?!\n)[\p{Cc}\u202e]/u;

test.each(Object.entries(SAID))('%s', async (_, said) => {
  const target = reference(saying(said), { anonymous: true });
  served.push(target);
  const argv = ['--target', target.url, '--kind', 'tfjob', '--seed', '1', '--runs', '3', '--settle', '1', '--junit'];
  const got = await invoke([...argv, ...ONLY], { network: target.network });
  expect([1, 3]).toContain(got.code);
  expect(got.report?.results.filter(({ verdict }) => verdict === 'harness-error')).toEqual([]);
  expect(CONTROLS.exec(got.stdout + got.stderr)).toBeNull();
  const files = ['report.json', 'report.html', 'summary.md', 'junit.xml'].map((name) => join(got.out, name));
  for (const file of files) expect(statSync(file).size).toBeLessThan(8 * MIB);
  const html = readFileSync(join(got.out, 'report.html'), 'utf8');
  // What data the page holds for its own script ends with that script, and is none of its elements.
  const elements = html.replaceAll(/<script[^>]*>[\s\S]*?<\/script>/g, '');
  expect([html.includes('<script>alert'), elements.includes('<img src=x')]).toEqual([false, false]);
  expect(readFileSync(join(got.out, 'summary.md'), 'utf8')).not.toMatch(/^[^`]*<(script|img)/m);
  expect(CONTROLS.exec(readFileSync(join(got.out, 'junit.xml'), 'utf8'))).toBeNull();
  expect(target.objects()).toEqual([]);
});
