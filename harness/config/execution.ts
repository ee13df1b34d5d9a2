import { randomInt } from 'node:crypto';
import type { Execution } from '../model/run.ts';
import type { JobLimits } from '../model/trial.ts';
import { FEW_OBJECTS } from '../run/plan.ts';
import type { Reader } from './reader.ts';
import { UsageError } from '../errors/usage.ts';

const QUANTITY = /^[0-9]+(\.[0-9]+)?(m|[kMGTPE]i?|Ki)?$/;

export const readExecution = (read: Reader): Execution => ({
  settings: readJobLimits(read),
  concurrency: read.number('concurrency', 1, 256),
  settle: read.milliseconds('settle', 0, 3600),
  patience: read.milliseconds('patience', 0, 3600),
  running: read.milliseconds('run-jobs', 0, 3600),
  seed: read.text('seed') === undefined ? randomInt(2 ** 31) : read.number('seed', 0, 2 ** 31 - 1),
  runs: read.number('runs', 1, 1_000_000),
  gate: !read.toggle('no-gate'),
  bail: read.toggle('bail'),
  maxTime: readMaxTime(read),
});

/** Milliseconds that all of it may take, if a flag says so. */
export const readMaxTime = (read: Reader): number | undefined =>
  read.text('max-time') === undefined ? undefined : read.milliseconds('max-time', 1, 604_800);

const readJobLimits = (read: Reader): JobLimits => ({
  image: readImage(read),
  cpu: readQuantity(read, 'cpu'),
  memory: readQuantity(read, 'memory'),
  maxReplicas: read.number('max-replicas', 1, 1000),
  mostObjects: read.isGiven('most-objects')
    ? read.number('most-objects', 0, 100_000)
    : isOthers(read)
      ? FEW_OBJECTS
      : MANY_OBJECTS,
});

/** Jobs of one check on the embedded server: a page more than the largest that is usual. */
const MANY_OBJECTS = 510;

/** Whether the target is another than the embedded server: its jobs cost somebody something. */
export const isOthers = (read: Reader): boolean =>
  ['target', 'kubeconfig', 'context'].some((flag) => read.isGiven(flag));

function readImage(read: Reader): string {
  const text = read.text('image') ?? '';
  if (/^[^\s\p{C}]+$/u.test(text)) return text;
  throw new UsageError(`${read.from('image')}: "${text}" is no image: give one such as busybox:1.36`);
}

function readQuantity(read: Reader, flag: string): string {
  const text = read.text(flag) ?? '';
  if (QUANTITY.test(text)) return text;
  throw new UsageError(`${read.from(flag)}: "${text}" is no quantity: give one such as 250m or 512Mi`);
}
