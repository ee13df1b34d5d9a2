/** The program in this process, on strings instead of streams, judging without vitest. For tests. */
import { mkdtempSync, readFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OPTIONS, variableOf } from '../../harness/config/options.ts';
import type { Network } from '../../harness/http/network.ts';
import type { Report } from '../../harness/model/report.ts';
import type { Io } from '../io.ts';
import { main } from '../program.ts';
import { throughDirectly } from '../run/directly.ts';
import type { JudgementRunner } from '../run/runner.ts';

export interface Invoked {
  code: number;
  stdout: string;
  stderr: string;
  /** The folder given by `--out`, whether or not it is there. */
  out: string;
  report: Report | undefined;
}

export interface Means {
  env?: NodeJS.ProcessEnv;
  through?: JudgementRunner;
  /** Default: sockets. */
  network?: Network;
  /** Given the handler of interrupts as soon as the program has one. */
  interrupt?: (handler: () => void) => void;
  /** Told what goes to stdout as it goes. */
  onOutput?: (text: string) => void;
}

export const temporary = (): string => mkdtempSync(join(tmpdir(), 'cci-'));

/** The same with its secrets in the environment, where they belong: `invoke(...secretly(argv))`. */
export function secretly(argv: readonly string[], means: Means = {}): [argv: string[], means: Means] {
  const rest: string[] = [];
  const env: NodeJS.ProcessEnv = { ...means.env };
  for (let i = 0; i < argv.length; i += 1) {
    const word = argv[i] ?? '';
    const option = OPTIONS.find(({ flag, secret }) => secret === true && word === `--${flag}`);
    if (option === undefined) rest.push(word);
    else env[variableOf(option.flag)] = argv[(i += 1)];
  }
  return [rest, { ...means, env }];
}

/** Runs are told where to put their report; every other command gets the arguments as they are. */
export async function invoke(
  argv: readonly string[],
  { env = {}, network, through = throughDirectly({ network }), interrupt, onOutput }: Means = {},
): Promise<Invoked> {
  let stdout = '',
    stderr = '';
  const out = join(temporary(), 'report');
  const isRun = argv[0] === undefined || argv[0].startsWith('--');
  const io: Io = {
    env,
    dotenv: '',
    stdout: {
      write: (text) => {
        stdout += text;
        onOutput?.(text);
      },
      isTTY: false,
    },
    stderr: { write: (text) => void (stderr += text), isTTY: false },
    onInterrupt(handler) {
      interrupt?.(handler);
      return () => {};
    },
    exit: (code) => {
      throw new Error(`left at once with ${code}`);
    },
  };
  const code = await main(isRun && !argv.includes('--out') ? [...argv, '--out', out] : argv, io, {
    through,
    ...(network === undefined ? {} : { network }),
  });
  const file = join(out, 'report.json');
  return {
    code,
    stdout,
    stderr,
    out,
    report: existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Report) : undefined,
  };
}

/** What is folded at the width of a terminal, in one line. */
export const inOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');
