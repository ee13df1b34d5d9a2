/**
 * Stoplight Prism answers from the generated OpenAPI document: its answers match the schemas, but it stores nothing.
 */
import { join } from 'node:path';
import { packageRoot } from '../../contract/package.ts';
import { NAMESPACES } from '../leg.ts';
import type { Leg } from '../leg.ts';
import { ask, fetched, freePort, start } from '../process.ts';

const PRISM = '@stoplight/prism-cli@5.14.2';

export const prism: Leg = {
  name: 'prism',
  // It stores nothing, so that no first job is shown, and it is useless to wait for a change.
  flags: ['--no-gate', '--settle', '0.5'],
  toolchain: async () => ((await ask('npm', ['--version'])) === undefined ? 'npm' : undefined),
  async start() {
    const program = join(await fetched('prism', [PRISM]), '@stoplight', 'prism-cli', 'dist', 'index.js');
    const port = String(await freePort());
    const document = join(packageRoot(), 'schemas', 'openapi.json');
    const server = await start(
      process.execPath,
      [program, 'mock', '--host', '127.0.0.1', '--port', port, document],
      /Prism is listening on (\S+)/,
    );
    return { url: server.match[1]!, token: 'any', ...NAMESPACES, stop: server.stop };
  },
};
