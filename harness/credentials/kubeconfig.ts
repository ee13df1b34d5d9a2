/**
 * An identity of a kubeconfig, as @kubernetes/client-node reads it: token, password, certificate, or a plugin that is
 * run. The package is loaded by whoever asks for a kubeconfig, and is optional.
 */
import { dirname, resolve } from 'node:path';
import type { RequestOptions } from 'node:https';
import type { Cluster, Context, KubeConfig, User } from '@kubernetes/client-node';
import type { ClientCertificate } from '../../contract/wire.ts';
import { readText } from '../run/files.ts';
import { sayError } from '../judge/errors.ts';
import type { Headers, Method } from './credentials.ts';
import { Unproven } from './reach.ts';
import { renewable } from './renewable.ts';

/** Milliseconds after which it is asked again; what a plugin gave is kept there as long as the plugin says. */
const ASK_AGAIN = 30_000;

export interface KubeconfigChoice {
  file: string;
  /** Default: the current context of the file. */
  context?: string | undefined;
  /** Whether a certificate in the file proves the identity. */
  byCertificate?: boolean | undefined;
}

export interface LoadedKubeconfig {
  config: KubeConfig;
  context: Context;
  cluster: Cluster;
  user: User;
}

/** Throws an Error of one line for a file, or a context, that cannot be used. */
export async function loadKubeconfig({ file, context: asked }: KubeconfigChoice): Promise<LoadedKubeconfig> {
  const { KubeConfig } = await import('@kubernetes/client-node').catch(() => {
    throw new Error('a kubeconfig needs the package @kubernetes/client-node: npm install @kubernetes/client-node');
  });
  const config = new KubeConfig();
  try {
    config.loadFromString(readText(file));
    config.makePathsAbsolute(dirname(resolve(file)));
  } catch (error) {
    return unreadable(file, error as NodeJS.ErrnoException);
  }
  const name = asked ?? config.getCurrentContext();
  const names = config.getContexts().map((one) => one.name);
  if (name === undefined || name === '')
    throw new Error(`${file} has no current context: name one by --context (${names.join(', ')})`);
  config.setCurrentContext(name);
  const context = config.getContextObject(name);
  if (context === null) throw new Error(`${file} has no context "${name}": it has ${names.join(', ') || 'none'}`);
  const cluster = config.getCurrentCluster(),
    user = config.getCurrentUser();
  if (cluster === null) throw new Error(`${file} has no cluster "${context.cluster}", which context "${name}" names`);
  if (user === null) throw new Error(`${file} has no user "${context.user}", which context "${name}" names`);
  // Proofs are asked for without the cluster: the transport is ours, and decides about its address and certificate.
  config.loadFromClusterAndUser({ name: cluster.name, server: 'https://unused.invalid', skipTLSVerify: false }, user);
  return { config, context, cluster, user };
}

/** What a parser says is not repeated: it may show a part of the file. */
function unreadable(file: string, { code }: NodeJS.ErrnoException): never {
  throw new Error(code === undefined ? `${file} is no kubeconfig` : `cannot read ${file} (${code})`);
}

interface Proof {
  headers: Headers;
  certificate: ClientCertificate | undefined;
}

export function kubeconfig(choice: KubeconfigChoice): Omit<Method, 'type'> {
  const known = new Set<string>();
  let loaded: LoadedKubeconfig | undefined;
  let certificate: ClientCertificate | undefined;
  const current = renewable<Proof>(async (now) => {
    // What a plugin gave is kept in what was loaded; what stands in the file may have changed since.
    if (loaded?.user.exec === undefined) loaded = await loadKubeconfig(choice).catch(unproven);
    const { user, proof } = await proofOf(loaded);
    for (const secret of [...secretsIn(user), ...secretsOfProof(proof)]) known.add(secret);
    return { value: proof, renewAt: now + ASK_AGAIN, until: now + ASK_AGAIN };
  });
  const use = (proof: Proof): Headers => {
    ({ certificate } = proof);
    return proof.headers;
  };
  return {
    header: choice.byCertificate === true ? undefined : 'authorization',
    headersFor(_, now) {
      const proof = current.get(now);
      return proof instanceof Promise ? proof.then(use) : use(proof);
    },
    certificate: () => certificate,
    renew(sentAt) {
      loaded = undefined; // with what a plugin gave
      current.forget(sentAt);
    },
    secrets: () => [...known],
  };
}

const unproven = (error: unknown): never => {
  throw new Unproven(`the kubeconfig cannot be used: ${sayError(error)}`);
};

async function proofOf({ config, user }: LoadedKubeconfig): Promise<{ user: User; proof: Proof }> {
  const options: RequestOptions = {};
  try {
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    const said = sayError(error).replaceAll(/\s+/g, ' ').trim();
    throw new Unproven(`the credentials of user "${user.name}" of the kubeconfig cannot be obtained: ${said}`);
  }
  const { headers = {}, auth, cert, key } = options;
  const given = Object.entries(headers).map(([name, value]): [string, string] => [name.toLowerCase(), String(value)]);
  const basic: Headers =
    typeof auth === 'string' ? [['authorization', `Basic ${Buffer.from(auth).toString('base64')}`]] : [];
  return {
    user,
    proof: {
      headers: [...given.filter(([name]) => basic.length === 0 || name !== 'authorization'), ...basic],
      certificate: cert === undefined || key === undefined ? undefined : { cert: String(cert), key: String(key) },
    },
  };
}

const secretsIn = ({ token, password }: User): string[] => [token, password].filter(isText);
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const secretsOfProof = ({ headers, certificate }: Proof): string[] => [
  ...headers.flatMap(([, value]) => [value, value.split(' ').at(-1) ?? '']),
  ...(certificate === undefined ? [] : [certificate.key]),
];
