/** What a command touches of the process, so that tests can give it another. */
import { resolve } from 'node:path';
import { EXIT } from '../harness/outcome/conclusion.ts';
import { SECRET_VARIABLES } from '../harness/config/options.ts';
import { readText, sayUnreadable, whatIsAt } from '../harness/errors/files.ts';
import { folded, WIDTH } from '../reports/view/terminal.ts';

export interface Stream {
  write(text: string): void;
  isTTY: boolean;
  columns?: number | undefined;
}

export interface Io {
  env: NodeJS.ProcessEnv;
  /** The text of `.env`. */
  dotenv: string;
  /** Why `.env` could not be read, if it is there. */
  unread?: string | undefined;
  stdout: Stream;
  stderr: Stream;
  /** Calls the handler for each SIGINT, SIGTERM and SIGHUP, until the function that it returns is called. */
  onInterrupt(handler: () => void): () => void;
  /** Ends the process at once. */
  exit(code: number): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Whoever reads the output may stop early (`| head`); that is no error. Where it cannot be written for another reason,
 * that is said once, and the run goes on: its report has everything.
 */
function onOutputError(stream: NodeJS.WriteStream): (error: NodeJS.ErrnoException) => void {
  let said = false;
  return ({ code }) => {
    if (code === 'EPIPE' || said) return;
    said = true;
    if (stream === process.stdout) process.stderr.write(`cci-conformance: cannot write to stdout (${code})\n`);
    process.once('exit', (exit) => {
      if (exit === EXIT.conformant) process.exitCode = EXIT.notJudged;
    });
  };
}

const streamOf = (stream: NodeJS.WriteStream): Stream => ({
  write: (text) => void stream.write(text),
  isTTY: stream.isTTY,
  columns: stream.columns,
});

/** A message is one line for those who search a log, and several for those who read it in a terminal. */
export const folding = (stream: Stream): Stream =>
  stream.isTTY
    ? { ...stream, write: (text) => stream.write(folded(text, Math.min(stream.columns ?? WIDTH, WIDTH))) }
    : stream;

/** A folder of this name is somebody else's: tools of Python keep their packages in one. */
export function dotenvIn(file: string): Pick<Io, 'dotenv' | 'unread'> {
  try {
    const found = whatIsAt(file);
    const dotenv = found === undefined || found === 'folder' ? '' : readText(file);
    return dotenv.includes('\0') ? { dotenv: '', unread: '.env is no text in UTF-8: save it as such' } : { dotenv };
  } catch (error) {
    return { dotenv: '', unread: sayUnreadable('.env', error, 'make it readable, or remove it') };
  }
}

/**
 * The process itself. Secrets are removed from its environment once they are read, so that no child or log inherits
 * them.
 */
export function processIo(): Io {
  const env = { ...process.env };
  for (const name of SECRET_VARIABLES) delete process.env[name];
  for (const stream of [process.stdout, process.stderr]) stream.on('error', onOutputError(stream));
  return {
    env,
    ...dotenvIn(resolve('.env')),
    stdout: streamOf(process.stdout),
    stderr: folding(streamOf(process.stderr)),
    onInterrupt(handler) {
      for (const signal of SIGNALS) process.on(signal, handler);
      return () => {
        for (const signal of SIGNALS) process.off(signal, handler);
      };
    },
    exit: (code) => process.exit(code),
  };
}
