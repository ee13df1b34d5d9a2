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

export const replaceInvalid: readonly Requirement[] = [
  refusesInvalid('replace/refuses-fields-of-another-type', 'replace', FIELDS_OF_ANOTHER_TYPE),
  refusesInvalid('replace/refuses-fields-out-of-bounds', 'replace', FIELDS_OUT_OF_BOUNDS),
  refusesInvalid('replace/refuses-label-keys-that-are-none', 'replace', INVALID_LABEL_KEYS),
  refusesInvalid('replace/refuses-label-values-that-are-none', 'replace', INVALID_LABEL_VALUES),
  refusesInvalid('replace/refuses-labels-of-another-type', 'replace', LABELS_OF_ANOTHER_TYPE),
  refusesInvalid('replace/refuses-annotations-of-another-type', 'replace', ANNOTATIONS_OF_ANOTHER_TYPE),
];
