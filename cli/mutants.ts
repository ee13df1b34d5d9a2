/** `mutants`: the suite before every broken server and every legal one, and what came of it as a kill matrix. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KINDS } from '../contract/kinds.ts';
import { STATEMENTS } from '../contract/statements.ts';
import { EXIT } from '../harness/conclusion.ts';
import { UsageError, didYouMean } from '../harness/config.ts';
import type { Reader } from '../harness/config.ts';
import { MUTANTS } from '../reference/mutants/index.ts';
import type { Mutant } from '../reference/mutants/types.ts';
import { VARIANTS } from '../reference/variants.ts';
import { accused, broken, isProof, killMatrixHtml, summaryLine } from '../reports/kill-matrix.ts';
import type { Extent, KillMatrix, MutantRow } from '../reports/kill-matrix.ts';
import { REQUIREMENTS } from '../specs/index.ts';
import type { Io } from './io.ts';
import { expectedOf, kindOf } from './mutant-trial.ts';
import { performAll } from './mutant-pool.ts';
import type { Task } from './mutant-pool.ts';

interface MutantOptions {
  extent: Extent;
  seed: number;
  /** Prefixes of mutants' names; none: all. */
  only: readonly string[];
  out: string;
}

const chosenMutants = (only: readonly string[]): readonly Mutant[] =>
  only.length === 0 ? MUTANTS : MUTANTS.filter((mutant) => only.some((prefix) => mutant.name.startsWith(prefix)));

const variantTasks = (common: { extent: Extent; seed: number }): Task[] =>
  VARIANTS.flatMap(({ id }) => KINDS.map((kind) => ({ ...common, variant: id, kinds: [kind.plural] })));

/** What a thread could not even answer is an error of the suite on that mutant. */
function unanswered(mutant: Mutant, error: string): MutantRow {
  const expected = expectedOf(mutant, REQUIREMENTS);
  return {
    mutant: mutant.name, breaks: mutant.breaks, text: mutant.text, kind: kindOf(mutant, expected).kind, expected: expected.map((r) => r.id),
    killedBy: [], alsoBy: [], errors: [error], ms: 0,
  };
}

/** Threads finish in any order; the matrix has the catalogue's. */
async function killMatrix(options: MutantOptions, onRow: (text: string) => void): Promise<KillMatrix> {
  const started = performance.now();
  const { extent, seed } = options;
  const mutants = chosenMutants(options.only);
  const tasks: Task[] = [...mutants.map(({ name }) => ({ extent, seed, mutant: name })), ...(options.only.length === 0 && extent !== 'quick' ? variantTasks({ extent, seed }) : [])];
  const matrix: KillMatrix = { format: 1, extent, seed, ms: 0, mutants: [], variants: [], idle: [], unbroken: [] };
  await performAll(tasks, (task, { mutant, variant, error }) => {
    const row = mutant ?? (task.mutant === undefined || error === undefined ? undefined : unanswered(mutants.find((m) => m.name === task.mutant) as Mutant, error));
    if (row !== undefined) matrix.mutants.push(row);
    if (variant !== undefined) matrix.variants.push(variant);
    if (task.mutant === undefined && error !== undefined) matrix.variants.push({ variant: task.variant, kinds: task.kinds, accusedBy: [error], ms: 0 });
    if (row !== undefined && (row.killedBy.length === 0 || row.errors.length > 0)) onRow(told(row));
  });
  const place = new Map(mutants.map(({ name }, i) => [name, i]));
  matrix.mutants.sort((a, b) => (place.get(a.mutant) ?? 0) - (place.get(b.mutant) ?? 0));
  const killing = new Set(matrix.mutants.flatMap((row) => [...row.killedBy, ...row.alsoBy]));
  if (extent !== 'quick') matrix.idle = REQUIREMENTS.map((r) => r.id).filter((id) => !killing.has(id));
  const hit = new Set(MUTANTS.map((mutant) => mutant.breaks));
  matrix.unbroken = STATEMENTS.filter((s) => s.untestable === undefined && !hit.has(s.id)).map((s) => s.id);
  matrix.ms = Math.round(performance.now() - started);
  return matrix;
}

const told = (row: MutantRow): string => {
  const why = row.errors.length > 0 ? `error: ${row.errors[0]}` : row.alsoBy.length > 0 ? `reported by ${row.alsoBy.join(', ')}` : 'reported by none';
  return `${row.errors.length > 0 ? 'ERROR   ' : 'SURVIVES'} ${row.mutant} (${row.kind}, breaks ${row.breaks}, ${row.expected.length} expected): ${why}`;
};

function optionsOf(read: Reader): MutantOptions {
  const only = read.list('mutant');
  const idle = only.find((prefix) => !MUTANTS.some(({ name }) => name.startsWith(prefix)));
  if (idle !== undefined) throw new UsageError(`${read.from('mutant')}: no mutant is named "${idle}" or begins so${didYouMean(idle, MUTANTS.map((m) => m.name))}: see serve --list-mutants`);
  const extent = read.toggle('quick') ? 'quick' : read.toggle('whole') ? 'whole' : 'expected';
  return { extent, seed: read.text('seed') === undefined ? 1 : read.number('seed', 0, 2 ** 31 - 1), only, out: read.text('out') ?? '' };
}

export async function mutants(read: Reader, io: Io): Promise<number> {
  const options = optionsOf(read);
  const matrix = await killMatrix(options, (text) => io.stdout.write(`${text}\n`));
  mkdirSync(options.out, { recursive: true });
  writeFileSync(join(options.out, 'kill-matrix.json'), `${JSON.stringify(matrix, null, 1)}\n`);
  writeFileSync(join(options.out, 'kill-matrix.html'), killMatrixHtml(matrix));
  for (const { variant, accusedBy } of accused(matrix)) io.stdout.write(`ACCUSED  ${variant}: ${accusedBy.join(', ')}\n`);
  io.stdout.write(`${summaryLine(matrix)}: ${join(options.out, 'kill-matrix.html')}\n`);
  if (broken(matrix).length > 0) return EXIT.suiteError;
  return isProof(matrix) ? EXIT.conformant : EXIT.notConformant;
}
