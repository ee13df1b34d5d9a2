/** What the answer to a request says of its outcome. */
import { isObject, type Json } from '../../contract/json.ts';
import type { Answer } from '../model/target.ts';

export const ok = (answer: Answer): boolean => answer.status >= 200 && answer.status < 300;

/** Another write was under way, says the target; a taken name has a reason of its own. */
export const isBusy = ({ status, json }: Answer): boolean =>
  status === 409 && isObject(json) && json['reason'] === 'Conflict';

/** A text with something in it: an empty one says no more than a missing one. */
export const textOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
