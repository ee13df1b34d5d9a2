/** Spellings and forms of the documented bodies. */
import { isObject } from '../../../contract/json.ts';
import { objectAt } from '../../state/model.ts';
import { inAnswers } from '../helpers/answers.ts';
import { inBodies, refusing, replicasOf, withReplicas } from '../helpers/bodies.ts';
import { without } from '../helpers/places.ts';
import { mutant, mutantOn, type Mutant } from '../types.ts';

const onCreate = mutantOn('create');

export const SPELLINGS: readonly Mutant[] = [
  onCreate('ps-is-unknown', 'create.ps-spellings', {
    text: 'A TFJob that names its parameter servers Ps is refused.',
    kinds: ['tfjobs'],
    override: refusing('Ps', (kind, job) => 'Ps' in replicasOf(kind, job)),
  }),
  onCreate('ps-as-in-the-table-is-unknown', 'create.ps-spellings', {
    text: 'A TFJob that names its parameter servers PS is refused.',
    kinds: ['tfjobs'],
    override: refusing('PS', (kind, job) => 'PS' in replicasOf(kind, job)),
  }),
  mutant('job-mode-is-lost', 'create.job-mode', {
    text: 'jobMode of an MXJob is dropped.',
    kinds: ['mxjobs'],
    override: inBodies('MXJobSpec', (spec) => without(spec, 'jobMode')),
  }),
  onCreate('restart-policy-of-replicas-is-lost', 'create.restart-policy-places', {
    text: 'restartPolicy of a replica is dropped.',
    override: inBodies('ReplicaSpec', (replica) => without(replica, 'restartPolicy')),
  }),
  onCreate('restart-policy-of-pods-is-lost', 'create.restart-policy-places', {
    text: 'restartPolicy of a pod template is dropped.',
    override: inBodies('PodSpec', (pod) => without(pod, 'restartPolicy')),
  }),
  mutant('replicas-are-shown-as-an-array', 'create.replicas-are-maps', {
    text: 'The replica specs are shown as an array.',
    override: inAnswers((kind, job) =>
      withReplicas(kind, job, (replicas) =>
        Object.entries(replicas).map(([type, replica]) => ({ type, ...(isObject(replica) ? replica : {}) })),
      ),
    ),
  }),
  onCreate('create-takes-an-array-of-replicas', 'create.replicas-are-maps', {
    text: 'Replica specs sent as an array are accepted.',
    override: (base) => ({
      schemaCauses: (kind, job) =>
        Array.isArray(objectAt(job, 'spec')[kind.replicaMap]) ? [] : base.schemaCauses(kind, job),
    }),
  }),
  mutant('api-version-is-shown-bare', 'create.api-version', {
    text: 'apiVersion is shown without its group.',
    override: inAnswers((kind, job) => ({ ...job, apiVersion: kind.version })),
  }),
  onCreate('create-takes-a-bare-version', 'create.api-version-mismatch', {
    text: 'A body whose apiVersion is of another group is accepted.',
    override: () => ({ foreignVersion: () => undefined, schemaCauses: () => [] }),
  }),
];
