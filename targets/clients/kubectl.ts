/** kubectl, in the version that is installed. */
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { stringify as yaml } from 'yaml';
import { example } from '../../contract/examples.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import { merged } from '../../harness/judge/limits.ts';
import { metadataOf } from '../../harness/ownership/ownership.ts';
import { ask } from '../process.ts';
import type { Client, Emulator } from './client.ts';

/** YAML 1.1, which kubectl reads: `yes` is a boolean there. */
const stringify = (value: object): string => yaml(value, { version: '1.1' });

/** Runs kubectl with its own home directory and configuration. */
type Kubectl = (...args: string[]) => Promise<string>;

class Wrong extends Error {}
function same(what: string, received: unknown, expected: unknown): void {
  if (JSON.stringify(received) !== JSON.stringify(expected))
    throw new Wrong(`${what}: expected ${JSON.stringify(expected)}, received ${JSON.stringify(received)}`);
}

const CONFIG = ({ url, namespace }: Emulator): string =>
  stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'emulator',
    clusters: [{ name: 'emulator', cluster: { server: url } }],
    users: [{ name: 'anybody', user: {} }],
    contexts: [{ name: 'emulator', context: { cluster: 'emulator', user: 'anybody', namespace } }],
  });

const read = async (kubectl: Kubectl, ...args: string[]): Promise<JsonObject> =>
  JSON.parse(await kubectl('get', ...args, '-o', 'json')) as JsonObject;
const lines = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .sort();

/** The lines about one name that `get --watch` prints during the work. */
async function watched(
  home: string,
  env: NodeJS.ProcessEnv,
  plural: string,
  name: string,
  meanwhile: () => Promise<void>,
): Promise<string[]> {
  const seen: string[] = [];
  const child = spawn(
    'kubectl',
    ['get', plural, '--watch-only', '--output-watch-events', '-o', 'jsonpath={.type} {.object.metadata.name}{"\\n"}'],
    { cwd: home, env, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  createInterface({ input: child.stdout }).on('line', (line) => seen.push(line));
  await sleep(1500); // it prints nothing when it starts to watch
  await meanwhile();
  for (let tries = 0; tries < 50 && !seen.some((line) => line.startsWith('DELETED')); tries += 1) await sleep(100);
  child.kill();
  // The controller writes in between: equal lines that follow each other count once.
  return seen.filter((line) => line.endsWith(` ${name}`)).filter((line, i, own) => line !== own[i - 1]);
}

async function everyday(
  { plural, singular, ...kind }: Kind,
  { namespace }: Emulator,
  home: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const kubectl: Kubectl = async (...args) => (await promisify(execFile)('kubectl', args, { cwd: home, env })).stdout;
  const file = join(home, `${singular}.yaml`);
  const manifest = (name: string): JsonObject =>
    merged(example({ plural, singular, ...kind }, 'create', 'request') ?? {}, {
      metadata: { name, namespace, labels: { work: 'yes' } },
    });
  const full = `${singular}.${kind.group}`;

  same(
    'api-resources',
    lines(await kubectl('api-resources', '--api-group', kind.group, '-o', 'name')).includes(`${plural}.${kind.group}`),
    true,
  );
  await writeFile(file, stringify(manifest('one')));
  same('create', await kubectl('create', '--validate=false', '-f', file), `${full}/one created\n`);
  same('get', metadataOf(await read(kubectl, plural, 'one'))['labels'], { work: 'yes' });
  same('get of another namespace', lines(await kubectl('get', plural, '-n', 'other', '-o', 'name')), []);
  await kubectl('label', plural, 'one', 'tier=front');
  await kubectl('annotate', plural, 'one', 'note=größe');
  await kubectl(
    'patch',
    plural,
    'one',
    '--type=merge',
    '-p',
    JSON.stringify({ metadata: { labels: { work: null, more: 'yes' } } }),
  );
  const patched = metadataOf(await read(kubectl, plural, 'one'));
  same(
    'label, annotate, patch',
    [patched['labels'], patched['annotations']],
    [{ more: 'yes', tier: 'front' }, { note: 'größe' }],
  );
  await writeFile(file, stringify(merged(manifest('one'), { metadata: { labels: { replaced: 'yes' } } })));
  await kubectl('replace', '--validate=false', '-f', file);
  same('replace', metadataOf(await read(kubectl, plural, 'one'))['labels'], { replaced: 'yes', work: 'yes' });
  same('apply', (await kubectl('apply', '--validate=false', '-f', file)).trim(), `${full}/one configured`);

  await writeFile(file, ['p1', 'p2', 'p3', 'p4', 'p5'].map((name) => stringify(manifest(name))).join('---\n'));
  await kubectl('create', '--validate=false', '-f', file);
  same(
    'get in chunks',
    lines(await kubectl('get', plural, '--chunk-size=2', '-o', 'name')),
    ['one', 'p1', 'p2', 'p3', 'p4', 'p5'].map((name) => `${full}/${name}`),
  );
  same('get by labels', lines(await kubectl('get', plural, '-l', 'work in (yes),!replaced', '-o', 'name')).length, 5);
  same('get by a field', lines(await kubectl('get', plural, '--field-selector', 'metadata.name=p3', '-o', 'name')), [
    `${full}/p3`,
  ]);

  const events = await watched(home, env, plural, 'w', async () => {
    await writeFile(file, stringify(manifest('w')));
    await kubectl('create', '--validate=false', '-f', file);
    await kubectl('label', plural, 'w', 'seen=yes');
    await kubectl('delete', plural, 'w');
  });
  same('get --watch', events, ['ADDED w', 'MODIFIED w', 'DELETED w']);

  same('delete', (await kubectl('delete', plural, 'one')).includes('deleted'), true);
  same('delete of what is not there', await kubectl('delete', plural, 'one', '--ignore-not-found'), '');
  await kubectl('delete', plural, '-l', 'work=yes');
  same('delete by labels', lines(await kubectl('get', plural, '-o', 'name')), []);
  await kubectl('delete', '--raw', `/apis/${kind.group}/${kind.version}/namespaces/${namespace}/${plural}`);
}

export const kubectl: Client = {
  name: 'kubectl',
  // client-go does not send tokens without TLS.
  sendsToken: false,
  missing: async () =>
    (await ask('kubectl', ['version', '--client'])) === undefined
      ? 'kubectl (in Debian: kubernetes-client)'
      : undefined,
  async work(kind, at) {
    const home = await mkdtemp(join(tmpdir(), 'cci-kubectl-'));
    try {
      await writeFile(join(home, 'config'), CONFIG(at));
      await everyday(kind, at, home, { ...process.env, HOME: home, KUBECONFIG: join(home, 'config') });
    } finally {
      await rm(home, { recursive: true });
    }
  },
};
