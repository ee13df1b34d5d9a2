/** The figures of kill matrices, short enough to be committed and told in the README. */
import { accused, broken, summaryLine, survivors } from './kill-matrix.ts';
import type { KillMatrix } from './kill-matrix.ts';

export interface Figures {
  seeds: number;
  mutants: number;
  /** Under an expected requirement, with every seed. */
  killed: number;
  /** Requirements that report no mutant; a quick run does not know. */
  idle?: number;
  judgements: number;
  accused: number;
  errors: number;
  line: string;
}

/** `matrix`: one seed, every expected requirement. `seeds`: several seeds. */
export interface Proof { matrix?: Figures; seeds?: Figures }

const figuresOf = (matrix: KillMatrix): Figures => ({
  seeds: matrix.seeds, mutants: matrix.mutants.length, killed: matrix.mutants.length - survivors(matrix).length,
  ...(matrix.extent === 'quick' ? {} : { idle: matrix.idle.length }),
  judgements: matrix.variants.length, accused: accused(matrix).length, errors: broken(matrix).length, line: summaryLine(matrix),
});

/** The record with this run's figures in place of older ones of its sort. */
export const withFigures = (proof: Proof, matrix: KillMatrix): Proof => ({ ...proof, [matrix.seeds > 1 ? 'seeds' : 'matrix']: figuresOf(matrix) });

/** For a reader of the README; nothing where nothing is on record. */
export function proofSentences({ matrix, seeds }: Proof): string[] {
  return [
    ...(matrix === undefined ? [] : [
      `**${matrix.killed} of ${matrix.mutants} mutants are reported** under a requirement that tests what they break${matrix.idle === undefined ? '' : matrix.idle === 0 ? ', and every requirement reports one at least' : `; ${matrix.idle} requirements report none`}; ${matrix.judgements - matrix.accused} of ${matrix.judgements} judgements of legal variants, each by every requirement and with each kind, accuse nobody.`,
    ]),
    ...(seeds === undefined ? [] : [
      `With each of ${seeds.seeds} seeds, ${seeds.killed} of ${seeds.mutants} mutants are reported, and ${seeds.judgements - seeds.accused} of ${seeds.judgements} judgements of variants accuse nobody.`,
    ]),
  ];
}
