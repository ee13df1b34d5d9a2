import type { Requirement } from '../../harness/model/requirement.ts';
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

export const patchLocking: readonly Requirement[] = [
  refusesAStaleVersion('patch/refuses-a-stale-version', 'patch'),
  refusesAStaleVersionWithConflict('patch/refuses-a-stale-version-with-409-conflict', 'patch'),
  refusesEveryOlderVersion('patch/refuses-every-older-version', 'patch'),
  refusesAStaleVersionWhateverItChanges('patch/refuses-a-stale-version-whatever-it-changes', 'patch'),
  refusesTheVersionOfAnotherObject('patch/refuses-the-version-of-another-object', 'patch'),
  refusesAVersionThatWasNeverIssued('patch/refuses-a-version-that-was-never-issued', 'patch'),
  acceptsEachVersionThatWasAnswered('patch/accepts-each-version-that-was-answered', 'patch'),
  neverTouchesASuccessor('patch/never-touches-a-successor', 'patch'),
];
