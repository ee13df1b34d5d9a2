/** The program in this process, on strings instead of streams, judging without vitest. For tests. */
import { mkdtempSync, readFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyOf } from '../../contract/kinds.ts';
import { OPTIONS, variableOf } from '../../harness/config/options.ts';
import type { Network } from '../../harness/http/connection.ts';
import { judgeAll } from '../../harness/run/run.ts';
import { readResults } from '../../harness/run/results.ts';
import { equip } from '../../harness/run/session.ts';
import type { Report } from '../../harness/model/report.ts';
import { REQUIREMENTS } from '../../specs/index.ts';
import type { Io } from '../io.ts';
import { main } from '../program.ts';
import type { JudgementRunner } from '../run/through-vitest.ts';

const throughDirectly =
  (network?: Network): JudgementRunner =>
  async (session, { stop, onVerdict, onStopped }) => {
    const { context, record, stopped, close } = equip(session, REQUIREMENTS, network);
    const planned = new Set(session.planned.map(({ id, kind }) => `${id} ${kind}`));
    const ids = new Set(session.planned.map((p) => p.id));
    try {
      await judgeAll(
        REQUIREMENTS.filter((r) => ids.has(r.id)),
        context,
        {
          kinds: context.kinds,
          planned: ({ requirement, kind }) => planned.has(`${requirement.id} ${keyOf(kind)}`),
          concurrency: 2 * session.execution.concurrency,
          signal: stop,
          onResult(result) {
            record(result);
            const known = stopped();
            if (known === undefined) onVerdict(result);
            else onStopped(known);
          },
        },
      );
      return { results: readResults(session.out)?.results ?? [], errors: [] };
    } finally {
      await close();
    }
  };

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
  { env = {}, network, through = throughDirectly(network), interrupt, onOutput }: Means = {},
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
