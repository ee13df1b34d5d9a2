/**
 * `check --watch`: the compiler watches the sources, and after each compilation without errors a new process checks.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { packageRoot } from '../../contract/package.ts';

/** How tsc ends a round that found nothing wrong. */
const CLEAN = /Found 0 errors/;

/** Returns the compiler's exit code once it ends, which is when the person interrupts it. */
export function watch(argv: readonly string[]): Promise<number> {
  const root = packageRoot();
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const tsc = spawn(
    process.execPath,
    [compiler, '-p', 'tsconfig.build.json', '--watch', '--preserveWatchOutput', '--pretty', 'false'],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let checking: ChildProcess | undefined;
  createInterface({ input: tsc.stdout }).on('line', (line) => {
    if (line.trim() !== '') process.stdout.write(`${line}\n`);
    if (!CLEAN.test(line)) return;
    checking?.kill();
    checking = spawn(process.execPath, [join(root, 'dist', 'cli', 'dev', 'main.js'), 'check', ...argv], {
      cwd: root,
      stdio: 'inherit',
    });
  });
  return new Promise((resolve) =>
    tsc.once('close', (code) => {
      checking?.kill();
      resolve(code ?? 130);
    }),
  );
}
