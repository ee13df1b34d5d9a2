/** What a command touches of the process, so that tests can give it another. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
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
  /** Calls the handler for each SIGINT and SIGTERM, until the function that it returns is called. */
  onInterrupt(handler: () => void): () => void;
  /** Ends the process at once. */
  exit(code: number): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

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
  // Whoever reads the output may stop early (`| head`); that is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
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
