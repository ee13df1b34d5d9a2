import type { Requirement } from '../../harness/model/requirement.ts';
import {
  COMPLETION_TIME,
  CONDITIONS,
  CREATION_TIMESTAMP,
  DELETION_TIMESTAMP,
  GENERATION,
  NAME,
  NAMESPACE,
  REPLICA_STATUSES,
  SELF_LINK,
  START_TIME,
  UID,
  keeps,
  keepsItsIdentity,
  keepsTheStatusWhenLeftOut,
  takesNone,
} from '../support/updates/server-set.ts';
import {
  answersTheVersionThatAWatchShows,
  movesTheResourceVersion,
  neverLowersTheGeneration,
  raisesTheGenerationWithTheSpec,
} from '../support/updates/versions.ts';

export const patchServerSet: readonly Requirement[] = [
  keeps('patch/keeps-the-creation-timestamp', 'patch', CREATION_TIMESTAMP),
  keeps('patch/keeps-the-uid', 'patch', UID),
  keeps('patch/keeps-the-self-link', 'patch', SELF_LINK),
  keeps('patch/keeps-the-name', 'patch', NAME),
  keeps('patch/keeps-the-namespace', 'patch', NAMESPACE),
  keeps('patch/keeps-the-absence-of-a-deletion', 'patch', DELETION_TIMESTAMP),
  takesNone('patch/keeps-the-generation', 'patch', GENERATION),
  takesNone('patch/keeps-the-start-time-of-the-status', 'patch', START_TIME),
  takesNone('patch/keeps-the-completion-time-of-the-status', 'patch', COMPLETION_TIME),
  takesNone('patch/keeps-the-conditions-of-the-status', 'patch', CONDITIONS),
  takesNone('patch/keeps-the-replica-statuses', 'patch', REPLICA_STATUSES),
  keepsTheStatusWhenLeftOut('patch/keeps-the-status-when-left-out', 'patch'),
  raisesTheGenerationWithTheSpec('patch/raises-the-generation-with-the-spec', 'patch'),
  neverLowersTheGeneration('patch/never-lowers-the-generation', 'patch'),
  movesTheResourceVersion('patch/moves-the-resource-version', 'patch'),
  answersTheVersionThatAWatchShows('patch/answers-the-version-that-a-watch-shows', 'patch'),
  keepsItsIdentity('patch/keeps-what-nobody-may-lose', 'patch'),
];
