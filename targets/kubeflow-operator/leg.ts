/**
 * A whole Kubernetes control plane with Kubeflow's training operator, whose controllers move status under the suite.
 */
import { join } from 'node:path';
import { startAssets } from '../kube-apiserver/assets.ts';
import type { Cluster } from '../kube-apiserver/assets.ts';
import { GO_ENV, missingGo } from '../kube-apiserver/leg.ts';
import { MODULE, definitions } from '../kubeflow/leg.ts';
import { NAMESPACES } from '../leg.ts';
import type { Leg } from '../leg.ts';
import { build, cache, launch, source, start } from '../process.ts';

async function programs(): Promise<string> {
  const folder = cache('kubeflow-operator');
  const go = (from: string, program: string, what: string): Promise<void> =>
    build(
      'go',
      ['build', '-trimpath', '-ldflags=-s -w', '-o', join(folder, program), what],
      source('kubeflow-operator', from),
      GO_ENV,
    );
  await go('control-plane', 'etcd', 'go.etcd.io/etcd/server/v3');
  await go('control-plane', 'kube-apiserver', 'k8s.io/kubernetes/cmd/kube-apiserver');
  await go('control-plane', 'kube-controller-manager', 'k8s.io/kubernetes/cmd/kube-controller-manager');
  await go('operator', 'operator', '.');
  return folder;
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
  title: 'Kubeflow, operator',
  about: `kube-apiserver v1.36.3 with etcd and the garbage collector, and the controllers of ${MODULE}, without its webhooks; pods are played.`,
  expects: 'kubeflow',
  toolchain: missingGo,
  async start() {
    const folder = await programs();
    const cluster = await startAssets(folder, await definitions(), NAMESPACES, Object.values(NAMESPACES));
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
