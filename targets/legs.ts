/** All legs, in the order of the compatibility matrix. */
import { fabric8 } from './fabric8/leg.ts';
import { kubeApiserver } from './kube-apiserver/leg.ts';
import { kubeflow } from './kubeflow/leg.ts';
import { kubeflowOperator } from './kubeflow-operator/leg.ts';
import type { Leg } from './leg.ts';
import { prism } from './prism/leg.ts';

export const LEGS: readonly Leg[] = [kubeApiserver, kubeflow, kubeflowOperator, fabric8, prism];
