import { describe, expect, test } from 'vitest';
import { concluded, countsOf, exitCodeOf } from './conclusion.ts';
import { EXPIRED } from '../http/intermediaries.ts';
import type { ReportEntry } from '../model/report.ts';

type Row = `${'MUST' | 'SHOULD'} ${ReportEntry['verdict']} ${string}`;
interface Facts {
  interrupted?: boolean;
  errors?: string[];
  stale?: string[];
  extent?: 'full' | 'partial';
}

/** The exit code and the sentence that some judgements come to, each given as `level verdict id`, and a reason if any. */
function come(
  rows: readonly Row[],
  { interrupted = false, errors = [], stale, extent = 'full' }: Facts = {},
): [number, string] {
  const results = rows
    .map((row) => row.split(' ') as [ReportEntry['level'], ReportEntry['verdict'], string, ...string[]])
    .map(([level, verdict, id, ...reason]) => ({ level, verdict, id, reason: reason.join(' ') }));
  const exitCode = exitCodeOf(results, { interrupted, errors, stale: stale ?? [] });
  const expectations = stale && { file: 'e.yaml', used: 0, stale, expired: [] };
  const notPlanned = extent === 'full' ? [] : [{ reason: 'left out', count: 3 }];
  const scope = { extent, planned: 8, ran: results.length, notPlanned };
  return [
    exitCode,
    concluded(
      { exitCode, results, scope, summary: { total: countsOf(results) }, ...(expectations && { expectations }) },
      { errors },
    ),
  ];
}

describe('what is conformant', () => {
  test.each<[string, Row[], Facts, string]>([
    ['everything passes', ['MUST pass a'], {}, 'Conformant: everything that must hold does.'],
    [
      'nothing of the expectations is out of date',
      ['MUST pass a'],
      { stale: [] },
      'Conformant: everything that must hold does.',
    ],
    [
      'something was left out',
      ['MUST pass a'],
      { extent: 'partial' },
      'No failure in 1 of 11 judgements: the scope was partial, which is no claim of conformance.',
    ],
    [
      'a recommendation is not followed, by two kinds',
      ['MUST pass a', 'SHOULD fail b', 'SHOULD fail b'],
      {},
      'Conformant: everything that must hold does, though 1 recommendation is not followed.',
    ],
    [
      'two are not',
      ['MUST pass a', 'SHOULD fail b', 'SHOULD fail c'],
      {},
      'Conformant: everything that must hold does, though 2 recommendations are not followed.',
    ],
    [
      'a recommendation could not be judged',
      ['MUST pass a', 'SHOULD inconclusive b'],
      {},
      'Conformant: everything that must hold does.',
    ],
    [
      'two failures are waived, one of them of two kinds',
      ['MUST waived a', 'MUST waived a', 'MUST waived b'],
      {},
      'Conformant but for 2 waived requirements: everything else that must hold does.',
    ],
  ])('%s', (_, rows, facts, sentence) => expect(come(rows, facts)).toEqual([0, sentence]));
});

describe('what is not', () => {
  test.each<[string, Row[], Facts, number, string]>([
    [
      'one requirement fails, of two kinds, beside a recommendation',
      ['MUST fail a', 'MUST fail a', 'SHOULD fail b', 'MUST pass c'],
      {},
      1,
      'Not conformant: 1 requirement that must hold does not.',
    ],
    [
      'two fail, another is inconclusive, and the scope is partial',
      ['MUST fail a', 'MUST fail b', 'MUST inconclusive c'],
      { extent: 'partial' },
      1,
      'Not conformant: 2 requirements that must hold do not. The scope was partial.',
    ],
    [
      'an expectation is out of date beside a failure',
      ['MUST fail a'],
      { stale: ['x'] },
      1,
      'Not conformant: 1 requirement that must hold does not. 1 expectation of e.yaml is out of date.',
    ],
    [
      'two are, and nothing fails',
      ['MUST pass a', 'SHOULD fail b'],
      { stale: ['x', 'y'], extent: 'partial' },
      1,
      'Not as expected: 2 expectations of e.yaml are out of date. The scope was partial.',
    ],
    [
      'one cannot be judged, with two kinds',
      ['MUST inconclusive a', 'MUST inconclusive a', 'SHOULD inconclusive b', 'MUST pass c'],
      {},
      3,
      'Not judged: nothing that must hold was seen to fail, and 1 requirement could not be judged.',
    ],
    [
      'two cannot',
      ['MUST inconclusive a', 'MUST inconclusive b'],
      { extent: 'partial' },
      3,
      'Not judged: nothing that must hold was seen to fail, and 2 requirements could not be judged. The scope was partial.',
    ],
    [
      'one cannot, since the token is refused',
      ['MUST pass a', `MUST inconclusive b ${EXPIRED} (401)`],
      {},
      3,
      'Not judged: nothing that must hold was seen to fail, and 1 requirement could not be judged. The token seems to have expired during the run.',
    ],
    [
      'a check breaks, be it of a recommendation',
      ['MUST fail a', 'SHOULD harness-error b'],
      {},
      4,
      'No conclusion: the suite itself failed (1 harness error).',
    ],
    [
      'two break',
      ['MUST harness-error a', 'SHOULD harness-error b'],
      {},
      4,
      'No conclusion: the suite itself failed (2 harness errors).',
    ],
    [
      'the suite breaks elsewhere',
      ['MUST pass a'],
      { errors: ['cleanup broke', 'and more'] },
      4,
      'No conclusion: the suite itself failed (cleanup broke).',
    ],
    ['nothing was judged at all', [], {}, 4, 'No conclusion: nothing was judged.'],
    [
      'the run is interrupted, and nothing that must hold was seen to fail',
      ['SHOULD fail a', 'MUST harness-error b'],
      { interrupted: true, errors: ['x'], stale: ['y'] },
      130,
      'Interrupted: 2 of 8 judgements were made, which is no conclusion.',
    ],
    [
      'the run is interrupted after what must hold was seen to fail',
      ['MUST fail a', 'MUST harness-error b'],
      { interrupted: true, errors: ['x'], extent: 'partial' },
      1,
      'Not conformant: 1 requirement that must hold does not. The scope was partial.',
    ],
  ])('%s', (_, rows, facts, code, sentence) => expect(come(rows, facts)).toEqual([code, sentence]));
});
