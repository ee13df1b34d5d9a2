/** The Kubernetes API server for custom resources, with the CRDs that this project generates. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../contract/package.ts';
import { NAMESPACES } from '../leg.ts';
import type { Leg, Running } from '../leg.ts';
import { ask, build, cache, source, start } from '../process.ts';
import { assetsFolder, startAssets } from './assets.ts';

const GO = [1, 26] as const;
/** Use the installed toolchain; go would download another one for the module. */
export const GO_ENV = { GOTOOLCHAIN: 'local' };

export async function missingGo(): Promise<string | undefined> {
  const version = /go(\d+)\.(\d+)/.exec((await ask('go', ['env', 'GOVERSION'], GO_ENV)) ?? '');
  const [major, minor] = [Number(version?.[1]), Number(version?.[2])];
  return major > GO[0] || (major === GO[0] && minor >= GO[1]) ? undefined : `Go ${GO.join('.')} or newer`;
}

/**
 * Builds the server (minutes at first, later a second) and starts it with the CRDs of a folder; or starts the whole
 * API server of KUBEBUILDER_ASSETS, if that is set.
 */
export async function startKubeApiserver(
  crds: string,
  namespaces: readonly string[] = Object.values(NAMESPACES),
): Promise<Running> {
  const assets = assetsFolder();
  if (assets !== undefined) return startAssets(assets, crds, NAMESPACES, namespaces);
  const binary = cache('kube-apiserver', 'server');
  await build(
    'go',
    ['build', '-trimpath', '-ldflags=-s -w', '-o', binary, '.'],
    source('kube-apiserver', 'server'),
    GO_ENV,
  );
  const folder = await mkdtemp(join(tmpdir(), 'cci-target-'));
  const ca = join(folder, 'ca.pem');
  const [token, readOnlyToken] = [randomUUID(), randomUUID()];
  const remove = (): Promise<void> => rm(folder, { recursive: true });
  try {
    const server = await start(
      binary,
      [
        '--crds',
        crds,
        '--namespaces',
        namespaces.join(','),
        '--token',
        token,
        '--read-only-token',
        readOnlyToken,
        '--ca-out',
        ca,
      ],
      /^listening (\S+)$/,
    );
    return {
      url: server.match[1]!,
      ca,
      token,
      readOnlyToken,
      ...NAMESPACES,
      stop: async () => {
        await server.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Starts it with the generated CRDs and these namespaces. */
export const startWithNamespaces = (namespaces?: readonly string[]): Promise<Running> =>
  startKubeApiserver(join(packageRoot(), 'schemas', 'crds'), namespaces);

export const kubeApiserver: Leg = {
  name: 'kube-apiserver',
  title: 'Kubernetes',
  about: 'apiextensions-apiserver v0.36.3 (Kubernetes 1.36) with its etcd, and the CRDs that this project generates.',
  toolchain: async () => (assetsFolder() === undefined ? missingGo() : undefined),
  start: () => startWithNamespaces(),
};
