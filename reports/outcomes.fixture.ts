/** What the judgements of the sample that do not pass have found, with the exchanges that show it. */
import { KINDS } from '../contract/kinds.ts';
import { OPERATIONS, pathOf } from '../contract/operations.ts';
import type { Verb } from '../contract/types.ts';
import type { Exchange } from '../harness/model/exchange.ts';
import type { ReportEntry } from '../harness/model/report.ts';
import type { Verdict } from '../harness/model/result.ts';

export const HOSTILE = `</script></pre><script>globalThis.pwned = 1</script><img src=x onerror="globalThis.pwned = 1">"'\`\u001B[31m\u202Ered\u0000`;

/** A request for the first PyTorchJob-like object of a kind, with the answer that a failing check saw. */
function exchange(kind: string, seq: number, verb: Verb, over: Partial<Exchange> = {}): Exchange {
  const of = KINDS.find(({ singular }) => singular === kind);
  if (of === undefined) throw new Error(`no kind ${kind}`);
  const { method, scope } = OPERATIONS[verb];
  const writes = method === 'POST' || method === 'PUT' || method === 'PATCH';
  return {
    seq,
    at: Date.parse('2025-03-01T09:00:00Z') + seq * 40,
    ms: 12,
    as: 'full',
    verb,
    method,
    path: pathOf(of, 'default', scope === 'object' ? 'c-4f2a-keeps' : undefined),
    requestHeaders: [
      ['accept', 'application/json'],
      ['authorization', '***'],
      ...(writes
        ? [
            ['content-type', verb === 'patch' ? 'application/merge-patch+json' : 'application/json'] satisfies [
              string,
              string,
            ],
          ]
        : []),
    ],
    ...(writes ? { requestBody: JSON.stringify({ metadata: { labels: { keep: "it's 1", drop: null } } }) } : {}),
    status: 200,
    responseHeaders: [
      ['content-type', 'application/json'],
      ['date', 'Sat, 01 Mar 2025 09:00:01 GMT'],
    ],
    responseBody: JSON.stringify({
      kind: of.kind,
      apiVersion: `${of.group}/${of.version}`,
      metadata: {
        name: 'c-4f2a-keeps',
        namespace: 'default',
        uid: '0b1f',
        resourceVersion: '9007199254740993',
        labels: { keep: "it's 1", drop: '2' },
      },
      spec: {
        [of.replicaMap]: {
          Worker: { replicas: 1, template: { spec: { containers: [{ name: of.container, image: 'busybox' }] } } },
        },
      },
      status: {},
    }),
    ...over,
  };
}

type Outcome = Partial<ReportEntry> & { verdict: Verdict };

/** What the rows that do not pass say, by id; every other judgement passes. */
export const OUTCOMES: Readonly<Record<string, (kind: string) => Outcome | undefined>> = {
  'patch/null-removes-a-label': (kind) =>
    kind === 'mpijob'
      ? undefined
      : {
          verdict: 'fail',
          exchanges: [
            exchange(kind, 1, 'create', { status: 201 }),
            exchange(kind, 2, 'patch'),
            exchange(kind, 3, 'read'),
          ],
          findings: [
            {
              message: 'The label that was patched with null is still stored.',
              expected: '{\n "keep": "it\'s 1"\n}',
              received: '{\n "keep": "it\'s 1",\n "drop": "2"\n}',
              path: '/metadata/labels/drop',
              code: ['specs/support/expectations.ts:58', 'specs/patch/merge-patch.ts:41'],
              exchange: 3,
              history: [1, 2, 3],
            },
          ],
        },
  'patch/model': (kind) =>
    kind === 'mpijob'
      ? undefined
      : {
          verdict: 'fail',
          causedBy: 'patch/null-removes-a-label',
          exchanges: [exchange(kind, 1, 'create', { status: 201, case: 1 }), exchange(kind, 2, 'patch', { case: 7 })],
          findings: [
            {
              message: 'The stored labels differ from what RFC 7386 computes.',
              expected: '{"日本語":"ラベル"}',
              received: '{"日本語":"ラベル","a/b~c":"é"}',
              path: '/metadata/labels',
              exchange: 2,
              history: [1, 2],
              seed: 424242,
              counterexample: '[{"metadata":{"labels":{"a/b~c":null}}}]',
            },
          ],
        },
  'errors/status-agrees': (kind) =>
    kind === 'tfjob'
      ? {
          verdict: 'fail',
          exchanges: [
            exchange(kind, 1, 'read', {
              status: 404,
              responseBody: `{"code":200,"message":${JSON.stringify(HOSTILE)}}`,
              responseHeaders: [['x-hostile', HOSTILE]],
            }),
          ],
          findings: [
            {
              message: 'Status.code is not the HTTP status code.',
              expected: '404',
              received: `200 ${HOSTILE}`,
              path: '/code',
              exchange: 1,
            },
          ],
        }
      : undefined,
  'list/complete': (kind) =>
    kind === 'mxjob'
      ? {
          verdict: 'fail',
          exchanges: [
            exchange(kind, 1, 'list', {
              responseBody: JSON.stringify({
                items: Array.from({ length: 400 }, (_, index) => ({
                  metadata: { name: `job-${index}-${'x'.repeat(40)}` },
                })),
              }),
            }),
          ],
          findings: [
            {
              message: 'The list lacks an object that exists.',
              expected: 'an item named c-4f2a-keeps',
              received: '400 items, none of that name',
              path: '/items',
              exchange: 1,
            },
          ],
        }
      : undefined,
  'replace/drops-what-is-left-out': (kind) =>
    kind === 'tfjob'
      ? {
          verdict: 'inconclusive',
          causedBy: 'patch/null-removes-a-label',
          reason: 'the labels could not be set up (exchange 4)',
          exchanges: [
            exchange(kind, 1, 'replace', {
              status: undefined,
              responseBody: '',
              responseHeaders: [],
              error: 'connection reset',
            }),
          ],
        }
      : undefined,
  'watch/every-event-once': () => ({
    verdict: 'inconclusive',
    reason: 'no event came within 10 s, and the target throttled throughout (429)',
    code: ['specs/watch/events.ts:77'],
    definedAt: ['specs/watch/events.ts:70'],
  }),
  'pagination/every-item-once': () => ({
    verdict: 'not-applicable',
    reason: 'the target does not support limit, as it may: all 7 items came at limit=2',
  }),
  'auth/read-only-cannot-write': (kind) =>
    kind === 'tfjob'
      ? { verdict: 'waived', reason: 'known until 2025-06-01: the gateway maps both tokens to one account' }
      : undefined,
  'delete-collection/selector': (kind) =>
    kind === 'mpijob'
      ? {
          verdict: 'harness-error',
          reason: "TypeError: Cannot read properties of undefined (reading 'uid')",
          stack: 'TypeError: Cannot read properties\n    at check (specs/delete-collection.ts:41:7)',
        }
      : undefined,
};
