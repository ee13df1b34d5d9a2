/** A server that drops a documented field is accused of that, and not of what follows from it: such a write changes nothing. */
import { expect, test } from 'vitest';
import { isObject, parseJson, type Json } from '../../contract/json.ts';
import { KINDS } from '../../contract/kinds.ts';
import type { Send } from '../../contract/wire.ts';
import { REQUIREMENTS } from '../../specs/index.ts';
import { judgeInProcess } from './in-process.ts';

const PRUNED = ['activeDeadlineSeconds', 'cleanPodPolicy'];

function pruned(body: Json | undefined): Json | undefined {
  if (!isObject(body) || !isObject(body['spec'])) return body;
  return { ...body, spec: Object.fromEntries(Object.entries(body['spec']).filter(([name]) => !PRUNED.includes(name))) };
}

const pruning =
  (send: Send): Send =>
  (request) => {
    const body = request.body && pruned(parseJson(Buffer.from(request.body).toString()));
    return send(body === undefined ? request : { ...request, body: Buffer.from(JSON.stringify(body)) });
  };

test.each([
  [
    'concurrency/replacements-of-different-parts-swap-once',
    'A write of spec.activeDeadlineSeconds was accepted',
    'absent',
  ],
  ['values/sets-what-is-the-default-by-a-patch', 'is not as expected at /spec/cleanPodPolicy', 'nothing'],
])('%s', async (id, message, received) => {
  const { results } = await judgeInProcess({
    requirements: REQUIREMENTS.filter((requirement) => requirement.id === id),
    judged: KINDS.slice(0, 1),
    between: pruning,
  });
  expect(results.map(({ findings: [finding] }) => finding)).toEqual([
    expect.objectContaining({ message: expect.stringContaining(message), received }),
  ]);
});
