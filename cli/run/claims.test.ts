import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createServer } from '../../reference/server.ts';
import { MUTANTS } from '../../reference/mutants/index.ts';
import { behaviourOf } from '../../reference/mutants/types.ts';
import type { ServerOptions } from '../../reference/server.ts';
import { asJunit } from '../../reports/formats/junit.ts';
import { invoke, temporary, type Invoked, inOneLine } from '../testing/invoke.ts';
import { NAMESPACES, TOKENS } from '../testing/liars.ts';
import { targetOf } from '../testing/network.ts';

const fileOf = (text: string): string => {
  const file = join(temporary(), 'claims.yaml');
  writeFileSync(file, text);
  return file;
};

/** Judges the reference server, as these options make it, with these claims. */
async function judged(
  claims: string,
  options: Pick<ServerOptions, 'variants' | 'behaviour'> = {},
  only = PAGES,
  ...flags: string[]
): Promise<Invoked> {
  let stop = (): void => {};
  const target = targetOf((clock) => {
    const server = createServer({ clock, namespaces: NAMESPACES, ...TOKENS, ...options });
    stop = () => server.stop();
    return server.handle;
  });
  const argv = ['--target', target.url, '--seed', '1', '--runs', '10', '--kind', 'tfjob'];
  try {
    return await invoke([...argv, '--only', only, '--claims', fileOf(claims), ...flags], {
      ...target,
      env: { CCI_TOKEN: TOKENS.token },
    });
  } finally {
    stop();
    target.close();
  }
}

/** Each follows pages, and so shows whether limit is honoured. */
const PAGES = 'pagination/follows-tokens-to-the-end,pagination/serves-pages-of-one';
const outcomes = ({ report }: Invoked): (string | undefined)[] =>
  report?.claims?.claimed.map(({ claim, outcome }) => `${claim}: ${outcome}`) ?? [];

test('a claim that the evidence contradicts is a failure in either direction, with a line of its own everywhere', async () => {
  for (const [claimed, variants, seen] of [
    ['limit-honoured', ['limit-ignored'], 'limit-ignored'],
    ['limit-ignored', [], 'limit-honoured'],
  ] as const) {
    const got = await judged(`choices: { limit: ${claimed} }`, { variants }, PAGES);
    expect([got.code, outcomes(got)]).toEqual([1, [`limit: ${claimed}: contradicted`]]);
    const line = new RegExp(`claims\\.yaml: "limit: ${claimed}" is contradicted: ${seen} was seen \\d+ times`);
    expect(inOneLine(got.stdout)).toMatch(line);
    expect(got.report?.conclusion).toMatch(
      /^Not as declared: 1 claim of \S+claims\.yaml is contradicted by what was seen\./,
    );
    const junit = got.report === undefined ? '' : asJunit(got.report);
    expect(junit).toMatch(/<testsuite name="claims"[^>]* tests="1" failures="1" errors="0" skipped="0"/);
    expect(junit).toMatch(/<testcase name="limit: limit-[a-z]+" classname="claims" time="0\.000">\n<failure /);
  }
});

/** Whatever option is declared, a server that takes another one contradicts it. */
test.each<[freedom: string, usual: string, other: string, only: string]>([
  ['create-code', 'create-201', 'create-200', 'create/answers-with-a-documented-code'],
  ['self-link', 'selflink-present', 'selflink-absent', 'create/links-to-its-own-path'],
  ['assigned-metadata', 'assigned-dropped', 'assigned-refused', 'create/does-not-take-uid-from-the-client'],
  ['generate-name', 'generate-long-cut', 'generate-long-refused', 'create/cuts-or-refuses-a-long-generate-name'],
  ['replace-without-rv', 'replace-needs-no-rv', 'replace-needs-rv', 'replace/without-a-version'],
  ['immutable-change', 'immutable-refused-422', 'immutable-ignored', 'mutability/patch-keeps-run-policy-fields'],
  ['other-patch-types', 'other-patches-415', 'other-patches-400', 'patch/refuses-other-types-as-unsupported'],
  ['patch-missing', 'patch-missing-404', 'patch-missing-creates', 'patch/never-touches-a-missing-object'],
  ['repeated-delete', 'repeated-delete-accepted', 'repeated-delete-refused', 'delete/again'],
  ['large-objects', 'large-kept', 'large-refused', 'size/keeps-large'],
  ['negative-grace', 'negative-grace-refused', 'negative-grace-taken', 'delete/takes-or-refuses-a-negative-grace'],
])(
  '%s: what is declared and absent is contradicted, and what is denied and there',
  async (freedom, usual, other, only) => {
    const outcomeOf = async (claimed: string, variants: string[]): Promise<unknown> => {
      const got = await judged(`choices: { ${freedom}: ${claimed} }`, { variants }, only);
      return [got.code, outcomes(got)];
    };
    expect(await outcomeOf(usual, [other])).toEqual([1, [`${freedom}: ${usual}: contradicted`]]);
    expect(await outcomeOf(other, [])).toEqual([1, [`${freedom}: ${other}: contradicted`]]);
    expect(await outcomeOf(usual, [])).toEqual([0, [`${freedom}: ${usual}: holds`]]);
    expect(await outcomeOf(other, [other])).toEqual([0, [`${freedom}: ${other}: holds`]]);
  },
);

test('a claim that the evidence bears out is none, and one without evidence is unproven, never passed', async () => {
  const got = await judged(
    'choices: { limit: limit-honoured, "limit (list)": [limit-honoured], bookmarks: bookmarks-when-asked }',
    {},
    PAGES,
  );
  expect(got.code).toBe(0);
  expect(outcomes(got)).toEqual([
    'limit: limit-honoured: holds',
    'limit (list): limit-honoured: holds',
    'bookmarks: bookmarks-when-asked: unproven',
  ]);
  expect(inOneLine(got.stdout)).toMatch(
    /"bookmarks: bookmarks-when-asked" is unproven: bookmarks-when-asked was not seen/,
  );
  expect(got.report === undefined ? '' : asJunit(got.report)).toMatch(/<skipped message="unproven: /);
});

test('what no run can show is said when it is claimed, and is neither contradicted nor held', async () => {
  const claims = 'choices: { bookmarks: bookmarks-never, controller: controller-busy, pace: [prompt, slow] }';
  const got = await judged(
    claims,
    { variants: ['bookmarks-never', 'controller-busy'] },
    'status/is-not-running-and-restarting,pagination/serves-pages-of-one',
  );
  expect(outcomes(got)).toEqual([
    'bookmarks: bookmarks-never: unproven',
    'controller: controller-busy: unproven',
    'pace: prompt or slow: unproven',
  ]);
  expect(got.code).toBe(0);
  expect(
    got.stderr.match(/^cci-conformance: .*will stay unproven: .*$/gm)?.map((line) => line.replace(/^.*unproven: /, '')),
  ).toEqual([
    'no run notes bookmarks-never',
    'no run tells controller-busy from controller-calm',
    'no run notes prompt; no run notes slow',
  ]);
  expect(inOneLine(got.stdout)).toMatch(/"pace: prompt or slow" is unproven: no run notes prompt; no run notes slow/);
});

test('a slow target that deletes at once is not said to delete after a while', async () => {
  const target = targetOf((clock) => {
    const server = createServer({ clock, namespaces: NAMESPACES, ...TOKENS });
    return async (request) => {
      await clock.sleep(2_000);
      return server.handle(request);
    };
  });
  const argv = ['--target', target.url, '--seed', '1', '--kind', 'tfjob', '--only', 'delete/removes-the-object'];
  const choices = fileOf('choices: { delete-time: delete-immediate }');
  const got = await invoke([...argv, '--claims', choices], { ...target, env: { CCI_TOKEN: TOKENS.token } });
  target.close();
  expect([got.code, outcomes(got)]).toEqual([0, ['delete-time: delete-immediate: holds']]);
  const graceful = { variants: ['delete-graceful'] };
  const late = await judged('choices: { delete-time: delete-immediate }', graceful, 'delete/removes-the-object');
  expect([late.code, outcomes(late)]).toEqual([1, ['delete-time: delete-immediate: contradicted']]);
});

test('of several options any may be chosen, and each is wanted as evidence', async () => {
  const got = await judged('choices: { limit: [limit-ignored, limit-honoured] }', {}, PAGES);
  expect([got.code, outcomes(got)]).toEqual([0, ['limit: limit-ignored or limit-honoured: unproven']]);
});

test('a level holds but for its exceptions, and an exception that holds is contradicted', async () => {
  const mutant = MUTANTS.find(({ name }) => name === 'patch-ignores-null');
  if (mutant === undefined) throw new Error('the mutant is gone');
  const behaviour = behaviourOf(mutant);
  const claims = (except: string): string => `levels: [{ layer: conventions, level: MUST, except: [${except}] }]`;
  const of = (text: string, broken: boolean): Promise<Invoked> =>
    judged(text, broken ? { behaviour } : {}, 'patch/removes-by-null,patch/removes-the-last-by-null,read');
  const found = (await of(claims(''), true)).report?.results.find(({ id }) => id === 'patch/removes-by-null');
  const level = (except: string[]): string =>
    `levels: [{ layer: ${found?.layer}, level: ${found?.level}, except: [${except.join(', ')}] }]`;
  const failed = ['patch/removes-by-null', 'patch/removes-the-last-by-null'];
  const bare = await of(level([]), true);
  expect(outcomes(bare)).toEqual([expect.stringMatching(/^every MUST of the layer \w+: contradicted$/)]);
  expect(bare.report?.claims?.claimed[0]?.text).toBe('patch/removes-by-null (tfjob) and 1 more failed');
  const excepted = await of(level(failed), true);
  expect(outcomes(excepted)).toEqual([
    expect.stringMatching(/with its exceptions: unproven$/),
    ...failed.map((id) => `${id} does not hold: holds`),
  ]);
  const sound = await of(level(failed), false);
  expect(sound.code).toBe(1);
  expect(outcomes(sound).slice(1)).toEqual(failed.map((id) => `${id} does not hold: contradicted`));
});

test('what a file of claims has wrong is told in one line, with the nearest name, and nothing is judged', async () => {
  for (const [text, words] of [
    ['choices: { limt: limit-honoured }', 'no freedom is named "limt"; did you mean limit?'],
    ['choices: { limit: limit-honored }', 'limit has no option "limit-honored"; did you mean limit-honoured?'],
    ['choices: { "limit (lst)": limit-honoured }', 'no operation is named "lst"; did you mean list?'],
    ['choice: {}', 'unknown member "choice"; did you mean choices?'],
    [
      'levels: [{ layer: general, level: MUST, except: [patch/removes-by-nul] }]',
      'did you mean patch/removes-by-null?',
    ],
    ['levels: [{ layer: generl, level: MUST }]', 'levels.0.layer should be one of operation, general, conventions'],
    [
      'implementation: { name: Acme, version: 1.10 }',
      'implementation.version should be string, is number: put it in quotes',
    ],
    ['[]', 'a mapping is wanted, of implementation, choices, levels'],
    ['', 'a mapping is wanted'],
    ['{', 'neither YAML nor JSON'],
  ] as const) {
    const got = await judged(text);
    expect([got.code, got.stdout]).toEqual([2, '']);
    expect(got.stderr).toMatch(/^cci-conformance: [^\n]+claims\.yaml: [^\n]+\n$/);
    expect(got.stderr).toContain(words);
  }
  const missing = await invoke(['--claims', '/nowhere/claims.yaml']);
  expect([missing.code, missing.stderr]).toEqual([2, expect.stringMatching(/^[^\n]*\/nowhere\/claims\.yaml[^\n]*\n$/)]);
});

test('shards are held to the claims together', async () => {
  const text = 'choices: { limit: limit-honoured }\nlevels: [{ layer: operation, level: MUST }]';
  const shards = await Promise.all(
    ['1/2', '2/2'].map((shard) => judged(text, { variants: ['limit-ignored'] }, PAGES, '--shard', shard)),
  );
  const out = join(temporary(), 'merged');
  const got = await invoke(['merge', ...shards.map((one) => one.out), '--out', out]);
  expect([got.code, got.stdout]).toEqual([1, expect.stringMatching(/Not as declared: 1 claim of /)]);
});
