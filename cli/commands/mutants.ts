/** `mutants`: the suite before every broken server and every legal one, and what came of it as a kill matrix. */
import { CCI } from '../../contract/contract.ts';
import { readFileSync } from 'node:fs';
import { isFile } from '../../harness/errors/files.ts';
import { join } from 'node:path';
import { KINDS } from '../../contract/kinds.ts';
import { EXIT } from '../../harness/outcome/conclusion.ts';
import { UsageError, didYouMean } from '../../harness/errors/usage.ts';
import type { Reader } from '../../harness/config/reader.ts';
import { MUTANTS } from '../../reference/mutants/index.ts';
import type { Mutant } from '../../reference/mutants/types.ts';
import { VARIANTS } from '../../reference/rules/variants.ts';
import { accused, broken, isProof, killMatrixHtml, merged, summaryLine } from '../../reports/proof/kill-matrix.ts';
import type { Extent, KillMatrix, MutantRow } from '../../reports/proof/kill-matrix.ts';
import { isMilestone } from '../../reports/formats/console.ts';
import { hung } from '../../reports/view/terminal.ts';
import { profilesOf } from '../../reports/proof/cover.ts';
import { withFigures } from '../../reports/proof/proof.ts';
import type { Proof } from '../../reports/proof/proof.ts';
import { REQUIREMENTS } from '../../specs/index.ts';
import { writeWhole } from '../../reports/index.ts';
import type { Io } from '../io.ts';
import { expectedOf, kindOf } from '../mutants/trial.ts';
import { requirementsNamed, variantsNamed } from '../mutants/named.ts';
import { openOut, refuseUnwritable } from '../run/report-dir.ts';
import { packageRoot } from '../../contract/package.ts';
import type { Costs } from '../../harness/run/economy.ts';
import { killsOf, proven, type Claim } from '../mutants/claims.ts';
import { breadthOf } from '../mutants/breadth.ts';
import { candidatesOf, committedKills, writeEconomy, type Figures } from '../mutants/economy.ts';
import { bothOf, everyKind, type Kills } from '../mutants/kills.ts';
import { answersTo, performAll } from '../mutants/pool.ts';
import type { Trial } from '../mutants/pool.ts';

interface MutantOptions {
  extent: Extent;
  /** The first of `seeds`. */
  seed: number;
  seeds: number;
  /** Whether each variant is judged with one kind: another with each seed. */
  inTurns: boolean;
  /** Of the mutants. */
  chosen: readonly Mutant[];
  /** Of the variants, by their ids. */
  variants: readonly string[];
  out: string;
  /** A file of figures, where this run's are to stand, and what it holds now. */
  record: { file: string; proof: Proof } | undefined;
  /** Whether what is recorded counts what else reports a mutant. */
  survey: boolean;
}

/** Every kind with one seed; with several seeds, or if asked for, the kinds take turns. */
const variantTasks = (
  variants: readonly string[],
  extent: Extent,
  seeds: readonly number[],
  inTurns: boolean,
): Trial[] =>
  variants.flatMap((id, i) =>
    seeds.flatMap((seed) =>
      KINDS.filter((_, k) => !inTurns || (i + seed + k) % KINDS.length === 0).map((kind) => ({
        extent,
        seed,
        variant: id,
        kinds: [kind.plural],
      })),
    ),
  );

/** What a thread could not even answer is an error of the suite on that mutant. */
function unanswered(mutant: Mutant, seed: number, error: string): MutantRow {
  const expected = expectedOf(mutant, REQUIREMENTS);
  return {
    mutant: mutant.name,
    breaks: mutant.breaks,
    text: mutant.text,
    kind: kindOf(mutant, expected).kind,
    expected: expected.map((r) => r.id),
    killedBy: [],
    alsoBy: [],
    errors: [error],
    missed: [seed],
    ms: 0,
  };
}

/** Threads finish in any order; the matrix has the catalogue's. */
async function killMatrix(options: MutantOptions, say: (text: string) => void): Promise<KillMatrix> {
  const started = performance.now();
  const { extent, seed, chosen: mutants } = options;
  const seeds = Array.from({ length: options.seeds }, (_, i) => seed + i);
  const tasks: Trial[] = [
    ...seeds.flatMap((one) => mutants.map(({ name }) => ({ extent, seed: one, mutant: name }))),
    ...variantTasks(options.variants, extent, seeds, options.inTurns || seeds.length > 1),
  ];
  const matrix: KillMatrix = {
    format: 1,
    extent,
    seed,
    seeds: seeds.length,
    ms: 0,
    mutants: [],
    variants: [],
    unbroken: [],
  };
  const rows = new Map<string, MutantRow>();
  let done = 0;
  await performAll(tasks, (task, { mutant, variant, error }) => {
    const row =
      mutant ??
      (task.mutant === undefined || error === undefined
        ? undefined
        : unanswered(mutants.find((m) => m.name === task.mutant) as Mutant, task.seed, error));
    const known = row === undefined ? undefined : rows.get(row.mutant);
    if (row !== undefined) rows.set(row.mutant, known === undefined ? row : merged(known, row));
    if (variant !== undefined) matrix.variants.push(variant);
    if (task.mutant === undefined && error !== undefined)
      matrix.variants.push({ variant: task.variant, kinds: task.kinds, accusedBy: [error], ms: 0 });
    if (row !== undefined && (row.missed.length > 0 || row.errors.length > 0))
      say(hung('', describeRow(row)).join('\n'));
    done += 1;
    if (isMilestone(done, tasks.length)) say(`${done}/${tasks.length}`);
  });
  matrix.mutants = mutants.flatMap(({ name }) => rows.get(name) ?? []);
  const killing = new Set(matrix.mutants.flatMap((row) => [...row.killedBy, ...row.alsoBy]));
  if (extent !== 'quick' && mutants.length === MUTANTS.length)
    matrix.idle = REQUIREMENTS.map((r) => r.id).filter((id) => !killing.has(id));
  const hit = new Set(MUTANTS.map((mutant) => mutant.breaks));
  matrix.unbroken = CCI.statements.filter((s) => s.untestable === undefined && !hit.has(s.id)).map((s) => s.id);
  matrix.ms = Math.round(performance.now() - started);
  return matrix;
}

/** Writes what judging costs, and the order and the profiles that follow from that and the matrix. */
async function recordEconomy(matrix: KillMatrix, survey: boolean, say: (text: string) => void): Promise<void> {
  say('costs and profiles');
  const costs: Record<string, Record<string, Figures>> = {};
  await performAll(
    KINDS.map(({ singular }) => ({ costsWith: singular })),
    (task, { costs: measured = {}, error }) => {
      if (error !== undefined) throw new Error(`the costs with ${task.costsWith} could not be measured: ${error}`);
      for (const [id, figures] of Object.entries(measured)) costs[id] = { ...costs[id], [task.costsWith]: figures };
    },
  );
  const prove = async (claims: readonly Claim[]): Promise<boolean[]> =>
    (await answersTo(claims.map((claim) => ({ claim, seed: matrix.seed })))).map(({ holds = false }) => holds);
  const measured: Costs = { format: 1, costs };
  const kills = killsOf(matrix);
  const seen = survey ? everyKind(await surveyed(measured, kills, matrix.seed, say)) : committedKills(packageRoot());
  say('what is claimed of the order is proven');
  writeEconomy(packageRoot(), measured, await proven(bothOf(kills, seen), measured, prove));
}

/** Which requirements report each mutant beside those that have to, of the broad ones. */
async function surveyed(
  measured: Costs,
  kills: Kills,
  seed: number,
  say: (text: string) => void,
): Promise<Record<string, readonly string[]>> {
  const { order } = profilesOf(candidatesOf(measured, kills), Object.keys(kills).length);
  return breadthOf(measured, order, seed, async (surveys) => {
    const answers = await answersTo(surveys, (count) => {
      if (isMilestone(count, surveys.length)) say(`survey: ${count}/${surveys.length}`);
    });
    return answers.map(({ reporters = [] }) => reporters);
  });
}

/** Of a longer list, the page has the rest. */
const some = (ids: readonly string[]): string =>
  `${ids.slice(0, 3).join(', ')}${ids.length > 3 ? ` and ${ids.length - 3} more` : ''}`;

const describeRow = (row: MutantRow): string => {
  const why =
    row.errors.length > 0
      ? `error: ${row.errors[0]}`
      : row.alsoBy.length > 0
        ? `reported by ${some(row.alsoBy)}`
        : 'reported by none';
  return `${row.errors.length > 0 ? 'ERROR   ' : 'SURVIVES'} ${row.mutant} (${row.kind}, breaks ${row.breaks}, ${row.expected.length} expected, seed ${row.missed.join()}): ${why}`;
};

/** What is on record: figures of other runs stay. Whether it can be written is seen before the work, not after. */
function recorded(file: string, from: string): Proof {
  refuseUnwritable(file, from);
  if (!isFile(file)) return {};
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Proof;
  } catch {
    throw new UsageError(`${from}: ${file} is no JSON: name another file, or remove this one`);
  }
}

/** The mutants that the flags leave: by their names, and by the requirements that have to report them. */
function chosenMutants(read: Reader): readonly Mutant[] {
  const prefixes = read.list('mutant');
  const idle = prefixes.find((prefix) => !MUTANTS.some(({ name }) => name.startsWith(prefix)));
  if (idle !== undefined)
    throw new UsageError(
      `${read.from('mutant')}: no mutant is named "${idle}" or begins so${didYouMean(
        idle,
        MUTANTS.map((m) => m.name),
      )}: see serve --list-mutants`,
    );
  const named = MUTANTS.filter(({ name }) => prefixes.length === 0 || prefixes.some((p) => name.startsWith(p)));
  const ids = read.list('requirement');
  if (ids.length === 0) return named;
  const tested = new Set(requirementsNamed(ids, read.from('requirement')).flatMap(({ tests }) => tests));
  const left = named.filter(({ breaks }) => tested.has(breaks));
  if (left.length === 0)
    throw new UsageError(`${read.from('requirement')}: no mutant breaks a statement that ${ids.join(', ')} test`);
  return left;
}

/** Which of the two catalogues is judged, and what of it. Whoever picks from the one leaves out the other. */
function judgedServers(read: Reader, quick: boolean): Pick<MutantOptions, 'chosen' | 'variants'> {
  const ofMutants = (['mutant', 'requirement'] as const).find((flag) => read.list(flag).length > 0);
  const variants = variantsNamed(read.list('variant'), read.from('variant'));
  const ofVariants = variants.length > 0 ? 'variant' : read.toggle('variants') ? 'variants' : undefined;
  if (ofMutants !== undefined && ofVariants !== undefined)
    throw new UsageError(`${read.from(ofMutants)} and ${read.from(ofVariants)} exclude each other: give one of them`);
  const every = VARIANTS.map(({ id }) => id);
  if (ofVariants !== undefined) return { chosen: [], variants: variants.length > 0 ? variants : every };
  return { chosen: chosenMutants(read), variants: ofMutants !== undefined || quick ? [] : every };
}

function optionsOf(read: Reader): MutantOptions {
  read.refuseTogether('quick', 'whole');
  for (const flag of ['variants', 'variant']) read.refuseTogether('quick', flag);
  const file = read.text('record');
  if (file === undefined && read.toggle('survey'))
    throw new UsageError(`${read.from('survey')}: it has nothing to note without --record FILE`);
  const extent = read.toggle('quick') ? 'quick' : read.toggle('whole') ? 'whole' : 'expected';
  return {
    extent,
    ...judgedServers(read, extent === 'quick'),
    out: read.text('out') ?? '',
    seed: read.text('seed') === undefined ? 1 : read.number('seed', 0, 2 ** 31 - 1),
    seeds: read.number('seeds', 1, 1000),
    inTurns: read.toggle('in-turns'),
    survey: read.toggle('survey'),
    record: file === undefined ? undefined : { file, proof: recorded(file, read.from('record')) },
  };
}

export async function mutants(read: Reader, io: Io): Promise<number> {
  const options = optionsOf(read);
  openOut(options.out);
  const matrix = await killMatrix(options, (text) => io.stdout.write(`${text}\n`));
  await writeWhole(join(options.out, 'kill-matrix.json'), `${JSON.stringify(matrix, null, 1)}\n`);
  await writeWhole(join(options.out, 'kill-matrix.html'), killMatrixHtml(matrix));
  if (options.record !== undefined) {
    await writeWhole(options.record.file, `${JSON.stringify(withFigures(options.record.proof, matrix), null, 2)}\n`);
    // Only such a matrix has every mutant, with all of the requirements that report it.
    if (matrix.idle !== undefined) await recordEconomy(matrix, options.survey, (text) => io.stdout.write(`${text}\n`));
  }
  for (const { variant, accusedBy } of accused(matrix))
    io.stdout.write(`${hung('', `ACCUSED  ${variant}: ${accusedBy.join(', ')}`).join('\n')}\n`);
  io.stdout.write(`${hung('', `${summaryLine(matrix)}: ${join(options.out, 'kill-matrix.html')}`).join('\n')}\n`);
  if (broken(matrix).length > 0) return EXIT.suiteError;
  return isProof(matrix) ? EXIT.conformant : EXIT.notConformant;
}
