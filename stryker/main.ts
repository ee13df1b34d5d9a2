#!/usr/bin/env node
/**
 * `main.js [--part N/M] [FILE...]`: mutates the code that decides verdicts with Stryker, and compares the mutants that
 * the unit tests do not kill with `survivors.yaml`. Without arguments all files of `MUTATED`; with them the Nth of M
 * parts, or the files named, also of `OWED`. Exit code 0: every survivor is explained; 1: one is not, or Stryker
 * failed; 2: the arguments name another file; 3: Stryker could not be installed.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../contract/package.ts';
import { build, cache, fetched } from '../targets/process.ts';
import { compared, readExplained, selectFiles, survivorsOf } from './survivors.ts';
import type { StrykerReport } from './survivors.ts';

const VERSION = '9.6.1';
/** The files that decide or report verdicts, by folder, whose survivors are explained. */
const MUTATED = {
  contract: ['quantity'],
  'generators/oracles': ['linearizability', 'merge-patch', 'register-model'],
  'harness/http': ['deadline'],
  'harness/judge': ['property'],
  'reports/view': ['json-lines'],
  'reports/proof': ['kill-matrix', 'proof'],
} as const;

/**
 * More of them, which have changed since their survivors were explained. They are mutated only when they are named;
 * whoever explains or reports what survives in one moves it to `MUTATED`.
 */
const OWED = {
  contract: ['request'],
  'harness/ownership': ['cleanup', 'ownership', 'removal'],
  'harness/http': ['client', 'target', 'watch-stream', 'intermediaries', 'silence', 'throttle'],
  'harness/outcome': ['aggregate', 'conclusion', 'expectations', 'rollup'],
  'harness/errors': ['endings'],
  'harness/judge': ['expect', 'given', 'invariants', 'judge', 'match', 'proof', 'retry', 'trial'],
  'harness/evidence': ['evidence', 'redact', 'secret-forms', 'unescape'],
  'harness/run': ['plan', 'results', 'run', 'shards', 'spending', 'weighted'],
  'harness/config': ['preflight'],
  'reports/across': ['compare', 'merge'],
  'reports/view': ['curl', 'diff', 'summary'],
  'reports/formats': ['junit', 'markdown'],
  'reports/proof': ['cover'],
  reports: ['load'],
} as const;

const filesOf = (folders: Readonly<Record<string, readonly string[]>>): string[] =>
  Object.entries(folders).flatMap(([folder, files]) => files.map((file) => `${folder}/${file}.ts`));

const report = cache('stryker', 'report.json');

const configuration = (modules: string, files: readonly string[]): object => ({
  mutate: files,
  plugins: [join(modules, '@stryker-mutator', 'vitest-runner', 'dist', 'src', 'index.js')],
  testRunner: 'vitest',
  vitest: { configFile: 'stryker/vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  tsconfigFile: 'none.json', // TypeScript 7 has no JavaScript API to read one with
  ignorePatterns: ['.cache', 'dist', 'conformance-report', 'docs', 'targets'],
  tempDirName: join('.cache', 'stryker', 'tmp'),
  reporters: ['json', 'progress-append-only'],
  jsonReporter: { fileName: report },
  allowConsoleColors: false,
  checkUpdates: false,
  concurrency: availableParallelism(),
});

/**
 * With --legacy-peer-deps, its peer dependencies are those of this project: it must run the same vitest as the tests.
 */
const stryker = (): Promise<string> =>
  fetched(
    'stryker',
    [`@stryker-mutator/core@${VERSION}`, `@stryker-mutator/vitest-runner@${VERSION}`],
    ['--legacy-peer-deps'],
  );

async function main(modules: string, files: readonly string[]): Promise<number> {
  const config = cache('stryker', 'config.json');
  await rm(report, { force: true });
  await writeFile(config, JSON.stringify(configuration(modules, files)));
  await build(
    process.execPath,
    [join(modules, '@stryker-mutator', 'core', 'bin', 'stryker.js'), 'run', config],
    packageRoot(),
  );
  const seen = JSON.parse(await readFile(report, 'utf8')) as StrykerReport;
  const mutants = Object.values(seen.files)
    .flatMap((file) => file.mutants)
    .filter(({ status }) => status !== 'Ignored');
  if (mutants.length === 0) throw new Error('Stryker made no mutant');
  const survivors = survivorsOf(seen);
  const explained = readExplained(await readFile(join(packageRoot(), 'stryker', 'survivors.yaml'), 'utf8'));
  const wrong = compared(
    seen,
    explained.filter(({ file }) => files.includes(file)),
  );
  for (const line of wrong) console.error(line);
  console.log(
    `${mutants.length} mutants of ${Object.keys(seen.files).length} files: ${mutants.length - survivors.length} reported by the tests, ${survivors.length} live`,
  );
  console.log(
    `${owed.length} more files have changed since their survivors were explained: they are mutated when named`,
  );
  return wrong.length === 0 ? 0 : 1;
}

const fail =
  (code: number) =>
  (error: Error): void => {
    console.error(error.message);
    process.exitCode = code;
  };

const owed = filesOf(OWED);
const mutated = selectFiles(filesOf(MUTATED), owed, process.argv.slice(2));
if (typeof mutated === 'string') fail(2)(new Error(mutated));
else
  await stryker().then(
    (modules) =>
      main(modules, mutated).then((code) => {
        process.exitCode = code;
      }, fail(1)),
    fail(3),
  );
