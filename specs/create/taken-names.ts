import type { Requirement } from '../../harness/model/requirement.ts';
import { manifestOf, otherKinds } from '../support/kinds.ts';
import { requirement } from '../support/requirement.ts';
import { withMember, shownOf } from '../support/objects.ts';

const needs = ['create/accepts-the-documented-body'];

export const takenNames: readonly Requirement[] = [
  requirement('create/refuses-a-taken-name', {
    tests: ['create.taken-name', 'constraint.ObjectMeta.name.unique'],
    needs,
    async check(trial) {
      const job = await trial.given.shared({ labels: { first: 'yes' }, spec: { activeDeadlineSeconds: 3600 } });
      const before = job.stored;
      const others = [
        trial.given.manifest({ name: job.name, labels: { second: 'yes' } }),
        trial.given.manifest({ name: job.name, spec: { activeDeadlineSeconds: 7200 } }),
        // The very same body, and the same with a generateName, which does not count beside a name.
        job.sent,
        withMember(job.sent, ['metadata', 'generateName'], `${job.name.slice(0, 40)}-`),
      ];
      for (const manifest of others) {
        trial.expect.refused(await trial.target.create(manifest));
        await trial.expect.unchanged(job, before);
      }
    },
  }),
  requirement('create/refuses-a-taken-name-with-409-already-exists', {
    tests: ['create.taken-name.code'],
    needs: ['create/refuses-a-taken-name'],
    async check(trial) {
      const job = await trial.given.shared();
      const answer = await trial.target.create(trial.given.manifest({ name: job.name }));
      trial.expect.refused(answer, [409]);
      trial.expect.match(answer.json, { kind: 'Status', reason: 'AlreadyExists' }, answer);
    },
  }),
  requirement('create/same-name-in-another-namespace', {
    tests: ['metadata.name.scope'],
    needs,
    requires: ['other-namespace'],
    async check(trial) {
      const job = await trial.given.accepted({ labels: { where: 'here' } });
      const manifest = trial.given.manifest({
        name: job.name,
        namespace: trial.otherNamespace,
        labels: { where: 'there' },
      });
      trial.expect.accepted(await trial.target.create(manifest, { namespace: trial.otherNamespace }));
      await trial.expect.stored(
        { name: job.name, namespace: trial.otherNamespace },
        { metadata: { labels: { where: 'there' }, namespace: trial.otherNamespace } },
      );
      await trial.expect.stored(job, {
        metadata: { labels: { where: 'here' }, namespace: trial.namespace, uid: job.uid },
      });
    },
  }),
  requirement('create/refuses-a-name-taken-in-both-namespaces', {
    tests: ['create.taken-name', 'metadata.name.scope', 'isolation.namespaces'],
    needs: ['create/same-name-in-another-namespace'],
    requires: ['other-namespace'],
    async check(trial) {
      const here = await trial.given.accepted({ labels: { where: 'here' } });
      const there = await trial.given.accepted({
        name: here.name,
        namespace: trial.otherNamespace,
        labels: { where: 'there' },
      });
      const [beforeHere, beforeThere] = [await trial.given.read(here), await trial.given.read(there)];
      for (const namespace of [trial.namespace, trial.otherNamespace]) {
        trial.expect.refused(
          await trial.target.create(trial.given.manifest({ name: here.name, namespace, labels: { where: 'again' } }), {
            namespace,
          }),
        );
        await trial.expect.unchanged(here, beforeHere);
        await trial.expect.unchanged(there, beforeThere);
      }
    },
  }),
  requirement('create/same-name-in-another-kind', {
    tests: ['metadata.name.scope', 'isolation.kinds', 'metadata.uid.unique'],
    needs,
    async check(trial) {
      const job = await trial.given.job({ labels: { whose: 'first' } });
      const before = job.stored;
      const uids = [shownOf(trial, job.stored, 'uid')];
      for (const { kind, target } of await otherKinds(trial)) {
        const answer = await target.create(
          manifestOf(trial, kind, { name: job.name, labels: { whose: kind.singular } }),
        );
        trial.expect.match(
          trial.expect.accepted(answer),
          { kind: kind.kind, metadata: { name: job.name, labels: { whose: kind.singular } } },
          answer,
        );
        const read = await target.read(job);
        trial.expect.match(
          trial.expect.documented(read),
          { kind: kind.kind, metadata: { labels: { whose: kind.singular } } },
          read,
        );
        uids.push(shownOf(trial, read.json, 'uid'));
        await trial.expect.unchanged(job, before);
        // What happens to the one does not happen to the other.
        trial.expect.accepted(await target.delete(job));
        await trial.expect.unchanged(job, before);
      }
      trial.expect.that(new Set(uids).size === uids.length, {
        message: 'Objects of two kinds have one uid',
        expected: `${uids.length} different uids`,
        received: uids.join(', '),
        path: '/metadata/uid',
      });
    },
  }),
];
