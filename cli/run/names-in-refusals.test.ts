/** Servers whose refusals name the object as they understood the request. */
import { expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import type { Send, WireResponse } from '../../contract/wire.ts';
import { REQUIREMENTS } from '../../specs/index.ts';
import { accusations, judgeInProcess } from './in-process.ts';

const refusal = (code: number, reason: string, name: string): WireResponse => {
  const details = { name, group: 'kubeflow.org', kind: 'tfjobs' };
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason, details, code };
  return {
    status: code,
    headers: [['content-type', 'application/json']],
    body: (async function* () {
      yield Buffer.from(JSON.stringify(status));
    })(),
  };
};

/** Decodes a path before it splits it, as Go's servers do, and sees a part of the object where others see a longer name. */
const decoding =
  (send: Send): Send =>
  async (request) => {
    const path = request.path.split('?', 1)[0]?.replaceAll(/%2f/gi, '/') ?? '';
    const [, name] = /^\/apis\/[^/]+\/[^/]+\/namespaces\/[^/]+\/[^/]+\/([^/]+)\/./.exec(path) ?? [];
    return name === undefined ? send(request) : refusal(404, 'NotFound', name);
  };

/** Takes a list or watch that selects a name for a request about that object. */
const selecting =
  (send: Send): Send =>
  async (request) => {
    const response = await send(request);
    const selector = new URLSearchParams(request.path.split('?')[1]).get('fieldSelector') ?? '';
    const [, name] = /metadata\.name==?([^,]+)/.exec(selector) ?? [];
    return response.status === 403 && name !== undefined ? refusal(403, 'Forbidden', name) : response;
  };

/** Names the same object whatever it was asked. */
const confusing =
  (send: Send): Send =>
  async (request) => {
    const response = await send(request);
    return response.status === 403 ? refusal(403, 'Forbidden', 'another') : response;
  };

const judged = async (between: (send: Send) => Send): Promise<string[]> => {
  const { results } = await judgeInProcess({
    requirements: REQUIREMENTS.filter(({ id }) => /^(errors|requests\/a-|auth)\b/.test(id)),
    judged: KINDS.slice(0, 1),
    between,
    runs: 5,
  });
  return accusations(results);
};

test.each(Object.entries({ decoding, selecting }))('%s paths is accused of nothing', async (_, between) => {
  expect(await judged(between)).toEqual([]);
});

test('one that names another object is accused', async () => {
  expect((await judged(confusing)).join('\n')).toContain('fail errors/name-what-the-request-is-about');
});
