import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporary } from '../testing/invoke.ts';
import { openOut, pruneJournal } from './report-dir.ts';

test('a folder that was made and stayed empty goes, with the parents made for it; one that was there stays', () => {
  const there = temporary();
  openOut(join(there, 'a/b')).discard();
  expect([existsSync(there), existsSync(join(there, 'a'))]).toEqual([true, false]);
  openOut(there).discard();
  expect(existsSync(there)).toBe(true);
});
test('a folder with something in it stays', () => {
  const out = openOut(join(temporary(), 'a'));
  writeFileSync(join(out.dir, 'report.json'), '{}');
  out.discard();
  expect(existsSync(join(out.dir, 'report.json'))).toBe(true);
});
test('the journal loses the lines of the runs that are settled, and goes when it is empty', () => {
  const dir = temporary(),
    file = join(dir, 'journal.jsonl');
  const line = (run: string): string => JSON.stringify({ run, target: 'x', kind: 'TFJob', namespace: 'ns', name: 'n' });
  writeFileSync(file, `${line('r1')}\n${line('r2')}\n${line('r1')}\n`);
  pruneJournal(dir, new Set(['r1']));
  expect(readFileSync(file, 'utf8')).toBe(`${line('r2')}\n`);
  pruneJournal(dir, new Set(['r2']));
  expect(existsSync(file)).toBe(false);
  pruneJournal(dir, new Set(['r2']));
  writeFileSync(file, `${line('r1')}\n{"broken"\n`);
  pruneJournal(dir, new Set(['r1']));
  expect(readFileSync(file, 'utf8')).toBe('{"broken"\n');
});
