/** Writes that insist on a resourceVersion: a PUT of a whole object, or a PATCH with the version in its metadata. */
import type { JsonObject } from '../../../contract/json.ts';
import type { Accepted, Answer, Job } from '../../../harness/model/target.ts';
import type { Requirement } from '../../../harness/model/requirement.ts';
import type { Trial } from '../../../harness/model/trial.ts';
import { itemsOf, nameOf, versionOf, withMember, shownOf } from '../objects.ts';
import { requirement } from '../requirement.ts';
import { writeRefused } from '../expectations.ts';
import {
  BASIS,
  everyMutableField,
  furnished,
  ok,
  control,
  reusedJobs,
  withMembers,
  write,
  type Change,
  type UpdateVerb,
} from './write.ts';

const LATE: Change = [['metadata', 'labels', 'late'], 'yes'];

/** The body of a write that insists on a version; that of a PUT is made from `base`. */
export const insistingBody = (
  verb: UpdateVerb,
  version: string,
  changes: readonly Change[],
  base: JsonObject,
): JsonObject => withMembers(verb, [[['metadata', 'resourceVersion'], version], ...changes])(base);

function insisting(
  trial: Trial,
  verb: UpdateVerb,
  job: Job,
  version: string,
  changes: readonly Change[],
  base: JsonObject = job.stored,
): Promise<Answer> {
  return trial.target[verb](job, insistingBody(verb, version, changes, base));
}

/** Makes the version old, by a write of another client. */
const moved = async (trial: Trial, job: Accepted, verb: UpdateVerb): Promise<void> =>
  void trial.expect.accepted(await write(trial, verb, job, ['metadata', 'labels', 'moved'], trial.given.name('m')));

/** One change of each mutable part, alone. */
const partsOf = (trial: Trial): Change[] => [
  LATE,
  [['metadata', 'annotations', 'late'], 'yes'],
  ...Object.entries(everyMutableField(trial.kind, 1)).map(([name, value]): Change => [['spec', name], value]),
];

const CODES: Readonly<Record<UpdateVerb, readonly number[] | undefined>> = { replace: undefined, patch: [409] };
export const STALE: Readonly<Record<UpdateVerb, string>> = { replace: 'locking.stale', patch: 'locking.patch' };
/** What has to work before anything else about versions can be judged. */
const STALE_REFUSED: Readonly<Record<UpdateVerb, string>> = {
  replace: 'replace/refuses-a-stale-version',
  patch: 'patch/refuses-a-stale-version',
};
const VERSIONS_ANSWERED = [
  'replace/answers-the-version-that-a-watch-shows',
  'patch/answers-the-version-that-a-watch-shows',
];

export const refusesAStaleVersion = (id: string, verb: UpdateVerb): Requirement =>
  requirement(id, {
    tests: [STALE[verb]],
    needs: [BASIS[verb]],
    async check(trial) {
      for (const mover of ['replace', 'patch'] as const) {
        const job = await trial.given.reused();
        const old = job.stored;
        await moved(trial, job, mover);
        await writeRefused(
          trial,
          job,
          () => insisting(trial, verb, job, shownOf(trial, old, 'resourceVersion'), [LATE], old),
          CODES[verb],
        );
      }
    },
  });

export const refusesAStaleVersionWithConflict = (id: string, verb: UpdateVerb): Requirement =>
  requirement(id, {
    tests: ['locking.stale.code', ...(verb === 'patch' ? ['patch.code.409'] : [])],
    needs: [STALE_REFUSED[verb]],
    async check(trial) {
      const job = await trial.given.reused();
      const old = job.stored;
      await moved(trial, job, verb);
      const answer = await insisting(trial, verb, job, shownOf(trial, old, 'resourceVersion'), [LATE], old);
      trial.expect.refused(answer, [409]);
      trial.expect.match(answer.json, { kind: 'Status', reason: 'Conflict' }, answer);
    },
  });

export const refusesEveryOlderVersion = (id: string, verb: UpdateVerb): Requirement =>
  requirement(id, {
    tests: [STALE[verb]],
    needs: [STALE_REFUSED[verb]],
    async check(trial) {
      const job = await trial.given.reused();
      const states: JsonObject[] = [];
      for (let i = 0; i < 5; i += 1) {
        states.push(await trial.given.read(job));
        await moved(trial, job, verb);
      }
      const before = await trial.given.read(job);
      for (const [i, old] of states.entries()) {
        const change: Change = [['metadata', 'labels', 'late'], `l${i}`];
        trial.expect.refused(
          await insisting(trial, verb, job, shownOf(trial, old, 'resourceVersion'), [change], old),
          CODES[verb],
        );
      }
      await trial.expect.unchanged(job, before);
    },
  });

export const refusesAStaleVersionWhateverItChanges = (id: string, verb: UpdateVerb): Requirement =>
  requirement(id, {
    tests: [STALE[verb]],
    needs: [STALE_REFUSED[verb]],
    async check(trial) {
      const job = await furnished(trial);
      const old = job.stored;
      await moved(trial, job, verb);
      const parts = partsOf(trial);
      const before = await trial.given.read(job);
      // Without a change, too: a PUT then takes the other's write back, and a PATCH asks for the version alone.
      for (const changes of [[], ...parts.map((part) => [part]), parts])
        trial.expect.refused(
          await insisting(trial, verb, job, shownOf(trial, old, 'resourceVersion'), changes, old),
          CODES[verb],
        );
      // A PUT of what is stored, by whoever has not seen it, changes nothing and is late all the same.
      if (verb === 'replace')
        trial.expect.refused(
          await insisting(trial, verb, job, shownOf(trial, old, 'resourceVersion'), [], before),
          CODES[verb],
        );
      await trial.expect.unchanged(job, before);
    },
  });

export const refusesTheVersionOfAnotherObject = (id: string, verb: UpdateVerb): Requirement =>
  requirement(id, {
    tests: [STALE[verb]],
    needs: [STALE_REFUSED[verb]],
    async check(trial) {
      const [job, other] = await reusedJobs(trial, 2);
      await moved(trial, other, 'patch');
      const foreign = shownOf(trial, await trial.given.read(other), 'resourceVersion');
      if (foreign === versionOf(await trial.given.read(job)))
        trial.notApplicable('both objects have the same resourceVersion');
      await writeRefused(trial, job, () => insisting(trial, verb, job, foreign, [LATE]), CODES[verb]);
    },
  });

/** Each is made from the stored version, so that it looks like a version of this target. */
const NEVER_ISSUED: readonly ((version: string) => string)[] = [
  (version) => `${version}0`,
  (version) => `${version}${version}`,
  (version) => (version.length > 1 ? version.slice(0, -1) : `${version}1`),
];

export const refusesAVersionThatWasNeverIssued = (id: string, verb: UpdateVerb): Requirement =>
  requirement(id, {
    tests: [STALE[verb]],
    needs: [STALE_REFUSED[verb]],
    async check(trial) {
      const job = await trial.given.reused();
      await control(trial, verb, job);
      for (const spoil of NEVER_ISSUED) {
        const now = await trial.given.known(job);
        await writeRefused(trial, job, () =>
          insisting(trial, verb, job, spoil(shownOf(trial, now, 'resourceVersion')), [LATE], now),
        );
      }
    },
  });

/** The answers of the target that a version may be taken from. */
const SOURCES: readonly { name: string; version: (trial: Trial, job: Accepted) => Promise<string> }[] = [
  { name: 'a read', version: async (trial, job) => shownOf(trial, await trial.given.read(job), 'resourceVersion') },
  {
    name: 'a list',
    version: async (trial, job) =>
      shownOf(
        trial,
        itemsOf((await trial.target.list()).json).find((item) => nameOf(item) === job.name),
        'resourceVersion',
      ),
  },
  {
    name: 'a replace',
    version: async (trial, job) =>
      shownOf(
        trial,
        (await write(trial, 'replace', job, ['metadata', 'labels', 'from'], 'put')).json,
        'resourceVersion',
      ),
  },
  {
    name: 'a patch',
    version: async (trial, job) =>
      shownOf(
        trial,
        (await write(trial, 'patch', job, ['metadata', 'labels', 'from'], 'patch')).json,
        'resourceVersion',
      ),
  },
];

/** A write with a version that was just answered is accepted, and what is right beside it; unless a controller has written since. */
async function acceptsVersionOf(
  trial: Trial,
  verb: UpdateVerb,
  job: Job,
  source: (typeof SOURCES)[number],
  beside: readonly Change[],
): Promise<void> {
  const isOld = async (version: string): Promise<boolean> => versionOf(await trial.expect.stored(job, {})) !== version;
  const { version, value, answer } = await trial.retry(
    async () => {
      const issued = await source.version(trial, job);
      const label = trial.given.name('v');
      const change: Change = [['metadata', 'labels', 'current'], label];
      return { version: issued, value: label, answer: await insisting(trial, verb, job, issued, [change, ...beside]) };
    },
    async (sent) => sent.answer.status === 409 && (await isOld(sent.version)),
  );
  if (ok(answer)) return void (await trial.expect.stored(job, { metadata: { labels: { current: value } } }));
  if (answer.status === 409 && (await isOld(version)))
    trial.inconclusive('the object was written by others between every two requests');
  trial.expect.that(false, {
    message: `A write with the resourceVersion of ${source.name} was refused`,
    expected: 'a status of the 200s',
    received: String(answer.status),
    path: 'status',
    answer,
  });
}

export const acceptsEachVersionThatWasAnswered = (id: string, verb: UpdateVerb): Requirement =>
  requirement(id, {
    tests: ['locking.current'],
    needs: [BASIS[verb], ...VERSIONS_ANSWERED],
    async check(trial) {
      const job = await trial.given.reused();
      const uid: Change[] = job.uid === undefined ? [] : [[['metadata', 'uid'], job.uid]];
      for (const [i, source] of SOURCES.entries())
        await acceptsVersionOf(trial, verb, job, source, i % 2 === 0 ? [] : uid);
    },
  });

export const neverTouchesASuccessor = (id: string, verb: UpdateVerb): Requirement =>
  requirement(id, {
    tests: ['locking.predecessor'],
    needs: [STALE_REFUSED[verb], 'delete/removes-the-object'],
    async check(trial) {
      const first = await trial.given.job();
      await moved(trial, first, verb);
      const old = await trial.given.read(first);
      await trial.given.deleted(first);
      const second = await trial.given.job({ name: first.name, labels: { life: 'second' } });
      await control(trial, verb, second);
      const uid: Change = [['metadata', 'uid'], shownOf(trial, first.stored, 'uid')];
      const withoutUid = withMember(old, ['metadata', 'uid'], undefined);
      await writeRefused(trial, second, () =>
        insisting(trial, verb, second, shownOf(trial, old, 'resourceVersion'), [LATE, uid], old),
      );
      await writeRefused(trial, second, () =>
        insisting(trial, verb, second, shownOf(trial, old, 'resourceVersion'), [LATE], withoutUid),
      );
      await trial.expect.stored(second, { metadata: { uid: second.uid, labels: { life: 'second' } } });
    },
  });
