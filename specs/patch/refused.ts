/** Patches that are refused or change nothing. */
import type { Contract } from '../../contract/contract.ts';
import type { Json, JsonObject } from '../../contract/json.ts';
import type { Job } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { siblingVersions } from '../support/kinds.ts';
import { at, shownOf, specOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { writeRefused } from '../support/expectations.ts';
import { otherUids } from '../support/other-uids.ts';
import { control } from '../support/updates/write.ts';

const label = (value: string): JsonObject => ({ metadata: { labels: { app: value } } });
const withLabel = (metadata: JsonObject): JsonObject => ({ metadata: { ...metadata, labels: { app: 'x' } } });

/** A patch that is made from the object as it is. */
type Made = (now: JsonObject) => JsonObject;

/**
 * Patches that have to be refused. A valid one is sent first, as the control. `other` is a second job; neither job
 * changes.
 */
const refuses = (
  id: string,
  tests: readonly string[],
  patches: (trial: Trial, job: Job, other: Job) => readonly (JsonObject | { raw: string } | Made)[],
  codes?: readonly number[],
): Requirement =>
  requirement(id, {
    tests,
    needs: ['patch/merges'],
    async check(trial) {
      const job = await trial.given.reused();
      const other = await trial.given.shared();
      await control(trial, 'patch', job);
      for (const patch of patches(trial, job, other)) {
        const body = typeof patch === 'function' ? patch(await trial.given.known(job)) : patch;
        await writeRefused(trial, job, () => trial.target.patch(job, body), codes);
      }
      await trial.expect.unchanged(other, other.stored);
    },
  });

/** A patch of another type must change nothing; that some servers apply it is a known deviation (erratum 31). */
const otherType = (id: string, contentType: string | null, bodies: readonly Json[]): Requirement =>
  requirement(id, {
    tests: ['patch.media-type'],
    needs: ['patch/merges'],
    async check(trial) {
      const job = await trial.given.reused({ labels: { app: 'before' } });
      await control(trial, 'patch', job);
      for (const body of bodies) await writeRefused(trial, job, () => trial.target.patch(job, body, { contentType }));
    },
  });

const JSON_PATCH: readonly Json[] = [
  [{ op: 'add', path: '/metadata/labels/app', value: 'after' }],
  [{ op: 'replace', path: '/metadata/labels/app', value: 'after' }],
  [{ op: 'remove', path: '/metadata/labels/app' }],
];
const MERGE: readonly Json[] = [label('after'), { metadata: { labels: { app: null } } }];

export const patchRefusals = ({ kinds }: Contract): readonly Requirement[] => [
  otherType('patch/does-not-apply-json-patch', 'application/json-patch+json', JSON_PATCH),
  otherType('patch/does-not-apply-a-strategic-merge-patch', 'application/strategic-merge-patch+json', MERGE),
  otherType('patch/does-not-apply-plain-json', 'application/json', MERGE),
  otherType('patch/does-not-apply-text', 'text/plain', MERGE),
  otherType('patch/does-not-apply-an-apply-patch', 'application/apply-patch+yaml', MERGE),
  otherType('patch/does-not-apply-a-patch-without-a-type', null, MERGE),
  requirement('patch/refuses-other-types-as-unsupported', {
    tests: ['patch.media-type.code'],
    needs: ['patch/does-not-apply-a-strategic-merge-patch'],
    async check(trial) {
      const job = await trial.given.reused();
      for (const contentType of ['application/strategic-merge-patch+json', 'text/plain']) {
        const answer = await trial.target.patch(job, label('x'), { contentType });
        // Another answer to what is no patch at all says nothing of patches.
        if (contentType !== 'text/plain' && answer.status < 500)
          trial.choice('other-patch-types', `other-patches-${answer.status}`, answer);
        // A page with 415 may be that of any server of HTTP on the way.
        if (answer.status === 415 && at(answer.json, 'kind') === 'Status')
          trial.expect.match(answer.json, { reason: 'UnsupportedMediaType' }, answer);
      }
    },
  }),
  refuses(
    'patch/refuses-truncated-json',
    ['patch.malformed', 'patch.code.400'],
    () => [
      { raw: '{"metadata":{"labels":{"app":"x"}}' },
      { raw: '{' },
      { raw: '{"metadata":{"labels":{"app":"x"}}} x' },
      { raw: '{"metadata":{"labels":{"app":"x"}}}\n{}' },
      { raw: '{"metadata":{"labels":{"app":"x",}}}' },
    ],
    [400, 422],
  ),
  refuses('patch/refuses-an-empty-body', ['patch.malformed'], () => [{ raw: '' }]),
  refuses('patch/refuses-another-name', ['patch.name-mismatch'], (_, job, other) => [
    withLabel({ name: `${job.name}-x` }),
    withLabel({ name: other.name }),
  ]),
  refuses('patch/refuses-another-namespace', ['patch.namespace-mismatch'], (trial) =>
    ['another-namespace', ...(trial.otherNamespace === '' ? [] : [trial.otherNamespace])].map((namespace) =>
      withLabel({ namespace }),
    ),
  ),
  refuses('patch/refuses-another-uid', ['patch.uid-mismatch'], (trial, __, other) => [
    ...otherUids(trial, other).map((uid) => withLabel({ uid })),
    // The right version does not make up for it.
    (now) =>
      withLabel({
        uid: shownOf(trial, other.stored, 'uid'),
        resourceVersion: shownOf(trial, now, 'resourceVersion'),
      }),
    (now) => withLabel({ uid: shownOf(trial, now, 'uid').slice(0, -1) }),
  ]),
  refuses('patch/refuses-another-kind', ['patch.kind-mismatch'], (trial) =>
    ['CronJob', ...kinds.filter(({ kind }) => kind !== trial.kind.kind).map(({ kind }) => kind)].map((kind) => ({
      kind,
      ...label('x'),
    })),
  ),
  refuses('patch/refuses-another-api-version', ['patch.kind-mismatch'], (trial) =>
    ['batch/v1', `${trial.kind.group}/v99`, ...siblingVersions(trial.kind, kinds)].map((apiVersion) => ({
      apiVersion,
      ...label('x'),
    })),
  ),
  requirement('patch/never-loses-the-replica-map', {
    tests: ['immutable.replica-map'],
    needs: ['patch/merges'],
    async check(trial) {
      const job = await trial.given.reused();
      await control(trial, 'patch', job);
      for (const spec of [{ [trial.kind.replicaMap]: null }, null] as const) {
        const answer = await trial.target.patch(job, { spec });
        if (answer.status >= 400) trial.expect.refused(answer);
        else trial.choice('immutable-change', 'immutable-ignored', answer, 'patch');
        await trial.expect.stored(job, {
          spec: { [trial.kind.replicaMap]: specOf(job.stored)[trial.kind.replicaMap] ?? null },
        });
      }
    },
  }),
];
