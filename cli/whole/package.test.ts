/** The package as npm packs it, in an empty project that has its dependencies and nothing else. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../contract/package.ts';
import type { Report } from '../../harness/model/report.ts';
import { MUTANTS } from '../../reference/mutants/index.ts';
import { WHOLE } from '../testing/extent.ts';
import { temporary } from '../testing/invoke.ts';

const root = packageRoot();
const project = temporary();
const installed = join(project, 'node_modules', 'cci-job-conformance');
/** What is not copied to the place where it is packed. */
const APART = /^(\..*|node_modules|dist|conformance-report|docs)$/;
let files: string[] = [];

const tool = (name: string): string => join(root, 'node_modules/.bin', name);

const inProject = (argv: readonly string[]) =>
  spawnSync(process.execPath, argv, { cwd: project, encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '' } });
const bin = (...argv: string[]) => inProject([join(installed, 'dist/cli/main.js'), ...argv]);

// Packing takes a while: npm run test:whole does it.
describe.runIf(WHOLE)('packed', () => {
  beforeAll(() => {
    const sources = temporary();
    for (const name of readdirSync(root).filter((one) => !APART.test(one)))
      cpSync(join(root, name), join(sources, name), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(sources, 'node_modules'));
    execFileSync(tool('tsc'), ['-p', 'tsconfig.build.json'], { cwd: sources });
    const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--offline'], { cwd: sources });
    const [{ filename, files: listed }] = JSON.parse(packed.toString()) as [
      { filename: string; files: { path: string }[] },
    ];
    files = listed.map(({ path }) => path);
    mkdirSync(installed, { recursive: true });
    execFileSync('tar', ['-xzf', join(sources, filename), '-C', installed, '--strip-components=1']);
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    for (const name of Object.keys(dependencies)) {
      const link = join(project, 'node_modules', name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(root, 'node_modules', name), link);
    }
    writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  });

  test('it holds what a user needs, and nothing else', () => {
    expect(
      files.filter((path) => /\.test\.|\.fixture\.|testing\/|(^|\/)(targets|stryker|bench|dev)\//.test(path)),
    ).toEqual([]);
    expect(files.filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))).toEqual([]);
    // Where a requirement stands in the sources is shown by these maps; no other is read.
    expect(files.filter((path) => path.endsWith('.map') && !path.startsWith('dist/specs/'))).toEqual([]);
    expect(files).toContain('schemas/files/report.json');
    expect(readdirSync(join(installed, 'dist'))).not.toContain('targets');
  });

  test('as a bin it judges, and names the lines of the sources that a failure comes from', () => {
    const passed = bin('--only', 'read', '--kind', 'tfjob', '--seed', '1', '--runs', '10');
    expect(passed.stderr).toBe('');
    expect(passed.status).toBe(0);
    const report = JSON.parse(readFileSync(join(project, 'conformance-report/report.json'), 'utf8')) as Report;
    expect(report.scope.ran).toBeGreaterThan(5);
    expect(bin('explain', 'read/tells-several-objects-apart').stdout).toMatch(
      /^defined {2}specs\/read\/read\.ts:\d+$/m,
    );
    expect(bin('serve', '--list-mutants').stdout).toContain(MUTANTS[0]?.name);
  });

  test('as a library it is imported, with types', () => {
    const script = `import { conformance, defineKind, type Report } from 'cci-job-conformance';
const own = defineKind({
  kind: 'XGBoostJob', group: 'kubeflow.org', version: 'v1',
  replicaMap: 'xgbReplicaSpecs', replicaTypes: ['Master', 'Worker'], container: 'xgboost',
});
const report: Report = await conformance({ kinds: ['tfjob', own], only: ['read/answers-with-what-is-stored'], seed: 1 });
console.log(report.exitCode, report.scope.kinds.join());
`;
    writeFileSync(join(project, 'script.ts'), script);
    const strict = ['--strict', '--module', 'nodenext', '--target', 'es2023', '--types', 'node'];
    symlinkSync(join(root, 'node_modules/@types'), join(project, 'node_modules/@types'));
    const compiled = spawnSync(tool('tsc'), [...strict, 'script.ts'], { cwd: project, encoding: 'utf8' });
    expect(compiled.stdout).toBe('');
    const ran = inProject(['script.js']);
    expect([ran.stdout, ran.stderr]).toEqual(['0 tfjob,xgboostjob\n', '']);
    expect(existsSync(join(project, 'conformance-report/results.jsonl'))).toBe(false);
  });
});
