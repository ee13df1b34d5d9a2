import { describe, expect, it } from 'vitest';
import type { Finding } from '../../harness/model/finding.ts';
import type { ReportEntry } from '../../harness/model/report.ts';
import { sampleReport } from '../report.fixture.ts';
import { causesOf, changedBefore, generic, involvedIn, shortly } from './causes.ts';

const [base] = sampleReport().results;
if (base === undefined) throw new Error('the sample is empty');
const finding = (message: string, over: Partial<Finding> = {}): Finding => ({
  message,
  expected: 'a',
  received: 'b',
  ...over,
});
const failed = (id: string, kind: string, first: Finding, over: Partial<ReportEntry> = {}): ReportEntry => ({
  ...base,
  id,
  kind,
  area: id.split('/')[0] ?? id,
  verdict: 'fail',
  findings: [first],
  ...over,
});
const ids = (...results: ReportEntry[]): string[][] =>
  causesOf({ results }).map(({ entries }) => entries.map(({ id, kind }) => `${id}@${kind}`));

describe('findings of one cause', () => {
  it.each<[string, string, string]>([
    ['names', 'tfjobs "r012345678-job-7" is gone', 'tfjobs "rabcdefghi-job-12-x" is gone'],
    ['uids', 'of 0b1f2c3d-0000-4000-8000-00000000000a', 'of 1b1f2c3d-1111-4000-8000-00000000000b'],
    ['times', 'at 2026-01-01T00:00:00Z', 'at 2026-02-03T04:05:06.789Z'],
    ['versions', 'resourceVersion "17"', 'resourceVersion "18"'],
    ['exchanges', 'in exchange 3', 'in exchange 14'],
  ])('may differ in %s', (_, one, other) => {
    expect(ids(failed('read/a', 'tfjob', finding(one)), failed('list/b', 'tfjob', finding(other)))).toHaveLength(1);
  });

  it('may be of any kind', () => {
    const [tf, mx] = ['tfjobs of TFJob have tfReplicaSpecs', 'mxjobs of MXJob have mxReplicaSpecs'];
    expect(ids(failed('read/a', 'tfjob', finding(tf)), failed('read/a', 'mxjob', finding(mx)))).toEqual([
      ['read/a@tfjob', 'read/a@mxjob'],
    ]);
    expect(generic(tf, 'tfjob')).toBe(generic(mx, 'mxjob'));
    const at = (path: string): string => `GET /apis/kubeflow.org/${path} succeeded`;
    expect(generic(at('v1/namespaces/a/tfjobs'), 'tfjob')).toBe(generic(at('v1alpha2/namespaces/a/mpijobs'), 'mpijob'));
  });

  it.each<[string, Finding, Finding]>([
    ['codes', finding('a', { received: '404' }), finding('a', { received: '500' })],
    ['places', finding('a', { path: '/spec' }), finding('a', { path: '/status' })],
    ['sentences', finding('it is gone'), finding('it is there')],
  ])('do not differ in %s', (_, one, other) => {
    expect(ids(failed('read/a', 'tfjob', one), failed('read/b', 'tfjob', other))).toHaveLength(2);
  });
});

describe('causes', () => {
  it('are told by what is judged directly, and not by histories, races or what was searched for', () => {
    const same = finding('it is lost');
    expect(
      ids(
        failed('histories/a', 'tfjob', same),
        failed('patch/searched', 'tfjob', { ...same, counterexample: '[]' }),
        failed('patch/long', 'tfjob', { ...same, history: [1, 2, 3] }),
        failed('patch/short', 'tfjob', { ...same, history: [1] }),
      )[0]?.[0],
    ).toBe('patch/short@tfjob');
  });

  it('come first when they explain more, and last when only a compound of requests shows them', () => {
    const results = [
      failed('concurrency/a', 'tfjob', finding('x')),
      failed('read/alone', 'tfjob', finding('y')),
      failed('create/root', 'tfjob', finding('z')),
      failed('read/needs', 'tfjob', finding('w'), { causedBy: 'create/root' }),
    ];
    expect(ids(...results)).toEqual([['create/root@tfjob'], ['read/alone@tfjob'], ['concurrency/a@tfjob']]);
  });

  it('come before the refusals that name what is wrong: it was sent back as it was shown', () => {
    const refused = finding('PUT was refused', {
      path: 'status',
      received: '400 ("BadRequest: metadata.creationTimestamp is of the wrong type")',
    });
    const shown = (path: string): ReportEntry => failed('answers/shape', 'tfjob', finding('it is wrong', { path }));
    const needing = failed('replace/b', 'tfjob', finding('w'), { causedBy: 'replace/a' });
    const first = (path: string): string | undefined =>
      ids(failed('replace/a', 'tfjob', refused), needing, shown(path))[0]?.[0];
    expect(first('/items/0/metadata/creationTimestamp')).toBe('answers/shape@tfjob');
    expect(first('/metadata/name')).toBe('replace/a@tfjob');
    expect(first('/creationTimestamp')).toBe('replace/a@tfjob');
  });

  it('are told with the statements of the member that is wrong, and no more than three', () => {
    const statement = (id: string): ReportEntry['statements'][number] => ({
      id,
      text: id,
      source: 's',
      level: 'MUST',
      layer: 'general',
    });
    const statements = ['field.A.name', 'field.A.image', 'constraint.A.type.enum', 'field.A.env', 'field.A.args'].map(
      statement,
    );
    const entry = failed('fields/a', 'tfjob', finding('must be one of the allowed values', { path: '/spec/0/type' }), {
      statements,
    });
    const told = involvedIn({ results: [entry] })([entry]).map(({ id }) => id);
    expect(told).toHaveLength(3);
    expect(told[0]).toBe('constraint.A.type.enum');
  });
});

describe('the statements of a cause', () => {
  const statement = (id: string): ReportEntry['statements'][number] => ({
    id,
    text: id,
    source: '',
    level: 'MUST',
    layer: 'general',
  });
  const told = (kind: string, ...statements: string[]): string[] => {
    const entry = failed('create/a', kind, finding('a'), { statements: statements.map(statement) });
    return involvedIn({ results: [entry] })([entry]).map(({ id }) => id);
  };
  it('are not of another kind', () => {
    const all = ['create.kind', 'constraint.TFJob.kind.required', 'constraint.MXJob.kind.required'];
    expect(told('mxjob', ...all)).toEqual(['create.kind', 'constraint.MXJob.kind.required']);
    expect(told('mpijob', 'field.TFJobSpec.backoffLimit', 'create.kind')).toEqual(['create.kind']);
  });
  it('are those that there are, where all are of others, or the kind is not known', () => {
    expect(told('mxjob', 'field.TFJobSpec.backoffLimit')).toHaveLength(1);
    expect(told('xgboostjob', 'constraint.TFJob.kind.required', 'create.kind')).toHaveLength(2);
  });
});

describe('what a card says of a failure', () => {
  it.each([
    ['r012345678-job-7 could not be read back', 'job-7 could not be read back'],
    ['What is stored of r012345678-set-1-x', 'What is stored of set-1-x'],
    ['a read-only token', 'a read-only token'],
  ])('has names without the id of the run: %s', (text, short) => {
    expect(shortly(text)).toBe(short);
  });

  const sent = (seq: number, method: string): NonNullable<ReportEntry['exchanges']>[number] => ({
    seq,
    at: 0,
    ms: 1,
    as: 'full',
    verb: undefined,
    method,
    path: '/',
    requestHeaders: [],
    responseHeaders: [],
    responseBody: '',
  });
  it('names the change before the read that shows it, and no other before a change', () => {
    const exchanges = [sent(1, 'POST'), sent(2, 'DELETE'), sent(3, 'GET'), sent(4, 'GET'), sent(5, 'PUT')];
    const before = (exchange: number) =>
      changedBefore(failed('a/b', 'tfjob', finding('x'), { exchanges }), finding('x', { exchange }))?.method;
    expect([before(1), before(2), before(4), before(5)]).toEqual([undefined, undefined, 'DELETE', undefined]);
  });
});
