import { describe, expect, it } from 'vitest';
import type { Finding } from '../../harness/model/finding.ts';
import { capped } from '../../harness/evidence/evidence.ts';
import { bodyLines } from './body.ts';

const finding = (path: string | undefined, received = ''): Finding => ({
  message: '',
  expected: '',
  received,
  ...(path !== undefined && { path }),
});
const shown = (text: string, of: Finding): string | undefined => {
  const { lines, at } = bodyLines(text, of);
  return at === undefined ? undefined : lines[at];
};
/** A list of more than 64 KiB as a server sends it: on one line. */
const items = Array.from({ length: 900 }, (_, i) => ({
  metadata: { name: `job-${i}`, labels: { 'a/b': `value ${i}` } },
}));
const large = JSON.stringify({ kind: 'TFJobList', items });

describe('the place that matters in a body of 64 KiB', () => {
  it('is the line of the value, wherever that is', () => {
    expect(large.length).toBeGreaterThan(50_000);
    expect(shown(large, finding('/items/842/metadata/labels/a~1b'))?.trim()).toBe('"a/b": "value 842"');
  });

  it('is what is around it, where there is no such value', () => {
    expect(shown(large, finding('/items/842/metadata/labels/other'))?.trim()).toBe('"labels": {');
  });

  it('is what was received, in a body that was cut when it was recorded', () => {
    const cut = capped(large + large);
    expect(shown(cut, finding('/items/500/metadata/labels/a~1b', '"value 500"'))).toContain('"value 500"');
    expect(bodyLines(cut, finding(undefined)).lines.every(({ length }) => length <= 160)).toBe(true);
  });

  it('is none of a finding that is not about a value', () => {
    expect(shown(large, finding('status'))).toBeUndefined();
    expect(bodyLines(large).at).toBeUndefined();
  });
});
