import { describe, expect, test } from 'vitest';
import { KINDS } from '../contract/kinds.ts';
import { UsageError } from './config.ts';
import { readExpectations, settle } from './expectations.ts';
import type { Requirement, Result } from './types.ts';

const REQUIREMENTS: Requirement[] = ['patch/sets', 'patch/removes', 'read/returns'].map((id) => ({ id, revision: 1, tests: [], check: async () => {} }));
const read = (text: string) => readExpectations('e.yaml', text, REQUIREMENTS);
const finding = (message: string, path?: string) => ({ message, expected: 'e', received: 'r', ...(path === undefined ? {} : { path }) });

/** Every requirement with every kind; passes but what is given by `id kind`. */
function ran(given: Record<string, Partial<Result>>, leave: string[] = []): Result[] {
  return REQUIREMENTS.flatMap(({ id }) => KINDS.map(({ singular: kind }) => ({
    id, kind, verdict: 'pass' as const, findings: [], exchanges: [], sightings: [], observations: [], ms: 0, seed: 1, ...given[`${id} ${kind}`],
  }))).filter(({ id, kind }) => !leave.includes(`${id} ${kind}`));
}
const settled = (text: string, given: Record<string, Partial<Result>>, leave?: string[], today = '2026-06-15') =>
  settle(read(text), ran(given, leave), REQUIREMENTS, KINDS, today);
const waived = (results: readonly Result[]): string[] => results.filter((r) => r.verdict === 'waived').map((r) => `${r.id} ${r.kind}`);

const fail: Partial<Result> = { verdict: 'fail', findings: [finding('A null is stored.', '/metadata/labels')] };
const unclear: Partial<Result> = { verdict: 'inconclusive', reason: 'the control was refused' };

describe('what is waived', () => {
  test('the failure that an entry names, with its reason; others stay', () => {
    const { results, used, stale } = settled('[{requirement: patch/sets, kind: tfjob, reason: known}]', { 'patch/sets tfjob': fail, 'patch/sets mxjob': fail });
    expect(waived(results)).toEqual(['patch/sets tfjob']);
    expect(results.find((r) => r.verdict === 'waived')).toMatchObject({ reason: 'known', was: { verdict: 'fail' }, findings: fail.findings });
    expect([used, stale]).toEqual([1, []]);
  });
  test.each<[string, string, string[]]>([
    ['a prefix', 'requirement: patch/*', ['patch/sets tfjob', 'patch/removes mpijob']],
    ['all', 'requirement: "*"', ['patch/sets tfjob', 'patch/removes mpijob', 'read/returns mxjob']],
    ['a list of ids', 'requirement: [patch/sets, read/returns]', ['patch/sets tfjob', 'read/returns mxjob']],
    ['a kind by another of its names', 'requirement: patch/*, kind: MPIJob', ['patch/removes mpijob']],
    ['a finding by its message', 'requirement: patch/*, finding: null is', ['patch/sets tfjob']],
    ['a finding by its path', 'requirement: patch/*, finding: /metadata/labels', ['patch/sets tfjob']],
    ['one of two findings', 'requirement: patch/*, finding: [null is, neither]', ['patch/sets tfjob']],
  ])('%s', (_, entry, names) => {
    const given = { 'patch/sets tfjob': fail, 'patch/removes mpijob': { verdict: 'fail' as const, findings: [finding('Other.')] }, 'read/returns mxjob': fail };
    expect(waived(settled(`[{${entry}, reason: known}]`, given).results).sort()).toEqual([...names].sort());
  });
  test('not a failure one of whose findings is another', () => {
    const given = { 'patch/sets tfjob': { ...fail, findings: [...(fail.findings ?? []), finding('Worse.')] } };
    const { results, stale } = settled('[{requirement: patch/sets, finding: null is, reason: known}]', given);
    expect(waived(results)).toEqual([]);
    expect(stale).toEqual(['patch/sets: deviates, but not by what "finding" says']);
  });
  test('what is inconclusive, where it is named alone', () => {
    expect(waived(settled('[{requirement: patch/sets, reason: known}]', { 'patch/sets tfjob': unclear }).results)).toEqual([]);
    const { results } = settled('[{requirement: patch/sets, verdict: [fail, inconclusive], finding: control, reason: known}]', { 'patch/sets tfjob': unclear });
    expect(results.find((r) => r.verdict === 'waived')?.was).toEqual({ verdict: 'inconclusive', reason: 'the control was refused' });
  });
  test.each([['2026-06-15', 1, 0], ['2026-06-16', 0, 1]])('on %s, of what expires on the 15th: %d', (today, used, expired) => {
    const got = settled('[{requirement: patch/sets, expires: 2026-06-15, reason: known}]', { 'patch/sets tfjob': fail }, [], today);
    expect([got.used, got.expired.length, got.stale.length]).toEqual([used, expired, 0]);
  });
});

describe('what is stale', () => {
  test('an entry, an id of its list, a kind of its list to which nothing answers', () => {
    const given = { 'patch/sets tfjob': fail };
    expect(settled('[{requirement: read/returns, reason: r}]', given).stale).toEqual(['read/returns: nothing deviates so any more']);
    expect(settled('[{requirement: read/returns, reason: r, sometimes: true}]', given).stale).toEqual([]);
    expect(settled('[{requirement: [patch/sets, patch/removes], reason: r}]', given).stale).toEqual(['patch/removes: nothing deviates so any more']);
    expect(settled('[{requirement: patch/sets, kind: [tfjob, mxjob], reason: r}]', given).stale).toEqual(['patch/sets (mxjob): nothing deviates so any more']);
    expect(settled('[{requirement: patch/*, reason: r}]', given).stale).toEqual([]);
  });
  test('nothing that has not run as a whole', () => {
    expect(settled('[{requirement: read/returns, reason: r}]', {}, ['read/returns mpijob']).stale).toEqual([]);
    expect(settled('[{requirement: read/returns, kind: mxjob, reason: r}]', {}, ['read/returns mpijob']).stale).toEqual(['read/returns (mxjob): nothing deviates so any more']);
  });
});

describe('a bad file is refused in one line that names the file', () => {
  test.each<[string, RegExp]>([
    ['[', /no YAML/],
    ['reason: x', /a list of entries is wanted/],
    ['[text]', /entry 1 is no mapping/],
    ['[{requirement: patch/sets, reason: r}, {requirement: patch/sets}]', /entry 2 has no reason/],
    ['[{requirement: patch/sets, reason: ""}]', /reason is to be text/],
    ['[{requirement: patch/sets, reason: [a, b]}]', /reason is to be one text/],
    ['[{reason: r}]', /names no requirement/],
    ['[{requirement: patch/set, reason: r}]', /no requirement is named "patch\/set"; did you mean patch\/sets\?/],
    ['[{requirement: ptch/*, reason: r}]', /no requirement is named/],
    ['[{requirement: patch/sets, kind: jaxjob, reason: r}]', /unknown kind "jaxjob"/],
    ['[{requirement: patch/sets, expires: 2026-02-30, reason: r}]', /is no date/],
    ['[{requirement: patch/sets, verdict: pass, reason: r}]', /"pass" cannot be waived/],
    ['[{requirement: patch/sets, reasn: r}]', /unknown member "reasn"; did you mean reason\?/],
  ])('%s', (text, words) => {
    expect(() => read(text)).toThrow(UsageError);
    expect(() => read(text)).toThrow(words);
    expect(() => read(text)).toThrow(/^e\.yaml: [^\n]+$/);
  });
  test('an empty one expects nothing', () => expect(read('# nothing yet\n').entries).toEqual([]));
});
