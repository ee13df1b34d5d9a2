/** What the legs do with other people's programs: ask, build, start, stop. */
import { execFile, spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { packageRoot } from '../contract/package.ts';

/** A folder of what the legs build and fetch; not under version control. */
export const cache = (...parts: string[]): string => join(packageRoot(), '.cache', ...parts);
/** A file of a leg's own. */
export const source = (...parts: string[]): string => join(packageRoot(), 'targets', ...parts);

/** What the program prints on both streams, or undefined where there is no such program. */
export async function ask(
  command: string,
  args: readonly string[],
  env?: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await promisify(execFile)(command, args, { env: { ...process.env, ...env } });
    return stdout + stderr;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Runs to the end; its output goes to stderr, since stdout is the suite's. Throws when it fails. */
export async function build(
  command: string,
  args: readonly string[],
  cwd: string,
  env?: NodeJS.ProcessEnv,
): Promise<void> {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 2, 2] });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${command} ${args[0] ?? ''} failed with exit code ${code}`);
}

/** Packages of npm in a folder of their own, below this project's: what they do not bring they find in ours. The folder of the modules. */
export async function fetched(
  name: string,
  packages: readonly string[],
  flags: readonly string[] = [],
): Promise<string> {
  const folder = cache(name);
  const has = (one: string): boolean => existsSync(join(folder, 'node_modules', one.slice(0, one.lastIndexOf('@'))));
  if (!packages.every(has)) {
    await mkdir(folder, { recursive: true });
    await build(
      'npm',
      [
        'install',
        '--prefix',
        folder,
        '--no-save',
        '--no-package-lock',
        '--no-audit',
        '--no-fund',
        ...flags,
        ...packages,
      ],
      folder,
    );
  }
  return join(folder, 'node_modules');
}

/** A server that runs by itself. */
export interface Launched {
  child: ChildProcessByStdio<null, Readable, Readable>;
  /** What it said last on stderr. */
  said(): string;
  /** Throws, with what it said, when it has ended. */
  mustRun(): void;
  stop(): Promise<void>;
}

export function launch(command: string, args: readonly string[]): Launched {
  // A process group of its own: an interrupt at the terminal is for the suite, which still cleans up on the server.
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2000);
  });
  child.stdout.resume();
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const killed = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', killed);
  let wanted = true;
  // Otherwise a server that dies under the suite is a riddle of refused connections.
  void exited.then(([code, signal]) => {
    if (wanted) console.error(`${command} ended by itself, with ${code ?? signal}: ${said.trim()}`);
  });
  const ended = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    child,
    said: () => said.trim(),
    mustRun() {
      if (ended()) throw new Error(`${command} ended: ${said.trim()}`);
    },
    async stop() {
      wanted = false;
      process.off('exit', killed);
      if (ended()) return;
      child.kill('SIGTERM');
      const hard = setTimeout(killed, 10_000);
      await exited;
      clearTimeout(hard);
    },
  };
}

export interface Started {
  /** What matched of the line that said it is ready. */
  match: RegExpExecArray;
  stop(): Promise<void>;
}

/** Starts a server and resolves with the first line on stdout that matches. Milliseconds until it counts as stuck. */
export async function start(
  command: string,
  args: readonly string[],
  ready: RegExp,
  patience = 60_000,
): Promise<Started> {
  const { child, said, stop } = launch(command, args);
  const lines = createInterface({ input: child.stdout });
  const found = new Promise<RegExpExecArray>((resolve) => {
    lines.on('line', (line) => {
      const match = ready.exec(line);
      if (match !== null) resolve(match);
    });
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), patience);
  });
  const outcome = await Promise.race([found, once(child, 'exit').then(() => 'ended' as const), late]);
  clearTimeout(timer);
  if (typeof outcome !== 'string') return { match: outcome, stop };
  await stop();
  throw new Error(
    `${command} ${outcome === 'late' ? `was not ready after ${patience / 1000} s` : 'ended before it was ready'}: ${said()}`,
  );
}

/** For servers that take no port 0. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
