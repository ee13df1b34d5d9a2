/** A server that decodes a path before it splits it (as Go's do) sees part of the object where others see a longer name. */
import { expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import type { Send } from '../../contract/wire.ts';
import { REQUIREMENTS } from '../../specs/index.ts';
import { accusations, judgeInProcess } from './in-process.ts';

const refusal = (name: string): Uint8Array =>
  Buffer.from(
    JSON.stringify({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'the server could not find the requested resource',
      reason: 'NotFound',
      details: { name, group: 'kubeflow.org', kind: 'tfjobs' },
      code: 404,
    }),
  );

/** What is below an object is refused by the object's name. */
const decoding =
  (send: Send): Send =>
  async (request) => {
    const path = request.path.split('?', 1)[0]?.replaceAll(/%2f/gi, '/') ?? '';
    const [, name] = /^\/apis\/[^/]+\/[^/]+\/namespaces\/[^/]+\/[^/]+\/([^/]+)\/./.exec(path) ?? [];
    if (name === undefined) return send(request);
    const body = refusal(name);
    return {
      status: 404,
      headers: [['content-type', 'application/json']],
      body: (async function* () {
        yield body;
      })(),
    };
  };

test('is not accused of naming another object than was asked for', async () => {
  const { results } = await judgeInProcess({
    requirements: REQUIREMENTS.filter(({ id }) => id.startsWith('errors/') || id.startsWith('requests/a-')),
    judged: KINDS.slice(0, 1),
    between: decoding,
    runs: 5,
  });
  expect(accusations(results)).toEqual([]);
});
