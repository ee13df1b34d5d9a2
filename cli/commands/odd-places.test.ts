/** Files that are no reports, and places that cannot be written: of every command one line, exit code 2, and no stack. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { invoke, temporary, type Invoked } from '../testing/invoke.ts';

const folder = temporary();
const at = (name: string): string => join(folder, name);
const ID = 'read/answers-with-what-is-stored';
const RUN = ['--kind', 'tfjob', '--only', ID, '--seed', '1'];

beforeAll(async () => {
  await invoke([...RUN, '--out', at('good')]);
  for (const part of [1, 2])
    await invoke([
      '--kind',
      'tfjob',
      '--only',
      'read/',
      '--seed',
      '1',
      '--shard',
      `${part}/2`,
      '--out',
      at(`part-${part}`),
    ]);
  const good = readFileSync(at('good/report.json'), 'utf8');
  const broken = {
    cut: good.slice(0, 300),
    object: '{}',
    list: '[]',
    empty: '',
    null: good.replace('"results": [', '"results": [null,'),
  };
  for (const [name, text] of Object.entries(broken)) writeFileSync(at(`${name}.json`), text);
  writeFileSync(at('bytes.json'), Buffer.from([0, 255, 254, 1, 0xc3]));
  writeFileSync(at('cut.json.gz'), gzipSync(good).subarray(0, 200));
  mkdirSync(at('folder'));
  symlinkSync(at('nowhere'), at('link'));
  symlinkSync(at('circle'), at('circle'));
  execFileSync('mkfifo', [at('pipe')]);
});

function expectOneLine({ code, stdout, stderr }: Invoked): void {
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^cci-conformance: [^\n]+\n$/);
}

const READERS: Readonly<Record<string, (from: string) => string[]>> = {
  report: (from) => ['report', '--from', from, '--format', 'json', '--out', at('out')],
  merge: (from) => ['merge', at('part-1'), from, '--out', at('out')],
  compare: (from) => ['compare', from, at('good')],
  matrix: (from) => ['matrix', at('good'), from, '--out', at('out')],
  reproduce: (from) => ['reproduce', ID, '--from', from],
  verify: (from) => ['verify', from],
  '--failed-in': (from) => [...RUN, '--failed-in', from],
  '--resume': (from) => ['--resume', from],
  'cleanup --journal': (from) => ['cleanup', '--journal', from],
};
const BROKEN = [
  'cut.json',
  'object.json',
  'list.json',
  'empty.json',
  'null.json',
  'bytes.json',
  'cut.json.gz',
  'folder',
  'link',
  'circle',
  'nowhere',
];

test('results, claims and expectations that cannot be read are bad input, too', async () => {
  cpSync(at('good'), at('claimed'), { recursive: true });
  mkdirSync(at('claimed/claims.yaml'));
  cpSync(at('good'), at('circular'), { recursive: true });
  symlinkSync('results.jsonl', at('circular/results.jsonl'));
  symlinkSync('claims.yaml', at('circular/claims.yaml'));
  writeFileSync(at('large.yaml'), '');
  truncateSync(at('large.yaml'), 600 * 1024 * 1024);
  for (const argv of [
    READERS['report']!(at('circular')),
    READERS['--resume']!(at('circular')),
    ...['claimed', 'circular'].map((name) => ['matrix', at(name), '--out', at('out')]),
    [...RUN, '--write-expect', at('large.yaml')],
  ])
    expectOneLine(await invoke(argv));
});

/** What root cannot read, either. */
const UNREADABLE: Readonly<Record<string, RegExp>> = {
  circle: /cannot read \S+circle(\/record\.json)? \(ELOOP\): symbolic links lead in a circle; /,
  'folder/x/y': /there is no folder|holds no record/,
  'empty.json': /is no folder|\(ENOTDIR\)/,
};

test.each(['cleanup --journal', 'verify', '--resume'])(
  '%s tells what cannot be read from what is not there',
  async (name) => {
    for (const [place, words] of Object.entries(UNREADABLE)) {
      const got = await invoke(READERS[name]!(at(place)));
      expectOneLine(got);
      expect(got.stderr).toMatch(words);
    }
  },
);

test('cleanup tells a journal that is no file from one that is not there', async () => {
  mkdirSync(at('odd/journal.jsonl'), { recursive: true });
  expect((await invoke(['cleanup', '--journal', at('odd')])).stderr).toMatch(/odd\/journal\.jsonl is no file\n$/);
});

test.each(Object.entries(READERS))('%s is given what is no report', async (_, argv) => {
  for (const name of BROKEN) expectOneLine(await invoke(argv(at(name))));
  // It never ends.
  expectOneLine(await invoke(argv('/dev/zero')));
  expect(existsSync(at('out'))).toBe(false);
});

const WRITERS: Readonly<Record<string, (out: string) => string[]>> = {
  run: (out) => [...RUN, '--out', out],
  report: (out) => ['report', '--from', at('good'), '--format', 'html,allure', '--out', out],
  merge: (out) => ['merge', at('part-1'), at('part-2'), '--out', out],
  compare: (out) => ['compare', at('good'), at('good'), '--out', out],
  matrix: (out) => ['matrix', at('good'), '--out', out],
};
const UNWRITABLE = (): string[] => [
  ...[at('cut.json'), at('cut.json/below'), at('link'), at('pipe'), '/dev/full', '/dev/null', '/proc/x'],
  ...[at('x'.repeat(300)), `${at('nul')}\0`],
];

test.each(Object.entries(WRITERS))('%s cannot write where it is told to', async (_, argv) => {
  for (const out of UNWRITABLE()) expectOneLine(await invoke(argv(out)));
});

test.each(Object.entries(WRITERS))(
  '%s makes the folders that are missing, and takes spaces in their names',
  async (name, argv) => {
    const out = at(`made by ${name}/and/deeper`);
    const got = await invoke(argv(out));
    expect([got.code, got.stderr, existsSync(out)]).toEqual([0, '', true]);
  },
);

test('the report in a file of another name is one, wherever it is', async () => {
  cpSync(at('good/report.json'), at('other name.json'));
  for (const name of ['report', 'compare', 'reproduce', '--failed-in'] as const) {
    const got = await invoke(READERS[name]!(at('other name.json')));
    expect(got.stderr).not.toMatch(/cannot|no report|JSON/);
  }
});
