/** The Kubernetes API server for custom resources, with the CRDs that this project generates. */
import { join } from 'node:path';
import { packageRoot } from '../../contract/package.ts';
import { missingGo } from '../go.ts';
import { NAMESPACES } from '../leg.ts';
import type { Leg, Running } from '../leg.ts';
import { ask } from '../process.ts';
import { assetsFolder, startAssets } from './assets.ts';
import { programsOf, startServer } from './server.ts';

const CRDS = join(packageRoot(), 'schemas', 'crds');

/** A deletion of hundreds of objects takes such a server on a busy machine longer than half a minute. */
export const PATIENT = ['--timeout', '120'] as const;

/** Builds the server and starts it; or starts the whole API server of KUBEBUILDER_ASSETS, if that is set. */
export function startKubeApiserver(
  crds: string,
  namespaces: readonly string[] = Object.values(NAMESPACES),
): Promise<Running> {
  const assets = assetsFolder();
  return assets === undefined ? startServer({ crds, namespaces }) : startAssets(assets, crds, NAMESPACES, namespaces);
}

/** Starts it with the generated CRDs and these namespaces. */
export const startWithNamespaces = (namespaces?: readonly string[]): Promise<Running> =>
  startKubeApiserver(CRDS, namespaces);

export const kubeApiserver: Leg = {
  name: 'kube-apiserver',
  flags: PATIENT,
  toolchain: async () => (assetsFolder() === undefined ? missingGo() : undefined),
  prepare: async () => assetsFolder() ?? programsOf({}),
  start: () => startWithNamespaces(),
};

export const kubernetes130: Leg = {
  name: 'kube-apiserver-1.30',
  variant: { of: 'kube-apiserver', by: ['--kubernetes', '1.30'] },
  kinds: ['tfjob', 'mpijob'],
  expects: 'kube-apiserver',
  flags: PATIENT,
  toolchain: missingGo,
  prepare: () => programsOf({ kubernetes: '1.30' }),
  start: () => startServer({ kubernetes: '1.30', crds: CRDS }),
};

export const kubernetesOnKine: Leg = {
  name: 'kube-apiserver-kine',
  variant: { of: 'kube-apiserver', by: ['--storage', 'kine'] },
  kinds: ['tfjob'],
  expects: 'kube-apiserver',
  flags: PATIENT,
  // kine's driver is in C.
  toolchain: async () => (await missingGo()) ?? ((await ask('gcc', ['--version'])) === undefined ? 'gcc' : undefined),
  prepare: () => programsOf({ storage: 'kine' }),
  start: () => startServer({ storage: 'kine', crds: CRDS }),
};
