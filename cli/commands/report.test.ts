import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keyOf } from '../../contract/kinds.ts';
import { readResults } from '../../harness/run/results.ts';
import { FORMATS } from '../../reports/write.ts';
import { invoke, temporary } from '../testing/invoke.ts';

const ONLY = 'read/answers-with-what-is-stored,read/answers-the-same-twice';

/** A run, and what it had written before its process was killed. */
async function cutRun(): Promise<string> {
  const dir = temporary();
  let kept = '';
  const file = join(dir, 'results.jsonl');
  const run = await invoke(['--only', ONLY, '--kind', 'tfjob', '--seed', '1', '--runs', '10', '--out', dir], {
    onOutput: () => {
      if (existsSync(file)) kept = readFileSync(file, 'utf8');
    },
  });
  expect(run.code).toBe(0);
  rmSync(join(dir, 'report.json'));
  writeFileSync(file, kept);
  return dir;
}

test('a report gives every format, by the exit code of its run', async () => {
  const dir = temporary();
  await invoke(['--only', ONLY, '--kind', 'tfjob', '--seed', '1', '--runs', '10', '--out', dir]);
  const out = temporary();
  const { code, stdout } = await invoke([
    'report',
    '--from',
    dir,
    '--format',
    Object.keys(FORMATS).join(','),
    '--out',
    out,
  ]);
  expect(code).toBe(0);
  const files = Object.values(FORMATS)
    .flat()
    .map((one) => ('file' in one ? one.file : one.folder));
  expect(files.filter((name) => !existsSync(join(out, name)))).toEqual([]);
  expect(stdout).toContain('::notice title=cci-job-conformance::');
  expect(readFileSync(join(out, 'report.json'), 'utf8')).toBe(readFileSync(join(dir, 'report.json'), 'utf8'));
});

test('one file of text goes to standard output, and nothing else does', async () => {
  const dir = temporary();
  await invoke(['--only', ONLY, '--kind', 'tfjob', '--seed', '1', '--runs', '10', '--junit', '--out', dir]);
  const argv = ['report', '--from', dir, '--out', '-', '--format'];
  expect(await invoke([...argv, 'junit'])).toMatchObject({
    code: 0,
    stdout: readFileSync(join(dir, 'junit.xml'), 'utf8'),
  });
  for (const several of ['allure', 'badge', 'submission', 'json,html'])
    expect(await invoke([...argv, several])).toMatchObject({ code: 2, stdout: '' });
});

test('a run that was cut off is told as far as it came, and as nothing more', async () => {
  const dir = await cutRun();
  const header = readResults(dir)?.header;
  const { code, stdout } = await invoke(['report', '--from', dir, '--format', 'json,html']);
  const report = JSON.parse(readFileSync(join(dir, 'report.json'), 'utf8')) as {
    scope: { extent: string; kinds: string[] };
    conformant: boolean;
  };
  expect(code).not.toBe(0);
  expect(report).toMatchObject({ conformant: false, scope: { extent: 'partial', kinds: ['tfjob'] } });
  expect(stdout).toContain('the run was cut off');
  expect(header?.kinds).toEqual([keyOf({ singular: 'tfjob', version: 'v1' } as never)]);
});

test.each([
  [['report', '--from', '/nowhere'], '/nowhere'],
  [['report', '--from', '/nowhere', '--format', 'junitt'], '--format: unknown format "junitt"; did you mean junit?'],
])('%j is a usage error of one line', async (argv, message) => {
  const { code, stderr } = await invoke(argv);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr.trim()).not.toContain('\n');
});
