/** The `kubernetes` package of PyPI, in a virtual environment of its own. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { example } from '../../contract/examples.ts';
import { merged } from '../../harness/judge/limits.ts';
import { ask, build, cache, source } from '../process.ts';
import type { Client } from './client.ts';

const VERSION = '36.0.3';
const LEAST = [3, 10] as const;
const folder = (): string => cache('python', `kubernetes-${VERSION}`);
const python = (): string => join(folder(), 'bin', 'python');

async function install(): Promise<void> {
  await build('python3', ['-m', 'venv', '--clear', folder()], source());
  await build(
    python(),
    ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `kubernetes==${VERSION}`],
    source(),
  );
  await writeFile(join(folder(), 'done'), '');
}

export const pythonClient: Client = {
  name: `Python kubernetes ${VERSION}`,
  sendsToken: true,
  async missing() {
    const version = /Python (\d+)\.(\d+)/.exec((await ask('python3', ['--version'])) ?? '');
    const [major, minor] = [Number(version?.[1]), Number(version?.[2])];
    if (!(major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1]))) return `Python ${LEAST.join('.')} or newer`;
    if (existsSync(join(folder(), 'done'))) return undefined;
    return install().then(
      () => undefined,
      (error: unknown) =>
        `kubernetes ${VERSION} from PyPI, which could not be installed: ${(error as Error).message.split('\n')[0]}`,
    );
  },
  async work(kind, { url, token = '', namespace }) {
    const home = await mkdtemp(join(tmpdir(), 'cci-python-'));
    try {
      const file = join(home, 'job.yaml');
      await writeFile(file, stringify(merged(example(kind, 'create', 'request') ?? {}, { metadata: { namespace } })));
      const { group, version, plural } = kind;
      await promisify(execFile)(
        python(),
        [source('clients', 'work.py'), url, group, version, plural, namespace, file],
        { env: { ...process.env, TOKEN: token } },
      );
    } finally {
      await rm(home, { recursive: true });
    }
  },
};
