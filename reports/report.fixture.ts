/**
 * A report like that of a real run, with every verdict, and with texts of a hostile target. For tests, and for viewing
 * pages.
 */
import { LAYERS, VERBS } from '../contract/types.ts';
import type { Layer, Level } from '../contract/types.ts';
import { VERDICTS } from '../harness/model/result.ts';
import type { Count, Report, ReportEntry } from '../harness/model/report.ts';
import { OUTCOMES } from './outcomes.fixture.ts';

const URL = 'https://cci.example.test:6443/base';

type Row = [id: string, level: Level, layer: Layer, text: string, source: string];
const ROWS: Row[] = [
  [
    'create/answers-with-the-object',
    'MUST',
    'operation',
    'A create that is accepted answers with the created object.',
    'Creating a TFJob, response',
  ],
  [
    'create/name-taken',
    'MUST',
    'general',
    'A create under a name that is taken is refused, and the first object stays as it was.',
    'Error format, example',
  ],
  [
    'create/sets-uid',
    'MUST',
    'general',
    'The server gives each object a uid of its own, over kinds and re-creation.',
    'ObjectMeta, table 10',
  ],
  [
    'read/returns-the-stored-object',
    'MUST',
    'operation',
    'A read answers with the object as it is stored.',
    'Querying a TFJob',
  ],
  [
    'read/missing',
    'MUST',
    'general',
    'A read of an object that is not there answers 404 with a Status.',
    'Status codes',
  ],
  [
    'list/complete',
    'MUST',
    'operation',
    'A list holds every object of the kind in the namespace, and no other.',
    'Querying all TFJobs in a namespace',
  ],
  [
    'list/label-selector',
    'MUST',
    'conventions',
    'A label selector selects by all of its requirements together.',
    'Kubernetes conventions, label selectors',
  ],
  [
    'pagination/every-item-once',
    'MUST',
    'operation',
    'Pages that are followed to the end hold every item exactly once.',
    'Querying all TFJobs in a namespace, limit',
  ],
  [
    'replace/drops-what-is-left-out',
    'MUST',
    'operation',
    'A replace stores the body as a whole: labels that it leaves out are gone.',
    'Replacing a TFJob',
  ],
  [
    'replace/stale-resource-version',
    'MUST',
    'conventions',
    'A replace with a resourceVersion that is not current is refused with a conflict.',
    'Kubernetes conventions, concurrency',
  ],
  [
    'patch/null-removes-a-label',
    'MUST',
    'operation',
    'A member patched with null is gone from the stored object.',
    'Updating a TFJob; RFC 7386, section 2',
  ],
  [
    'patch/model',
    'MUST',
    'operation',
    'A merge patch changes the stored object as RFC 7386 computes it.',
    'Updating a TFJob; RFC 7386, section 2',
  ],
  [
    'mutability/spec-stays',
    'MUST',
    'operation',
    'A field that is not listed as updatable keeps its value.',
    'Replacing a TFJob, mutable fields',
  ],
  ['delete/gone', 'MUST', 'operation', 'A deleted object is gone from read, list and watch.', 'Deleting a TFJob'],
  [
    'delete-collection/selector',
    'MUST',
    'operation',
    'A delete of a collection with a selector deletes what it selects and nothing else.',
    'Deleting all TFJobs in a namespace',
  ],
  [
    'watch/every-event-once',
    'MUST',
    'conventions',
    'A watch tells each change of an object once and in order.',
    'WatchEvent, table 78',
  ],
  [
    'errors/status-agrees',
    'MUST',
    'general',
    'The code of a Status is the HTTP status code of the answer that carries it.',
    'Status, table 72',
  ],
  [
    'auth/read-only-cannot-write',
    'SHOULD',
    'general',
    'Credentials that may only read are refused every write.',
    'Authentication',
  ],
];

const RFC = 'https://www.rfc-editor.org/rfc/rfc7386#section-2';

function entry([id, level, layer, text, source]: Row, kind: string, index: number): ReportEntry {
  const outcome = OUTCOMES[id]?.(kind);
  const errata = id.startsWith('patch') ? [{ number: 9, reading: 'merge patch alone' }] : undefined;
  return {
    id,
    kind,
    verdict: 'pass',
    level,
    layer,
    area: id.split('/')[0] ?? id,
    statements: [
      {
        id: `${id}.statement`,
        text,
        source,
        level,
        layer,
        ...(source.includes('RFC') && { url: RFC }),
        ...(errata === undefined ? {} : { errata }),
      },
    ],
    findings: [],
    exchangeCount: outcome?.exchanges?.length ?? 3,
    ms: 8 + index,
    seed: 1000 + index,
    ...(outcome?.verdict === 'fail'
      ? { replay: `npx -p cci-job-conformance cci-conformance --target ${URL} --only ${id} --kind ${kind} --seed 42` }
      : {}),
    ...outcome,
  };
}

const zero = (): Count => Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as unknown as Count;

function countBy(
  results: readonly ReportEntry[],
  key: (entry: ReportEntry) => string,
  names: readonly string[] = [],
): Record<string, Count> {
  const counts: Record<string, Count> = Object.fromEntries(names.map((name) => [name, zero()]));
  for (const result of results) (counts[key(result)] ??= zero())[result.verdict] += 1;
  return counts;
}

/** The sample is of these kinds, however many more the contract has. */
const SAMPLE_KINDS = ['tfjob', 'mxjob', 'pytorchjob', 'mpijob'];

/** @param rows how many of the requirements, for reports that are small or have no failure */
export function sampleReport(rows: (id: string) => boolean = () => true): Report {
  const kinds = SAMPLE_KINDS;
  const results = ROWS.filter(([id]) => rows(id)).flatMap((row, index) => kinds.map((kind) => entry(row, kind, index)));
  const total = countBy(results, () => 'total', ['total']).total ?? zero();
  const conformant = total.fail + total.inconclusive + total['harness-error'] === 0;
  return {
    format: 1,
    suite: { name: 'cci-job-conformance', version: '0.1.0', contractDigest: 'sha256:5d41402abc4b2a76b9719d911017c592' },
    target: { url: URL, embedded: false, namespace: 'default', otherNamespace: 'other' },
    startedAt: '2025-03-01T09:00:00.000Z',
    ms: 41_250,
    seed: 42,
    runs: 100,
    scope: {
      extent: 'partial',
      layers: [...LAYERS],
      kinds,
      planned: results.length,
      ran: results.length,
      notPlanned: [{ reason: 'no --scratch-namespace', count: 8 }],
    },
    conformant,
    exitCode: conformant ? 0 : 1,
    conclusion: conformant
      ? 'The target keeps every MUST that was judged.'
      : `Not conformant: ${total.fail} of ${results.length} judgements failed.`,
    results,
    summary: {
      total,
      byLayer: countBy(results, ({ layer }) => layer, LAYERS),
      byKind: countBy(results, ({ kind }) => kind),
      byArea: countBy(results, ({ area }) => area),
      byLevel: countBy(results, ({ level }) => level),
    },
    coverage: kinds.flatMap((kind) =>
      VERBS.filter((verb) => verb !== 'watch' || kind !== 'mpijob').map((verb) => ({
        kind,
        verb,
        exchanges: 12,
        statusCodes: verb === 'create' ? [201, 400, 409] : [200, 404],
        parameters: verb === 'list' ? [{ name: 'limit', statusCodes: [200] }] : [],
        ...(verb !== 'watch' && {
          latency: { p50: 4, p95: 12.5, max: 30, counts: [0, 1, 5, 3, 2, 1, 0, 0, 0, 0, 0, 0, 0] },
        }),
      })),
    ),
    freedoms: [
      {
        freedom: 'create-code',
        text: 'The code of a create that is accepted.',
        option: '201',
        optionText: '201 Created',
        times: 310,
      },
      {
        freedom: 'limit',
        text: 'Whether a list honours limit.',
        option: 'ignored',
        optionText: 'all items come at once',
        verb: 'list',
        times: 12,
      },
      {
        freedom: 'delete-body',
        text: 'What a delete answers with.',
        option: 'status',
        optionText: 'a Status',
        times: 40,
      },
      {
        freedom: 'delete-body',
        text: 'What a delete answers with.',
        option: 'object',
        optionText: 'the object',
        times: 2,
      },
    ],
    register: { statements: 214, tested: 190, untestable: 21, open: 3 },
    requests: 1234,
    leftBehind: [],
  };
}
