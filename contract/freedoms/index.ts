import { ANSWER_FREEDOMS } from './answers.ts';
import { LIST_FREEDOMS } from './lists.ts';
import { OBJECT_FREEDOMS } from './objects.ts';
import { TRANSPORT_FREEDOMS } from './transport.ts';

/**
 * Every choice that the documents leave to an implementer. The first option is the default of the reference server; a
 * variant has another one. Option ids are the names of the variants.
 */
export const FREEDOMS = [...ANSWER_FREEDOMS, ...OBJECT_FREEDOMS, ...LIST_FREEDOMS, ...TRANSPORT_FREEDOMS] as const;

type Known = (typeof FREEDOMS)[number];
export type FreedomId = Known['id'];
/** An option of any freedom. */
export type OptionId = Known['options'][number]['id'];

/** `delete-202` with any other code, because a target may choose a code that is not documented. */
type AnyCode<Option extends string> = Option extends `${infer Head}-${infer Rest}`
  ? Rest extends `${number}`
    ? `${Head}-${number}`
    : `${Head}-${AnyCode<Rest>}`
  : Option;

/** The options that a target can be seen to choose of a freedom. */
export type OptionOf<Id extends FreedomId> = AnyCode<Extract<Known, { id: Id }>['options'][number]['id']>;
