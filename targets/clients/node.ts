/** @kubernetes/client-node. The work itself is one of the tests of the reference server. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../contract/package.ts';
import { build } from '../process.ts';

export const missingClientNode = (): string | undefined =>
  existsSync(join(packageRoot(), 'node_modules', '@kubernetes', 'client-node'))
    ? undefined
    : 'the development dependencies (npm ci)';

export const workOfClientNode = (): Promise<void> =>
  build('npx', ['vitest', 'run', '--project', 'unit', join('reference', 'client.test.ts')], packageRoot());
