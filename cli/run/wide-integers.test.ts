/** Integers of 64 bits: a server that keeps them passes, one that refuses them is not accused, one that rounds is. */
import { expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import type { Send } from '../../contract/wire.ts';
import { REQUIREMENTS } from '../../specs/index.ts';
import { judgeInProcess } from './in-process.ts';

const requirements = REQUIREMENTS.filter(({ id }) => id === 'values/keeps-integers-of-64-bits');
/** Integers that the reference server does not take, and others in their place there. */
const HELD = [
  ['9007199254740993', '4503599627370497'],
  ['9223372036854775807', '4503599627370499'],
] as const;

const exchanged = (text: string, from: 0 | 1, to: 0 | 1): string =>
  HELD.reduce((changed, pair) => changed.replaceAll(pair[from], pair[to]), text);
const encoder = new TextEncoder();

/** A server that holds integers of 64 bits, and shows them by `show`. */
const holding =
  (show: (text: string) => string) =>
  (handle: Send): Send =>
  async (request) => {
    const body = request.body && encoder.encode(exchanged(new TextDecoder().decode(request.body), 0, 1));
    const answer = await handle({ ...request, ...(body && { body }) });
    return {
      ...answer,
      headers: answer.headers.filter(([name]) => name !== 'content-length'),
      body: (async function* () {
        for await (const chunk of answer.body)
          yield encoder.encode(show(exchanged(new TextDecoder().decode(chunk), 1, 0)));
      })(),
    };
  };

async function verdictOf(between?: (handle: Send) => Send): Promise<string | undefined> {
  const judged = KINDS.slice(0, 1);
  const { results } = await judgeInProcess({ requirements, judged, ...(between && { between }) });
  return results[0]?.verdict;
}

test('a server that keeps them to the last digit passes', async () => {
  expect(await verdictOf(holding((text) => text))).toBe('pass');
});
test('a server that refuses them is not accused', async () => {
  expect(await verdictOf()).toBe('not-applicable');
});
test.each([
  ['9007199254740993', '9007199254740992'],
  ['9007199254740993', '9.007199254740993e+15'],
  ['9223372036854775807', '9223372036854775808'],
  ['9223372036854775807', '-1'],
])('a server that shows %s as %s fails', async (right, wrong) => {
  expect(await verdictOf(holding((text) => text.replaceAll(right, wrong)))).toBe('fail');
});
