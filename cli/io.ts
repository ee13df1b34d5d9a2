/** What a command touches of the process, so that tests can give it another. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { EXIT } from '../harness/outcome/conclusion.ts';
import { SECRET_VARIABLES } from '../harness/config/options.ts';

export interface Stream {
  write(text: string): void;
  isTTY: boolean;
  columns?: number | undefined;
}

export interface Io {
  env: NodeJS.ProcessEnv;
  /** The text of `.env`. */
  dotenv: string;
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

/**
 * The process itself. Secrets are removed from its environment once they are read, so that no child or log inherits
 * them.
 */
export function processIo(): Io {
  const env = { ...process.env };
  for (const name of SECRET_VARIABLES) delete process.env[name];
  const file = resolve('.env');
  for (const stream of [process.stdout, process.stderr]) stream.on('error', onOutputError(stream));
  return {
    env,
    dotenv: existsSync(file) ? readFileSync(file, 'utf8') : '',
    stdout: streamOf(process.stdout),
    stderr: streamOf(process.stderr),
    onInterrupt(handler) {
      for (const signal of SIGNALS) process.on(signal, handler);
      return () => {
        for (const signal of SIGNALS) process.off(signal, handler);
      };
    },
    exit: (code) => process.exit(code),
  };
}
