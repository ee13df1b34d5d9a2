/** Builds, starts and stops the programs of other projects. */
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
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { packageRoot } from '../contract/package.ts';

/** A path in the folder of all that the legs build and download; not under version control. */
export const cache = (...parts: string[]): string => join(packageRoot(), '.cache', ...parts);
/** A path in the folder of the legs' sources. */
export const source = (...parts: string[]): string => join(packageRoot(), 'targets', ...parts);

/** The output of the program on stdout and stderr; undefined when the program is not installed. */
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

/** Runs a program to its end. Its output goes to stderr, because stdout is for the suite. Throws when it fails. */
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

/**
 * Installs npm packages in their own folder below this project, so that they find missing ones in ours. Returns the
 * folder of the modules.
 */
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

/** A server process. */
export interface Launched {
  child: ChildProcessByStdio<null, Readable, Readable>;
  /** The end of its output on stderr. */
  stderr(): string;
  /** Throws, with that output, when the process has ended. */
  mustRun(): void;
  stop(): Promise<void>;
}

export function launch(command: string, args: readonly string[], env?: NodeJS.ProcessEnv): Launched {
  // Its own process group: an interrupt from the terminal must not stop the server while the suite still cleans up on
  // it.
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    env: { ...process.env, ...env },
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-2000);
  });
  child.stdout.resume();
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const killed = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', killed);
  let wanted = true;
  // Otherwise, if the server ended, the suite would only see refused connections.
  void exited.then(([code, signal]) => {
    if (wanted) console.error(`${command} ended by itself, with ${code ?? signal}: ${stderr.trim()}`);
  });
  const ended = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    child,
    stderr: () => stderr.trim(),
    mustRun() {
      if (ended()) throw new Error(`${command} ended: ${stderr.trim()}`);
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

/**
 * Asks until the answer is yes. Throws when the server has ended, or after a minute.
 */
export async function until(what: string, probe: () => Promise<boolean>, server: Launched): Promise<void> {
  const end = Date.now() + 60_000;
  let last: unknown;
  while (Date.now() < end) {
    server.mustRun();
    try {
      if (await probe()) return;
      last = undefined;
    } catch (error) {
      last = error; // not listening yet
    }
    await sleep(100);
  }
  throw new Error(`waited in vain until ${what}${last instanceof Error ? `: ${last.message}` : ''}`);
}

export interface Started {
  /** The match in the line that says that the server is ready. */
  match: RegExpExecArray;
  stop(): Promise<void>;
}

/**
 * Starts a server and resolves at the first line on stdout that matches. Rejects when none comes within `patience`
 * milliseconds.
 */
export async function start(
  command: string,
  args: readonly string[],
  ready: RegExp,
  { patience = 60_000, env }: { patience?: number; env?: NodeJS.ProcessEnv } = {},
): Promise<Started> {
  const { child, stderr, stop } = launch(command, args, env);
  const lines = createInterface({ input: child.stdout });
  const found = new Promise<RegExpExecArray>((resolve) => {
    lines.on('line', (line) => {
      const match = ready.exec(line);
      if (match !== null) resolve(match);
    });
  });
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<'timeout'>((resolve) => {
    timer = setTimeout(() => resolve('timeout'), patience);
  });
  const outcome = await Promise.race([found, once(child, 'exit').then(() => 'ended' as const), timeout]);
  clearTimeout(timer);
  if (typeof outcome !== 'string') return { match: outcome, stop };
  await stop();
  throw new Error(
    `${command} ${outcome === 'timeout' ? `was not ready after ${patience / 1000} s` : 'ended before it was ready'}: ${stderr()}`,
  );
}

/** Returns a free port, for servers that do not accept port 0. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
