/**
 * An identity of a kubeconfig, as @kubernetes/client-node reads it: token, password, certificate, or a plugin that is
 * run. The package is loaded by whoever asks for a kubeconfig, and is optional.
 */
import { delimiter, dirname, resolve } from 'node:path';
import type { RequestOptions } from 'node:https';
import { parse } from 'yaml';
import type { Cluster, Context, KubeConfig, User } from '@kubernetes/client-node';
import type { JsonObject } from '../../contract/json.ts';
import type { ClientCertificate } from '../../contract/wire.ts';
import { isFile, readText, whatIsAt } from '../errors/files.ts';
import { sayError } from '../errors/endings.ts';
import type { Headers, Method } from './credentials.ts';
import { runPlugin, type ExecPlugin } from './exec-plugin.ts';
import { Unproven } from './reach.ts';
import { renewable } from './renewable.ts';

/** Milliseconds after which the file is read again; what a plugin gave is kept as long as the plugin says. */
const ASK_AGAIN = 30_000;

export interface KubeconfigChoice {
  /** Or several, joined as those of KUBECONFIG are: of what two say, the first counts. */
  file: string;
  /** The texts of those that are pipes: they can be read once. */
  texts?: Readonly<Record<string, string>> | undefined;
  /** Default: the current context of the file. */
  context?: string | undefined;
  /** Whether a certificate in the file proves the identity. */
  byCertificate?: boolean | undefined;
  /** What is secret in the file: known before the identity is used first, as a target may know it. */
  secrets?: readonly string[] | undefined;
}

export interface LoadedKubeconfig {
  config: KubeConfig;
  context: Context;
  cluster: Cluster;
  user: User;
  /** What the user has instead of a proof: a plugin to run, or a file with the token. */
  plugin: ExecPlugin | undefined;
  tokenFile: string | undefined;
  /** The texts of the files that can be read once. */
  texts: Readonly<Record<string, string>>;
}

/** Throws an Error of one line for a file, or a context, that cannot be used. */
export async function loadKubeconfig(choice: KubeconfigChoice): Promise<LoadedKubeconfig> {
  const { file, context: asked } = choice;
  const { KubeConfig } = await import('@kubernetes/client-node').catch(() => {
    throw new Error('a kubeconfig needs the package @kubernetes/client-node: npm install @kubernetes/client-node');
  });
  const parts = partsOf(choice, () => new KubeConfig());
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: firstOfEachName(parts.flatMap((part) => part.config.getClusters())),
    contexts: firstOfEachName(parts.flatMap((part) => part.config.getContexts())),
    users: firstOfEachName(parts.flatMap((part) => part.config.getUsers())),
    currentContext: parts.map((part) => part.config.getCurrentContext()).find(isText),
  });
  const name = asked ?? config.getCurrentContext();
  const names = config.getContexts().map((one) => one.name);
  if (names.length === 0) throw new Error(`${file} is no kubeconfig: it has no contexts`);
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
  const of = parts.find((part) => part.config.getUsers().includes(user)) as Part;
  const texts = Object.fromEntries(parts.filter((part) => !isFile(part.file)).map((part) => [part.file, part.text]));
  return { config, context, cluster, user, texts, ...indirect(user, cluster, of) };
}

interface Part {
  file: string;
  text: string;
  config: KubeConfig;
}

/** As kubectl reads them: of several, those that are not there count for nothing. */
function partsOf({ file: named, texts = {} }: KubeconfigChoice, empty: () => KubeConfig): Part[] {
  const several = named.split(delimiter).filter((file) => file !== '');
  const files = isThere(named) || several.length < 2 ? [named] : several;
  const parts = files.flatMap((file): Part[] => {
    const config = empty();
    try {
      const text = texts[file] ?? readText(file);
      if (files.length > 1 && text.trim() === '') return [];
      config.loadFromString(text);
      config.makePathsAbsolute(dirname(resolve(file)));
      return [{ file, text, config }];
    } catch (error) {
      if (files.length > 1 && (error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      return unreadable(file, error as NodeJS.ErrnoException);
    }
  });
  if (parts.length === 0) throw new Error(`none of ${files.join(', ')} is there and says anything`);
  return parts;
}

function isThere(file: string): boolean {
  try {
    return whatIsAt(file) !== undefined;
  } catch {
    return false;
  }
}

const firstOfEachName = <T extends { name: string }>(all: readonly T[]): T[] =>
  all.filter(({ name }, i) => all.findIndex((one) => one.name === name) === i);

/** Paths are relative to the folder of the file. `tokenFile` is what the package does not read. */
function indirect(user: User, cluster: Cluster, { text, file }: Part): Pick<LoadedKubeconfig, 'plugin' | 'tokenFile'> {
  const folder = dirname(resolve(file));
  const users = (parse(text) as { users?: { name?: string; user?: { tokenFile?: unknown } }[] }).users ?? [];
  const { tokenFile } = users.find(({ name }) => name === user.name)?.user ?? {};
  const exec = (user.exec ?? user.authProvider?.config?.exec) as
    (ExecPlugin & { provideClusterInfo?: boolean }) | undefined;
  const command = exec?.command;
  return {
    plugin:
      exec === undefined || typeof command !== 'string'
        ? undefined
        : {
            ...exec,
            cluster: exec.provideClusterInfo === true ? infoOf(cluster) : undefined,
            args: exec.args ?? [],
            env: exec.env ?? [],
            command: command.includes('/') ? resolve(folder, command) : command,
          },
    tokenFile: typeof tokenFile === 'string' ? resolve(folder, tokenFile) : undefined,
  };
}

/** What a plugin is told that asks for it, by the names of a kubeconfig. */
const infoOf = ({ server, caData, caFile, skipTLSVerify, tlsServerName, proxyUrl }: Cluster): JsonObject => {
  const authority = caData ?? (caFile === undefined ? undefined : Buffer.from(read(caFile) ?? '').toString('base64'));
  return {
    server,
    ...(tlsServerName !== undefined && { 'tls-server-name': tlsServerName }),
    ...(skipTLSVerify && { 'insecure-skip-tls-verify': true }),
    ...(authority !== undefined && { 'certificate-authority-data': authority }),
    ...(proxyUrl !== undefined && { 'proxy-url': proxyUrl }),
  };
};

/** What a parser says is not repeated: it may show a part of the file. */
function unreadable(file: string, { code }: NodeJS.ErrnoException): never {
  throw new Error(code === undefined ? `${file} is no kubeconfig` : `cannot read ${file} (${code})`);
}

interface Proof {
  headers: Headers;
  certificate: ClientCertificate | undefined;
}

export function kubeconfig(choice: KubeconfigChoice): Omit<Method, 'type'> {
  const known = new Set<string>(choice.secrets);
  let certificate: ClientCertificate | undefined;
  const current = renewable<Proof>(async (now) => {
    // What stands in the file may have changed since.
    const loaded = await loadKubeconfig(choice).catch(unproven);
    const { expires, ...proof } = await proofOf(loaded);
    for (const secret of [...secretsIn(loaded), ...secretsOfProof(proof)]) known.add(secret);
    const until = loaded.plugin === undefined ? now + ASK_AGAIN : (expires ?? Infinity);
    return { value: proof, renewAt: Math.max(now + ASK_AGAIN, until - ASK_AGAIN), until };
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
    renew: (sentAt) => current.forget(sentAt),
    secrets: () => [...known],
  };
}

const unproven = (error: unknown): never => {
  throw new Unproven(`the kubeconfig cannot be used: ${sayError(error)}`);
};

async function proofOf(loaded: LoadedKubeconfig): Promise<Proof & { expires: number | undefined }> {
  const { user } = loaded;
  try {
    const { expires, ...proof } = await obtainedProof(loaded);
    refuseDamaged(proof);
    return { ...proof, expires };
  } catch (error) {
    const said = sayError(error).replaceAll(/\s+/g, ' ').trim();
    throw new Unproven(`the credentials of user "${user.name}" of the kubeconfig cannot be obtained: ${said}`);
  }
}

async function obtainedProof({
  config,
  user,
  plugin,
  tokenFile,
}: LoadedKubeconfig): Promise<Proof & { expires?: number | undefined }> {
  const bearer = (text: string): Headers => [['authorization', `Bearer ${text.trim()}`]];
  if (plugin !== undefined) {
    const { token, cert, key, expires } = await runPlugin(plugin);
    return {
      headers: token === undefined ? [] : bearer(token),
      certificate: cert === undefined || key === undefined ? undefined : { cert, key },
      expires,
    };
  }
  if (tokenFile !== undefined) return { headers: bearer(readText(tokenFile)), certificate: undefined };
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options).catch((error: unknown) => {
    // What a provider says may repeat what a command has printed.
    throw user.authProvider === undefined
      ? error
      : new Error(`its auth-provider "${user.authProvider.name}" gives none`);
  });
  const { headers = {}, auth, cert, key } = options;
  if (user.authProvider !== undefined && Object.keys(headers).length === 0)
    throw new Error(`its auth-provider "${user.authProvider.name}" gives none`);
  const given = Object.entries(headers).map(([name, value]): [string, string] => [
    name.toLowerCase(),
    String(value).trim(),
  ]);
  const basic: Headers =
    typeof auth === 'string' ? [['authorization', `Basic ${Buffer.from(auth).toString('base64')}`]] : [];
  return {
    headers: [...given.filter(([name]) => basic.length === 0 || name !== 'authorization'), ...basic],
    certificate: cert === undefined || key === undefined ? undefined : { cert: String(cert), key: String(key) },
  };
}

/** What could not be sent, or would be no proof, is told before it is. */
function refuseDamaged({ headers, certificate }: Proof): void {
  if (headers.some(([, value]) => !/^[\x20-\x7e]+$/.test(value)))
    throw new Error('its token is not one line of printable characters');
  if (certificate !== undefined && !(isPem(certificate.cert) && isPem(certificate.key)))
    throw new Error('its certificate or key is no PEM: is the base64 of the file damaged?');
}
const isPem = (text: string): boolean => text.includes('-----BEGIN ');

/** What stands in the file, and in those that it names. */
export function secretsIn({ user, tokenFile }: Pick<LoadedKubeconfig, 'user' | 'tokenFile'>): string[] {
  const { token, username, password, keyFile, keyData } = user;
  return [
    ...[token, password, read(tokenFile)?.trim(), read(keyFile)],
    isText(password) ? Buffer.from(`${username}:${password}`).toString('base64') : undefined,
    isText(keyData) ? Buffer.from(keyData, 'base64').toString() : undefined,
  ].filter(isText);
}

/** That a file cannot be read is told when the identity is used. */
function read(file: string | undefined): string | undefined {
  try {
    return file === undefined ? undefined : readText(file);
  } catch {
    return undefined;
  }
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const secretsOfProof = ({ headers, certificate }: Proof): string[] => [
  ...headers.flatMap(([, value]) => [value, value.split(' ').at(-1) ?? '']),
  ...(certificate === undefined ? [] : [certificate.key]),
];
