/**
 * A whole Kubernetes control plane with Kubeflow's training operator, whose controllers move status under the suite.
 */
import { join } from 'node:path';
import { built, missingGo } from '../go.ts';
import { startAssets } from '../kube-apiserver/assets.ts';
import { PATIENT } from '../kube-apiserver/leg.ts';
import type { Cluster } from '../kube-apiserver/assets.ts';
import { definitions } from '../kubeflow/leg.ts';
import { NAMESPACES } from '../leg.ts';
import type { Leg } from '../leg.ts';
import { cache, launch, start } from '../process.ts';

async function programs(): Promise<string> {
  const program = (from: string, name: string, what: string): Promise<string> =>
    built({ module: ['kubeflow-operator', from], binary: ['kubeflow-operator', name], what });
  await program('control-plane', 'etcd', 'go.etcd.io/etcd/server/v3');
  await program('control-plane', 'kube-apiserver', 'k8s.io/kubernetes/cmd/kube-apiserver');
  await program('control-plane', 'kube-controller-manager', 'k8s.io/kubernetes/cmd/kube-controller-manager');
  await program('operator', 'operator', '.');
  return cache('kubeflow-operator');
}

/** Only the garbage collector is needed: it deletes what a deleted job owned, and ends foreground deletions. */
const MANAGER = ['--controllers', 'garbage-collector-controller', '--leader-elect=false', '--secure-port', '0'];

async function control(folder: string, cluster: Cluster): Promise<() => Promise<void>> {
  const to = ['--kubeconfig', cluster.kubeconfig];
  const manager = launch(join(folder, 'kube-controller-manager'), [...to, ...MANAGER]);
  try {
    const operator = await start(join(folder, 'operator'), to, /^watching$/);
    return async () => {
      await operator.stop();
      await manager.stop();
    };
  } catch (error) {
    await manager.stop();
    throw error;
  }
}

export const kubeflowOperator: Leg = {
  name: 'kubeflow-operator',
  variant: { of: 'kubeflow', by: ['--operator'] },
  expects: 'kubeflow',
  flags: PATIENT,
  toolchain: missingGo,
  prepare: programs,
  async start() {
    const folder = await programs();
    const cluster = await startAssets(
      folder,
      await definitions('kubeflow-operator'),
      NAMESPACES,
      Object.values(NAMESPACES),
    );
    try {
      const stop = await control(folder, cluster);
      return {
        ...cluster,
        stop: async () => {
          await stop();
          await cluster.stop();
        },
      };
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  },
};
