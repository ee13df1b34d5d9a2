#!/usr/bin/env node
/**
 * `main.js [NAME...] [--rounds N] [--quick]`: measures, and writes each table into its file, with the command, the
 * machine, the date and the load. Without names all of them. Exit code 2: the arguments are no such ones.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../contract/package.ts';
import { committedEconomy } from '../harness/run/economy.ts';
import { load, type Benchmark, type Options } from './bench.ts';
import { curveSvg, curveTable } from './curve.ts';
import { withSection } from './figures.ts';
import { kills } from './kills.ts';
import { foreign, kinds, latency, whole } from './runs.ts';
import { besideSchemathesis } from './schemathesis.ts';
import { startup } from './startup.ts';
import { wrong } from './wrong.ts';

const ROUNDS = { usual: 5, quick: 1 } as const;
const RESULTS = join('bench', 'results.md');

const curve: Benchmark = {
  name: 'curve',
  title: 'Mutants over requests',
  rounds: 1,
  run: async () => {
    const { profiles } = committedEconomy();
    if (profiles.curve.length === 0) return 'Not drawn: `specs/economy/profiles.json` holds no curve yet.';
    writeFileSync(join(packageRoot(), 'bench', 'curve.svg'), curveSvg(profiles));
    return `Counted, not timed: drawn from \`specs/economy/profiles.json\`, which \`npm run mutants\` records. Each profile is a beginning of one order.

![Share of the mutants that are found after so many requests](curve.svg)

${curveTable(profiles)}`;
  },
};

const BENCHMARKS: readonly Benchmark[] = [
  ...[whole, latency, kinds, foreign, wrong, startup, curve],
  ...[besideSchemathesis, kills],
];

interface Asked extends Options {
  chosen: readonly Benchmark[];
  /** Whether --rounds was given. */
  given: boolean;
}

/** Throws an error whose message says what is wrong. */
function asked(args: readonly string[]): Asked {
  const { values, positionals } = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    allowPositionals: true,
    options: { rounds: { type: 'string' }, quick: { type: 'boolean', default: false } },
  });
  const unknown = positionals.find((name) => !BENCHMARKS.some((one) => one.name === name));
  if (unknown !== undefined)
    throw new Error(`there is no benchmark ${unknown}: ${BENCHMARKS.map(({ name }) => name).join(', ')}`);
  const rounds = Number(values.rounds ?? (values.quick ? ROUNDS.quick : ROUNDS.usual));
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds ${values.rounds}: a whole number from 1`);
  const chosen = BENCHMARKS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  return { chosen, rounds, given: values.rounds !== undefined, quick: values.quick };
}

function write({ name, title, file = RESULTS }: Benchmark, text: string): void {
  const path = join(packageRoot(), file);
  mkdirSync(dirname(path), { recursive: true });
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '# Figures\n';
  writeFileSync(path, withSection(before, name, `## ${title}\n\n${text}`));
}

async function measured(benchmark: Benchmark, { rounds, quick, given }: Asked): Promise<void> {
  const own = given || quick ? rounds : (benchmark.rounds ?? rounds);
  const began = load();
  console.error(`${benchmark.name}: ${own} ${own === 1 ? 'round' : 'rounds'}`);
  const text = await benchmark.run({ rounds: own, quick });
  const flags = [...(quick ? ['--quick'] : []), ...(given ? [`--rounds ${rounds}`] : [])];
  const few =
    own < Math.min(ROUNDS.usual, benchmark.rounds ?? ROUNDS.usual) ? ', fewer than five: not to be quoted' : '';
  const how = [
    `\`npm run bench -- ${[benchmark.name, ...flags].join(' ')}\``,
    `${own} ${own === 1 ? 'round' : 'rounds'}${few}`,
    `${availableParallelism()} cores, Node ${process.version}`,
    new Date().toISOString().slice(0, 10),
    `load (1, 5, 15 minutes) ${began} before and ${load()} after`,
  ];
  write(benchmark, `${text}\n\n${how.map((line) => `- ${line}`).join('\n')}`);
}

async function main(args: readonly string[]): Promise<number> {
  let options: Asked;
  try {
    options = asked(args);
  } catch (error) {
    console.error((error as Error).message);
    return 2;
  }
  for (const benchmark of options.chosen) await measured(benchmark, options);
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
