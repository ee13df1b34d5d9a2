import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../contract/package.ts';
import { codeIn, positionsIn } from './positions.ts';

const root = packageRoot();
const stack = (...frames: string[]): string => ['Error: told', ...frames.map((frame) => `    at ${frame}`)].join('\n');

test('of a stack the frames of specs/ count, nearest first, each once', () => {
  expect(
    positionsIn(
      stack(
        `accepted (${root}/harness/judge/expect.ts:57:11)`,
        `${root}/specs/support/updates/write.ts:30:5`,
        `async check (${root}/specs/patch/patch.ts:20:7)`,
        `async Promise.all (index 0)`,
        `async AsyncProperty.run (file://${root}/node_modules/fast-check/lib/check.js:9:1)`,
        `async Object.check (${pathToFileURL(`${root}/specs/patch/patch.ts`).href}:20:9)`,
        `new Promise (<anonymous>)`,
        `async Object.check (${root}/specs/patch/patch.ts?v=1:21:3)`,
      ),
    ),
  ).toEqual(['specs/support/updates/write.ts:30', 'specs/patch/patch.ts:20', 'specs/patch/patch.ts:21']);
});

test('the constructor of requirements is no place of theirs, and other packages have no specs/ of ours', () => {
  expect(
    positionsIn(
      stack(
        `requirement (${root}/specs/support/requirement.ts:10:3)`,
        `/elsewhere/specs/patch/patch.ts:1:1`,
        `${root}/node_modules/other/specs/patch.ts:1:1`,
      ),
    ),
  ).toEqual([]);
});

test('without a stack there is no code', () => {
  expect(positionsIn(undefined)).toEqual([]);
  expect(codeIn(undefined)).toEqual({});
  expect(codeIn(stack(`${root}/specs/patch/patch.ts:20:7`))).toEqual({ code: ['specs/patch/patch.ts:20'] });
});

describe('built code', () => {
  let folder = '';
  beforeAll(() => {
    mkdirSync(join(root, 'dist/specs'), { recursive: true });
    folder = mkdtempSync(join(root, 'dist/specs/positions-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('is mapped back by the map beside it, and told as it is without one', () => {
    const built = join(folder, 'a.js');
    expect(positionsIn(stack(`check (${pathToFileURL(built).href}:1:1)`))[0]).toMatch(
      /^dist\/specs\/positions-\w+\/a\.js:1$/,
    );
    // One segment for each line: of line 2, column 0 stands at line 5 of the source.
    const mapped = join(folder, 'b.js');
    writeFileSync(
      `${mapped}.map`,
      JSON.stringify({
        version: 3,
        file: 'b.js',
        sourceRoot: '',
        sources: ['../../../specs/b.ts'],
        names: [],
        mappings: 'AAAA;AAIA',
      }),
    );
    expect(positionsIn(stack(`check (${pathToFileURL(mapped).href}:2:3)`))).toEqual(['specs/b.ts:5']);
  });
});
