/** What the kubeconfigs of a run say about the target and about who calls, before anything is sent. */
import type { MethodDescription } from '../credentials/create.ts';
import { loadKubeconfig, secretsIn, type LoadedKubeconfig } from '../credentials/kubeconfig.ts';
import { readNamed } from '../errors/files.ts';
import { sayError } from '../errors/endings.ts';
import { IDENTITIES } from '../model/exchange.ts';
import type { AskedConnection } from './connection.ts';
import { IDENTITY_FLAGS } from './credential-flags.ts';
import { proxiesOf } from './proxies.ts';
import { httpUrl } from './urls.ts';
import { UsageError } from '../errors/usage.ts';

/**
 * The connection with the target, its authority and its proxy as the main identity's kubeconfig names them, where no
 * flag does. Throws a UsageError for a kubeconfig that cannot be used.
 */
export async function withKubeconfigs<C extends Partial<AskedConnection> & Pick<AskedConnection, 'credentials'>>(
  connection: C,
): Promise<C> {
  let result = connection;
  for (const identity of IDENTITIES) {
    const description = connection.credentials[identity];
    if (description?.type !== 'kubeconfig') continue;
    const from = `--${IDENTITY_FLAGS[identity].prefix}kubeconfig`;
    const loaded = await loadKubeconfig(description).catch((error: unknown) => {
      throw new UsageError(`${from}: ${sayError(error)}`);
    });
    const { certFile, certData } = loaded.user;
    const byCertificate = (certFile ?? certData) !== undefined;
    const known: MethodDescription = { ...description, byCertificate, secrets: secretsIn(loaded), texts: loaded.texts };
    if (identity === 'full') result = { ...result, ...targetIn(loaded, result, from) };
    result = { ...result, credentials: { ...result.credentials, [identity]: known } };
  }
  return result;
}

function targetIn({ cluster }: LoadedKubeconfig, asked: Partial<AskedConnection>, from: string) {
  if (asked.target !== undefined) return {};
  const { server, skipTLSVerify, tlsServerName, proxyUrl } = cluster;
  return {
    target: httpUrl(server, `${from}, cluster "${cluster.name}"`, 'https://cci.example.com'),
    ca: asked.ca ?? authorityOf(cluster, from),
    insecure: asked.insecure === true || skipTLSVerify,
    serverName: tlsServerName,
    proxies:
      asked.proxies ?? (proxyUrl === undefined ? undefined : proxiesOf(proxyUrl, `${from}, cluster "${cluster.name}"`)),
  };
}

function authorityOf({ caData, caFile }: LoadedKubeconfig['cluster'], from: string): string | undefined {
  if (caData !== undefined) {
    const text = Buffer.from(caData, 'base64').toString();
    if (text.includes('-----BEGIN ')) return text;
    throw new UsageError(`${from}: the authority of the cluster is no PEM: is the base64 of the file damaged?`);
  }
  if (caFile === undefined) return undefined;
  return readNamed(caFile, (why) => {
    throw new UsageError(`${from}: ${why}`);
  });
}
