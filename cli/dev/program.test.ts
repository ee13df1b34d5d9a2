import { cpSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../contract/package.ts';
import { UsageError } from '../../harness/errors/usage.ts';
import { EXIT } from '../../harness/outcome/conclusion.ts';
import { temporary } from '../testing/invoke.ts';
import { newKind } from './new-kind.ts';
import { runDev } from './program.ts';

const COPIED = [
  '.prettierrc.json',
  'contract/kinds.ts',
  'contract/statements',
  'reference/mutants/index.ts',
  'specs/patch/index.ts',
];

/** A copy of what the commands write into. */
function repository(): { root: string; text: (path: string) => string; everything: () => string[] } {
  const root = temporary();
  for (const path of COPIED) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    cpSync(join(packageRoot(), path), join(root, path), { recursive: true });
  }
  return {
    root,
    text: (path) => readFileSync(join(root, path), 'utf8'),
    everything: () =>
      readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => `${name}: ${readFileSync(join(parentPath, name), 'utf8')}`)
        .toSorted(),
  };
}

async function dev(argv: readonly string[], root?: string): Promise<{ code: number; out: string }> {
  let out = '';
  const code = await runDev(argv, (text) => void (out += text), root);
  return { code, out };
}

async function expectFormatted(root: string, path: string): Promise<void> {
  const filepath = join(root, path);
  const text = readFileSync(filepath, 'utf8');
  expect(await format(text, { ...(await resolveConfig(filepath)), filepath }), path).toBe(text);
}

describe('check', () => {
  test('a good requirement passes, reports mutants and accuses no variant', async () => {
    const { code, out } = await dev(['check', 'read/refuses-a-missing-name']);
    expect(out).toMatch(/^read\/refuses-a-missing-name\n {2}reference +pass with TFJob, MXJob/);
    expect(out).toMatch(/variants +(\d+) of \1 are accused of nothing/);
    expect(out).toMatch(/mutants +[1-9]\d* of \d+ that break its statements are reported/);
    expect(code).toBe(EXIT.conformant);
    for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  });
  test('one variant is judged alone, and no mutant', async () => {
    const { code, out } = await dev(['check', 'read/refuses-a-missing-name', '--variant', 'gzip']);
    expect(code).toBe(EXIT.conformant);
    expect(out).toContain('1 of 1 are accused of nothing');
    expect(out).not.toContain('mutants');
  });
});

describe('usage: one line, and nothing written', () => {
  const statement = ['--statement', 'merge-patch.null'];
  const kind = ['--group', 'kubeflow.org', '--version', 'v1', '--replica-map', 'xgbReplicaSpecs'];
  test.each<[string[], RegExp]>([
    [['check'], /check what\?/],
    [['check', 'red/refuses'], /no requirement is named "red\/refuses"/],
    [['check', 'read/', '--variant', 'gzp'], /unknown variant "gzp"; did you mean gzip\?/],
    [['check', 'read/', '--seed', 'x'], /--seed: "x" is no whole number/],
    [['check', 'read/', '--sed', '1'], /--sed/],
    [['new', 'requirement', 'Patch', ...statement], /"Patch" is no id/],
    [['new', 'requirement', 'patch/merges', ...statement], /patch\/merges is there already/],
    [['new', 'requirement', 'path/is-new', ...statement], /there is no area path.*there are patch/],
    [['new', 'requirement', 'patch/is-new'], /--statement ID/],
    [
      ['new', 'requirement', 'patch/is-new', '--statement', 'merge-patch.nul'],
      /did you mean merge-patch\.null\?.*--text/,
    ],
    [
      ['new', 'requirement', 'patch/is-new', '--statement', 'none.such', '--text', 'One.'],
      /no chapter has statements of none/,
    ],
    [['new', 'requirement', 'patch/is-new', ...statement, '--text', 'One.'], /is there already: leave out --text/],
    [['new', 'requirement', 'patch/is-new', '--statement', 'patch.new', '--text', 'no stop'], /full stop/],
    [['new', 'requirement', 'patch/is-new', ...statement, '--mutant', 'list-fails'], /list-fails is there already/],
    [['new', 'kind', 'TFJob', ...kind], /the kind TFJob is there already/],
    [['new', 'kind', 'xgboost', ...kind], /"xgboost" is no kind/],
    [['new', 'kind', 'XGBoostJob', ...kind], /a kind needs --replica-types/],
    [['new', 'kind', 'XGBoostJob', ...kind, '--replica-types', 'master'], /--replica-types: "master" cannot be one/],
  ])('%j', async (argv, words) => {
    const { root, everything } = repository();
    const before = everything();
    const error: unknown = await dev(argv, root).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as UsageError).message).toMatch(words);
    expect((error as UsageError).message).not.toContain('\n');
    expect(everything()).toEqual(before);
  });
});

describe('new requirement', () => {
  const argv = ['new', 'requirement', 'patch/is-new', '--statement'];
  test('writes a check that throws and a mutant that changes nothing, wired and formatted', async () => {
    const { root, text } = repository();
    const { code, out } = await dev([...argv, 'merge-patch.null', '--mutant', 'patch-is-old'], root);
    expect(code).toBe(0);
    expect(text('specs/patch/is-new.ts')).toMatch(
      /tests: \['merge-patch.null'\],[^]*throw new Error\('patch\/is-new is not written yet'\)/,
    );
    expect(text('specs/patch/index.ts')).toContain("import { patchIsNew } from './is-new.ts';");
    expect(text('specs/patch/index.ts')).toMatch(/ {2}\.\.\.patchIsNew(\(contract\))?,\n\];\n$/);
    expect(text('reference/mutants/patch-is-old.ts')).toMatch(/'merge-patch.null', \{[^]*override: \(\) => \(\{\}\)/);
    expect(text('reference/mutants/index.ts')).toMatch(/ {2}\.\.\.PATCH_IS_OLD_MUTANTS,\n\];\n$/);
    for (const path of ['specs/patch/is-new.ts', 'specs/patch/index.ts', 'reference/mutants/patch-is-old.ts'])
      await expectFormatted(root, path);
    expect(out).toContain('npm run check -- patch/is-new');
    expect(out).toContain('specs/requirements -u');
  });
  test('adds a statement that is not in the register beside those like it', async () => {
    const { root, text } = repository();
    await dev([...argv, 'merge-patch.brand-new', '--text', "It says what's new."], root);
    expect(text('contract/statements/patch.ts')).toMatch(
      /'merge-patch\.[^]*'merge-patch\.brand-new': "It says what's new\.",\n {2}\}\),\n/,
    );
    await expectFormatted(root, 'contract/statements/patch.ts');
  });
  test('is refused a second time', async () => {
    const { root } = repository();
    await dev([...argv, 'merge-patch.null'], root);
    await expect(dev([...argv, 'merge-patch.null'], root)).rejects.toThrow(/is there already/);
  });
});

test('new kind: an entry like the others, and what follows from it is generated', async () => {
  const { root, text } = repository();
  const ran: string[] = [];
  const kind = {
    name: 'XGBoostJob',
    group: 'kubeflow.org',
    version: 'v1',
    'replica-map': 'xgbReplicaSpecs',
    'replica-types': 'Master,Worker',
    container: 'xgboost',
  };
  let out = '';
  const code = await newKind(
    root,
    kind,
    (line) => void (out += line),
    (_, script) => ran.push(script) > 0,
  );
  expect([code, ran]).toEqual([0, ['generate']]);
  expect(text('contract/kinds.ts')).toMatch(
    / {2}\{\n {4}kind: 'XGBoostJob',\n[^]*replicaTypes: \[\{ name: 'Master' \}, \{ name: 'Worker' \}\],[^]*pages: pages\('an', 'XGBoostJob'\),\n {4}example: 'xgboostjob',\n {2}\},\n\]\)?;\n/,
  );
  await expectFormatted(root, 'contract/kinds.ts');
  expect(out).toContain('--kind xgboostjob');
  expect(
    await newKind(
      root,
      kind,
      () => {},
      () => false,
    ),
  ).toBe(1);
});
