import type { Requirement } from '../../harness/model/requirement.ts';
import {
  touchesNoOtherKind,
  touchesNoOtherNamespace,
  touchesNothingElse,
  updating,
} from '../support/updates/isolation.ts';

const act = updating('patch');

export const patchIsolation: readonly Requirement[] = [
  touchesNothingElse('patch/touches-nothing-else', act),
  touchesNoOtherNamespace('patch/touches-no-other-namespace', act),
  touchesNoOtherKind('patch/touches-no-other-kind', act),
];
