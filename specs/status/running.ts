/**
 * What becomes of jobs that run, as far as it shows at the jobs themselves. Each check compares jobs that differ in one
 * thing; where the one that has to end does not, nothing is said about the other.
 */
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import { replicasOf, withReplicas } from '../../contract/workloads/replicated.ts';
import type { Accepted } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { shown } from '../support/exchanges.ts';
import { conditionOf, conditionsOf, isFinal, isTrue } from '../support/job-status.ts';
import { requirement } from '../support/requirement.ts';

const VOLUME = 'state';
/** What the first process of each pod runs; the image of `--image` has a shell. */
const COMMANDS = {
  ends: 'exit 0',
  fails: 'exit 1',
  runsOn: 'sleep 3600',
  /** A restarted container finds what the one before it left. */
  failsOnce: `test -e /${VOLUME}/again || { touch /${VOLUME}/again; exit 1; }`,
} as const;

/** Seconds: soon is before the check ends, late is after it. */
const SOON = 5;
const LATE = 86_400;

type Command = keyof typeof COMMANDS;

interface Running {
  spec?: JsonObject;
  /** Of the replica, and of its pod template. */
  restarts?: { replica: string; template?: string };
}

/** A job of the smallest sort, whose pods run the command. */
function running(trial: Trial, command: Command, { spec = {}, restarts }: Running = {}): Promise<Accepted> {
  const manifest = trial.given.manifest({ spec });
  const replicas = Object.entries(replicasOf(trial.kind, manifest)).map(([type, replica]) => {
    const [{ template, ...others }, pod] = [object(replica), object(object(object(replica)['template'])['spec'])];
    const [container] = Array.isArray(pod['containers']) ? pod['containers'] : [];
    const containers = [
      {
        ...object(container),
        command: ['sh', '-c', COMMANDS[command]],
        ...(command === 'failsOnce' && { volumeMounts: [{ name: VOLUME, mountPath: `/${VOLUME}` }] }),
      },
    ];
    const pods = {
      ...pod,
      containers,
      ...(command === 'failsOnce' && { volumes: [{ name: VOLUME, emptyDir: {} }] }),
      ...(restarts?.template !== undefined && { restartPolicy: restarts.template }),
    };
    return [
      type,
      {
        ...others,
        ...(restarts && { restartPolicy: restarts.replica }),
        template: { ...object(template), spec: pods },
      },
    ];
  });
  return trial.given.created(withReplicas(trial.kind, manifest, Object.fromEntries(replicas) as JsonObject));
}

const object = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

/** The job as it is when it has ended; undefined: it does not end in time. */
const ended = (trial: Trial, job: Accepted): Promise<JsonObject | undefined> =>
  trial.eventually(async () => {
    const now = await trial.given.read(job);
    return isFinal(now) ? now : undefined;
  }, trial.running);

const hasSucceeded = (job: JsonObject | undefined): boolean =>
  job !== undefined && isTrue(conditionOf(job, 'Succeeded'));
const hasFailed = (job: JsonObject | undefined): boolean => job !== undefined && isTrue(conditionOf(job, 'Failed'));

/** Nothing can be said about a job where another, which differs in one thing, does not run. */
function notRun(trial: Trial, job: JsonObject, what: string): never {
  if (conditionsOf(job).length === 0) return trial.notApplicable('the target shows no condition: it runs no jobs');
  return trial.inconclusive(`${what} within ${trial.running / 1000} s`);
}

/** The control of what is expected of another job. */
async function expectSuccess(trial: Trial, job: Accepted): Promise<void> {
  const control = (await ended(trial, job)) ?? (await trial.given.read(job));
  if (!hasSucceeded(control)) notRun(trial, control, 'a job whose command succeeds did not succeed');
}

/** A job is Failed, once another has shown that jobs run and end here. */
async function expectFailure(trial: Trial, job: Accepted, message: string): Promise<void> {
  const now = (await ended(trial, job)) ?? (await trial.given.read(job));
  trial.expect.that(hasFailed(now), {
    message,
    expected: 'the condition Failed',
    received: shown(conditionsOf(now).filter(isTrue)),
    path: '/status/conditions',
  });
}

/** The job as it was last seen; undefined: a read was answered 404 in time. */
async function untilGone(trial: Trial, job: Accepted): Promise<JsonObject | undefined> {
  let last: JsonObject = {};
  const gone = await trial.eventually(async () => {
    const answer = await trial.target.read(job);
    if (answer.status === 404) return true;
    last = trial.expect.accepted(answer);
    return undefined;
  }, trial.running);
  return gone ? undefined : last;
}

const has =
  (field: string) =>
  ({ specFields }: Kind): boolean =>
    specFields.some(({ name }) => name === field);

const NEEDS = ['read/answers-with-what-is-stored', 'status/has-documented-conditions'] as const;

export const ofRunningJobs: readonly Requirement[] = [
  requirement('status/removes-an-ended-job-after-its-time-to-live', {
    tests: ['status.effect.ttl'],
    needs: NEEDS,
    requires: ['running-jobs'],
    appliesTo: has('ttlSecondsAfterFinished'),
    async check(trial) {
      const late = await running(trial, 'ends', { spec: { ttlSecondsAfterFinished: LATE } });
      const soon = await running(trial, 'ends', { spec: { ttlSecondsAfterFinished: SOON } });
      const left = await untilGone(trial, soon);
      if (left !== undefined && !isFinal(left)) notRun(trial, left, 'a job whose command succeeds did not end');
      trial.expect.that(left === undefined, {
        message: `A job that has ended stays, though its ttlSecondsAfterFinished is ${SOON}`,
        expected: 'that a read is answered 404',
        received: shown(conditionsOf(left ?? {}).filter(isTrue)),
      });
      const answer = await trial.target.read(late);
      trial.expect.that(answer.status !== 404, {
        message: `A job is removed before its ttlSecondsAfterFinished, which is ${LATE}`,
        expected: 'that a read shows it',
        received: '404',
        answer,
      });
      trial.expect.accepted(answer);
    },
  }),
  requirement('status/ends-a-job-after-its-deadline', {
    tests: ['status.effect.deadline'],
    needs: NEEDS,
    requires: ['running-jobs'],
    appliesTo: has('activeDeadlineSeconds'),
    async check(trial) {
      const late = await running(trial, 'runsOn', { spec: { activeDeadlineSeconds: LATE } });
      const free = await running(trial, 'runsOn');
      const soon = await running(trial, 'runsOn', { spec: { activeDeadlineSeconds: SOON } });
      const runs = await trial.eventually(
        async () => (isTrue(conditionOf(await trial.given.read(free), 'Running')) ? true : undefined),
        trial.running,
      );
      if (runs === undefined) notRun(trial, await trial.given.read(free), 'a job without a deadline was not Running');
      const over = (await ended(trial, soon)) ?? (await trial.given.read(soon));
      if (!isFinal(over) && !isTrue(conditionOf(over, 'Running')))
        trial.inconclusive('of two jobs with one command, only one runs');
      trial.expect.that(isFinal(over), {
        message: `A job still runs long after its activeDeadlineSeconds, which is ${SOON}`,
        expected: 'that it has ended',
        received: shown(conditionsOf(over).filter(isTrue)),
        path: '/status/conditions',
      });
      const left = await trial.given.read(late);
      if (isFinal(await trial.given.read(free))) trial.inconclusive('a job without a deadline ended as well');
      trial.expect.that(!isFinal(left), {
        message: `A job has ended before its activeDeadlineSeconds, which is ${LATE}`,
        expected: 'that it runs, as one without a deadline does',
        received: shown(conditionsOf(left).filter(isTrue)),
        path: '/status/conditions',
      });
    },
  }),
  requirement('status/fails-a-job-that-fails-too-often', {
    tests: ['status.effect.backoff'],
    needs: NEEDS,
    requires: ['running-jobs'],
    appliesTo: has('backoffLimit'),
    async check(trial) {
      const settings = { spec: { backoffLimit: 1 }, restarts: { replica: 'OnFailure' } };
      const fails = await running(trial, 'fails', settings);
      await expectSuccess(trial, await running(trial, 'ends', settings));
      await expectFailure(trial, fails, 'A job whose command always fails, with a backoffLimit of 1, does not fail');
    },
  }),
  requirement('status/restarts-pods-as-the-replica-says', {
    tests: ['status.effect.restart-policy'],
    needs: NEEDS,
    requires: ['running-jobs'],
    async check(trial) {
      const spec: JsonObject = has('backoffLimit')(trial.kind) ? { backoffLimit: 3 } : {};
      const under = (replica: string, template?: string): Promise<Accepted> =>
        running(trial, 'failsOnce', { spec, restarts: { replica, ...(template !== undefined && { template }) } });
      const never = await under('Never', 'OnFailure');
      const again = await under('OnFailure', 'Never');
      await expectSuccess(trial, await under('OnFailure'));
      await expectFailure(trial, never, 'A job whose replica says Never runs again what has failed');
      const now = (await ended(trial, again)) ?? (await trial.given.read(again));
      trial.expect.that(hasSucceeded(now), {
        message: 'A job whose replica says OnFailure, and its pod template Never, does not run again what has failed',
        expected: 'the condition Succeeded, as where the template says nothing',
        received: shown(conditionsOf(now).filter(isTrue)),
        path: '/status/conditions',
      });
    },
  }),
];
