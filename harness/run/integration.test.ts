/** The whole way in one process: a judgement, the reference server, virtual time. */
import { expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import type { JsonObject } from '../../contract/json.ts';
import { createServer } from '../../reference/server.ts';
import type { JudgeContext } from '../judge/context.ts';
import { cleanup } from '../ownership/cleanup.ts';
import { createClient } from '../http/client.ts';
import { virtualClock } from '../http/clock.ts';
import { judgeAll } from './run.ts';
import { fakeContext, tokens } from '../testing/fake.ts';
import type { Requirement } from '../model/requirement.ts';
import type { Result } from '../model/result.ts';

const SMALL: Requirement[] = [
  {
    id: 'small/patch',
    revision: 1,
    tests: [],
    async check({ given, target, expect }) {
      const job = await given.job({ labels: { keep: '1', drop: '2' } });
      expect.documented(await target.patch(job, { metadata: { labels: { drop: null } } }));
      expect.match(
        (await expect.stored(job, { metadata: { labels: { keep: '1' } } }))['metadata'],
        { uid: job.uid },
        undefined,
      );
    },
  },
  {
    id: 'small/watch',
    revision: 1,
    tests: [],
    async check({ given, target, expect }) {
      const name = given.name();
      const watch = await target.watch({ query: { fieldSelector: `metadata.name=${name}` } });
      await given.deleted(await given.job({ name }));
      const events = await watch.collect((all) => all.at(-1)?.type === 'DELETED');
      expect.that(events[0]?.type === 'ADDED' && events.at(-1)?.type === 'DELETED', {
        message: 'm',
        expected: 'ADDED ... DELETED',
        received: events.map((e) => e.type).join(' '),
      });
      watch.close();
    },
  },
  {
    id: 'small/leaves-something',
    revision: 1,
    tests: [],
    async check({ given, target, expect }) {
      expect.accepted(await target.create(given.documented()));
      expect.accepted(await target.create({ ...given.manifest({ metadata: { finalizers: ['suite/holds'] } }) }));
      expect.documented(await target.deleteCollection({ query: { labelSelector: 'none=such' } }));
    },
  },
];

async function run(variants: string[]): Promise<{ results: Result[]; left: unknown[]; foreign: number }> {
  const clock = virtualClock();
  const server = createServer({ namespaces: ['ns', 'scratch'], clock, token: 'the-full-token', variants });
  const context: JudgeContext = fakeContext(server.handle, {
    clock,
    connection: { credentials: tokens({ full: 'the-full-token' }) },
    namespaces: { scratchNamespace: 'scratch' },
  });
  const results = await judgeAll(SMALL, context, { kinds: KINDS });
  const client = createClient(context);
  const foreign: JsonObject = {
    ...(results[0] && (JSON.parse(results[0].exchanges[0]!.requestBody!) as JsonObject)),
    metadata: { name: 'foreign' },
  };
  await client.call({
    method: 'POST',
    path: '/apis/kubeflow.org/v1/namespaces/ns/tfjobs',
    headers: [['content-type', 'application/json']],
    body: JSON.stringify(foreign),
  });
  const left = await cleanup({
    client,
    clock,
    kinds: KINDS,
    namespaces: ['ns'],
    lines: context.journal.lines,
    settle: context.execution.settle,
  });
  const objects = server.objects().length;
  server.stop();
  clock.stop();
  return { results, left, foreign: objects };
}

test.each([[[]], [['delete-graceful']], [['controller-busy', 'finalizer-added']]])(
  'a conforming server passes and is left as it was: %s',
  async (variants) => {
    const { results, left, foreign } = await run(variants);
    expect(results.map((r) => [r.id, r.verdict, r.reason ?? '', r.findings])).toEqual(
      SMALL.flatMap((s) => KINDS.map(() => [s.id, 'pass', '', []])),
    );
    expect([left, foreign]).toEqual([[], 1]);
    expect(JSON.stringify(results)).not.toContain('the-full-token');
  },
);
