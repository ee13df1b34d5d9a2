/** The code with which an operation succeeds, and whether a body goes with it: both as the contract says. */
import { FREEDOMS, type OptionId } from '../../contract/freedoms/index.ts';
import { hasBody, successCodes } from '../../contract/operations.ts';
import type { Json } from '../../contract/json.ts';
import type { Verb } from '../../contract/types.ts';
import type { Env } from '../state/model.ts';
import type { Reply } from './response.ts';

/**
 * The code of the chosen option (`delete-202`), or of the first, where the operation may choose; otherwise its first
 * code.
 */
export function codeOf(env: Env, verb: Verb): number {
  const options: readonly { id: OptionId }[] = FREEDOMS.find(({ id }) => id === `${verb}-code`)?.options ?? [];
  const option = options.find(({ id }) => env.has(id)) ?? options[0];
  const code = option === undefined ? successCodes(verb)[0] : Number(option.id.slice(`${verb}-`.length));
  if (code === undefined) throw new Error(`the contract has no code for a ${verb} that succeeds`);
  return code;
}

/** A success with this body, unless the code comes without one. */
export const success = (verb: Verb, code: number, json: Json): Reply =>
  hasBody(verb, code) ? { code, json } : { code };
