import { conventions, table } from '../sources.ts';
import type { Statement } from '../types.ts';
import { statements } from './builder.ts';

const RUNS_PODS = 'it needs pods that a scheduler places and a kubelet runs, and time in which they end';

export const STATUS_STATEMENTS: readonly Statement[] = [
  ...statements('general', table(159), {
    'status.optional': {
      text: 'The status of a job may be absent, empty or filled, and need never move.',
      errata: [21],
    },
    'status.replica-statuses': {
      text: 'The replica statuses are a map whose keys are replica types of the kind.',
      section: 'replicaStatuses',
      errata: [3, 4, 7],
    },
    'status.counts': { text: 'active, succeeded and failed are integers, and none is negative.', source: table(161) },
    'status.conditions.types': {
      text: 'Each condition has one of the documented types, and a status of True, False or Unknown.',
      source: table(160, 'type, status'),
    },
    'status.times.order': { text: 'A job does not end before it starts.', section: 'startTime, completionTime' },
    'status.effect.ttl': {
      text: 'A finished job is removed when ttlSecondsAfterFinished have passed.',
      source: table(155, 'ttlSecondsAfterFinished'),
    },
    'status.effect.deadline': {
      text: 'A job that runs for longer than activeDeadlineSeconds is ended.',
      source: table(155, 'activeDeadlineSeconds', 1),
    },
    'status.effect.backoff': {
      text: 'A job whose pods fail more often than backoffLimit says has failed.',
      source: table(155, 'backoffLimit'),
    },
    'status.effect.clean-pod-policy': {
      text: 'When a job ends, the pods that cleanPodPolicy names are removed.',
      source: table(156),
      untestable: RUNS_PODS,
    },
    'status.effect.restart-policy': {
      text: 'restartPolicy of the replica, before that of the pod template, says when its pods are restarted.',
      source: table(158, 'restartPolicy', 18),
    },
    'status.effect.replicas': {
      text: 'As many pods run as replicas says.',
      source: table(158, 'replicas'),
      untestable: RUNS_PODS,
    },
    'status.effect.slots': {
      text: 'A worker of an MPIJob has as many slots as slotsPerWorker says.',
      source: table(172, 'slotsPerWorker'),
      untestable: RUNS_PODS,
    },
    'status.effect.pod-template': {
      text: 'The pods have the containers, volumes and resources of the template.',
      source: table(17),
      untestable: 'pods are another API, which the documents of the jobs do not cover',
    },
  }),
  ...statements('conventions', conventions('Status'), {
    'status.not-writable': "A status that a client sends by create, replace or patch does not become the object's.",
    'status.conditions.unique': 'Each type of condition stands once.',
    'status.conditions.final': 'A job that has succeeded or failed stays so, and is not both.',
    'status.conditions.running-false': 'A job that has succeeded or failed is not Running.',
    'status.conditions.restarting': 'A job is not Running and Restarting at once.',
    'status.conditions.reason': { text: 'The reason of a condition is one word in CamelCase.', level: 'SHOULD' },
    'status.times.forward': 'The times of a status never go back.',
    'status.start-time.kept': 'startTime, once set, stays.',
  }),
];
