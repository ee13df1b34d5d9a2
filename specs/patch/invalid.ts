import type { Requirement } from '../../harness/model/requirement.ts';
import {
  ANNOTATIONS_OF_ANOTHER_TYPE,
  FIELDS_OF_ANOTHER_TYPE,
  FIELDS_OUT_OF_BOUNDS,
  INVALID_LABEL_KEYS,
  INVALID_LABEL_VALUES,
  LABELS_OF_ANOTHER_TYPE,
  refusesInvalid,
} from '../support/updates/invalid.ts';

export const patchInvalid: readonly Requirement[] = [
  refusesInvalid('patch/refuses-fields-of-another-type', 'patch', FIELDS_OF_ANOTHER_TYPE),
  refusesInvalid('patch/refuses-fields-out-of-bounds', 'patch', FIELDS_OUT_OF_BOUNDS),
  refusesInvalid('patch/refuses-label-keys-that-are-none', 'patch', INVALID_LABEL_KEYS),
  refusesInvalid('patch/refuses-label-values-that-are-none', 'patch', INVALID_LABEL_VALUES),
  refusesInvalid('patch/refuses-labels-of-another-type', 'patch', LABELS_OF_ANOTHER_TYPE),
  refusesInvalid('patch/refuses-annotations-of-another-type', 'patch', ANNOTATIONS_OF_ANOTHER_TYPE),
];
