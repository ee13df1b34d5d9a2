import { describe, expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import { UsageError } from '../errors/usage.ts';
import { readExpectations, applyExpectations } from './expectations.ts';
import type { Requirement } from '../model/requirement.ts';
import type { Result } from '../model/result.ts';

const REQUIREMENTS: Requirement[] = ['patch/sets', 'patch/removes', 'read/returns'].map((id) => ({
  id,
  revision: 1,
  tests: [],
  check: async () => {},
}));
const read = (text: string) => readExpectations('e.yaml', text, REQUIREMENTS);
const finding = (message: string, path?: string) => ({
  message,
  expected: 'e',
  received: 'r',
  ...(path === undefined ? {} : { path }),
});

/** Every requirement with every kind; passes but what is given by `id kind`. */
function ran(given: Record<string, Partial<Result>>, leave: string[] = []): Result[] {
  return REQUIREMENTS.flatMap(({ id }) =>
    KINDS.map(({ singular: kind }) => ({
      id,
      kind,
      verdict: 'pass' as const,
      findings: [],
      exchanges: [],
      choices: [],
      observations: [],
      ms: 0,
      seed: 1,
      ...given[`${id} ${kind}`],
    })),
  ).filter(({ id, kind }) => !leave.includes(`${id} ${kind}`));
}
const settled = (text: string, given: Record<string, Partial<Result>>, leave?: string[], today = '2026-06-15') =>
  applyExpectations(read(text), ran(given, leave), REQUIREMENTS, KINDS, today);
const waived = (results: readonly Result[]): string[] =>
  results.filter((r) => r.verdict === 'waived').map((r) => `${r.id} ${r.kind}`);

const fail: Partial<Result> = { verdict: 'fail', findings: [finding('A null is stored.', '/metadata/labels')] };
const unclear: Partial<Result> = { verdict: 'inconclusive', reason: 'the control was refused' };

describe('what is waived', () => {
  test('the failure that an entry names, with its reason; others stay', () => {
    const { results, used, stale } = settled('[{requirement: patch/sets, kind: tfjob, reason: known}]', {
      'patch/sets tfjob': fail,
      'patch/sets mxjob': fail,
    });
    expect(waived(results)).toEqual(['patch/sets tfjob']);
    const one = results.find((r) => r.verdict === 'waived');
    expect(one).toMatchObject({ reason: 'known', findings: fail.findings });
    expect(one?.was).toStrictEqual({ verdict: 'fail' });
    expect([used, stale]).toEqual([1, []]);
  });
  test.each<[string, string, string[]]>([
    ['a prefix', 'requirement: patch/*', ['patch/sets tfjob', 'patch/removes mpijob']],
    ['all', 'requirement: "*"', ['patch/sets tfjob', 'patch/removes mpijob', 'read/returns mxjob']],
    ['a list of ids', 'requirement: [patch/sets, read/returns]', ['patch/sets tfjob', 'read/returns mxjob']],
    ['a kind by another of its names', 'requirement: patch/*, kind: MPIJob', ['patch/removes mpijob']],
    ['a finding by its message', 'requirement: patch/*, finding: null is', ['patch/sets tfjob']],
    ['a finding by its path', 'requirement: patch/*, finding: /metadata/labels', ['patch/sets tfjob']],
    [
      'a finding by what was received',
      'requirement: patch/*, finding: r',
      ['patch/sets tfjob', 'patch/removes mpijob'],
    ],
    ['one of two findings', 'requirement: patch/*, finding: [null is, neither]', ['patch/sets tfjob']],
    [
      'no finding by the end of its message and the beginning of its path',
      'requirement: patch/*, finding: stored./metadata',
      [],
    ],
  ])('%s', (_, entry, names) => {
    const given = {
      'patch/sets tfjob': fail,
      'patch/removes mpijob': { verdict: 'fail' as const, findings: [finding('Other.')] },
      'read/returns mxjob': fail,
    };
    expect(waived(settled(`[{${entry}, reason: known}]`, given).results).sort()).toEqual([...names].sort());
  });
  test('not a failure one of whose findings is another', () => {
    const given = { 'patch/sets tfjob': { ...fail, findings: [...(fail.findings ?? []), finding('Worse.')] } };
    const { results, stale } = settled('[{requirement: patch/sets, finding: null is, reason: known}]', given);
    expect(waived(results)).toEqual([]);
    expect(stale).toEqual(['patch/sets: deviates, but not by what "finding" says']);
  });
  test('no failure without a finding, where one is named', () => {
    expect(
      waived(
        settled('[{requirement: patch/sets, finding: null is, reason: known}]', {
          'patch/sets tfjob': { verdict: 'fail', findings: [] },
        }).results,
      ),
    ).toEqual([]);
  });
  test('what is inconclusive, where it is named alone', () => {
    expect(
      waived(settled('[{requirement: patch/sets, reason: known}]', { 'patch/sets tfjob': unclear }).results),
    ).toEqual([]);
    expect(
      waived(
        settled('[{requirement: patch/*, verdict: inconclusive, reason: known}]', {
          'patch/sets tfjob': unclear,
          'patch/removes tfjob': fail,
        }).results,
      ),
    ).toEqual(['patch/sets tfjob']);
    const { results } = settled(
      '[{requirement: patch/sets, verdict: [fail, inconclusive], finding: control, reason: known}]',
      { 'patch/sets tfjob': unclear },
    );
    expect(results.find((r) => r.verdict === 'waived')?.was).toEqual({
      verdict: 'inconclusive',
      reason: 'the control was refused',
    });
  });
  test.each([
    ['2026-06-15', 1, []],
    ['2026-06-16', 0, ['patch/sets, patch/*: expired on 2026-06-15']],
  ])('on %s, of what expires on the 15th: %d', (today, used, expired) => {
    const got = settled(
      '[{requirement: [patch/sets, patch/*], expires: 2026-06-15, reason: known}]',
      { 'patch/sets tfjob': fail },
      [],
      today,
    );
    expect(got).toMatchObject({ used, expired, stale: [] });
  });
});

describe('what is stale', () => {
  test('an entry, an id of its list, a kind of its list to which nothing answers', () => {
    const given = { 'patch/sets tfjob': fail };
    expect(settled('[{requirement: read/returns, reason: r}]', given).stale).toEqual([
      'read/returns: nothing deviates so any more',
    ]);
    expect(settled('[{requirement: read/returns, reason: r, sometimes: true}]', given).stale).toEqual([]);
    expect(settled('[{requirement: [patch/sets, patch/removes], reason: r}]', given).stale).toEqual([
      'patch/removes: nothing deviates so any more',
    ]);
    expect(settled('[{requirement: patch/sets, kind: [tfjob, mxjob], reason: r}]', given).stale).toEqual([
      'patch/sets (mxjob): nothing deviates so any more',
    ]);
    expect(settled('[{requirement: patch/*, reason: r}]', given).stale).toEqual([]);
  });
  test('nothing that has not run as a whole', () => {
    expect(settled('[{requirement: read/returns, reason: r}]', {}, ['read/returns mpijob']).stale).toEqual([]);
    expect(settled('[{requirement: read/returns, kind: mxjob, reason: r}]', {}, ['read/returns mpijob']).stale).toEqual(
      ['read/returns (mxjob): nothing deviates so any more'],
    );
  });
});

describe('a file', () => {
  test('is taken as it says, with the defaults', () => {
    expect(read('[{requirement: patch/sets, reason: known}]').entries).toStrictEqual([
      { requirement: ['patch/sets'], reason: 'known', verdict: ['fail'], sometimes: false },
    ]);
    expect(
      read(
        '[{requirement: "*", kind: [TFJob, mxjobs], reason: r, expires: 2026-12-31, finding: f, verdict: [inconclusive, fail], sometimes: false}]',
      ).entries,
    ).toEqual([
      {
        requirement: ['*'],
        kind: ['tfjob', 'mxjob'],
        reason: 'r',
        expires: '2026-12-31',
        finding: ['f'],
        verdict: ['fail', 'inconclusive'],
        sometimes: false,
      },
    ]);
  });
  test('may break its reason into lines, which are reported as one', () => {
    expect(read('- requirement: patch/sets\n  reason: |\n\n    known  since\n    May\n').entries[0]?.reason).toBe(
      'known since May',
    );
  });
  test('of an older YAML has days that are text as well', () => {
    expect(
      read('%YAML 1.1\n---\n[{requirement: patch/sets, reason: r, expires: 2026-12-31}]').entries[0]?.expires,
    ).toBe('2026-12-31');
  });
  test('that is empty expects nothing', () => expect(read('# nothing yet\n').entries).toEqual([]));
});

describe('a bad file is refused in one line that names the file', () => {
  const text = 'is to be text, or a list of texts',
    day = 'is no date such as 2026-12-31';
  test.each([
    ['reason: x', 'a list of entries is wanted, each with requirement and reason'],
    ['[text]', 'entry 1 is no mapping: give it requirement and reason'],
    [
      '[{requirement: patch/sets, reason: r}, {requirement: patch/sets}]',
      'entry 2 has no reason: say why the target deviates',
    ],
    ['[{requirement: patch/sets, reason: ""}]', `entry 1: reason ${text}`],
    ['[{requirement: patch/sets, reason: " "}]', `entry 1: reason ${text}`],
    ['[{requirement: patch/sets, reason: [a, b]}]', 'entry 1: reason is to be one text'],
    ['[{reason: r}]', 'entry 1 names no requirement'],
    ['[{requirement: [], reason: r}]', `entry 1: requirement ${text}`],
    ['[{requirement: [patch/sets, 5], reason: r}]', `entry 1: requirement ${text}`],
    [
      '[{requirement: patch/set, reason: r}]',
      'entry 1: no requirement is named "patch/set"; did you mean patch/sets?: see cci-conformance list',
    ],
    ['[{requirement: ptch/*, reason: r}]', 'entry 1: no requirement is named "ptch/*": see cci-conformance list'],
    [
      '[{requirement: patch/sets, kind: maxjob, reason: r}]',
      `entry 1: unknown kind "maxjob"; did you mean mxjob?: there are ${KINDS.map(({ singular }) => singular).join(', ')}`,
    ],
    ['[{requirement: patch/sets, expires: soon, reason: r}]', `entry 1: expires "soon" ${day}`],
    ['[{requirement: patch/sets, expires: 2026-13-01, reason: r}]', `entry 1: expires "2026-13-01" ${day}`],
    ['[{requirement: patch/sets, expires: 2026-02-30, reason: r}]', `entry 1: expires "2026-02-30" ${day}`],
    [
      '[{requirement: patch/sets, expires: "2026-12-31T00:00:00.000Z", reason: r}]',
      `entry 1: expires "2026-12-31T00:00:00.000Z" ${day}`,
    ],
    ['[{requirement: patch/sets, expires: +012026-12-31, reason: r}]', `entry 1: expires "+012026-12-31" ${day}`],
    ['[{requirement: patch/sets, expires: [2026-12-30, 2026-12-31], reason: r}]', 'entry 1: expires is to be one text'],
    [
      '[{requirement: patch/sets, verdict: pass, reason: r}]',
      'entry 1: verdict "pass" cannot be waived: fail or inconclusive',
    ],
    [
      '[{requirement: patch/sets, verdict: [fail, pass], reason: r}]',
      'entry 1: verdict "pass" cannot be waived: fail or inconclusive',
    ],
    [
      '[{requirement: patch/sets, verdict: [], reason: r}]',
      'entry 1: verdict [] cannot be waived: fail or inconclusive',
    ],
    ['[{requirement: patch/sets, sometimes: perhaps, reason: r}]', 'entry 1: sometimes is to be true or false'],
    [
      '[{requirement: patch/sets, reasn: r}]',
      'entry 1 has an unknown member "reasn"; did you mean reason?: there are requirement, reason, kind, expires, finding, verdict, sometimes',
    ],
  ])('%s', (given, words) => {
    expect(() => read(given)).toThrow(UsageError);
    expect(() => read(given)).toThrow(new Error(`e.yaml: ${words}`));
  });
  test('with the place, where it is no YAML', () => {
    expect(() => read('[')).toThrow(UsageError);
    expect(() => read('[')).toThrow(/^e\.yaml: no YAML: [^\n]+ at line 1, column 2:?$/);
  });
});
