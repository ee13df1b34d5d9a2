import type { Job } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { OTHER_UID } from '../delete/support.ts';
import { shownOf } from './objects.ts';

/** Uids that are not the one of an object: another object's, and one of none. */
export const otherUids = (trial: Trial, other: Job): string[] => [shownOf(trial, other.stored, 'uid'), OTHER_UID];
