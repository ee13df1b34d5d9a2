/** What a check is given to send: names, small manifests, and those of others, made harmless. */
import { expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import { judge } from './judge.ts';
import { RUN_LABEL, TRIAL_LABEL } from '../ownership/journal.ts';
import { fakeContext, fakeTarget, TFJOB } from '../testing/fake.ts';
import type { Kind } from '../../contract/types.ts';
import type { Trial } from '../model/trial.ts';

/** The trial that a check is given. */
async function trialOf(kind: Kind = TFJOB, over: Parameters<typeof fakeContext>[1] = {}): Promise<Trial> {
  let given: Trial | undefined;
  const check = async (trial: Trial): Promise<void> => void (given = trial);
  await judge({ id: 'area/it-holds', revision: 1, tests: [], check }, kind, fakeContext(fakeTarget().send, over));
  if (given === undefined) throw new Error('no check was begun');
  return given;
}

test('given: names, small manifests, the documented one, and anything adopted', async () => {
  const settings = { image: 'i', cpu: '1', memory: '2', maxReplicas: 2, mostObjects: 510 };
  const { given, kind } = await trialOf(TFJOB, { execution: { settings } });
  expect(new Set(Array.from({ length: 50 }, () => given.name())).size).toBe(50);
  expect(given.name('A_b'.repeat(40))).toMatch(/^(?=.{1,63}$)rtest-[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
  const own = { [RUN_LABEL]: 'rtest', [TRIAL_LABEL]: expect.stringMatching(/^t[a-z0-9]+$/) };
  const resources = { limits: { cpu: '1', memory: '2' }, requests: { cpu: '1', memory: '2' } };
  expect(given.manifest({ name: 'n', labels: { a: 'b' }, spec: { cleanPodPolicy: 'All' } })).toEqual({
    apiVersion: 'kubeflow.org/v1',
    kind: 'TFJob',
    metadata: { name: 'n', labels: { a: 'b', ...own } },
    spec: {
      cleanPodPolicy: 'All',
      tfReplicaSpecs: {
        Worker: { replicas: 1, template: { spec: { containers: [{ name: 'tensorflow', image: 'i', resources }] } } },
      },
    },
  });
  expect(given.manifest({ metadata: { generateName: 'x-' } })['metadata']).toEqual({ generateName: 'x-', labels: own });
  expect(given.documented()).toMatchObject({
    metadata: { name: expect.stringMatching(/^rtest-/), labels: own },
    spec: { tfReplicaSpecs: { Ps: { template: { spec: { containers: [{ image: 'i', resources }] } } } } },
  });
  const wild = (container: object, metadata: object = { name: 'x' }) =>
    ({
      metadata,
      spec: {
        [kind.replicaMap]: {
          PS: { replicas: 9, template: { spec: { initContainers: [container], containers: [container] } } },
        },
      },
    }) as never;
  expect(given.adopted(wild({ image: 'huge', resources: { limits: { 'nvidia.com/gpu': 8 } } }))).toMatchObject({
    metadata: { name: expect.stringMatching(/^rtest-/) },
    spec: {
      tfReplicaSpecs: {
        PS: {
          replicas: 2,
          template: { spec: { initContainers: [{ image: 'i', resources }], containers: [{ image: 'i', resources }] } },
        },
      },
    },
  });
});

test('a small manifest gives what is documented by examples alone, as they give it', async () => {
  const specs: Record<string, unknown> = {};
  for (const kind of KINDS) specs[kind.kind] = Object.keys((await trialOf(kind)).given.manifest()['spec'] as object);
  expect(specs).toMatchObject({ MXJob: ['jobMode', 'mxReplicaSpecs'], MPIJob: ['mpiReplicaSpecs'] });
  for (const { kind, replicaMap } of KINDS) if (kind !== 'MXJob') expect(specs[kind]).toEqual([replicaMap]);
});

test('taming leaves defects as they are', async () => {
  const { given } = await trialOf();
  const pod = (container: object) =>
    ({
      metadata: {},
      spec: { tfReplicaSpecs: { PS: { replicas: -1, template: { spec: { containers: [container] } } } } },
    }) as never;
  for (const defect of [
    {},
    { image: 5 },
    { image: 'i', resources: 'x' },
    { image: 'i', resources: { limits: { cpu: 'lots' } } },
    { image: 'i', resources: { limits: { cpu: '1' }, requests: { cpu: '2' } } },
  ]) {
    const adopted = given.adopted(pod(defect)) as never as ReturnType<typeof JSON.parse>;
    const [container] = adopted.spec.tfReplicaSpecs.PS.template.spec.containers;
    const { image, ...rest } = container;
    expect({ ...rest, ...(image !== undefined && { image: typeof image }) }).toMatchObject({
      ...('resources' in defect ? { resources: defect.resources } : {}),
      ...('image' in defect ? { image: typeof defect.image } : {}),
    });
    expect(adopted.spec.tfReplicaSpecs.PS.replicas).toBe(-1);
  }
  expect(given.adopted({ metadata: { name: 'Not_Valid', labels: 'none' } })).toEqual({
    metadata: { name: 'Not_Valid', labels: 'none' },
  });
  expect(given.adopted({ metadata: 5 })).toEqual({ metadata: 5 });
});
