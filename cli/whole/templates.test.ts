/** The templates of CI systems: their form, and their commands, run as such a system would, against an emulator. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import type { JsonObject } from '../../contract/json.ts';
import { packageRoot } from '../../contract/package.ts';
import type { Report } from '../../harness/model/report.ts';
import { TEMPLATE_SCHEMAS } from '../testing/template-schemas.ts';
import { build, emulator, type Emulator } from '../testing/built.ts';
import { temporary } from '../testing/invoke.ts';

const root = packageRoot();
const text = (name: string): string => readFileSync(join(root, 'templates', name), 'utf8');
const TOKEN = 'token-of-templates-0123';
/** What is judged, so that a test takes seconds: patches of one kind, of which some fail. */
const SCOPE = { CCI_KIND: 'tfjob', CCI_ONLY: 'patch/removes,patch/merges,read/answers-with-what' };

let broken: Emulator;
beforeAll(async () => {
  await build();
  broken = await emulator('--mutant', 'patch-ignores-null', '--token', TOKEN);
});
afterAll(() => broken.stop());

/** A project with the package installed, as far as its command goes. */
function project(): { cwd: string; path: string } {
  const cwd = temporary();
  const path = join(cwd, 'node_modules/.bin');
  mkdirSync(path, { recursive: true });
  writeFileSync(join(cwd, 'package.json'), '{}');
  writeFileSync(
    join(path, 'cci-conformance'),
    `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'dist/cli/main.js')}" "$@"\n`,
    { mode: 0o755 },
  );
  return { cwd, path };
}

/** Exit code and output of a script with these variables alone. */
const shell = (
  script: string,
  cwd: string,
  env: Record<string, string>,
  program = 'sh',
): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    const path = `${join(cwd, 'node_modules/.bin')}:${process.env['PATH']}`;
    execFile(program, ['-ec', script], { cwd, env: { HOME: cwd, ...env, PATH: path } }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
    );
  });

const reportIn = (...path: string[]): Report =>
  JSON.parse(readFileSync(join(...path, 'report.json'), 'utf8')) as Report;

test.each(Object.entries(TEMPLATE_SCHEMAS))('%s has the form that its system reads', (name, schemas) => {
  const documents = parseAllDocuments(text(name)).map((document) => document.toJS() as JsonObject);
  const kinds = Object.entries(schemas);
  expect(documents.length).toBeGreaterThan(0);
  for (const document of documents) {
    const [, schema] = kinds.find(([kind]) => kind === document['kind']) ?? kinds[0] ?? [];
    const ajv = new Ajv2020({ allErrors: true, strict: false });
    ajv.validate(schema ?? false, document);
    expect(ajv.errors ?? []).toEqual([]);
    // A member that is misspelt is refused: the schema says something.
    expect(ajv.validate(schema ?? false, { ...document, misspelt: 1 })).toBe(false);
  }
});

interface Step {
  run?: string;
  env?: Record<string, string>;
}

test('the steps of the action judge, fail, and show what came of it', async () => {
  const { inputs, runs } = parse(text('github/action.yml')) as {
    inputs: Record<string, { default?: string }>;
    runs: { steps: Step[] };
  };
  const given: Record<string, string> = { target: broken.url, namespace: 'default', token: TOKEN, flags: '--seed 1' };
  const { cwd } = project();
  const summary = join(cwd, 'summary.md');
  const ran = [];
  for (const { run, env = {} } of runs.steps.filter((step) => step.run !== undefined)) {
    const variables = Object.entries(env).map(([name, value]) => [
      name,
      value.replace(/\$\{\{ inputs\.([\w-]+) \}\}/, (_, input: string) => {
        expect(Object.keys(inputs)).toContain(input);
        return given[input] ?? inputs[input]?.default ?? '';
      }),
    ]);
    const all = {
      ...SCOPE,
      ...(Object.fromEntries(variables) as Record<string, string>),
      GITHUB_STEP_SUMMARY: summary,
    };
    ran.push(await shell(run ?? '', cwd, all, 'bash'));
  }
  expect(ran.map(({ code }) => code)).toEqual([1, 0]);
  expect(ran[1]?.output).toMatch(/^::error /m);
  expect(readFileSync(summary, 'utf8')).toContain('patch/removes-by-null');
  expect(existsSync(join(cwd, 'conformance-report/junit.xml'))).toBe(true);
  expect(ran.map(({ output }) => output).join('')).not.toContain(TOKEN);
});

test('the parallel jobs of GitLab judge a part each, and the last one gives the verdict of the whole', async () => {
  const file = parse(text('gitlab.yml')) as Record<string, { script: string[]; parallel?: number }>;
  const judge = file['cci-conformance'];
  const verdict = file['cci-conformance-verdict'];
  const { cwd } = project();
  const variables = {
    ...SCOPE,
    CCI_TARGET: broken.url,
    CCI_NAMESPACE: 'default',
    CCI_TOKEN: TOKEN,
    CI_PIPELINE_ID: '7',
  };
  const total = judge?.parallel ?? 0;
  for (let index = 1; index <= total; index += 1) {
    const part = { CI_NODE_INDEX: String(index), CI_NODE_TOTAL: String(total) };
    expect(await shell(judge?.script.join('\n') ?? '', cwd, { ...variables, ...part })).toMatchObject({ code: 0 });
  }
  expect((await shell(verdict?.script.join('\n') ?? '', cwd, {})).code).toBe(1);
  const merged = reportIn(cwd, 'conformance-report');
  expect(
    merged.results.filter(({ id, verdict: one }) => id === 'patch/removes-by-null' && one === 'fail'),
  ).toHaveLength(1);
  expect(existsSync(join(cwd, 'conformance-report/junit.xml'))).toBe(true);
});

interface Container {
  command: string[];
  args: string[];
  env: { name: string; value?: string; valueFrom?: unknown }[];
}
const variablesOf = ({ env }: Container): Record<string, string> =>
  Object.fromEntries(env.map(({ name, value }) => [name, value ?? 'default']));
const jobOf = (name: string): { spec: { completions?: number; template: { spec: { containers: [Container] } } } } =>
  parseAllDocuments(text(name))
    .map((document) => document.toJS() as { kind: string; spec: never })
    .find(({ kind }) => kind === 'Job') as never;

/** In a test, the target is the emulator, and files are in a folder of the test. */
function here(container: Container, cwd: string): Record<string, string> {
  const file = join(cwd, 'token');
  writeFileSync(file, TOKEN);
  const { CCI_CA: _, ...variables } = variablesOf(container);
  return { ...SCOPE, ...variables, CCI_TARGET: broken.url, CCI_TOKEN_FILE: file };
}

test('the pods of the indexed Job judge a part each, and the second Job merges them', async () => {
  const { cwd } = project();
  const { spec } = jobOf('kubernetes/job.yaml');
  const [judge] = spec.template.spec.containers;
  for (let index = 0; index < (spec.completions ?? 0); index += 1) {
    const env = { ...here(judge, cwd), REPORTS: cwd, JOB_COMPLETION_INDEX: String(index) };
    expect(await shell(judge.args.join('\n'), cwd, env)).toMatchObject({ code: 0 });
  }
  const [merge] = jobOf('kubernetes/merge.yaml').spec.template.spec.containers;
  expect((await shell(merge.args.join('\n'), cwd, { REPORTS: cwd })).code).toBe(1);
  expect(reportIn(cwd, 'whole').summary.total.fail).toBeGreaterThan(0);
});

test('the plugin of Sonobuoy hands in its results also where something fails', async () => {
  const { spec } = parse(text('sonobuoy.yaml')) as { spec: Container };
  const { cwd } = project();
  const results = join(cwd, 'results');
  mkdirSync(results);
  // Sonobuoy starts what command says: a shell that goes on after a command that fails.
  expect(spec.command).toEqual(['sh', '-c']);
  const script = `set +e\n${spec.args.join('\n')}`;
  expect((await shell(script, cwd, { ...here(spec, cwd), SONOBUOY_RESULTS_DIR: results })).code).toBe(0);
  const named = readFileSync(join(results, 'done'), 'utf8');
  expect((await shell(`tar -tzf "${named}"`, cwd, {})).output).toContain('./junit.xml');
});

test('the image starts the command', async () => {
  const lines = text('Dockerfile')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(lines.map((line) => line.split(' ')[0])).toEqual(['FROM', 'RUN', 'USER', 'WORKDIR', 'ENTRYPOINT']);
  const [program = ''] = JSON.parse(lines.at(-1)?.replace('ENTRYPOINT ', '') ?? '[]') as string[];
  const { cwd } = project();
  expect((await shell(`${program} --version`, cwd, {})).output).toMatch(/^\d+\.\d+\.\d+\n$/);
});
