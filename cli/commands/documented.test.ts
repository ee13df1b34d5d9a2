/** Every command line, flag, script and path of a test that the documents name is one that there is. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../contract/package.ts';
import { COMMANDS } from '../../harness/config/commands.ts';
import { OPTIONS } from '../../harness/config/options.ts';
import { readValues } from '../../harness/config/values.ts';

const read = (file: string): string => readFileSync(join(packageRoot(), file), 'utf8');
const DOCUMENTS = [
  ...['README.md', 'CONTRIBUTING.md', 'targets/README.md'],
  ...readdirSync(join(packageRoot(), 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /^(decisions\/)?[\w-]+\.md$/.test(name))
    .map((name) => `docs/${name}`),
];
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

/** What is typed in the fenced blocks, continued lines joined, without comments; and what stands between backquotes. */
function codesOf(document: string): string[] {
  const text = read(document);
  const typed = [...text.matchAll(/^ *```(sh|console)\n([^]*?)^ *```/gm)].flatMap(([, language, block = '']) =>
    block
      .replaceAll(/ *\\\n\s*/g, ' ')
      .split('\n')
      .filter((line) => language === 'sh' || line.startsWith('$ '))
      .map((line) => line.replace(/^\s*(\$ )?/, '').replace(/\s#.*$/, '')),
  );
  const prose = text.replaceAll(/^ *```[^]*?^ *```/gm, '');
  return [...typed, ...[...prose.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replaceAll(/\s+/g, ' '))].flatMap(
    (code) => code.split(/ && |; /).map((part) => part.trim()),
  );
}

/** What the program is given, in each of the ways in which the documents call it; undefined: it is not called. */
function argvOf(code: string): string[] | undefined {
  const [, script = '', given = ''] = /^npm run (?:--silent )?([\w:-]+)(?: -- (.*))?$/.exec(code) ?? [];
  const line = script === '' ? code : `${scripts[script]} ${given}`;
  const [, command = ''] = /^(\w+) \S/.exec(code) ?? [];
  const [, typed] = /^(?:.* )?(?:cci-conformance|node dist\/cli\/main\.js)( .*|$)/.exec(line) ?? [];
  const text = typed ?? (Object.hasOwn(COMMANDS, command) ? code : undefined);
  return (
    text
      ?.split(' ')
      .filter((word) => word !== '' && !/^\[?(FLAGS|flags|command)\]?$/.test(word))
      // The shell makes several words of it.
      .flatMap((word) => (word.includes('*') ? [word, word] : [word]))
  );
}

const named = DOCUMENTS.flatMap((document) => codesOf(document).map((code) => ({ document, code })));

test('command lines are read', () => {
  let calls = 0;
  for (const { document, code } of named) {
    const argv = argvOf(code);
    if (argv === undefined) continue;
    calls += 1;
    // A name alone is that of the command, whatever it needs.
    const help = argv.length === 1 ? ['--help'] : [];
    expect(() => readValues([...argv, ...help], {}), `${document}: ${code}`).not.toThrow();
  }
  expect(calls).toBeGreaterThan(50);
});

/** Flags of vitest and of Allure, which these documents name as well; `npm run check` and the like check theirs. */
const OTHERS = ['--project', '--ui', '--config'];

test('flags are those of the suite', () => {
  const flags = new Set([...OPTIONS.map(({ flag }) => `--${flag}`), '--help', '--version', ...OTHERS]);
  for (const { document, code } of named)
    if (document.startsWith('docs/') || document === 'README.md')
      for (const flag of /^npm run (check|new|bench|stryker)/.test(code)
        ? []
        : (code.match(/(?<![\w-])--[a-z][a-z-]*[a-z](?![\w-])/g) ?? []))
        expect(flags.has(flag), `${document}: ${code}: ${flag}`).toBe(true);
});

test('scripts and paths of tests are there', () => {
  for (const { document, code } of named) {
    const [, script = 'test'] = /^npm run (?:--silent )?([a-z:]+)(?= |$)/.exec(code) ?? [];
    expect(scripts[script], `${document}: ${code}`).toBeDefined();
    if (/vitest run|test:whole --/.test(code))
      for (const path of code.match(/\b\w+\/[\w/.-]+/g) ?? [])
        expect(
          [path, `${path}.test.ts`].some((one) => existsSync(join(packageRoot(), one))),
          path,
        ).toBe(true);
  }
});
