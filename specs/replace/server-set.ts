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

export const replaceServerSet: readonly Requirement[] = [
  keeps('replace/keeps-the-creation-timestamp', 'replace', CREATION_TIMESTAMP),
  keeps('replace/keeps-the-uid', 'replace', UID),
  keeps('replace/keeps-the-self-link', 'replace', SELF_LINK),
  keeps('replace/keeps-the-name', 'replace', NAME),
  keeps('replace/keeps-the-namespace', 'replace', NAMESPACE),
  keeps('replace/keeps-the-absence-of-a-deletion', 'replace', DELETION_TIMESTAMP),
  takesNone('replace/keeps-the-generation', 'replace', GENERATION),
  takesNone('replace/keeps-the-start-time-of-the-status', 'replace', START_TIME),
  takesNone('replace/keeps-the-completion-time-of-the-status', 'replace', COMPLETION_TIME),
  takesNone('replace/keeps-the-conditions-of-the-status', 'replace', CONDITIONS),
  takesNone('replace/keeps-the-replica-statuses', 'replace', REPLICA_STATUSES),
  keepsTheStatusWhenLeftOut('replace/keeps-the-status-when-left-out', 'replace'),
  raisesTheGenerationWithTheSpec('replace/raises-the-generation-with-the-spec', 'replace'),
  neverLowersTheGeneration('replace/never-lowers-the-generation', 'replace'),
  movesTheResourceVersion('replace/moves-the-resource-version', 'replace'),
  answersTheVersionThatAWatchShows('replace/answers-the-version-that-a-watch-shows', 'replace'),
  keepsItsIdentity('replace/keeps-what-nobody-may-lose', 'replace'),
];
