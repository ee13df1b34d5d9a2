import type { Requirement } from '../../harness/model/requirement.ts';
import {
  touchesNoOtherKind,
  touchesNoOtherNamespace,
  touchesNothingElse,
  updating,
} from '../support/updates/isolation.ts';

const act = updating('replace');

export const replaceIsolation: readonly Requirement[] = [
  touchesNothingElse('replace/touches-nothing-else', act),
  touchesNoOtherNamespace('replace/touches-no-other-namespace', act),
  touchesNoOtherKind('replace/touches-no-other-kind', act),
];
