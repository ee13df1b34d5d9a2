/** All legs, in the order of the compatibility matrix. */
import { fabric8 } from './fabric8/leg.ts';
import { haproxy } from './haproxy/leg.ts';
import { kubeApiserver, kubernetes130, kubernetesOnKine } from './kube-apiserver/leg.ts';
import { kubeflow } from './kubeflow/leg.ts';
import { kubeflowOperator } from './kubeflow-operator/leg.ts';
import type { Leg } from './leg.ts';
import { nginx } from './nginx/leg.ts';
import { operators2020 } from './operators-2020/leg.ts';
import { prism } from './prism/leg.ts';

export const LEGS: readonly Leg[] = [
  haproxy,
  nginx,
  kubeApiserver,
  kubernetes130,
  kubernetesOnKine,
  operators2020,
  kubeflow,
  kubeflowOperator,
  fabric8,
  prism,
];

/** Where the wanted words stand one after another; -1 when they do not. */
const indexOf = (words: readonly string[], wanted: readonly string[]): number =>
  words.findIndex((_, at) => wanted.every((word, i) => words[at + i] === word));

/** The leg of `NAME [FLAGS]`, and the flags that are left for the suite. Flags may choose a variant of the leg. */
export function legOf([name = '', ...flags]: readonly string[]): { leg: Leg | undefined; rest: string[] } {
  for (const leg of LEGS) {
    const { of, by } = leg.variant ?? { of: '', by: [] };
    const at = of === name ? indexOf(flags, by) : -1;
    if (at >= 0) return { leg, rest: flags.toSpliced(at, by.length) };
  }
  return { leg: LEGS.find((leg) => leg.name === name), rest: flags };
}
