import type { Json, JsonObject } from '../../../contract/json.ts';
import type { Answer, Job } from '../../../harness/model/target.ts';
import type { Requirement } from '../../../harness/model/requirement.ts';
import type { Trial } from '../../../harness/model/trial.ts';
import { itemsOf, nameOf, versionOf, withMember } from '../objects.ts';
import { requirement } from '../requirement.ts';
import { writeRefused } from '../expectations.ts';
import { BASIS, WAYS, bothWays, everyMutableField, ok, put, twin, write, type Way } from './write.ts';

/** So often a controller may be faster than the check. */
const CONFLICTS = 40;

/** A write that insists on a version: a PUT of a whole object, or a PATCH with the version in its metadata. */
function insisting(trial: Trial, way: Way, job: Job, version: string, change: readonly [path: readonly string[], value: Json][], base: JsonObject = job.stored): Promise<Answer> {
  const empty: JsonObject = way === 'replace' ? base : {};
  const body = change.reduce((copy, [path, value]) => withMember(copy, path, value), withMember(empty, ['metadata', 'resourceVersion'], version));
  return way === 'replace' ? trial.target.replace(job, body) : trial.target.patch(job, body);
}

/** Moves the version by another client's write. */
const moved = async (trial: Trial, job: Job, way: Way): Promise<void> =>
  void trial.expect.accepted(await write(trial, way, job, ['metadata', 'labels', 'moved'], trial.given.name('m')));

/** One change of each mutable part, alone. */
const partsOf = (trial: Trial): [path: string[], value: Json][] => [
  [['metadata', 'labels', 'late'], 'yes'], [['metadata', 'annotations', 'late'], 'yes'],
  ...Object.entries(everyMutableField(trial.kind, 1)).map(([name, value]): [string[], Json] => [['spec', name], value]),
];

const CODES: Readonly<Record<Way, readonly number[] | undefined>> = { replace: undefined, patch: [409] };
const STALE: Readonly<Record<Way, string>> = { replace: 'locking.stale', patch: 'locking.patch' };

/** Where another's versions come from: each is taken from an answer of the target. */
const SOURCES: readonly { id: string; version: (trial: Trial, job: Job) => Promise<string> }[] = [
  { id: 'a read', version: async (trial, job) => versionOf(await trial.given.now(job)) },
  { id: 'a list', version: async (trial, job) => versionOf(itemsOf((await trial.target.list()).json).find((item) => nameOf(item) === job.name)) },
  { id: 'a replace', version: async (trial, job) => versionOf((await write(trial, 'replace', job, ['metadata', 'labels', 'from'], 'put')).json) },
  { id: 'a patch', version: async (trial, job) => versionOf((await write(trial, 'patch', job, ['metadata', 'labels', 'from'], 'patch')).json) },
];

/** A write with a version that was just answered is accepted, unless a controller has written since: then it is tried again. */
async function acceptsVersionOf(trial: Trial, way: Way, job: Job, source: (typeof SOURCES)[number]): Promise<void> {
  for (let attempt = 1; attempt <= CONFLICTS; attempt += 1) {
    const version = await source.version(trial, job);
    const value = trial.given.name('v');
    const answer = await insisting(trial, way, job, version, [[['metadata', 'labels', 'current'], value]]);
    if (ok(answer)) return void (await trial.expect.stored(job, { metadata: { labels: { current: value } } }));
    const stored = versionOf(await trial.expect.stored(job, {}));
    trial.expect.that(answer.status === 409 && stored !== version, {
      message: `A write with the resourceVersion of ${source.id} was refused`, expected: 'a status of the 200s', received: String(answer.status), path: 'status', answer,
    });
    await trial.clock.sleep(attempt * 3);
  }
  trial.inconclusive('the object was written by others between every two requests');
}

const locking = (way: Way): Requirement[] => [
  requirement(`${way}/refuses-a-stale-version`, {
    tests: [STALE[way]],
    needs: [BASIS[way]],
    async check(trial) {
      for (const mover of ['replace', 'patch'] as const) {
        const job = await trial.given.job();
        const old = await trial.given.now(job);
        await moved(trial, job, mover);
        await writeRefused(trial, job, () => insisting(trial, way, job, versionOf(old), [[['metadata', 'labels', 'late'], 'yes']], old), CODES[way]);
      }
    },
  }),
  requirement(`${way}/refuses-a-stale-version-with-409-conflict`, {
    tests: ['locking.stale.code', ...(way === 'patch' ? ['patch.code.409'] : [])],
    needs: [`${way}/refuses-a-stale-version`],
    async check(trial) {
      const job = await trial.given.job();
      const old = await trial.given.now(job);
      await moved(trial, job, way);
      const answer = await insisting(trial, way, job, versionOf(old), [[['metadata', 'labels', 'late'], 'yes']], old);
      trial.expect.refused(answer, [409]);
      trial.expect.match(answer.json, { kind: 'Status', reason: 'Conflict' }, answer);
    },
  }),
  requirement(`${way}/refuses-every-older-version`, {
    tests: [STALE[way]],
    needs: [`${way}/refuses-a-stale-version`],
    async check(trial) {
      const job = await trial.given.job();
      const states: JsonObject[] = [];
      for (let i = 0; i < 5; i += 1) {
        states.push(await trial.given.now(job));
        await moved(trial, job, way);
      }
      const before = await trial.given.now(job);
      for (const [i, old] of states.entries()) trial.expect.refused(await insisting(trial, way, job, versionOf(old), [[['metadata', 'labels', 'late'], `l${i}`]], old), CODES[way]);
      await trial.expect.unchanged(job, before);
    },
  }),
  requirement(`${way}/refuses-a-stale-version-whatever-it-changes`, {
    tests: [STALE[way]],
    needs: [`${way}/refuses-a-stale-version`],
    async check(trial) {
      const job = await trial.given.job({ spec: everyMutableField(trial.kind) });
      const old = await trial.given.now(job);
      await moved(trial, job, way);
      const parts = partsOf(trial);
      const before = await trial.given.now(job);
      for (const change of [...parts.map((part) => [part]), parts]) trial.expect.refused(await insisting(trial, way, job, versionOf(old), change, old), CODES[way]);
      await trial.expect.unchanged(job, before);
    },
  }),
  requirement(`${way}/refuses-the-version-of-another-object`, {
    tests: [STALE[way]],
    needs: [`${way}/refuses-a-stale-version`],
    async check(trial) {
      const [job, other] = (await trial.given.jobs(2)) as [Job, Job];
      await moved(trial, other, 'patch');
      const foreign = versionOf(await trial.given.now(other));
      if (foreign === versionOf(await trial.given.now(job))) trial.notApplicable('both objects have the same resourceVersion');
      await writeRefused(trial, job, () => insisting(trial, way, job, foreign, [[['metadata', 'labels', 'late'], 'yes']]), CODES[way]);
    },
  }),
  requirement(`${way}/refuses-a-version-that-was-never-issued`, {
    tests: [STALE[way]],
    needs: [`${way}/refuses-a-stale-version`],
    async check(trial) {
      const job = await trial.given.job();
      await twin(trial, way, job);
      // Made of the stored one, so that it is of the target's own alphabet.
      for (const spoil of [(version: string) => `${version}0`, (version: string) => `${version}${version}`, (version: string) => (version.length > 1 ? version.slice(0, -1) : `${version}1`)]) {
        const now = await trial.given.now(job);
        await writeRefused(trial, job, () => insisting(trial, way, job, spoil(versionOf(now)), [[['metadata', 'labels', 'late'], 'yes']], now));
      }
    },
  }),
  requirement(`${way}/accepts-each-version-that-was-answered`, {
    tests: ['locking.current'],
    needs: [BASIS[way], ...WAYS.map((each) => `${each}/answers-the-version-that-a-watch-shows`)],
    async check(trial) {
      const job = await trial.given.job();
      for (const source of SOURCES) await acceptsVersionOf(trial, way, job, source);
    },
  }),
  requirement(`${way}/never-touches-a-successor`, {
    tests: ['locking.predecessor'],
    needs: [`${way}/refuses-a-stale-version`, 'delete/removes-the-object'],
    async check(trial) {
      const first = await trial.given.job();
      await moved(trial, first, way);
      const old = await trial.given.now(first);
      await trial.given.gone(first);
      const second = await trial.given.job({ name: first.name, labels: { life: 'second' } });
      await twin(trial, way, second);
      const late: [string[], Json][] = [[['metadata', 'labels', 'late'], 'yes']];
      const uid: [string[], Json] = [['metadata', 'uid'], first.uid];
      await writeRefused(trial, second, () => insisting(trial, way, second, versionOf(old), [...late, uid], old));
      await writeRefused(trial, second, () => insisting(trial, way, second, versionOf(old), late, withMember(old, ['metadata', 'uid'], undefined)));
      await trial.expect.stored(second, { metadata: { uid: second.uid, labels: { life: 'second' } } });
    },
  }),
];

export const lockings: readonly Requirement[] = [
  ...bothWays(locking),
  requirement('replace/without-a-version-replaces-or-is-refused', {
    tests: ['replace.stores'],
    needs: ['replace/stores-the-body'],
    async check(trial) {
      const job = await trial.given.job();
      trial.expect.accepted(await put(trial, job, (object) => withMember(object, ['metadata', 'labels', 'twin'], 'yes')));
      for (const version of [undefined, '']) {
        const before = await trial.given.now(job);
        const value = trial.given.name('v');
        const body = withMember(withMember(before, ['metadata', 'resourceVersion'], version), ['metadata', 'labels', 'blind'], value);
        const answer = await trial.target.replace(job, body);
        if (ok(answer)) {
          trial.saw('replace-without-rv', 'replace-needs-no-rv', answer, 'replace');
          await trial.expect.stored(job, { metadata: { uid: job.uid, labels: { blind: value } } });
        } else {
          trial.expect.refused(answer);
          trial.saw('replace-without-rv', 'replace-needs-rv', answer, 'replace');
          await trial.expect.unchanged(job, before);
        }
      }
    },
  }),
];
