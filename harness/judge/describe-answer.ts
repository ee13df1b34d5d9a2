import { isObject } from '../../contract/json.ts';
import { briefly, sayRequest } from '../evidence/brief.ts';
import type { Answer } from '../model/target.ts';

/** Characters of what a target says about a refusal that a message repeats; the exchange has more. */
const LONGEST_SAID = 1_000;

/** A text for people: the request, and the answer to it. */
export function describeAnswer(what: string, answer: Answer): string {
  const status = isObject(answer.json) ? answer.json : {};
  const reason = [status['reason'], status['message']]
    .filter((part) => typeof part === 'string' && part !== '')
    .join(': ');
  const said = briefly(reason, LONGEST_SAID);
  return `${what}: ${sayRequest(answer)} was answered ${answer.status}${said && ` (${said})`} in exchange ${answer.exchange}`;
}
