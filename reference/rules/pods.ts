/**
 * What the pods of a job do. There are none: the commands that are known here are played, and a job with any other
 * command ends by its uid.
 */
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import { objectAt, textAt, type Job } from '../state/model.ts';

/** One run of a command: how long it takes, in seconds, and whether it succeeds. */
export interface PodRun {
  seconds: number;
  succeeds: boolean;
}

const AT_ONCE = { seconds: 1, succeeds: true };
const FAILED = { seconds: 1, succeeds: false };
const DEFAULT_BACKOFF = 6;

const number = (value: Json | undefined): number | undefined => (typeof value === 'number' ? value : undefined);
const seconds = (value: Json | undefined): number | undefined => {
  const given = number(value);
  return given === undefined ? undefined : given * 1000;
};

const podOf = (replica: JsonObject): JsonObject => objectAt(objectAt(replica, 'template'), 'spec');

/** The script of `sh -c` that the first container runs; undefined: another command. */
export function scriptOf(replica: JsonObject): string | undefined {
  const [container] = Array.isArray(podOf(replica)['containers']) ? (podOf(replica)['containers'] as Json[]) : [];
  const command = isObject(container) ? container['command'] : undefined;
  const [shell, flag, script] = Array.isArray(command) ? command : [];
  return shell === 'sh' && flag === '-c' && typeof script === 'string' ? script : undefined;
}

/** What a script does when it has been restarted so many times; undefined: it is not known here. */
export function played(script: string, restarts: number): PodRun | undefined {
  const [, time] = /^sleep (\d+)$/.exec(script) ?? [];
  if (time !== undefined) return { seconds: Number(time), succeeds: true };
  const [, code] = /^exit (\d+)$/.exec(script) ?? [];
  if (code !== undefined) return code === '0' ? AT_ONCE : FAILED;
  const [, file, same] = /^test -e (\S+) \|\| \{ touch (\S+); exit 1; \}$/.exec(script) ?? [];
  return file === undefined || file !== same ? undefined : restarts > 0 ? AT_ONCE : FAILED;
}

export const podRules = () => ({
  /** When pods are started again: the replica says it before its template does (table 158). */
  restartPolicy: (replica: JsonObject): string =>
    textAt(replica, 'restartPolicy') ?? textAt(podOf(replica), 'restartPolicy') ?? 'Never',
  /** Whether a pod under the policy is started again after a run. */
  isRestarted: (policy: string, { succeeds }: PodRun): boolean => !succeeds && policy !== 'Never',
  /** How often pods are started again before the job has failed. */
  backoffLimit: (job: Job): number => number(objectAt(job, 'spec')['backoffLimit']) ?? DEFAULT_BACKOFF,
  /** Milliseconds that a job may run; undefined: no matter how long. */
  deadline: (job: Job): number | undefined => seconds(objectAt(job, 'spec')['activeDeadlineSeconds']),
  /** Milliseconds after the end of a job until it is removed; undefined: it stays. */
  timeToLive: (job: Job): number | undefined => seconds(objectAt(job, 'spec')['ttlSecondsAfterFinished']),
});
