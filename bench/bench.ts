/** What a benchmark is, and how its rounds are run. */
import { loadavg } from 'node:os';
import { ratioTable, short, type Row, type Sample } from './figures.ts';

export interface Options {
  rounds: number;
  /** Little of everything: to see that it works, not for figures to quote. */
  quick: boolean;
}

export interface Benchmark {
  name: string;
  title: string;
  /** The file that shows what came of it. Default: `bench/results.md`. */
  file?: string;
  /** Where it does not follow --rounds, the rounds that it has without it. */
  rounds?: number;
  /** Returns Markdown: what was measured, how, and the table. */
  run(options: Options): Promise<string>;
}

/** One thing to measure; what the same round has measured before is given. */
export interface Case {
  name: string;
  measure(before: ReadonlyMap<string, Sample>): Promise<Sample>;
}

/** Measures each case once in each round, so that what slows the machine slows them all. */
export async function interleaved(cases: readonly Case[], rounds: number): Promise<Row[]> {
  const rows = cases.map(({ name }) => ({ name, samples: [] as Sample[] }));
  for (let round = 1; round <= rounds; round += 1) {
    const before = new Map<string, Sample>();
    for (const [i, { name, measure }] of cases.entries()) {
      const sample = await measure(before);
      before.set(name, sample);
      rows[i]?.samples.push(sample);
      console.error(`  round ${round} of ${rounds}: ${name}: ${short(sample.seconds)} s`);
    }
  }
  return rows;
}

/** The table of the cases, against the one that is named. */
export const compared = async (cases: readonly Case[], control: string, rounds: number): Promise<string> =>
  ratioTable(await interleaved(cases, rounds), control);

export const load = (): string => loadavg().map(short).join(', ');
