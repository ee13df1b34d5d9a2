/** The commands, and what becomes of their errors: one line on stderr and the documented exit code. */
import { EXIT } from '../harness/outcome/conclusion.ts';
import { runConfig, withConnection } from '../harness/config/config.ts';
import { helpText } from '../harness/config/help.ts';
import { OPTIONS } from '../harness/config/options.ts';
import { Unjudgeable, UsageError } from '../harness/errors/usage.ts';
import { Reader } from '../harness/config/reader.ts';
import { redactor } from '../harness/evidence/redact.ts';
import { commandOf, holdsSecret, readValues, secretsGiven } from '../harness/config/values.ts';
import type { Values } from '../harness/config/values.ts';
import { strayVariables } from '../harness/config/variables.ts';
import { sayFileError } from '../harness/errors/files.ts';
import type { Network } from '../harness/http/network.ts';
import type { Io } from './io.ts';
import type { JudgementRunner } from './run/runner.ts';

/** What a program in a test is given in the place of threads and sockets. */
export interface Means {
  through?: JudgementRunner;
  network?: Network;
}

/** Modules are loaded by the command that needs them. */
async function perform(argv: readonly string[], io: Io, means: Means): Promise<number> {
  if (io.unread !== undefined) throw new UsageError(io.unread);
  const values = readValues(argv, io.env, io.dotenv);
  if (values.help)
    return print(io, helpText(values.command === 'help' ? commandOf(values.operands[0]) : values.command));
  if (values.version) return print(io, `${(await import('./suite-info.ts')).SUITE.version}\n`);
  const read = new Reader(values);
  for (const line of strayVariables(io.env, io.dotenv)) io.stderr.write(`${line}\n`);
  warnOfSecrets(values, io);
  switch (values.command) {
    case 'list':
      return print(io, (await import('./commands/list.ts')).list(read));
    case 'explain':
      return print(io, (await import('./commands/explain.ts')).explain(values.operands[0], read));
    case 'serve':
      return (await import('./commands/serve.ts')).serve(read, io);
    case 'mutants':
      return (await import('./commands/mutants.ts')).mutants(read, io);
    case 'generate':
      return (await import('./commands/generate.ts')).writeGenerated(io);
    case 'verify':
      return (await import('./commands/verify.ts')).verify(values.operands, io);
    case 'report':
      return (await import('./commands/report.ts')).writeFrom(read, io);
    case 'compare':
      return (await import('./commands/compare.ts')).compare(values.operands, read, io);
    case 'matrix':
      return (await import('./commands/matrix.ts')).matrix(values.operands, read, io);
    case 'merge':
      return (await import('./commands/merge.ts')).merge(values.operands, read, io);
    case 'reproduce':
      return (await import('./commands/reproduce.ts')).reproduce(values.operands[0] ?? '', read, io);
    case 'cleanup':
      return (await import('./commands/cleanup.ts')).remove(read, io, means.network);
    default: {
      const config = await withConnection(runConfig(read));
      if (config.planOnly) return (await import('./commands/plan.ts')).printPlan(config, io, means.network);
      const { run } = await import('./commands/run.ts');
      const through = means.through ?? (await import('./run/through-vitest.ts')).throughVitest;
      return (await run(config, io, through, means.network)).exitCode;
    }
  }
}

/** What stands on the command line can be read in the list of processes and in the history of the shell. */
function warnOfSecrets({ given }: Values, io: Io): void {
  const flags = OPTIONS.filter((option) => {
    const { rank, text } = given.get(option.flag) ?? {};
    return rank === 0 && holdsSecret(option, text ?? '');
  }).map(({ flag }) => `--${flag}`);
  if (flags.length > 0)
    io.stderr.write(
      `${flags.join(', ')}: a secret on the command line is seen by others; give it in a file or in the environment\n`,
    );
}

function print(io: Io, text: string): number {
  io.stdout.write(text);
  return EXIT.conformant;
}

/**
 * @param argv what follows the program's name
 * @param means how judgements are made, and over what; default: in a thread of vitest's, over sockets
 * @returns the exit code
 */
export async function main(argv: readonly string[], io: Io, means: Means = {}): Promise<number> {
  try {
    return await perform(argv, io, means);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const redact = redactor(secretsGiven(argv, io.env, io.dotenv));
    const ofFile = sayFileError(error);
    const expected = ofFile !== undefined || error instanceof UsageError || error instanceof Unjudgeable;
    io.stderr.write(
      expected
        ? `cci-conformance: ${redact(ofFile ?? error.message)}\n`
        : `cci-conformance: an error of the suite itself: ${redact(error.stack ?? error.message)}\n`,
    );
    if (error instanceof UsageError) return EXIT.usage;
    return expected ? EXIT.notJudged : EXIT.suiteError;
  }
}
