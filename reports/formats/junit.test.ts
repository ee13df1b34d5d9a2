import { expect, test } from 'vitest';
import type { Claimed, ReportEntry } from '../../harness/model/report.ts';
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
  asJunit({
    ...report,
    ms: results.reduce((sum, { ms }) => sum + ms, 0),
    startedAt: '2025-03-01T09:00:00.123Z',
    results,
  }).split('\n');

test('the file says what was run, how it came out and how long it took, a suite for each kind', () => {
  const verdicts = ['pass', 'fail', 'inconclusive', 'harness-error', 'not-applicable', 'waived', 'waived'] as const;
  const lines = linesOf(...verdicts.map((verdict) => entry('tfjob', { verdict })), entry('mxjob', { ms: 4 }));
  expect(lines.filter((line) => /^<.?testsuite/.test(line))).toEqual([
    '<testsuites name="cci-job-conformance" tests="8" failures="1" errors="2" time="10.504">',
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
    '<testsuites name="cci-job-conformance" tests="1" failures="0" errors="0" time="1.500">',
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
    outcome,
    '</testcase>',
  ]);
});

const CLAIMED: Claimed[] = [
  { claim: 'limit = limit-honoured', outcome: 'contradicted', text: 'limit-ignored was seen' },
  { claim: 'bookmarks = bookmarks-never', outcome: 'unproven', text: 'nothing was seen of it' },
];

/** What the schema of the xUnit plugin of Jenkins allows (its junit-10.xsd): attributes and children of each element. */
const ALLOWED: Readonly<Record<string, { attributes: string; required?: string; children: string }>> = {
  testsuites: { attributes: 'name time tests failures errors', children: 'testsuite' },
  testsuite: {
    attributes: 'name tests failures errors group time skipped timestamp hostname id package file log url',
    required: 'name tests failures errors',
    children: 'testsuite properties testcase system-out system-err',
  },
  properties: { attributes: '', children: 'property' },
  property: { attributes: 'name value', required: 'name value', children: '' },
  // GitLab shows a test case by its name and class, with its time.
  testcase: {
    attributes: 'name time classname group',
    required: 'name classname time',
    children: 'skipped error failure system-out system-err',
  },
  failure: { attributes: 'type message', children: '' },
  error: { attributes: 'type message', children: '' },
  skipped: { attributes: 'type message', children: '' },
};

/** What of a document the schema does not allow. */
function violations(xml: string): string[] {
  const open = [''];
  const wrong: string[] = [];
  for (const [, closing, name = '', inner = '', empty] of xml.matchAll(/<(\/?)([\w-]+)((?: [\w-]+="[^"]*")*)(\/?)>/g)) {
    if (closing === '/') {
      if (open.pop() !== name) wrong.push(`${name} ends where another element is open`);
      continue;
    }
    const allowed = ALLOWED[name];
    const parent = open.at(-1) ?? '';
    const attributes = [...inner.matchAll(/ ([\w-]+)=/g)].map(([, one = '']) => one);
    if (parent === '' ? name !== 'testsuites' : !ALLOWED[parent]?.children.split(' ').includes(name))
      wrong.push(`${name} in ${parent}`);
    wrong.push(...attributes.filter((one) => !allowed?.attributes.split(' ').includes(one)).map((a) => `${name} ${a}`));
    const missing = allowed?.required?.split(' ').filter((one) => !attributes.includes(one)) ?? [];
    wrong.push(...missing.map((one) => `${name} without ${one}`));
    if (empty === '') open.push(name);
  }
  return open.length === 1 ? wrong : [...wrong, `${open.at(-1)} has no end`];
}

test('it has no element and no attribute but those of the schemas, and times that add up to the run', () => {
  const verdicts = ['pass', 'fail', 'inconclusive', 'harness-error', 'not-applicable', 'waived'] as const;
  const results = verdicts.flatMap((verdict, i) =>
    ['tfjob', 'mxjob'].map((kind) => entry(kind, { verdict, ms: 7919 * (i + 1), reason: '<why> & "how"' })),
  );
  const xml = asJunit({
    ...report,
    results,
    ms: 60_001,
    claims: { file: 'claims.yaml', declared: {}, claimed: CLAIMED },
  });
  expect(violations(xml)).toEqual([]);
  const times = (element: string): number[] =>
    [...xml.matchAll(new RegExp(`<${element} [^>]*time="([^"]*)"`, 'g'))].map(([, time]) => Number(time) * 1000);
  const sum = (all: number[]): number => Math.round(all.reduce((a, b) => a + b, 0));
  expect([times('testsuites'), times('testsuite'), times('testcase')].map(sum)).toEqual([60_001, 60_001, 60_001]);
  expect(violations('<testsuites skipped="1"><testcase/></testsuites>')).not.toEqual([]);
  expect(violations('<testsuites>')).not.toEqual([]);
});
