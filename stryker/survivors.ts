/** Compares the survivors of a run of Stryker with the list of explained survivors. */
import { parse } from 'yaml';

/**
 * The parts of Stryker's report (mutation-testing-report-schema, version 1) that are read here. Lines and columns count
 * from 1.
 */
export interface StrykerReport {
  files: Record<string, { source: string; mutants: StrykerMutant[] }>;
}

interface StrykerMutant {
  status: 'Killed' | 'Timeout' | 'Survived' | 'NoCoverage' | 'Ignored' | 'RuntimeError' | 'CompileError' | 'Pending';
  replacement?: string;
  location: { start: Position; end: Position };
}

interface Position {
  line: number;
  column: number;
}

/**
 * A survivor, identified by text because line numbers change: the file, the line without indentation, and `ORIGINAL =>
 * REPLACEMENT` with the first line of each.
 */
export interface Survivor {
  file: string;
  at: string;
  mutant: string;
}

export interface Explained {
  file: string;
  at: string;
  mutants: string[];
  reason: string;
}

/** The files that the arguments choose, or one line that says what is wrong with them; `named` only if they are named. */
export function selectFiles(
  all: readonly string[],
  named: readonly string[],
  args: readonly string[],
): readonly string[] | string {
  const [flag, part = ''] = args;
  if (flag !== '--part') {
    const unknown = args.find((file) => !all.includes(file) && !named.includes(file));
    if (unknown !== undefined) return `${unknown} is not a file whose code is mutated; stryker/main.ts has the list`;
    return args.length === 0 ? all : args;
  }
  const [, nth, of] = (/^(\d+)\/(\d+)$/.exec(part) ?? []).map(Number);
  if (nth === undefined || of === undefined || nth < 1 || nth > of || of > all.length || args.length > 2)
    return `--part takes N/M, with N from 1 to M and M at most ${all.length}, and nothing beside it`;
  return all.filter((_, i) => i % of === nth - 1);
}

/** Throws an error of one line when an entry is incomplete. */
export function readExplained(text: string): Explained[] {
  const entries = (parse(text) ?? []) as Partial<Explained>[];
  for (const [i, { file, at, mutants, reason }] of entries.entries())
    if ([file, at, reason].some((one) => typeof one !== 'string' || one.trim() === '') || !Array.isArray(mutants))
      throw new Error(`entry ${i + 1} of the survivors needs file, at, mutants and reason`);
  return entries as Explained[];
}

const firstLine = (text: string): string => text.split('\n', 1)[0]!.trim();

/** The mutants with one of these outcomes; by default those that no test killed. */
export function survivorsOf(
  { files }: StrykerReport,
  outcomes: readonly StrykerMutant['status'][] = ['Survived', 'NoCoverage'],
): Survivor[] {
  return Object.entries(files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split('\n');
    return mutants
      .filter(({ status }) => outcomes.includes(status))
      .map(({ replacement = '', location: { start, end } }) => {
        const line = lines[start.line - 1]!;
        const original = line.slice(start.column - 1, end.line === start.line ? end.column - 1 : undefined);
        return { file, at: line.trim(), mutant: `${firstLine(original)} => ${firstLine(replacement)}` };
      });
  });
}

/**
 * One line for each survivor without a reason, and for each reason without a survivor. Mutants that timed out on a busy
 * machine are neither.
 */
export function compared(report: StrykerReport, explained: readonly Explained[]): string[] {
  const key = ({ file, at, mutant }: Survivor): string => `${file}: ${at}: ${mutant}`;
  const reasons = new Set(
    explained.flatMap(({ file, at, mutants }) => mutants.map((mutant) => key({ file, at, mutant }))),
  );
  const alive = new Set(survivorsOf(report).map(key));
  const timedOut = new Set(survivorsOf(report, ['Timeout']).map(key));
  return [
    ...[...alive].filter((one) => !reasons.has(one)).map((one) => `survives, and nothing says why: ${one}`),
    ...[...reasons]
      .filter((one) => !alive.has(one) && !timedOut.has(one))
      .map((one) => `explained, but does not survive: ${one}`),
  ];
}
