/** A controller that writes at any time does not make a target one that ignores what a request asks for. */
import { expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import { operationOf } from '../../contract/request.ts';
import type { Send } from '../../contract/wire.ts';
import { judgeInProcess } from '../run/in-process.ts';
import type { Trial } from '../../harness/model/trial.ts';

const MERGE_PATCH: [string, string] = ['Content-Type', 'application/merge-patch+json'];
const [TFJOB = undefined as never] = KINDS;

/** Each request that may write meets a write to every job that the run has made, before it is judged and after it. */
function controller(send: Send): Send {
  const jobs = new Set<string>();
  let turn = 0;
  return async (request) => {
    if (request.method === 'GET') return send(request);
    const headers = [...request.headers.filter(([name]) => name.toLowerCase() !== 'content-type'), MERGE_PATCH];
    const writeToAll = async (): Promise<void> => {
      const body = new TextEncoder().encode(
        JSON.stringify({ metadata: { annotations: { turn: String((turn += 1)) } } }),
      );
      for (const path of jobs) await send({ method: 'PATCH', path, headers, body });
    };
    await writeToAll();
    const response = await send(request);
    if (operationOf(request.method, request.path, KINDS)?.verb === 'create') {
      const sent = JSON.parse(new TextDecoder().decode(request.body)) as { metadata?: { name?: string } };
      jobs.add(`${request.path.split('?')[0]}/${sent.metadata?.name}`);
    } else await writeToAll();
    return response;
  };
}

const failing: Readonly<Record<string, (trial: Trial) => Promise<unknown>>> = {
  'the resourceVersion of a watch': async ({ target }) =>
    (await target.watch({ query: { resourceVersion: '1' } })).close(),
  'the dryRun of a patch': async ({ target, given }) =>
    target.patch(await given.job(), { metadata: { labels: { a: 'b' } } }, { query: { dryRun: 'All' } }),
};

test.each(Object.keys(failing))('%s is used by a check that fails, beside a controller', async (means) => {
  const check = async (trial: Trial): Promise<void> => {
    await failing[means]?.(trial);
    trial.expect.that(false, { message: 'It fails', expected: 'this', received: 'that' });
  };
  const requirements = [{ id: 'metadata/fails', revision: 1, tests: ['metadata.labels'], check }];
  const { results } = await judgeInProcess({ requirements, judged: [TFJOB], between: controller });
  expect(results.map(({ verdict, reason }) => [verdict, reason])).toEqual([['fail', undefined]]);
});
