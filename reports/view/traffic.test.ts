import { describe, expect, it } from 'vitest';
import type { Coverage } from '../../harness/model/report.ts';
import { boundOf, coverageMap, latencies } from './traffic.ts';

const cell = (kind: string, verb: Coverage['verb'], over: Partial<Coverage> = {}): Coverage => ({
  kind,
  verb,
  exchanges: 1,
  statusCodes: [200],
  ...over,
});

describe('the map of the coverage', () => {
  it('has a row for each operation and parameter, and says which kinds saw which code', () => {
    const coverage = [
      cell('tfjob', 'list', { statusCodes: [200, 400], parameters: [{ name: 'limit', statusCodes: [400] }] }),
      cell('mxjob', 'list', { parameters: [{ name: 'limit', statusCodes: [200] }] }),
      cell('tfjob', 'create', { statusCodes: [201] }),
      cell('tfjob', 'delete', { exchanges: 0, statusCodes: [] }),
    ];
    const { codes, rows } = coverageMap({ coverage });
    expect(codes).toEqual([200, 201, 400]);
    expect(rows.map(({ verb, parameter, kinds }) => [verb, parameter, Object.fromEntries(kinds)])).toEqual([
      ['create', undefined, { 201: ['tfjob'] }],
      ['list', undefined, { 200: ['tfjob', 'mxjob'], 400: ['tfjob'] }],
      ['list', 'limit', { 200: ['mxjob'], 400: ['tfjob'] }],
    ]);
  });
});

describe('latencies', () => {
  const latency = (p50: number, counts?: number[]): NonNullable<Coverage['latency']> => ({
    p50,
    p95: 2 * p50,
    max: 3 * p50,
    ...(counts && { counts }),
  });
  const counted = (...counts: number[]): number[] => [
    ...counts,
    ...Array.from({ length: 13 - counts.length }, () => 0),
  ];

  it('are those of the slowest kind, and count the answers of all', () => {
    const coverage = [
      cell('tfjob', 'read', { latency: latency(5, counted(1, 2)) }),
      cell('mxjob', 'read', { latency: latency(7, counted(0, 1)) }),
      cell('tfjob', 'watch'),
    ];
    expect(latencies({ coverage })).toEqual([{ verb: 'read', p50: 7, p95: 14, max: 21, counts: counted(1, 3) }]);
  });

  it('of a report that does not count are figures alone', () => {
    const coverage = [
      cell('tfjob', 'read', { latency: latency(5, counted(1)) }),
      cell('mxjob', 'read', { latency: latency(7) }),
    ];
    expect(latencies({ coverage })[0]?.counts).toBeUndefined();
  });

  it('are named by their bounds', () => {
    expect([boundOf(0), boundOf(11), boundOf(12)]).toEqual(['up to 1 ms', 'up to 5000 ms', 'over 5000 ms']);
  });
});
