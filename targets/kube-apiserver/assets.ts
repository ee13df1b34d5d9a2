/** A whole Kubernetes API server and its etcd, from the folder that KUBEBUILDER_ASSETS names. */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'undici';
import { parse } from 'yaml';
import type { Running } from '../leg.ts';
import { freePort, launch, until } from '../process.ts';
import type { Launched } from '../process.ts';

/** The folder that KUBEBUILDER_ASSETS names, if it has both programs. */
export function assetsFolder(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const folder = env['KUBEBUILDER_ASSETS'];
  return folder !== undefined && ['etcd', 'kube-apiserver'].every((name) => existsSync(join(folder, name)))
    ? folder
    : undefined;
}

type Ask = (method: string, path: string, body?: unknown) => Promise<{ status: number; json: unknown }>;

/** Also has the path of the configuration with which programs of the cluster connect to the server as administrator. */
export interface Cluster extends Running {
  kubeconfig: string;
}

/** Starts both, creates the namespaces and the definitions, and resolves when every kind can be created. */
export async function startAssets(
  assets: string,
  crds: string,
  names: Omit<Running, 'url' | 'token' | 'stop'>,
  namespaces: readonly string[],
): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), 'cci-target-'));
  const started: Launched[] = [];
  const stop = async (): Promise<void> => {
    for (const program of started.toReversed()) await program.stop();
    await rm(folder, { recursive: true });
  };
  try {
    const [client, peer, secure] = [await freePort(), await freePort(), await freePort()];
    const [token, readOnlyToken, foreignToken] = [randomUUID(), randomUUID(), randomUUID()];
    const etcd = `http://127.0.0.1:${client}`,
      url = `https://127.0.0.1:${secure}`;
    started.push(launch(join(assets, 'etcd'), etcdFlags(folder, etcd, `http://127.0.0.1:${peer}`)));
    await writeCredentials(folder, { token, readOnlyToken, foreignToken });
    const server = launch(join(assets, 'kube-apiserver'), serverFlags(folder, etcd, secure));
    started.push(server);
    const ca = join(folder, 'certificates', 'apiserver.crt');
    await until('the certificate is there', async () => existsSync(ca), server);
    const pool = new Pool(url, { connect: { ca: await readFile(ca, 'utf8') } });
    try {
      await prepare(asking(pool, token), crds, namespaces, server);
    } finally {
      await pool.close();
    }
    const kubeconfig = join(folder, 'kubeconfig');
    await writeFile(kubeconfig, JSON.stringify(configOf(url, ca, token)), { mode: 0o600 });
    return { ...names, url, ca, token, readOnlyToken, foreignToken, kubeconfig, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const etcdFlags = (folder: string, client: string, peer: string): string[] => [
  '--data-dir',
  join(folder, 'etcd'),
  '--listen-client-urls',
  client,
  '--advertise-client-urls',
  client,
  '--listen-peer-urls',
  peer,
  '--initial-advertise-peer-urls',
  peer,
  '--initial-cluster',
  `default=${peer}`,
  '--log-level',
  'error',
  '--unsafe-no-fsync', // the data is not needed after the leg
];

/** Attribute-based access control needs only a file; roles would have to be created first. */
async function writeCredentials(
  folder: string,
  tokens: Pick<Running, 'token' | 'readOnlyToken' | 'foreignToken'>,
): Promise<void> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const viewer = {
    apiVersion: 'abac.authorization.kubernetes.io/v1beta1',
    kind: 'Policy',
    spec: { user: 'viewer', namespace: '*', resource: '*', apiGroup: '*', readonly: true },
  };
  await Promise.all([
    writeFile(join(folder, 'accounts.key'), privateKey),
    writeFile(join(folder, 'accounts.pub'), publicKey),
    writeFile(
      join(folder, 'tokens.csv'),
      `${tokens.token},full,full,"system:masters"\n${tokens.readOnlyToken},viewer,viewer,\n${tokens.foreignToken},stranger,stranger,\n`,
      { mode: 0o600 },
    ),
    writeFile(join(folder, 'policy.jsonl'), `${JSON.stringify(viewer)}\n`),
  ]);
}

/** The configuration for clients, as JSON, which is also YAML. */
const configOf = (server: string, ca: string, token: string): object => ({
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'here',
  clusters: [{ name: 'here', cluster: { server, 'certificate-authority': ca } }],
  users: [{ name: 'here', user: { token } }],
  contexts: [{ name: 'here', context: { cluster: 'here', user: 'here' } }],
});

const serverFlags = (folder: string, etcd: string, port: number): string[] => [
  '--etcd-servers',
  etcd,
  '--bind-address',
  '127.0.0.1',
  '--advertise-address',
  '127.0.0.1',
  '--secure-port',
  String(port),
  '--cert-dir',
  join(folder, 'certificates'),
  '--token-auth-file',
  join(folder, 'tokens.csv'),
  '--authorization-mode',
  'ABAC',
  '--authorization-policy-file',
  join(folder, 'policy.jsonl'),
  '--service-account-issuer',
  'https://127.0.0.1',
  '--service-account-key-file',
  join(folder, 'accounts.pub'),
  '--service-account-signing-key-file',
  join(folder, 'accounts.key'),
  '--service-cluster-ip-range',
  '10.0.0.0/24',
  '--anonymous-auth=false',
  '--disable-admission-plugins',
  'ServiceAccount', // it requires accounts of pods, which nothing creates here
];

const asking =
  (pool: Pool, token: string): Ask =>
  async (method, path, body) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await pool.request({
      method: method,
      path,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, json: text.startsWith('{') ? JSON.parse(text) : text };
  };

interface Definition {
  metadata: { name: string };
  spec: { group: string; names: { plural: string; kind: string }; versions: { name: string; served: boolean }[] };
  status?: { conditions?: { type: string; status: string }[] };
}

async function prepare(ask: Ask, crds: string, namespaces: readonly string[], server: Launched): Promise<void> {
  await until('the server is ready', async () => (await ask('GET', '/readyz')).status === 200, server);
  const made = async (path: string, body: unknown): Promise<boolean> =>
    [201, 409].includes((await ask('POST', path, body)).status);
  for (const name of namespaces) {
    await until(
      `the namespace ${name} is there`,
      () => made('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
      server,
    );
  }
  const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
  for (const file of (await readdir(crds)).filter((name) => /\.ya?ml$/.test(name)).sort()) {
    const definition = parse(await readFile(join(crds, file), 'utf8')) as Definition;
    const {
      metadata: { name },
      spec,
    } = definition;
    await until(`${name} is created`, () => made(definitions, definition), server);
    await until(
      `${name} is established`,
      async () => {
        const { conditions = [] } = ((await ask('GET', `${definitions}/${name}`)).json as Definition).status ?? {};
        return conditions.some(({ type, status }) => type === 'Established' && status === 'True');
      },
      server,
    );
    // The first create starts the storage, even if the object is not valid.
    for (const version of spec.versions.filter(({ served }) => served)) {
      const path = `/apis/${spec.group}/${version.name}/namespaces/${namespaces[0]}/${spec.names.plural}?dryRun=All`;
      const warm = { apiVersion: `${spec.group}/${version.name}`, kind: spec.names.kind, metadata: { name: 'warm' } };
      await until(
        `${name} serves ${version.name}`,
        async () => [201, 422].includes((await ask('POST', path, warm)).status),
        server,
      );
    }
  }
}
