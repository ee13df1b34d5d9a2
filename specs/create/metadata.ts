/** What the server sets of the metadata of a new object. */
import { pathOf } from '../../contract/operations.ts';
import type { Job } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { otherKinds } from '../support/kinds.ts';
import { at, metadataOf, nameOf, withMember, shownOf } from '../support/objects.ts';
import { readBack } from '../support/read-back.ts';
import { requirement } from '../support/requirement.ts';
import { createdViews } from '../support/views.ts';

const needs = ['create/accepts-the-documented-body'];
const RFC3339_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]00:00)$/;
/** Milliseconds after which a time in whole seconds has moved, for certain. */
const MOVED = 2_000;

export const metadata: readonly Requirement[] = [
  requirement('create/sets-uid-version-and-time', {
    tests: [
      'metadata.uid.set',
      'metadata.resource-version.set',
      'metadata.creation-timestamp.set',
      'constraint.ObjectMeta.creationTimestamp.format',
      'field.ObjectMeta.uid',
      'field.ObjectMeta.resourceVersion',
      'field.ObjectMeta.creationTimestamp',
    ],
    needs,
    async check(trial) {
      for (const { where, object, answer } of await createdViews(trial, trial.given.manifest())) {
        const metadata = metadataOf(object);
        for (const name of ['uid', 'resourceVersion', 'creationTimestamp'])
          trial.expect.that(typeof metadata[name] === 'string' && metadata[name] !== '', {
            message: `A new object has no ${name} in ${where}`,
            expected: 'a string that is not empty',
            received: JSON.stringify(metadata[name]) ?? 'nothing',
            path: `/metadata/${name}`,
            answer,
          });
        const time = String(metadata['creationTimestamp']);
        trial.expect.that(RFC3339_UTC.test(time) && !Number.isNaN(Date.parse(time)), {
          message: 'creationTimestamp is no RFC 3339 time in UTC',
          expected: 'a time such as 2019-07-23T12:39:47Z',
          received: time,
          path: '/metadata/creationTimestamp',
          answer,
        });
      }
    },
  }),
  requirement('create/dates-the-object', {
    tests: ['metadata.creation-timestamp.set', 'metadata.creation-timestamp.kept'],
    needs: ['create/sets-uid-version-and-time'],
    async check(trial) {
      const timeOf = (object: Parameters<typeof metadataOf>[0]): number =>
        Date.parse(shownOf(trial, object, 'creationTimestamp'));
      const views = await createdViews(trial, trial.given.manifest());
      const [{ object, answer }] = views;
      const created = timeOf(object);
      const times = views.map((view) => timeOf(view.object));
      trial.expect.that(
        times.every((time) => Math.abs(time - created) < 1000),
        {
          message: 'An object shows several creationTimestamps',
          expected: String(created),
          received: times.join(', '),
          path: '/metadata/creationTimestamp',
          answer,
        },
      );
      await trial.clock.sleep(MOVED);
      const later = timeOf((await readBack(trial)).stored);
      // An earlier one: the clock of the target was set back.
      trial.expect.that(later !== created, {
        message: `An object made ${MOVED / 1000} s later has the same creationTimestamp`,
        expected: `another than ${new Date(created).toISOString()}`,
        received: new Date(later).toISOString(),
        path: '/metadata/creationTimestamp',
      });
    },
  }),
  requirement('create/starts-at-generation-1', {
    tests: ['metadata.generation.starts', 'metadata.generation.set', 'field.ObjectMeta.generation'],
    needs,
    async check(trial) {
      for (const generation of [undefined, 7, 0]) {
        const answer = await trial.target.create(
          withMember(trial.given.manifest(), ['metadata', 'generation'], generation),
        );
        trial.expect.match(
          at(trial.expect.accepted(answer), 'metadata', 'generation'),
          1,
          answer,
          '/metadata/generation',
        );
        const read = await trial.target.read({ name: nameOf(answer.json) });
        const stored = at(trial.expect.documented(read), 'metadata', 'generation');
        // A server that counts every write counts its own of the status as well.
        trial.expect.that(Number.isInteger(stored) && Number(stored) >= 1, {
          message: 'A stored object has no generation',
          expected: 'an integer, 1 or more',
          received: JSON.stringify(stored) ?? 'nothing',
          path: '/metadata/generation',
          answer: read,
        });
      }
    },
  }),
  requirement('create/gives-every-object-its-own-uid', {
    tests: ['metadata.uid.unique'],
    needs,
    async check(trial) {
      const [gone, other] = [await readBack(trial), await readBack(trial)];
      const jobs: Job[] = [gone, other, await readBack(trial)];
      // The same name elsewhere, and the same name once more.
      if (trial.otherNamespace !== '')
        jobs.push(await readBack(trial, { name: other.name, namespace: trial.otherNamespace }));
      await trial.given.deleted(gone);
      jobs.push(await readBack(trial, { name: gone.name }));
      for (const its of await otherKinds(trial)) jobs.push(await readBack(its, { name: other.name }));
      const uids = jobs.map(({ stored }) => shownOf(trial, stored, 'uid'));
      trial.expect.that(new Set(uids).size === uids.length, {
        message: 'Two objects have had the same uid',
        expected: `${uids.length} different uids`,
        received: uids.join(', '),
        path: '/metadata/uid',
      });
    },
  }),
  requirement('create/links-to-its-own-path', {
    tests: ['metadata.self-link', 'field.ObjectMeta.selfLink'],
    needs,
    async check(trial) {
      let links = 0;
      for (const { where, object, answer } of await createdViews(trial, trial.given.manifest())) {
        const link = metadataOf(object)['selfLink'];
        trial.choice('self-link', link === undefined ? 'selflink-absent' : 'selflink-present', answer);
        if (link === undefined || link === null || link === '') continue;
        links += 1;
        const path = pathOf(trial.kind, trial.namespace, nameOf(object));
        trial.expect.that(link === path, {
          message: `selfLink in ${where} is not the object's path`,
          expected: path,
          received: JSON.stringify(link),
          path: '/metadata/selfLink',
          answer,
        });
      }
      if (links === 0) trial.notApplicable('the target gives no selfLink');
    },
  }),
];
