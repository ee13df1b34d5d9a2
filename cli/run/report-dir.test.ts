import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporary } from '../testing/invoke.ts';
import { holdOut, openOut, pruneJournal, refuseUnwritable } from './report-dir.ts';

test('a folder that was made and stayed empty goes, with the parents made for it; one that was there stays', () => {
  const there = temporary();
  openOut(join(there, 'a/b')).discard();
  expect([existsSync(there), existsSync(join(there, 'a'))]).toEqual([true, false]);
  openOut(there).discard();
  expect(existsSync(there)).toBe(true);
});
describe('places that cannot be written', () => {
  const there = temporary();
  writeFileSync(join(there, 'file'), '');
  symlinkSync(join(there, 'nowhere'), join(there, 'link'));
  mkdirSync(join(there, 'taken/report.json'), { recursive: true });

  test.each([
    ['a file', join(there, 'file'), 'ENOTDIR'],
    ['below a file', join(there, 'file/a/b'), 'ENOTDIR'],
    ['a link to nothing', join(there, 'link'), 'EEXIST'],
    ['a name that is too long', join(there, 'a', 'x'.repeat(300)), 'ENAMETOOLONG'],
    ['a name with NUL', join(there, 'a\0b'), 'ERR_INVALID_ARG_VALUE'],
    ['where the file of the report is a folder', join(there, 'taken'), 'EISDIR'],
    ['a device', '/dev/full', 'ENOTDIR'],
    ['a file system of the kernel', '/proc/nothing/below', 'ENOENT'],
    ['its top', '/proc', 'ENOENT'],
  ])('%s: one line, and nothing is made', (_, path, code) => {
    expect(() => openOut(path)).toThrow(new RegExp(`^--out: cannot write into .* \\(${code}\\): .*; name a folder`));
    expect(readdirSync(there).sort()).toEqual(['file', 'link', 'taken']);
  });
  test('a file of a flag is told before the work; a device may be one', () => {
    for (const path of [there, join(there, 'file/below'), join(there, 'no/folder')])
      expect(() => refuseUnwritable(path, '--write-expect')).toThrow(/^--write-expect: cannot write .*; name a file/);
    for (const path of [join(there, 'new'), join(there, 'file'), '/dev/null'])
      expect(() => refuseUnwritable(path, '--write-expect')).not.toThrow();
  });
});
test('a folder with something in it stays', () => {
  const out = openOut(join(temporary(), 'a'));
  writeFileSync(join(out.dir, 'report.json'), '{}');
  out.discard();
  expect(existsSync(join(out.dir, 'report.json'))).toBe(true);
});
test('a second run does not write into the folder of one that is there; what a killed one left counts no more', () => {
  const dir = temporary(),
    file = join(dir, 'run.pid');
  writeFileSync(file, `${process.ppid}\n`);
  expect(() => holdOut(dir)).toThrow(
    /^--out: another run \(process \d+\) writes into .*: wait for it, or name another/,
  );
  for (const left of ['2147483646\n', 'rubbish', '', `${process.pid}\n`]) {
    writeFileSync(file, left);
    holdOut(dir)();
    expect(existsSync(file)).toBe(false);
  }
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
