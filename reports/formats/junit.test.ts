import { expect, test } from 'vitest';
import type { ReportEntry } from '../../harness/model/report.ts';
import { asJunit } from './junit.ts';
import { sampleReport } from '../report.fixture.ts';

const report = sampleReport();
const entry = (kind: string, over: Partial<ReportEntry>): ReportEntry => ({
  id: 'read/a',
  kind,
  verdict: 'pass',
  level: 'MUST',
  layer: 'general',
  area: 'read',
  statements: [{ id: 's', text: 'It stays.', source: 'Reading', level: 'MUST', layer: 'general' }],
  findings: [],
  exchangeCount: 0,
  ms: 1500,
  seed: 1,
  ...over,
});
const linesOf = (...results: ReportEntry[]): string[] =>
  asJunit({ ...report, startedAt: '2025-03-01T09:00:00.123Z', results }).split('\n');

test('the file says what was run, how it came out and how long it took, a suite for each kind', () => {
  const verdicts = ['pass', 'fail', 'inconclusive', 'harness-error', 'not-applicable', 'waived', 'waived'] as const;
  const lines = linesOf(...verdicts.map((verdict) => entry('tfjob', { verdict })), entry('mxjob', { ms: 4 }));
  expect(lines.filter((line) => /^<.?testsuite/.test(line))).toEqual([
    '<testsuites name="cci-job-conformance" tests="8" failures="1" errors="2" skipped="3" time="10.504">',
    '<testsuite name="tfjob" timestamp="2025-03-01T09:00:00" tests="7" failures="1" errors="2" skipped="3" time="10.500">',
    '</testsuite>',
    '<testsuite name="mxjob" timestamp="2025-03-01T09:00:00" tests="1" failures="0" errors="0" skipped="0" time="0.004">',
    '</testsuite>',
    '</testsuites>',
  ]);
});

test('a suite that passed is its properties and a line for each requirement', () => {
  expect(linesOf(entry('tfjob', {}))).toEqual([
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="cci-job-conformance" tests="1" failures="0" errors="0" skipped="0" time="1.500">',
    '<testsuite name="tfjob" timestamp="2025-03-01T09:00:00" tests="1" failures="0" errors="0" skipped="0" time="1.500">',
    '<properties>',
    '<property name="target" value="https://cci.example.test:6443/base"/>',
    '<property name="namespace" value="default"/>',
    '<property name="seed" value="42"/>',
    '<property name="suite.version" value="0.1.0"/>',
    '<property name="contract.digest" value="sha256:5d41402abc4b2a76b9719d911017c592"/>',
    '<property name="scope" value="partial"/>',
    '<property name="conformant" value="false"/>',
    '</properties>',
    '<testcase name="read/a" classname="tfjob.read" time="1.500"/>',
    '</testsuite>',
    '</testsuites>',
    '',
  ]);
});

const finding = { message: 'It is <gone>\n& "lost".', expected: 'a', received: 'b' };
test.each<[string, Partial<ReportEntry>, string]>([
  [
    'the first finding of a failure',
    { verdict: 'fail', findings: [finding, { ...finding, message: 'It is back.' }] },
    '<failure message="It is &lt;gone&gt;&#10;&amp; &quot;lost&quot;." type="MUST">It stays.&#10;  source: Reading&#10;It is &lt;gone&gt;&#10;&amp; &quot;lost&quot;.' +
      '&#10;  expected: a&#10;  received: b&#10;It is back.&#10;  expected: a&#10;  received: b</failure>',
  ],
  [
    'else what does not hold',
    { verdict: 'fail' },
    '<failure message="It stays." type="MUST">It stays.&#10;  source: Reading</failure>',
  ],
  ['else the name', { verdict: 'fail', statements: [] }, '<failure message="read/a" type="MUST"></failure>'],
  [
    'where the suite broke',
    { verdict: 'harness-error', reason: 'TypeError: x', stack: 'TypeError: x\n\tat <y>' },
    '<error message="TypeError: x" type="harness-error">TypeError: x&#10;&#9;at &lt;y&gt;</error>',
  ],
  [
    'that it broke, where nobody knows where',
    { verdict: 'harness-error', reason: 'lost' },
    '<error message="lost" type="harness-error">lost</error>',
  ],
  [
    'why nothing could be said',
    { verdict: 'inconclusive', reason: 'no event' },
    '<error message="inconclusive: no event" type="inconclusive"/>',
  ],
  [
    'where nothing could be said',
    { verdict: 'inconclusive', reason: 'no event', code: ['specs/a.ts:1', 'specs/b.ts:2'] },
    '<error message="inconclusive: no event" type="inconclusive">code: specs/a.ts:1, specs/b.ts:2</error>',
  ],
  [
    'where it was demanded',
    { verdict: 'fail', findings: [{ ...finding, message: 'It is gone.', code: ['specs/a.ts:1', 'specs/b.ts:2'] }] },
    '<failure message="It is gone." type="MUST">It stays.&#10;  source: Reading&#10;It is gone.' +
      '&#10;  expected: a&#10;  received: b&#10;  code: specs/a.ts:1, specs/b.ts:2</failure>',
  ],
  ['that nothing could be said', { verdict: 'inconclusive' }, '<error message="inconclusive: " type="inconclusive"/>'],
  ['what was waived', { verdict: 'waived', reason: 'known' }, '<skipped message="waived: known"/>'],
  [
    'what does not apply',
    { verdict: 'not-applicable', reason: 'no limit' },
    '<skipped message="not-applicable: no limit"/>',
  ],
])('of what did not pass it tells %s', (_, over, outcome) => {
  const lines = linesOf(entry('tfjob', over));
  expect(lines.slice(lines.indexOf('<testcase name="read/a" classname="tfjob.read" time="1.500">') + 1, -3)).toEqual([
    '<properties>',
    '<property name="level" value="MUST"/>',
    '<property name="layer" value="general"/>',
    `<property name="verdict" value="${over.verdict}"/>`,
    ...((over.code ?? over.findings?.[0]?.code) === undefined
      ? []
      : ['<property name="code" value="specs/a.ts:1, specs/b.ts:2"/>']),
    '</properties>',
    outcome,
    '</testcase>',
  ]);
});
