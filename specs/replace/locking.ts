import type { Requirement } from '../../harness/model/requirement.ts';
import { withMember } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import {
  acceptsEachVersionThatWasAnswered,
  neverTouchesASuccessor,
  refusesAStaleVersion,
  refusesAStaleVersionWhateverItChanges,
  refusesAStaleVersionWithConflict,
  refusesAVersionThatWasNeverIssued,
  refusesEveryOlderVersion,
  refusesTheVersionOfAnotherObject,
} from '../support/updates/locking.ts';
import { ok, put } from '../support/updates/write.ts';

export const replaceLocking: readonly Requirement[] = [
  refusesAStaleVersion('replace/refuses-a-stale-version', 'replace'),
  refusesAStaleVersionWithConflict('replace/refuses-a-stale-version-with-409-conflict', 'replace'),
  refusesEveryOlderVersion('replace/refuses-every-older-version', 'replace'),
  refusesAStaleVersionWhateverItChanges('replace/refuses-a-stale-version-whatever-it-changes', 'replace'),
  refusesTheVersionOfAnotherObject('replace/refuses-the-version-of-another-object', 'replace'),
  refusesAVersionThatWasNeverIssued('replace/refuses-a-version-that-was-never-issued', 'replace'),
  acceptsEachVersionThatWasAnswered('replace/accepts-each-version-that-was-answered', 'replace'),
  neverTouchesASuccessor('replace/never-touches-a-successor', 'replace'),
  requirement('replace/without-a-version-replaces-or-is-refused', {
    tests: ['replace.stores'],
    needs: ['replace/stores-the-body'],
    async check(trial) {
      const job = await trial.given.reused();
      trial.expect.accepted(
        await put(trial, job, (object) => withMember(object, ['metadata', 'labels', 'control'], 'yes')),
      );
      for (const version of [undefined, '']) {
        const before = await trial.given.known(job);
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
