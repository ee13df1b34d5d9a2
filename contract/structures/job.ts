import type { Field } from '../types.ts';
import { INT32, LOCAL_TIME, STRING, TIME, field, listOfRefs, oneOf, ref, structure } from './build.ts';

const time = (name: string, is = TIME): Field => field(name, is, { errata: [16] });

export const JOB_STRUCTURES = [
  structure(
    158,
    'ReplicaSpec',
    field('replicas', INT32, { default: 1, least: 1, errata: [42] }),
    field('template', ref('PodTemplateSpec'), { required: true }),
    field('restartPolicy', oneOf('Always', 'OnFailure', 'Never', 'ExitCode'), { default: 'Never', errata: [18] }),
  ),

  structure(
    160,
    'JobCondition',
    field('type', oneOf('Created', 'Running', 'Restarting', 'Succeeded', 'Failed')),
    field('status', oneOf('True', 'False', 'Unknown')),
    field('reason', STRING),
    field('message', STRING),
    time('lastUpdateTime', LOCAL_TIME),
    time('lastTransitionTime', LOCAL_TIME),
  ),

  structure(161, 'ReplicaStatus', field('active', INT32), field('succeeded', INT32), field('failed', INT32)),
];

/** Table 159 without its map of replica statuses, whose name depends on the kind (erratum 7). */
export const JOB_STATUS_TABLE = 159;
export const JOB_STATUS_FIELDS: readonly Field[] = [
  field('conditions', listOfRefs('JobCondition')),
  time('startTime'),
  time('completionTime'),
  time('lastReconcileTime'),
];
