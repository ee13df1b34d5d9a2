import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../harness/model/exchange.ts';
import { sampleReport } from '../report.fixture.ts';
import { eventsOf } from './events.ts';

const [base] = sampleReport().results;
if (base === undefined) throw new Error('the sample is empty');

const PATH = '/apis/kubeflow.org/v1/namespaces/default/tfjobs';
const exchange = (seq: number, over: Partial<Exchange>): Exchange => ({
  seq,
  at: 0,
  ms: 1,
  as: 'full',
  verb: 'watch',
  method: 'GET',
  path: PATH,
  requestHeaders: [],
  responseHeaders: [],
  status: 200,
  responseBody: '',
  ...over,
});
const event = (type: string, name: string, resourceVersion: string): string =>
  JSON.stringify({ type, object: { metadata: { name, resourceVersion } } });

/** The rows of a stream as `line type name version mark`, of `own` the judgement's own. */
const rows = (stream: string[], expected: string, received: string, over: Partial<Exchange> = {}) => {
  const exchanges = [
    exchange(1, { verb: 'create', method: 'POST', status: 201, responseBody: '{"metadata":{"name":"a"}}' }),
    exchange(2, { verb: 'patch', method: 'PATCH', path: `${PATH}/b?x=y` }),
    exchange(3, { responseBody: `${stream.join('\n')}\n`, ...over }),
  ];
  const found = eventsOf({ ...base, exchanges }, { message: '', expected, received, exchange: 3 });
  const told = found?.rows.map(({ line, type, name, own, mark }) =>
    [line ?? '-', type, ...(name === undefined ? [] : [name]), own ? 'own' : 'foreign', mark].join(' ').trim(),
  );
  return { told, complete: found?.complete };
};
const STREAM = [event('ADDED', 'a', '1'), event('ADDED', 'other', '2'), event('DELETED', 'a', '4')];

describe('the events of a watch', () => {
  it('are marked as expected, and what is missing stands in its place', () => {
    expect(rows(STREAM, 'ADDED, MODIFIED, DELETED', 'ADDED a at 1, DELETED a at 4')).toEqual({
      told: ['1 ADDED a own expected', '- MODIFIED own missing', '2 ADDED other foreign', '3 DELETED a own expected'],
      complete: true,
    });
  });

  it('are those of own objects where the finding names none', () => {
    expect(rows(STREAM, 'ADDED', 'something else').told).toEqual([
      '1 ADDED a own expected',
      '2 ADDED other foreign',
      '3 DELETED a own not expected',
    ]);
  });

  it('are not expected where none is', () => {
    expect(rows([...STREAM, event('MODIFIED', 'b', '5')], 'no such event', 'MODIFIED b at 5').told?.at(-1)).toBe(
      '4 MODIFIED b own not expected',
    );
    expect(rows([], 'ADDED', 'no event')).toEqual({ told: ['- ADDED own missing'], complete: true });
  });

  it('may be more MODIFIED than expected, since controllers write', () => {
    const stream = [event('ADDED', 'a', '1'), event('MODIFIED', 'a', '2')];
    expect(rows(stream, 'ADDED, DELETED', 'ADDED a at 1, MODIFIED a at 2').told).toEqual([
      '1 ADDED a own expected',
      '- DELETED own missing',
      '2 MODIFIED a own',
    ]);
  });

  it('are told apart by object and version where the finding names these', () => {
    const wanted = 'ADDED a at 1, MODIFIED a at 3, DELETED a at 4';
    expect(rows(STREAM, wanted, 'ADDED a at 1, DELETED a at 4 (and the stream had ended)').told).toEqual([
      '1 ADDED a own expected',
      '- MODIFIED a own missing',
      '2 ADDED other foreign',
      '3 DELETED a own expected',
    ]);
  });

  it('stand without marks beside a finding of another matter, with lines that are none', () => {
    const { told, complete } = rows(['{"type":"ADDED"}', 'data: x'], 'a JSON object', 'a text');
    expect(told).toEqual(['1 ADDED foreign', '2 no event foreign']);
    expect(complete).toBe(false);
  });

  it('are shown of a watch alone', () => {
    expect(rows(STREAM, 'ADDED', 'no event', { verb: 'list' }).told).toBeUndefined();
    expect(rows(STREAM, 'ADDED', 'no event', { status: 403 }).told).toBeUndefined();
    expect(rows([], 'a JSON object', 'nothing').told).toBeUndefined();
  });
});
