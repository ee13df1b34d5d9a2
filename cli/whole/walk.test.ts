/** The way of a person with a report, by the commands that they type: a failure is found, shown, waived, fixed. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build, command, emulator, type Emulator, type Ended } from '../testing/built.ts';
import { temporary } from '../testing/invoke.ts';

beforeAll(build);
const started: Emulator[] = [];
afterAll(() => Promise.all(started.map((one) => one.stop())));
async function serving(...flags: string[]): Promise<Emulator> {
  const one = await emulator(...flags);
  started.push(one);
  return one;
}

const CAUSE = 'patch/removes-by-null';
/** The cause among what follows from it, what has the same cause, and what holds. */
const SCOPE = ['--kind', 'tfjob', '--seed', '1', '--only', 'patch/removes,patch/merges,read/answers-with-what'];

/** The script that the page saves for this judgement, as its button does. */
function scriptOf(html: string, judgement: string): string {
  const [, text = ''] = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html) ?? [];
  const { scripts, functions, place } = JSON.parse(text) as {
    scripts: Record<string, string>;
    functions: string;
    place: string;
  };
  return (scripts[judgement] ?? '').replace(place, () => functions);
}

const played = (script: string, cwd: string): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    execFile('sh', [script], { cwd, env: { PATH: process.env['PATH'] } }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
    );
  });

test('broken, found by the first card, reproduced, waived, fixed, the waiver stale, and compared', async () => {
  const cwd = temporary();
  const typed = (...argv: string[]): Promise<Ended> => command(argv, { cwd });
  const broken = await serving('--mutant', 'patch-ignores-null');
  expect(broken.said).toContain('patch-ignores-null: null removes nothing.');
  const judge = ['--target', broken.url, '--namespace', 'default', ...SCOPE];

  const first = await typed(...judge, '--out', 'broken', '--write-expect', 'known.yaml');
  expect(first.code).toBe(1);
  expect(first.stdout.slice(first.stdout.indexOf('FAIL')).split(/\s+/, 2)).toEqual(['FAIL', CAUSE]);
  const html = readFileSync(join(cwd, 'broken/report.html'), 'utf8');
  const card = html.slice(html.indexOf('id="failure-1"'), html.indexOf('id="failure-2"'));
  expect(card).toContain(`<code>${CAUSE}</code>`);
  expect(card).toContain('A member that the patch sets to null is removed.');
  expect(card).toContain('{&quot;metadata&quot;:{&quot;labels&quot;:{&quot;drop&quot;:null}}}');

  expect((await typed('reproduce', CAUSE, '--from', 'broken', '--out', 'again.sh')).code).toBe(0);
  expect(scriptOf(html, `${CAUSE}@tfjob`)).toBe(readFileSync(join(cwd, 'again.sh'), 'utf8'));
  expect(await played('again.sh', cwd)).toMatchObject({ code: 1, output: expect.stringContaining('the same: ') });

  // The draft is no excuse until a person has given the reasons.
  const draft = readFileSync(join(cwd, 'known.yaml'), 'utf8');
  expect(draft).toContain(`requirement: ${CAUSE}`);
  expect((await typed(...judge, '--out', 'refused', '--expect', 'known.yaml')).code).toBe(2);
  writeFileSync(join(cwd, 'known.yaml'), draft.replaceAll('reason: ""', 'reason: Ticket 4711, mended with 2.3.'));
  const waived = await typed(...judge, '--out', 'waived', '--expect', 'known.yaml');
  expect([waived.code, waived.stderr]).toEqual([0, '']);
  expect(waived.stdout).toContain('Ticket 4711, mended with 2.3.');

  await broken.stop();
  await serving('--port', new URL(broken.url).port);
  expect((await played('again.sh', cwd)).code).toBe(0);
  const stale = await typed(...judge, '--out', 'fixed', '--expect', 'known.yaml');
  expect(stale.code).toBe(1);
  expect(stale.stdout).toMatch(/known\.yaml: [^]*patch\/removes-by-null/);
  expect(stale.stdout.replace(/\s+/g, ' ')).toMatch(/expectations? of known\.yaml (is|are) out of date\.|out of date/);

  const forth = await typed('compare', 'broken', 'fixed');
  expect(forth.code).toBe(0);
  expect(forth.stdout).toMatch(/^Fixed: \d+\n(?: {2}.*\n)* {2}patch\/removes-by-null \(tfjob\): fail -> pass$/m);
  expect(forth.stdout).toMatch(/Nothing broke, \d+ were fixed/);
  expect((await typed('compare', 'fixed', 'broken')).code).toBe(1);
});
