/**
 * PATCH as an operation: what it answers and whom it touches. What it refuses is in refused.ts, the merging in maps.ts
 * and merge-patch.ts.
 */
import { apiVersionOf } from '../../contract/operations.ts';
import { example } from '../../contract/examples.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { mapOf, nameOf, shownOf, specOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { dryRunStoresNothing } from '../support/updates/dry-run.ts';
import { answersWithStored, expectPretty, control } from '../support/updates/write.ts';

const label = (value: string): JsonObject => ({ metadata: { labels: { app: value } } });

export const patch: readonly Requirement[] = [
  requirement('patch/merges', {
    tests: ['patch.success', 'patch.merges', 'merge-patch.add'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      const job = await trial.given.created(trial.given.documented());
      const answer = await trial.target.patch(job, label('test'));
      trial.expect.match(
        trial.expect.documented(answer),
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
      const labels = { other: 'x', ...mapOf(documented, 'labels') };
      const wanted = { metadata: { uid: job.uid, labels } };
      trial.expect.match(trial.expect.documented(answer), wanted, answer);
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
      const job = await trial.given.reused();
      for (const [i, parameters] of ['; charset=utf-8', ';charset=utf-8', '; charset=UTF-8'].entries()) {
        trial.expect.documented(
          await trial.target.patch(job, label(`p${i}`), { contentType: `application/merge-patch+json${parameters}` }),
        );
        await trial.expect.stored(job, { metadata: { labels: { app: `p${i}` } } });
      }
    },
  }),
  requirement('patch/never-touches-a-missing-object', {
    tests: ['patch.missing'],
    needs: ['patch/merges'],
    async check(trial) {
      await control(trial, 'patch', await trial.given.reused());
      const name = trial.given.name('absent');
      // A patch that is no whole object creates nothing anywhere; one that is may.
      for (const [patch, whole] of [
        [label('x'), false],
        [trial.given.manifest({ name }), true],
      ] as const) {
        const answer = await trial.target.patch({ name }, patch);
        if (answer.status < 300) {
          trial.choice('patch-missing', 'patch-missing-creates', answer, 'patch');
          return trial.expect.match(trial.expect.accepted(answer), { metadata: { name } }, answer);
        }
        trial.expect.refused(answer);
        if (whole) trial.choice('patch-missing', `patch-missing-${answer.status}`, answer, 'patch');
        await trial.expect.absent({ name });
      }
    },
  }),
  requirement('patch/refuses-a-missing-object-with-404-not-found', {
    tests: ['patch.missing.code'],
    needs: ['read/refuses-a-missing-name', 'patch/never-touches-a-missing-object'],
    async check(trial) {
      const ref = { name: trial.given.name('absent') };
      const { stored: other } = await trial.given.shared();
      const answers = [
        await trial.target.patch(ref, label('x')),
        await trial.target.patch(ref, {}),
        // No version is that of what is not there.
        await trial.target.patch(ref, { metadata: { resourceVersion: shownOf(trial, other, 'resourceVersion') } }),
      ];
      // A server that creates by PATCH refuses this one for being no whole job: whether it creates is seen by a whole
      // one.
      const whole = trial.given.manifest({ name: trial.given.name('whole') });
      const creates = await trial.target.patch({ name: nameOf(whole) }, whole);
      if (creates.status < 300) trial.notApplicable('the target creates what a patch does not find');
      for (const answer of answers) {
        trial.expect.refused(answer, [404]);
        trial.expect.match(answer.json, { kind: 'Status', reason: 'NotFound' }, answer);
      }
    },
  }),
  dryRunStoresNothing('patch/dry-run-stores-nothing', 'patch'),
  requirement('patch/pretty-prints-when-asked', {
    tests: ['patch.query.pretty'],
    needs: ['patch/merges'],
    async check(trial) {
      const job = await trial.given.reused();
      const answer = await trial.target.patch(job, label('x'), { query: { pretty: true } });
      expectPretty(trial, answer, {
        apiVersion: apiVersionOf(trial.kind),
        kind: trial.kind.kind,
        metadata: { name: job.name, uid: job.uid, labels: { app: 'x' } },
        spec: specOf(job.stored),
      });
      await trial.expect.stored(job, { metadata: { labels: { app: 'x' } } });
    },
  }),
];
