import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import { replicaTypeNames, statusMapsOf } from '../../contract/workloads/replicated.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { shown } from '../support/exchanges.ts';
import { jobInvariant, oneJob } from '../support/job-invariant.ts';
import { isBeforeItself, readUntilFinal } from '../support/job-status.ts';
import { at } from '../support/objects.ts';

/** What a status says of one replica type. */
interface ReplicaStatus {
  path: string;
  type: string;
  value: Json;
}

const replicaStatusesOf = (job: JsonObject, kind: Kind): ReplicaStatus[] =>
  statusMapsOf(kind).flatMap((name) => {
    const map = at(job, 'status', name);
    return isObject(map)
      ? Object.entries(map).map(([type, value]) => ({ path: `/status/${name}/${type}`, type, value }))
      : [];
  });

const timeOf = (job: JsonObject, name: string): number => Date.parse(String(at(job, 'status', name)));

export const status: readonly Requirement[] = [
  jobInvariant('status/is-absent-or-an-object', ['status.optional'], oneJob, (job) => {
    const status = job['status'] ?? null;
    return status === null || isObject(status)
      ? 'holds'
      : {
          message: 'The status of a job is no object',
          expected: 'none, {} or a status',
          received: shown(status),
          path: '/status',
        };
  }),
  jobInvariant('status/counts-nothing-below-zero', ['status.counts'], readUntilFinal, (job, kind) => {
    const counts = replicaStatusesOf(job, kind)
      .flatMap(({ path, value }) =>
        isObject(value)
          ? ['active', 'succeeded', 'failed'].map((name) => ({ path: `${path}/${name}`, count: value[name] }))
          : [{ path, count: value }],
      )
      .filter(({ count }) => count !== undefined);
    const wrong = counts.find(({ count }) => !Number.isInteger(count) || Number(count) < 0);
    if (wrong !== undefined)
      return {
        message: 'A count of a replica status is negative, or no integer',
        expected: 'integers from 0',
        received: shown(wrong.count),
        path: wrong.path,
      };
    return counts.length > 0 ? 'holds' : undefined;
  }),
  jobInvariant('status/ends-after-it-starts', ['status.times.order'], readUntilFinal, (job) => {
    const [start, end] = [timeOf(job, 'startTime'), timeOf(job, 'completionTime')];
    if (Number.isNaN(start) || Number.isNaN(end) || isBeforeItself(job, end)) return undefined;
    return end >= start
      ? 'holds'
      : {
          message: 'A job was completed before it started',
          expected: `not before ${String(at(job, 'status', 'startTime'))}`,
          received: String(at(job, 'status', 'completionTime')),
          path: '/status/completionTime',
        };
  }),
  jobInvariant(
    'status/counts-replicas-by-documented-types',
    ['status.replica-statuses'],
    readUntilFinal,
    (job, kind) => {
      for (const name of statusMapsOf(kind)) {
        const map = at(job, 'status', name);
        if (Array.isArray(map))
          return {
            message: 'The replica statuses are an array',
            expected: 'a map of replica type to counts',
            received: shown(map),
            path: `/status/${name}`,
          };
      }
      const replicas = replicaStatusesOf(job, kind);
      if (replicas.length === 0) return undefined;
      const names = replicaTypeNames(kind);
      const stray = replicas.find(({ type }) => !names.includes(type));
      return stray === undefined
        ? 'holds'
        : {
            message: 'The status counts replicas of a type that the kind does not have',
            expected: names.join(', '),
            received: stray.path,
            path: stray.path,
          };
    },
  ),
];
