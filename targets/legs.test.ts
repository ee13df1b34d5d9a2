import { expect, test } from 'vitest';
import { legOf } from './legs.ts';

test.each<[string[], string | undefined, string[]]>([
  [['kubeflow'], 'kubeflow', []],
  [['kubeflow', '--operator'], 'kubeflow-operator', []],
  [
    ['kubeflow', '--seed', '2', '--operator', '--only', 'watch'],
    'kubeflow-operator',
    ['--seed', '2', '--only', 'watch'],
  ],
  [['kubeflow-operator', '--bail'], 'kubeflow-operator', ['--bail']],
  [['fabric8', '--operator'], 'fabric8', ['--operator']],
  [['kubeflow', '-operator'], 'kubeflow', ['-operator']],
  [['kube-apiserver', '--kubernetes', '1.30', '--bail'], 'kube-apiserver-1.30', ['--bail']],
  [['kube-apiserver', '--kind', 'tfjob', '--storage', 'kine'], 'kube-apiserver-kine', ['--kind', 'tfjob']],
  [['kube-apiserver', '--kubernetes', '1.2'], 'kube-apiserver', ['--kubernetes', '1.2']],
  [['kube-apiserver-kine'], 'kube-apiserver-kine', []],
  [['nothing'], undefined, []],
  [[], undefined, []],
])('%j is the leg %s', (args, name, rest) => {
  const found = legOf(args);
  expect([found.leg?.name, found.rest]).toEqual([name, rest]);
});
