/**
 * What README and docs/ show of a terminal is what the commands print: each ```console block is run, in the order of the
 * document. `TRANSCRIPTS=write` writes what came into the documents.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageRoot } from '../../contract/package.ts';
import { build, command, emulator, type Emulator } from '../testing/built.ts';
import { temporary } from '../testing/invoke.ts';

const root = packageRoot();
const DOCUMENTS = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)].filter(
  (name) => name.endsWith('.md') && readFileSync(join(root, name), 'utf8').includes('```console\n'),
);
const BLOCK = /(?<=```console\n)[^]*?(?=```)/g;
/** The port of the documents; a test takes any free one. */
const PORT = '8080';

const emulators: Emulator[] = [];
beforeAll(build);
afterAll(() => Promise.all(emulators.map((one) => one.stop())));

/**
 * Without what differs from run to run (times, names that are made, where the lines that hold them break), and without
 * the figures and line numbers that move with the catalogue.
 */
const lasting = (text: string): string =>
  text
    .replace(/^\d+\/\d+ {2}.*\n/gm, '')
    .replace(/\{"apiVersion[^…]*…/g, 'BODY')
    .replace(/[a-z0-9]{10}-job-\d+/g, 'NAME')
    .replace(/\d+ (s|min)\b/g, 'TIME')
    .replace(/(?<=of )[\d,]+(?= judgements\b)/g, 'N')
    .replace(/[\d,]+(?= (statements|tested|untestable|open|left out)\b)/g, 'N')
    .replace(/(?<=\.ts:)\d+/g, 'N')
    .replace(/\s+/g, ' ');

/** What one line after `$` prints, as the documents show it. */
async function printed(line: string, cwd: string): Promise<string> {
  const [program, ...argv] = line.replace(/\\\n/g, ' ').trim().split(/\s+/);
  expect(program).toBe('cci-conformance');
  if (argv[0] === 'serve') {
    const started = await emulator(...argv.slice(1).map((word) => (word === PORT ? '0' : word)));
    emulators.push(started);
    return started.said.replaceAll(new URL(started.url).port, PORT);
  }
  const port = emulators.at(-1) === undefined ? PORT : new URL(emulators.at(-1)?.url ?? '').port;
  const { stdout, stderr } = await command(
    argv.map((word) => word.replace(`:${PORT}`, `:${port}`)),
    { cwd },
  );
  return (stdout + stderr).replaceAll(`:${port}`, `:${PORT}`);
}

test.each(DOCUMENTS)('every transcript of %s is what the commands print', async (document) => {
  const cwd = temporary();
  let text = readFileSync(join(root, document), 'utf8');
  for (const [block] of text.matchAll(BLOCK)) {
    const lines = [...block.matchAll(/^\$ ((?:.*\\\n)*.*)\n/gm)].map(([, line = '']) => line);
    let came = '';
    for (const line of lines) came += `$ ${line}\n${await printed(line, cwd)}`;
    if (process.env['TRANSCRIPTS'] === 'write') text = text.replace(block, () => came);
    else expect(lasting(block)).toBe(lasting(came));
  }
  if (process.env['TRANSCRIPTS'] === 'write') writeFileSync(join(root, document), text);
});

test('the example of the library is run as it is printed, and prints what stands below it', () => {
  const file = join(root, 'docs/library.md');
  const text = readFileSync(file, 'utf8');
  const [, example = '', shown = ''] = /```ts\n([^]*?)```[^]*?```text\n([^]*?)```/.exec(text) ?? [];
  // Installed as its readers have it: this checkout under its own name, in a folder of theirs.
  const cwd = temporary();
  mkdirSync(join(cwd, 'node_modules'));
  symlinkSync(root, join(cwd, 'node_modules/cci-job-conformance'));
  writeFileSync(join(cwd, 'example.mjs'), example);
  const came = execFileSync(process.execPath, ['example.mjs'], { cwd, encoding: 'utf8' });
  const lines = (one: string): string[] => one.trim().split('\n').map(lasting).toSorted();
  if (process.env['TRANSCRIPTS'] === 'write')
    writeFileSync(
      file,
      text.replace(`\`\`\`text\n${shown}`, () => `\`\`\`text\n${came}`),
    );
  else expect(lines(shown)).toEqual(lines(came));
});
