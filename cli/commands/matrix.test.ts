import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { sampleReport } from '../../reports/report.fixture.ts';
import type { Report, ReportEntry } from '../../harness/model/report.ts';
import type { Verdict } from '../../harness/model/result.ts';
import { invoke, temporary } from '../testing/invoke.ts';

type Told = [id: string, kind: string, verdict: Verdict, was?: Verdict, reason?: string];

/** A whole report of these entries. */
function reportOf(entries: readonly Told[], changes: Partial<Report> = {}): Report {
  const sample = sampleReport(() => true),
    [entry] = sample.results;
  if (entry === undefined) throw new Error('the sample is empty');
  const results = entries.map(([id, kind, verdict, was, reason]): ReportEntry => ({
    ...entry,
    ...{ id, kind, verdict, area: id.split('/')[0] ?? '', findings: [] },
    ...(was === undefined ? {} : { was: { verdict: was } }),
    ...(reason === undefined ? {} : { reason }),
    ...(verdict === 'fail' && { findings: [{ message: `${id} <b>|fails|</b>`, expected: '404', received: '200' }] }),
  }));
  const failed = results.some(({ verdict }) => verdict === 'fail');
  const scope: Report['scope'] = {
    ...sample.scope,
    ...{ extent: 'full', planned: results.length, ran: results.length, notPlanned: [] },
  };
  return { ...sample, results, freedoms: [], scope, conformant: !failed, exitCode: failed ? 1 : 0, ...changes };
}

const folderOf = (report: Report, name = 'one'): string => {
  const folder = join(temporary(), name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'report.json'), JSON.stringify(report));
  return folder;
};

async function matrixOf(...paths: string[]) {
  const out = join(temporary(), 'matrix');
  const got = await invoke(['matrix', ...paths, '--out', out]);
  const read = (name: string): string => readFileSync(join(out, name), 'utf8');
  return { ...got, out, read };
}

const rowsOf = (markdown: string): Record<string, string[]> =>
  Object.fromEntries(
    markdown
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .map((line) => line.slice(2, -2).split(' | '))
      .map(([name = '', ...cells]) => [name, cells]),
  );

const ONE: Told[] = [
  ['read/a', 'tfjob', 'pass'],
  ['read/a', 'mxjob', 'pass'],
  ['read/b', 'mxjob', 'not-applicable'],
  ['patch/a', 'tfjob', 'pass'],
  ['patch/a', 'mxjob', 'waived', 'fail', 'It merges <nothing>.'],
  ['patch/b', 'tfjob', 'pass'],
  ['list/a', 'tfjob', 'inconclusive', undefined, 'Silent.'],
];
const TWO: Told[] = [
  ['read/a', 'tfjob', 'pass'],
  ['patch/a', 'tfjob', 'fail'],
  ['patch/b', 'tfjob', 'fail'],
];

describe('matrix', () => {
  test('shows implementations beside each other, worst cells first, and each cell leads to its evidence', async () => {
    const got = await matrixOf(folderOf(reportOf(ONE), 'acme'), folderOf(reportOf(TWO, { seed: 2 }), 'zenith'));
    expect([got.code, got.stderr]).toEqual([0, '']);
    const markdown = got.read('compatibility.md'),
      rows = rowsOf(markdown);
    expect(rows['area']).toEqual(['[zenith](evidence/zenith.md)', '[acme](evidence/acme.md)']);
    expect(rows['patch']).toEqual(['[✗ 0 of 2](evidence/zenith.md#patch)', '[✗ 1 of 2](evidence/acme.md#patch)']);
    expect(rows['list']).toEqual(['–', '[? 0 of 1](evidence/acme.md#list)']);
    expect(rows['read']).toEqual(['[✓ 1](evidence/zenith.md)', '[✓ 1](evidence/acme.md)']);
    expect(Object.keys(rows).filter((name) => ['patch', 'list', 'read'].includes(name))).toEqual([
      'patch',
      'list',
      'read',
    ]);
    expect(got.read('evidence/zenith.md')).toMatch(/## patch[^]*patch\/a[^]*Expected: 404; received: 200/);
    expect(got.read('evidence/acme.md')).toMatch(/## patch[^]*Waived: It merges &#60;nothing&#62;\./);
    const page = got.read('compatibility.html');
    const links = [...page.matchAll(/href="([^"#]+)#?/g)].flatMap(([, to]) => (to === 'data:,' ? [] : [to ?? '']));
    expect(new Set(links.filter((link) => link !== ''))).toEqual(
      new Set(['evidence/zenith.html', 'evidence/acme.html']),
    );
    for (const link of new Set(links.filter((one) => one !== ''))) expect(got.read(link)).toContain('<!doctype html>');
    expect(page).toContain('evidence/zenith.html#verdict=fail&amp;area=patch');
    expect(page).not.toMatch(/<script>/);
  });
  test('versions of one implementation stand beside each other, as their claims name them', async () => {
    const named = (name: string, version: string, entries: Told[], seed: number): string => {
      const folder = folderOf(reportOf(entries, { seed }), `of-${seed}`);
      const about = name === 'Zenith' ? ', about: A <server>., url: https://zenith.example' : '';
      writeFileSync(join(folder, 'claims.yaml'), `implementation: { name: ${name}, version: "${version}"${about} }\n`);
      return folder;
    };
    const got = await matrixOf(
      named('Acme', '1.10', ONE, 1),
      named('Zenith', '3', TWO, 2),
      named('Acme', '1.9', ONE.slice(0, 2), 3),
    );
    const heads = rowsOf(got.read('compatibility.md'))['area'];
    expect(heads?.map((head) => head.replace(/\(.*/, ''))).toEqual(['[Zenith 3]', '[Acme 1.9]', '[Acme 1.10]']);
    expect(got.read('compatibility.md').match(/^- .*$/gm)).toEqual([
      '- [Zenith 3](evidence/zenith-3.md): A &#60;server&#62;. https://zenith.example',
    ]);
    expect(got.read('compatibility.html')).toMatch(/<dt>Zenith 3<\/dt>\s*<dd>\s*A &lt;server&gt;\./);
  });
  test('only a whole report without a failure is called conformant', async () => {
    const passes: Told[] = [['read/a', 'tfjob', 'pass']];
    const whole = reportOf(passes);
    const partial = {
      ...whole,
      seed: 2,
      scope: { ...whole.scope, notPlanned: [{ reason: 'left out by --only', count: 9 }] },
    };
    const claiming = { ...whole, seed: 3, scope: { ...whole.scope, extent: 'partial' as const } };
    const cut = { ...whole, seed: 4, scope: { ...whole.scope, planned: 7 } };
    const lying = { ...reportOf(TWO), seed: 5, conformant: true, exitCode: 0 };
    const got = await matrixOf(...[whole, partial, claiming, cut, lying].map((report, i) => folderOf(report, `r${i}`)));
    const lines = got.stdout.split('\n');
    expect(lines).toContain('r0: conformant');
    for (const name of ['r1', 'r2', 'r3'])
      expect(lines.find((line) => line.startsWith(`${name}: `))).toMatch(
        /: partial: no failure in 1 of [\d,]+ judgements?$/,
      );
    expect(lines).toContain('r4: not conformant: 2 requirements that must hold do not');
    const claims = rowsOf(got.read('compatibility.md'))['claim'] ?? [];
    expect(claims.filter((text) => text.startsWith('conformant'))).toHaveLength(1);
    expect(got.read('compatibility.html').match(/>conformant</g)).toHaveLength(1);
  });
  test('a packed report is read as any other', async () => {
    const folder = dirname(join(folderOf(reportOf(ONE), 'acme'), 'x'));
    const packed = join(temporary(), 'packed');
    mkdirSync(packed);
    writeFileSync(join(packed, 'report.json.gz'), gzipSync(readFileSync(join(folder, 'report.json'))));
    const got = await matrixOf(packed);
    expect([got.code, got.stdout.split('\n')[0]]).toEqual([0, expect.stringMatching(/^packed: /)]);
  });
  test('bad input is one line and exit code 2', async () => {
    const good = folderOf(reportOf(ONE)),
      copy = join(temporary(), 'copy');
    mkdirSync(copy);
    copyFileSync(join(good, 'report.json'), join(copy, 'report.json'));
    const broken = join(temporary(), 'report.json');
    writeFileSync(broken, '{"format":1,');
    const other = reportOf(ONE);
    const older = folderOf({ ...other, seed: 9, suite: { ...other.suite, contractDigest: 'feedfeedfeed' } }, 'older');
    const nameless = folderOf(reportOf(TWO), 'nameless');
    writeFileSync(join(nameless, 'claims.yaml'), 'implementation: {}\n');
    for (const [given, words] of [
      [[], 'matrix needs REPORT...'],
      [[broken], 'is not JSON'],
      [[temporary()], 'is not there'],
      [['/nowhere'], 'is not there'],
      [[good, good], 'is given twice'],
      [[good, copy], 'are the same report'],
      [[good, older], 'is of another contract than'],
      [[nameless], 'claims.yaml: implementation.name is missing'],
    ] as const) {
      const got = await invoke(['matrix', ...given, '--out', join(temporary(), 'matrix')]);
      expect([got.code, got.stdout]).toEqual([2, '']);
      expect(got.stderr).toMatch(/^cci-conformance: [^\n]+\n$/);
      expect(got.stderr).toContain(words);
    }
    const mixed = await invoke(['matrix', good, older, '--any-contract', '--out', join(temporary(), 'matrix')]);
    expect(mixed.code).toBe(0);
  });
  test('the freedoms in which the columns differ are told, and no others', async () => {
    const chose = (...options: string[]): Partial<Report> => ({
      freedoms: options.map((option) => ({
        ...{ freedom: option.split('-')[0] ?? '', text: '', option, optionText: '', times: 1 },
      })),
    });
    const got = await matrixOf(
      folderOf(reportOf(ONE, chose('limit-honoured', 'code-201')), 'a'),
      folderOf(reportOf(TWO, { ...chose('limit-ignored', 'code-201'), seed: 7 }), 'b'),
    );
    const rows = rowsOf(got.read('compatibility.md'));
    expect(rows['limit']).toEqual(['limit-ignored', 'limit-honoured']);
    expect(rows['code']).toBeUndefined();
  });
});
