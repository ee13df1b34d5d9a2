/**
 * The CustomResourceDefinitions of the operators from which this API derives, as facts from which definitions are made.
 * They were written for apiextensions.k8s.io/v1beta1, which no Kubernetes since 1.22 serves. The same in v1: the one
 * schema stands in each version; and what v1beta1 did by default, to keep unknown members and to take members of
 * objects without a type, is asked for by `x-kubernetes-preserve-unknown-fields`. One difference is left: where v1 wants
 * a type, an object is demanded.
 */
import { findKind } from '../../contract/kinds.ts';
import type { Kind } from '../../contract/types.ts';

interface Bounds {
  minimum: number;
  maximum?: number;
}

interface Facts {
  kind: string;
  /** Where the facts are from: repository, path and commit. */
  source: string;
  /** The first one is stored. */
  versions: readonly string[];
  /** Whether status is a subresource, so that writes of the job leave it alone. */
  status: boolean;
  /** The bounds of the replicas of each type; of other types nothing is demanded. */
  replicas: Readonly<Record<string, Bounds>>;
  /** Further integers of the spec. */
  integers?: Readonly<Record<string, Bounds>>;
}

const SEVERAL: Bounds = { minimum: 1 };
const ONE: Bounds = { minimum: 1, maximum: 1 };

export const FACTS: readonly Facts[] = [
  {
    kind: 'TFJob',
    source: 'kubeflow/tf-operator (since renamed training-operator), manifests/base/crd.yaml at 01c75ac5f871',
    versions: ['v1'],
    status: true,
    replicas: { Chief: ONE, PS: SEVERAL, Worker: SEVERAL, Evaluator: { minimum: 0 } },
  },
  {
    kind: 'PyTorchJob',
    source: 'kubeflow/pytorch-operator, manifests/crd.yaml at 1a626da40422',
    versions: ['v1', 'v1beta2'],
    status: true,
    replicas: { Master: ONE, Worker: SEVERAL },
  },
  {
    kind: 'MPIJob',
    source: 'kubeflow/mpi-operator, deploy/crd/crd-v1alpha2.yaml at 1f4cc1faa605',
    versions: ['v1alpha2'],
    status: false,
    replicas: { Launcher: ONE, Worker: SEVERAL },
    integers: { slotsPerWorker: SEVERAL },
  },
];

const objectOf = (properties: object): object => ({
  type: 'object',
  'x-kubernetes-preserve-unknown-fields': true,
  properties,
});
const mapped = <From, To>(of: Readonly<Record<string, From>>, to: (value: From) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(of).map(([name, value]) => [name, to(value)]));
const integer = (bounds: Bounds): object => ({ type: 'integer', ...bounds });

function schemaOf({ replicas, integers = {} }: Facts, { replicaMap }: Kind): object {
  const types = mapped(replicas, (bounds) => objectOf({ replicas: integer(bounds) }));
  return objectOf({ spec: objectOf({ ...mapped(integers, integer), [replicaMap]: objectOf(types) }) });
}

/** A definition of apiextensions.k8s.io/v1. */
export function definitionOf(facts: Facts): object {
  const kind = findKind(facts.kind);
  if (kind === undefined) throw new Error(`there is no kind ${facts.kind}`);
  const { group, plural, singular } = kind;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind: kind.kind, plural, singular },
      versions: facts.versions.map((name, at) => ({
        name,
        served: true,
        storage: at === 0,
        schema: { openAPIV3Schema: schemaOf(facts, kind) },
        ...(facts.status ? { subresources: { status: {} } } : {}),
      })),
    },
  };
}
