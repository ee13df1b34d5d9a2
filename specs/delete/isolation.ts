import type { Requirement } from '../../harness/model/requirement.ts';
import {
  touchesNoOtherKind,
  touchesNoOtherNamespace,
  touchesNothingElse,
  type Act,
} from '../support/updates/isolation.ts';

const act: Act = {
  verb: 'delete',
  tests: 'delete.only-named',
  path: 'delete.path',
  needs: 'delete/removes-the-object',
  send: (trial, job) => trial.target.delete(job),
};

export const deleteIsolation: readonly Requirement[] = [
  touchesNothingElse('delete/touches-nothing-else', act),
  touchesNoOtherNamespace('delete/touches-no-other-namespace', act),
  touchesNoOtherKind('delete/touches-no-other-kind', act),
];
