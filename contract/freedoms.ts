import { ANSWER_FREEDOMS } from './freedoms/answers.ts';
import { LIST_FREEDOMS } from './freedoms/lists.ts';
import { OBJECT_FREEDOMS } from './freedoms/objects.ts';
import { TRANSPORT_FREEDOMS } from './freedoms/transport.ts';

/**
 * Every choice that the documents leave to an implementer, once. The first option is what the reference server does unless
 * a variant says otherwise; option ids are the names of its variants.
 */
export const FREEDOMS = [...ANSWER_FREEDOMS, ...OBJECT_FREEDOMS, ...LIST_FREEDOMS, ...TRANSPORT_FREEDOMS] as const;

type Known = (typeof FREEDOMS)[number];
export type FreedomId = Known['id'];
/** An option of any freedom. */
export type OptionId = Known['options'][number]['id'];

/** `delete-202` and any other code in its place: what was seen need not be what is documented. */
type AnyCode<Option extends string> = Option extends `${infer Head}-${infer Rest}`
  ? Rest extends `${number}`
    ? `${Head}-${number}`
    : `${Head}-${AnyCode<Rest>}`
  : Option;

/** What a target can be seen to choose under a freedom: an option of it. */
export type OptionOf<Id extends FreedomId> = AnyCode<Extract<Known, { id: Id }>['options'][number]['id']>;
