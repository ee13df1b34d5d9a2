/** All legs, in the order of the compatibility matrix. */
import { fabric8 } from './fabric8/leg.ts';
import { kubeApiserver } from './kube-apiserver/leg.ts';
import { kubeflow } from './kubeflow/leg.ts';
import { kubeflowOperator } from './kubeflow-operator/leg.ts';
import type { Leg } from './leg.ts';
import { prism } from './prism/leg.ts';

export const LEGS: readonly Leg[] = [kubeApiserver, kubeflow, kubeflowOperator, fabric8, prism];

/**
 * The leg of `NAME [FLAGS]`, and the flags that are left for the suite. `NAME --MORE` is the leg NAME-MORE, if there is
 * one.
 */
export function legOf([name = '', ...flags]: readonly string[]): { leg: Leg | undefined; rest: string[] } {
  const named = (wanted: string): Leg | undefined => LEGS.find((leg) => leg.name === wanted);
  const more = flags.find((flag) => flag.startsWith('--') && named(`${name}${flag.slice(1)}`));
  return { leg: named(`${name}${more?.slice(1) ?? ''}`), rest: flags.filter((flag) => flag !== more) };
}
