/** `npm run new -- requirement`: a requirement that is still to be written, in its place, and a mutant for it. */
import { CCI } from '../../contract/contract.ts';
import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { LAYERS } from '../../contract/types.ts';
import { UsageError, didYouMean } from '../../harness/errors/usage.ts';
import { MUTANTS } from '../../reference/mutants/index.ts';
import { REQUIREMENTS } from '../../specs/index.ts';
import { camelCase, Edits, withElement, withImport } from './edit.ts';

export interface NewRequirement {
  /** `area/what-holds`. */
  id: string;
  statement?: string | undefined;
  /** Of a statement that the register does not have yet: its sentence. */
  text?: string | undefined;
  /** The layer of such a statement; default: that of the statements that it is put beside. */
  layer?: string | undefined;
  /** The mutant's name; default: `not-` and the id. */
  mutant?: string | undefined;
}

const ID = /^[a-z]+(-[a-z]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/;
const MUTANT = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const MUTANTS_INDEX = 'reference/mutants/index.ts';

/** Writes the files, prints what comes next and returns 0. Throws a UsageError, with nothing written. */
export async function newRequirement(
  root: string,
  { id, statement, text, layer, mutant }: NewRequirement,
  write: (text: string) => void,
): Promise<number> {
  if (!ID.test(id)) throw new UsageError(`"${id}" is no id: give one such as patch/null-removes-a-label`);
  if (REQUIREMENTS.some((one) => one.id === id)) throw new UsageError(`the requirement ${id} is there already`);
  if (statement === undefined) throw new UsageError('which statement does it test? --statement ID');
  const name = mutant ?? `not-${id.replace('/', '-')}`;
  if (!MUTANT.test(name)) throw new UsageError(`--mutant: "${name}" is no name: give one such as patch-keeps-null`);
  if (MUTANTS.some((one) => one.name === name)) throw new UsageError(`--mutant: ${name} is there already`);
  const edits = new Edits(root);
  addRequirement(edits, root, id, statement);
  addStatement(edits, root, statement, text, layer);
  addMutant(edits, name, statement);
  for (const path of await edits.write()) write(`written  ${path}\n`);
  write(nextSteps(id, name));
  return 0;
}

const nextSteps = (id: string, mutant: string): string =>
  [
    'next',
    '  write the check and the mutant; until then the one is an error of the suite,',
    '  and the test of the other fails',
    `  npm run check -- ${id}`,
    `  npm run mutants -- --quick --mutant ${mutant}`,
    '  npx vitest run --project unit specs/requirements -u   (the frozen ids)',
    '  npm run generate                                      (the figures in README.md)',
    '',
  ].join('\n');

function addRequirement(edits: Edits, root: string, id: string, statement: string): void {
  const [area = '', holds = ''] = id.split('/');
  const index = `specs/${area}/index.ts`;
  if (!existsSync(join(root, index))) {
    const areas = readdirSync(join(root, 'specs')).filter((one) => existsSync(join(root, 'specs', one, 'index.ts')));
    throw new UsageError(`there is no area ${area}${didYouMean(area, areas)}: there are ${areas.join(', ')}`);
  }
  const constant = camelCase(`${area}-${holds}`);
  edits.create(
    `specs/${area}/${holds}.ts`,
    `import type { Requirement } from '../../harness/model/requirement.ts';
import { requirement } from '../support/requirement.ts';

export const ${constant}: readonly Requirement[] = [
  requirement('${id}', {
    tests: ['${statement}'],
    async check(trial) {
      // Start from what is valid and see it accepted; change the one thing that the statement speaks about; look at what is stored.
      await trial.given.job();
      throw new Error('${id} is not written yet');
    },
  }),
];
`,
  );
  edits.change(index, (text) =>
    withElement(withImport(text, `import { ${constant} } from './${holds}.ts';`), `...${constant}`),
  );
}

function addMutant(edits: Edits, name: string, statement: string): void {
  const constant = `${name.toUpperCase().replaceAll('-', '_')}_MUTANTS`.replace(/^(?=[0-9])/, '_');
  edits.create(
    `reference/mutants/${name}.ts`,
    `import { mutant, type Mutant } from './types.ts';

export const ${constant}: readonly Mutant[] = [
  mutant('${name}', '${statement}', {
    text: 'Not written yet: what is wrong with this server, in one sentence.',
    // Not written yet: replace the one behaviour of reference/rules/behaviour.ts whose fault the check has to find.
    override: () => ({}),
  }),
];
`,
  );
  edits.change(MUTANTS_INDEX, (text) =>
    withElement(withImport(text, `import { ${constant} } from './${name}.ts';`), `...${constant}`),
  );
}

/** Of a statement that is new, one more row beside the statements that its id resembles most. */
function addStatement(
  edits: Edits,
  root: string,
  id: string,
  text: string | undefined,
  layer: string | undefined,
): void {
  const known = CCI.statements.find((one) => one.id === id);
  if (known?.untestable !== undefined)
    throw new UsageError(`the statement ${id} cannot be tested: ${known.untestable}`);
  if (known !== undefined && (text !== undefined || layer !== undefined))
    throw new UsageError(`the statement ${id} is there already: leave out --text and --layer`);
  if (known !== undefined) return;
  if (!/^[A-Za-z][\w-]*(\.[\w-]+)+$/.test(id))
    throw new UsageError(`--statement: "${id}" is no id: give one such as merge-patch.null`);
  if (layer !== undefined && !LAYERS.some((one) => one === layer))
    throw new UsageError(`--layer: unknown layer "${layer}": there are ${LAYERS.join(', ')}`);
  const ids = CCI.statements.map((one) => one.id);
  if (text === undefined)
    throw new UsageError(`there is no statement ${id}${didYouMean(id, ids)}: --text SENTENCE adds it to the register`);
  if (!/^\S.*\.$/.test(text)) throw new UsageError('--text: one sentence that ends with a full stop');
  const place = chapters(root)
    .filter((one) => layer === undefined || one.layer === layer)
    .map((one) => ({ ...one, likeness: Math.max(0, ...one.ids.map((other) => shared(other, id))) }))
    .reduce((best, one) => (one.likeness > best.likeness ? one : best), { likeness: 0, path: '', end: 0 });
  if (place.likeness === 0)
    throw new UsageError(
      `no chapter has statements of ${id.split('.')[0]}${layer === undefined ? '' : ` in the layer ${layer}`}: add ${id} to contract/statements/ by hand`,
    );
  edits.change(
    place.path,
    (chapter) =>
      `${chapter.slice(0, place.end)}${JSON.stringify(id)}: ${JSON.stringify(text)},\n${chapter.slice(place.end)}`,
  );
}

interface Chapter {
  path: string;
  layer: string;
  ids: string[];
  /** Where its last row ends in the file. */
  end: number;
}

/** The calls of `statements(layer, source, rows)` in the register's chapters. */
function chapters(root: string): Chapter[] {
  const folder = 'contract/statements';
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => {
      const path = `${folder}/${name}`;
      const calls = readFileSync(join(root, path), 'utf8').matchAll(/^( *)\.\.\.statements\('(\w+)',[^]*?^\1\}\),$/gm);
      return [...calls].map(({ 0: call, 1: indent = '', 2: layer = '', index }) => ({
        path,
        layer,
        ids: [...call.matchAll(/^ +'?([\w.-]+)'?:/gm)].map(([, key = '']) => key),
        end: index + call.length - `${indent}}),`.length,
      }));
    });
}

/** How many parts two ids have in common, from the beginning. */
function shared(one: string, other: string): number {
  const parts = other.split('.');
  const differs = one.split('.').findIndex((part, i) => part !== parts[i]);
  return differs < 0 ? one.split('.').length : differs;
}
