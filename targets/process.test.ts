import { describe, expect, test } from 'vitest';
import { ask, build, start } from './process.ts';

const node = (script: string): [string, string[]] => [process.execPath, ['-e', script]];

describe('start', () => {
  test('resolves with the line that says it is ready, and stop ends the server', async () => {
    const server = await start(
      ...node('console.log("hello"); console.log("listening " + process.pid); setInterval(() => {}, 1000)'),
      /^listening (\d+)$/,
    );
    const pid = Number(server.match[1]);
    expect(process.kill(pid, 0)).toBe(true);
    await server.stop();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  test('says what a server said that ended too early', async () => {
    await expect(start(...node('console.error("no port"); process.exit(1)'), /never/)).rejects.toThrow(
      /ended before it was ready: no port/,
    );
  });

  test('gives up on a server that is never ready', async () => {
    await expect(start(...node('setInterval(() => {}, 1000)'), /never/, { patience: 300 })).rejects.toThrow(
      /was not ready after 0.3 s/,
    );
  });
});

test('a program that is not there is undefined, one that fails is an error', async () => {
  expect(await ask('no-such-program-here', [])).toBeUndefined();
  await expect(ask(...node('process.exit(2)'))).rejects.toThrow('Command failed');
  await expect(build(...node('process.exit(2)'), process.cwd())).rejects.toThrow('failed with exit code 2');
});
