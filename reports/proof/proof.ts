/** Figures of kill matrices, short enough to be committed and shown in the README. */
import { accused, broken, survivors } from './kill-matrix.ts';
import type { KillMatrix } from './kill-matrix.ts';

interface Mutants {
  seeds: number;
  mutants: number;
  /** Number of mutants that an expected requirement reported with every seed. */
  killed: number;
  errors: number;
}
interface Variants {
  seeds: number;
  judgements: number;
  accused: number;
}

/** Figures of the newest run of each extent. */
export interface Proof {
  /**
   * One seed, all expected requirements; the number of requirements that report no mutant; each variant with each kind.
   */
  matrix?: Mutants & Variants & { idle: number };
  /** Several seeds, the first expected requirement. */
  mutants?: Mutants;
  /** Several seeds, each with another kind. */
  variants?: Variants;
}

const mutantsOf = (matrix: KillMatrix): Mutants => ({
  seeds: matrix.seeds,
  mutants: matrix.mutants.length,
  killed: matrix.mutants.length - survivors(matrix).length,
  errors: broken(matrix).length,
});
const variantsOf = (matrix: KillMatrix): Variants => ({
  seeds: matrix.seeds,
  judgements: matrix.variants.length,
  accused: accused(matrix).length,
});

/** The proof with the figures of this run in place of older ones of the same extent. */
export function withFigures(proof: Proof, matrix: KillMatrix): Proof {
  if (matrix.seeds === 1)
    return matrix.idle === undefined
      ? proof
      : { ...proof, matrix: { ...mutantsOf(matrix), ...variantsOf(matrix), idle: matrix.idle.length } };
  return {
    ...proof,
    ...(matrix.mutants.length === 0 ? {} : { mutants: mutantsOf(matrix) }),
    ...(matrix.variants.length === 0 ? {} : { variants: variantsOf(matrix) }),
  };
}

const ofSeeds = ({ seeds, mutants, killed }: Mutants): string =>
  `With each of ${seeds} seeds ${killed} of ${mutants} are reported${killed === mutants ? '' : ', the others with most'}.`;

/** Sentences for the README; none for figures that are missing. */
export function proofSentences({ matrix, mutants, variants }: Proof): string[] {
  return [
    ...(matrix === undefined
      ? []
      : [
          `**${matrix.killed} of ${matrix.mutants} mutants are reported** under a requirement that tests what they break, and ${matrix.idle === 0 ? 'every requirement reports one at least' : `${matrix.idle} requirements report none`}.`,
          `${matrix.judgements - matrix.accused} of ${matrix.judgements} judgements of legal variants, each by every requirement, accuse nobody.`,
        ]),
    ...(mutants === undefined ? [] : [ofSeeds(mutants)]),
    ...(variants === undefined
      ? []
      : [
          `Of variants, ${variants.judgements - variants.accused} of ${variants.judgements} judgements with ${variants.seeds} seeds accuse nobody.`,
        ]),
  ];
}
