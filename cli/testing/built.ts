/** The command as people start it: the built code, in a process of its own. */
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packageRoot } from '../../contract/package.ts';
import { temporary } from './invoke.ts';

const root = packageRoot();
const CACHE = join(root, '.cache');
/** Held by the process that builds. */
const LOCK = join(CACHE, 'building');
const STAMP = join(root, 'dist', '.built');

const modified = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;

/** Whether the built code is that of the sources; a change of a file and one of a folder both count. */
function isBuilt(): boolean {
  const rooms = readdirSync(root, { withFileTypes: true }).filter(
    ({ name }) => !/^\.|^(node_modules|dist|docs)$/.test(name),
  );
  const paths = rooms.flatMap((room) =>
    room.isDirectory()
      ? readdirSync(join(root, room.name), { recursive: true, encoding: 'utf8' }).map((name) => join(room.name, name))
      : [room.name],
  );
  const built = modified(STAMP);
  return paths.every((path) => !/\.(ts|json)$/.test(path) || modified(join(root, path)) < built);
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

function locked(): boolean {
  try {
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    const holder = Number(readFileSync(LOCK, { encoding: 'utf8', flag: 'a+' }));
    if (holder > 0 && !isAlive(holder)) rmSync(LOCK, { force: true });
    return false;
  }
}

/** Builds what tests start, once for all the files that do: nobody reads code that another is writing. */
export async function build(): Promise<void> {
  mkdirSync(CACHE, { recursive: true });
  while (!locked()) await sleep(100);
  try {
    if (isBuilt()) return;
    const begun = new Date();
    execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json'], { cwd: root });
    writeFileSync(STAMP, begun.toISOString());
  } finally {
    rmSync(LOCK, { force: true });
  }
}

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
  cwd: string;
}

export interface CommandMeans {
  env?: Record<string, string>;
  /** Default: a folder of its own. */
  cwd?: string;
  /** Through `npm run`, as in a checkout. */
  npm?: boolean;
  /** Told of the process once it is there. */
  watch?: (child: ChildProcess) => void;
}

/** Starts the command and resolves when it has ended. */
export async function command(argv: readonly string[], more: CommandMeans = {}): Promise<Ended> {
  const cwd = more.cwd ?? temporary();
  const env = { PATH: process.env['PATH'] ?? '', ...more.env };
  const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
  const out = ['--out', join(cwd, 'conformance-report')];
  const child =
    more.npm === true
      ? spawn('npm', ['run', '--silent', 'conformance', '--', ...argv, ...out], { cwd: root, env, stdio })
      : spawn(process.execPath, [join(root, 'dist/cli/main.js'), ...argv], { cwd, env, stdio });
  let stdout = '',
    stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
  });
  more.watch?.(child);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr, cwd };
}

export interface Emulator {
  url: string;
  /** What it has printed. */
  said: string;
  stop(): Promise<void>;
}

/** `serve` with these flags, once it listens. */
export async function emulator(...flags: string[]): Promise<Emulator> {
  let said = '';
  let ended: Promise<Ended> | undefined;
  const child = await new Promise<ChildProcess>((resolve, reject) => {
    ended = command(['serve', ...flags], {
      watch: (started) =>
        started.stdout?.on('data', (chunk) => {
          said += String(chunk);
          if (said.includes('end it')) resolve(started);
        }),
    });
    void ended.then(({ stderr }) => reject(new Error(`serve ended: ${stderr}`)));
  });
  return {
    url: /listening (\S+)/.exec(said)?.[1] ?? '',
    said,
    async stop() {
      child.kill('SIGINT');
      await ended;
    },
  };
}
