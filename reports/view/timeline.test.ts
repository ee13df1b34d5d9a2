import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../harness/model/exchange.ts';
import type { ReportEntry } from '../../harness/model/report.ts';
import { sampleReport } from '../report.fixture.ts';
import { timelineOf } from './timeline.ts';

const [base] = sampleReport().results;
if (base === undefined) throw new Error('the sample is empty');

const sent = (seq: number, at: number, ms: number, over: Partial<Exchange> = {}): Exchange => ({
  seq,
  at,
  ms,
  as: 'full',
  verb: 'read',
  method: 'GET',
  path: '/jobs/a',
  requestHeaders: [],
  responseHeaders: [],
  status: 200,
  responseBody: '',
  ...over,
});
const by = (group: number, client: number): Partial<Exchange> => ({ together: { group, client } });
/** Each row as `name: seq from-to`, the marked request with `!`. */
const drawn = (exchanges: Exchange[], exchange?: number, path?: string): string[] | undefined => {
  const entry: ReportEntry = { ...base, exchanges };
  const finding = { message: '', expected: '', received: '', ...(exchange && { exchange }), ...(path && { path }) };
  return timelineOf(entry, finding)?.rows.map(
    ({ name, intervals }) =>
      `${name}: ${intervals.map(({ seq, start, end, marked }) => `${seq}${marked ? '!' : ''} ${start}-${end}`).join(', ')}`,
  );
};

describe('a timeline', () => {
  it('has a row for each client of the group that the finding is about', () => {
    const exchanges = [
      sent(1, 0, 5),
      sent(2, 10, 5, by(1, 1)),
      sent(3, 12, 5, by(1, 2)),
      sent(4, 20, 5, by(2, 1)),
      sent(5, 21, 9, by(2, 2)),
      sent(6, 26, 2, by(2, 1)),
    ];
    expect(drawn(exchanges, 5)).toEqual(['client 1: 4 0-5, 6 6-8', 'client 2: 5! 1-10']);
    expect(drawn(exchanges, 2)).toEqual(['client 1: 2! 0-5', 'client 2: 3 2-7']);
  });

  it('shows what clients sent before the request that is alone', () => {
    const exchanges = [sent(1, 0, 5, by(1, 1)), sent(2, 1, 5, by(1, 2)), sent(3, 50, 1), sent(4, 60, 5, by(2, 1))];
    expect(drawn(exchanges, 3)).toEqual(['client 1: 1 0-5', 'client 2: 2 1-6']);
  });

  it('packs requests that overlap where no client is known, and leaves watches out', () => {
    const exchanges = [
      sent(1, 0, 4),
      sent(2, 10, 10),
      sent(3, 12, 10),
      sent(4, 21, 3),
      sent(5, 0, 99, { verb: 'watch' }),
      sent(6, 30, 1),
    ];
    expect(drawn(exchanges, 3)).toEqual(['at once 1: 2 0-10, 4 11-14', 'at once 2: 3! 2-12']);
  });

  it('is not drawn of what was alone', () => {
    expect(drawn([sent(1, 0, 4), sent(2, 10, 4)], 2)).toBeUndefined();
    expect(drawn([sent(1, 0, 4), sent(2, 10, 4)])).toBeUndefined();
    expect(drawn([])).toBeUndefined();
    // One after the other, within a millisecond.
    expect(drawn([sent(1, 7, 0), sent(2, 7, 0), sent(3, 7, 1), sent(4, 8, 0)], 2)).toBeUndefined();
    expect(drawn([sent(1, 7, 0), sent(2, 7, 1), sent(3, 8, 0)], 2)).toBeUndefined();
  });

  it('keeps requests of one client apart that the clock does not', () => {
    expect(drawn([sent(1, 7, 0, by(1, 1)), sent(2, 7, 0, by(1, 1)), sent(3, 7, 0, by(1, 2))], 1)).toEqual([
      'client 1: 1! 0-0.5, 2 0.5-1',
      'client 2: 3 0-0.5',
    ]);
  });

  it('says what each was told at the place of the finding, also in a list of one', () => {
    const object = { metadata: { annotations: { 'a/b': 'v2' } } };
    const exchanges = [
      sent(1, 0, 4, { ...by(1, 1), method: 'PATCH', requestBody: JSON.stringify(object) }),
      sent(2, 1, 4, { ...by(1, 2), responseBody: JSON.stringify({ items: [object] }) }),
    ];
    const finding = { message: '', expected: '', received: '', exchange: 1, path: '/metadata/annotations/a~1b' };
    const told = timelineOf({ ...base, exchanges }, finding)?.rows.flatMap(({ intervals }) =>
      intervals.map((one) => [one.asked, one.told]),
    );
    expect(told).toEqual([
      ['PATCH v2', '200'],
      ['GET', '200 v2'],
    ]);
  });
});
