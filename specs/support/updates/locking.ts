import type { Json, JsonObject } from '../../../contract/json.ts';
import type { Answer, Job } from '../../../harness/model/target.ts';
import type { Requirement } from '../../../harness/model/requirement.ts';
import type { Trial } from '../../../harness/model/trial.ts';
import { itemsOf, nameOf, versionOf, withMember } from '../objects.ts';
import { requirement } from '../requirement.ts';
import { writeRefused } from '../expectations.ts';
import {
  BASIS,
  UPDATE_VERBS,
  forBothVerbs,
  everyMutableField,
  ok,
  put,
  control,
  write,
  type UpdateVerb,
} from './write.ts';

/** A write that insists on a version: a PUT of a whole object, or a PATCH with the version in its metadata. */
function insisting(
  trial: Trial,
  verb: UpdateVerb,
  job: Job,
  version: string,
  change: readonly [path: readonly string[], value: Json][],
  base: JsonObject = job.stored,
): Promise<Answer> {
  const empty: JsonObject = verb === 'replace' ? base : {};
  const body = change.reduce(
    (copy, [path, value]) => withMember(copy, path, value),
    withMember(empty, ['metadata', 'resourceVersion'], version),
  );
  return verb === 'replace' ? trial.target.replace(job, body) : trial.target.patch(job, body);
}

/** Moves the version by another client's write. */
const moved = async (trial: Trial, job: Job, verb: UpdateVerb): Promise<void> =>
  void trial.expect.accepted(await write(trial, verb, job, ['metadata', 'labels', 'moved'], trial.given.name('m')));

/** One change of each mutable part, alone. */
const partsOf = (trial: Trial): [path: string[], value: Json][] => [
  [['metadata', 'labels', 'late'], 'yes'],
  [['metadata', 'annotations', 'late'], 'yes'],
  ...Object.entries(everyMutableField(trial.kind, 1)).map(([name, value]): [string[], Json] => [['spec', name], value]),
];

const CODES: Readonly<Record<UpdateVerb, readonly number[] | undefined>> = { replace: undefined, patch: [409] };
const STALE: Readonly<Record<UpdateVerb, string>> = { replace: 'locking.stale', patch: 'locking.patch' };

/** Where another's versions come from: each is taken from an answer of the target. */
const SOURCES: readonly { id: string; version: (trial: Trial, job: Job) => Promise<string> }[] = [
  { id: 'a read', version: async (trial, job) => versionOf(await trial.given.read(job)) },
  {
    id: 'a list',
    version: async (trial, job) =>
      versionOf(itemsOf((await trial.target.list()).json).find((item) => nameOf(item) === job.name)),
  },
  {
    id: 'a replace',
    version: async (trial, job) =>
      versionOf((await write(trial, 'replace', job, ['metadata', 'labels', 'from'], 'put')).json),
  },
  {
    id: 'a patch',
    version: async (trial, job) =>
      versionOf((await write(trial, 'patch', job, ['metadata', 'labels', 'from'], 'patch')).json),
  },
];

/** A write with a version that was just answered is accepted, unless a controller has written since: then it is tried again. */
async function acceptsVersionOf(
  trial: Trial,
  verb: UpdateVerb,
  job: Job,
  source: (typeof SOURCES)[number],
): Promise<void> {
  const moved = async (version: string): Promise<boolean> => versionOf(await trial.expect.stored(job, {})) !== version;
  const { version, value, answer } = await trial.retry(
    async () => {
      const issued = await source.version(trial, job);
      const label = trial.given.name('v');
      const change: [string[], Json][] = [[['metadata', 'labels', 'current'], label]];
      return { version: issued, value: label, answer: await insisting(trial, verb, job, issued, change) };
    },
    async (sent) => sent.answer.status === 409 && (await moved(sent.version)),
  );
  if (ok(answer)) return void (await trial.expect.stored(job, { metadata: { labels: { current: value } } }));
  if (answer.status === 409 && (await moved(version)))
    trial.inconclusive('the object was written by others between every two requests');
  trial.expect.that(false, {
    message: `A write with the resourceVersion of ${source.id} was refused`,
    expected: 'a status of the 200s',
    received: String(answer.status),
    path: 'status',
    answer,
  });
}

const locking = (verb: UpdateVerb): Requirement[] => [
  requirement(`${verb}/refuses-a-stale-version`, {
    tests: [STALE[verb]],
    needs: [BASIS[verb]],
    async check(trial) {
      for (const mover of ['replace', 'patch'] as const) {
        const job = await trial.given.job();
        const old = await trial.given.read(job);
        await moved(trial, job, mover);
        await writeRefused(
          trial,
          job,
          () => insisting(trial, verb, job, versionOf(old), [[['metadata', 'labels', 'late'], 'yes']], old),
          CODES[verb],
        );
      }
    },
  }),
  requirement(`${verb}/refuses-a-stale-version-with-409-conflict`, {
    tests: ['locking.stale.code', ...(verb === 'patch' ? ['patch.code.409'] : [])],
    needs: [`${verb}/refuses-a-stale-version`],
    async check(trial) {
      const job = await trial.given.job();
      const old = await trial.given.read(job);
      await moved(trial, job, verb);
      const answer = await insisting(trial, verb, job, versionOf(old), [[['metadata', 'labels', 'late'], 'yes']], old);
      trial.expect.refused(answer, [409]);
      trial.expect.match(answer.json, { kind: 'Status', reason: 'Conflict' }, answer);
    },
  }),
  requirement(`${verb}/refuses-every-older-version`, {
    tests: [STALE[verb]],
    needs: [`${verb}/refuses-a-stale-version`],
    async check(trial) {
      const job = await trial.given.job();
      const states: JsonObject[] = [];
      for (let i = 0; i < 5; i += 1) {
        states.push(await trial.given.read(job));
        await moved(trial, job, verb);
      }
      const before = await trial.given.read(job);
      for (const [i, old] of states.entries())
        trial.expect.refused(
          await insisting(trial, verb, job, versionOf(old), [[['metadata', 'labels', 'late'], `l${i}`]], old),
          CODES[verb],
        );
      await trial.expect.unchanged(job, before);
    },
  }),
  requirement(`${verb}/refuses-a-stale-version-whatever-it-changes`, {
    tests: [STALE[verb]],
    needs: [`${verb}/refuses-a-stale-version`],
    async check(trial) {
      const job = await trial.given.job({ spec: everyMutableField(trial.kind) });
      const old = await trial.given.read(job);
      await moved(trial, job, verb);
      const parts = partsOf(trial);
      const before = await trial.given.read(job);
      for (const change of [...parts.map((part) => [part]), parts])
        trial.expect.refused(await insisting(trial, verb, job, versionOf(old), change, old), CODES[verb]);
      await trial.expect.unchanged(job, before);
    },
  }),
  requirement(`${verb}/refuses-the-version-of-another-object`, {
    tests: [STALE[verb]],
    needs: [`${verb}/refuses-a-stale-version`],
    async check(trial) {
      const [job, other] = await trial.given.jobs(2);
      await moved(trial, other, 'patch');
      const foreign = versionOf(await trial.given.read(other));
      if (foreign === versionOf(await trial.given.read(job)))
        trial.notApplicable('both objects have the same resourceVersion');
      await writeRefused(
        trial,
        job,
        () => insisting(trial, verb, job, foreign, [[['metadata', 'labels', 'late'], 'yes']]),
        CODES[verb],
      );
    },
  }),
  requirement(`${verb}/refuses-a-version-that-was-never-issued`, {
    tests: [STALE[verb]],
    needs: [`${verb}/refuses-a-stale-version`],
    async check(trial) {
      const job = await trial.given.job();
      await control(trial, verb, job);
      // Made of the stored one, so that it is of the target's own alphabet.
      for (const spoil of [
        (version: string) => `${version}0`,
        (version: string) => `${version}${version}`,
        (version: string) => (version.length > 1 ? version.slice(0, -1) : `${version}1`),
      ]) {
        const now = await trial.given.read(job);
        await writeRefused(trial, job, () =>
          insisting(trial, verb, job, spoil(versionOf(now)), [[['metadata', 'labels', 'late'], 'yes']], now),
        );
      }
    },
  }),
  requirement(`${verb}/accepts-each-version-that-was-answered`, {
    tests: ['locking.current'],
    needs: [BASIS[verb], ...UPDATE_VERBS.map((each) => `${each}/answers-the-version-that-a-watch-shows`)],
    async check(trial) {
      const job = await trial.given.job();
      for (const source of SOURCES) await acceptsVersionOf(trial, verb, job, source);
    },
  }),
  requirement(`${verb}/never-touches-a-successor`, {
    tests: ['locking.predecessor'],
    needs: [`${verb}/refuses-a-stale-version`, 'delete/removes-the-object'],
    async check(trial) {
      const first = await trial.given.job();
      await moved(trial, first, verb);
      const old = await trial.given.read(first);
      await trial.given.deleted(first);
      const second = await trial.given.job({ name: first.name, labels: { life: 'second' } });
      await control(trial, verb, second);
      const late: [string[], Json][] = [[['metadata', 'labels', 'late'], 'yes']];
      const uid: [string[], Json] = [['metadata', 'uid'], first.uid];
      await writeRefused(trial, second, () => insisting(trial, verb, second, versionOf(old), [...late, uid], old));
      await writeRefused(trial, second, () =>
        insisting(trial, verb, second, versionOf(old), late, withMember(old, ['metadata', 'uid'], undefined)),
      );
      await trial.expect.stored(second, { metadata: { uid: second.uid, labels: { life: 'second' } } });
    },
  }),
];

export const lockings: readonly Requirement[] = [
  ...forBothVerbs(locking),
  requirement('replace/without-a-version-replaces-or-is-refused', {
    tests: ['replace.stores'],
    needs: ['replace/stores-the-body'],
    async check(trial) {
      const job = await trial.given.job();
      trial.expect.accepted(
        await put(trial, job, (object) => withMember(object, ['metadata', 'labels', 'twin'], 'yes')),
      );
      for (const version of [undefined, '']) {
        const before = await trial.given.read(job);
        const value = trial.given.name('v');
        const body = withMember(
          withMember(before, ['metadata', 'resourceVersion'], version),
          ['metadata', 'labels', 'blind'],
          value,
        );
        const answer = await trial.target.replace(job, body);
        if (ok(answer)) {
          trial.choice('replace-without-rv', 'replace-needs-no-rv', answer, 'replace');
          await trial.expect.stored(job, { metadata: { uid: job.uid, labels: { blind: value } } });
        } else {
          trial.expect.refused(answer);
          trial.choice('replace-without-rv', 'replace-needs-rv', answer, 'replace');
          await trial.expect.unchanged(job, before);
        }
      }
    },
  }),
];
