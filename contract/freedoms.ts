import type { Freedom } from './types.ts';
import { ANSWER_FREEDOMS } from './freedoms/answers.ts';
import { LIST_FREEDOMS } from './freedoms/lists.ts';
import { OBJECT_FREEDOMS } from './freedoms/objects.ts';
import { TRANSPORT_FREEDOMS } from './freedoms/transport.ts';

/**
 * Every choice that the documents leave to an implementer, once. The first option is what the reference server does unless
 * a variant says otherwise; option ids are the names of its variants.
 */
export const FREEDOMS: readonly Freedom[] = [
  ...ANSWER_FREEDOMS,
  ...OBJECT_FREEDOMS,
  ...LIST_FREEDOMS,
  ...TRANSPORT_FREEDOMS,
];
