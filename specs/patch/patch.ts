/** PATCH as an operation: what it answers, which types and bodies it takes, whom it touches. The merging is in merge-patch.ts. */
import { example } from '../../contract/examples.ts';
import { KINDS } from '../../contract/kinds.ts';
import type { Json, JsonObject } from '../../contract/json.ts';
import type { Job } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { metadataOf, nameOf, specOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { writeRefused } from '../support/expectations.ts';
import { answersWithStored, expectPretty, control } from '../support/updates/write.ts';

const label = (value: string): JsonObject => ({ metadata: { labels: { app: value } } });
const withLabel = (metadata: JsonObject): JsonObject => ({ metadata: { ...metadata, labels: { app: 'x' } } });

/** Patches that have to be refused, after one that differs in the one thing and is accepted. Neither job changes. */
const refuses = (
  id: string,
  tests: readonly string[],
  patches: (trial: Trial, job: Job, other: Job) => readonly (JsonObject | { raw: string })[],
  codes?: readonly number[],
): Requirement =>
  requirement(`patch/refuses-${id}`, {
    tests,
    needs: ['patch/merges'],
    async check(trial) {
      const [job, other] = await trial.given.jobs(2);
      const untouched = await trial.given.read(other);
      await control(trial, 'patch', job);
      for (const patch of patches(trial, job, other))
        await writeRefused(trial, job, () => trial.target.patch(job, patch), codes);
      await trial.expect.unchanged(other, untouched);
    },
  });

/** Another patch type must change nothing; applying it is a deviation known by name (erratum 31). */
const otherType = (id: string, contentType: string | null, bodies: readonly Json[]): Requirement =>
  requirement(`patch/does-not-apply-${id}`, {
    tests: ['patch.media-type'],
    needs: ['patch/merges'],
    async check(trial) {
      const job = await trial.given.job({ labels: { app: 'before' } });
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

export const patch: readonly Requirement[] = [
  requirement('patch/merges', {
    tests: ['patch.success', 'patch.merges', 'merge-patch.add'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      const job = await trial.given.created(trial.given.documented());
      const answer = await trial.target.patch(job, label('test'));
      trial.expect.match(
        trial.expect.accepted(answer, [200]),
        { metadata: { name: job.name, uid: job.uid, labels: { app: 'test' } } },
        answer,
      );
      await trial.expect.stored(job, {
        metadata: { name: job.name, uid: job.uid, labels: { app: 'test' } },
        spec: specOf(job.stored),
      });
    },
  }),
  requirement('patch/takes-the-documented-body', {
    tests: ['patch.example'],
    needs: ['patch/merges'],
    async check(trial) {
      const documented = example(trial.kind, 'patch', 'request');
      if (documented === undefined) return trial.notApplicable('the page shows no body');
      const job = await trial.given.created(trial.given.adopted(trial.given.documented(), { labels: { other: 'x' } }));
      const answer = await trial.target.patch(job, documented);
      const { labels = {} } = metadataOf(documented);
      const wanted = { metadata: { uid: job.uid, labels: { other: 'x', ...(labels as JsonObject) } } };
      trial.expect.match(trial.expect.accepted(answer, [200]), wanted, answer);
      await trial.expect.stored(job, { ...wanted, spec: specOf(job.stored) });
    },
  }),
  requirement('patch/answers-with-what-is-stored', {
    tests: ['patch.answers-object'],
    needs: ['patch/merges'],
    check: (trial) => answersWithStored(trial, 'patch'),
  }),
  requirement('patch/takes-a-content-type-with-parameters', {
    tests: ['patch.media-type.parameters'],
    needs: ['patch/merges'],
    async check(trial) {
      const job = await trial.given.job();
      for (const [i, parameters] of ['; charset=utf-8', ';charset=utf-8', '; charset=UTF-8'].entries()) {
        trial.expect.accepted(
          await trial.target.patch(job, label(`p${i}`), { contentType: `application/merge-patch+json${parameters}` }),
          [200],
        );
        await trial.expect.stored(job, { metadata: { labels: { app: `p${i}` } } });
      }
    },
  }),
  requirement('patch/never-touches-a-missing-object', {
    tests: ['patch.missing'],
    needs: ['patch/merges'],
    async check(trial) {
      await control(trial, 'patch', await trial.given.job());
      const name = trial.given.name('absent');
      const answer = await trial.target.patch({ name }, label('x'));
      trial.choice(
        'patch-missing',
        answer.status < 300 ? 'patch-missing-creates' : 'patch-missing-404',
        answer,
        'patch',
      );
      if (answer.status < 300) return trial.expect.match(trial.expect.accepted(answer), { metadata: { name } }, answer);
      trial.expect.refused(answer);
      await trial.expect.absent({ name });
    },
  }),
  requirement('patch/refuses-a-missing-object-with-404-not-found', {
    tests: ['patch.missing.code'],
    needs: ['patch/never-touches-a-missing-object'],
    async check(trial) {
      const answer = await trial.target.patch({ name: trial.given.name('absent') }, label('x'));
      // Where a patch may create, this one is too little for a job and is refused for that.
      const whole = trial.given.manifest({ name: trial.given.name('whole') });
      const creates = await trial.target.patch({ name: nameOf(whole) }, whole);
      if (creates.status < 300) trial.notApplicable('the target creates what a patch does not find');
      trial.expect.refused(answer, [404]);
      trial.expect.match(answer.json, { kind: 'Status', reason: 'NotFound' }, answer);
    },
  }),
  requirement('patch/dry-run-stores-nothing', {
    tests: ['patch.dry-run'],
    needs: ['patch/merges'],
    async check(trial) {
      const job = await trial.given.job();
      const before = await trial.given.read(job);
      const answer = await trial.target.patch(job, label('dry'), { query: { dryRun: 'All' } });
      trial.expect.match(
        trial.expect.accepted(answer, [200]),
        { metadata: { name: job.name, uid: job.uid, labels: { app: 'dry' } } },
        answer,
      );
      await trial.expect.unchanged(job, before);
    },
  }),
  otherType('json-patch', 'application/json-patch+json', JSON_PATCH),
  otherType('a-strategic-merge-patch', 'application/strategic-merge-patch+json', MERGE),
  otherType('plain-json', 'application/json', MERGE),
  otherType('text', 'text/plain', MERGE),
  otherType('a-patch-without-a-type', null, MERGE),
  requirement('patch/refuses-other-types-as-unsupported', {
    tests: ['patch.media-type.code'],
    needs: ['patch/does-not-apply-a-strategic-merge-patch'],
    async check(trial) {
      const job = await trial.given.job();
      for (const contentType of ['application/strategic-merge-patch+json', 'text/plain']) {
        const answer = await trial.target.patch(job, label('x'), { contentType });
        trial.choice('other-patch-types', answer.status === 415 ? 'other-patches-415' : 'other-patches-400', answer);
        if (answer.status === 415)
          trial.expect.match(answer.json, { kind: 'Status', reason: 'UnsupportedMediaType' }, answer);
      }
    },
  }),
  refuses(
    'truncated-json',
    ['patch.malformed', 'patch.code.400'],
    () => [
      { raw: '{"metadata":{"labels":{"app":"x"}}' },
      { raw: '{' },
      { raw: '{"metadata":{"labels":{"app":"x"}}} x' },
    ],
    [400, 422],
  ),
  refuses('an-empty-body', ['patch.malformed'], () => [{ raw: '' }]),
  refuses('another-name', ['patch.name-mismatch'], (_, job, other) => [
    withLabel({ name: `${job.name}-x` }),
    withLabel({ name: other.name }),
  ]),
  refuses('another-namespace', ['patch.namespace-mismatch'], (trial) =>
    ['another-namespace', ...(trial.otherNamespace === '' ? [] : [trial.otherNamespace])].map((namespace) =>
      withLabel({ namespace }),
    ),
  ),
  refuses('another-uid', ['patch.uid-mismatch'], (_, __, other) => [
    withLabel({ uid: '11111111-2222-3333-4444-555555555555' }),
    withLabel({ uid: other.uid }),
  ]),
  refuses('another-kind', ['patch.kind-mismatch'], (trial) =>
    ['CronJob', ...KINDS.filter(({ kind }) => kind !== trial.kind.kind).map(({ kind }) => kind)].map((kind) => ({
      kind,
      ...label('x'),
    })),
  ),
  refuses('another-api-version', ['patch.kind-mismatch'], (trial) =>
    ['batch/v1', `${trial.kind.group}/v99`].map((apiVersion) => ({ apiVersion, ...label('x') })),
  ),
  requirement('patch/never-loses-the-replica-map', {
    tests: ['immutable.replica-map'],
    needs: ['patch/merges'],
    async check(trial) {
      const job = await trial.given.job();
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
  requirement('patch/pretty-prints-when-asked', {
    tests: ['patch.query.pretty'],
    needs: ['patch/merges'],
    async check(trial) {
      const job = await trial.given.job();
      const answer = await trial.target.patch(job, label('x'), { query: { pretty: true } });
      expectPretty(trial, answer, {
        apiVersion: job.stored['apiVersion']!,
        kind: trial.kind.kind,
        metadata: { name: job.name, uid: job.uid, labels: { app: 'x' } },
        spec: specOf(job.stored),
      });
      await trial.expect.stored(job, { metadata: { labels: { app: 'x' } } });
    },
  }),
];
