/** Whether the answers to creates show what is stored: then a job that a check starts from need not be read back. */
import { isDeepStrictEqual } from 'node:util';
import { keyOf } from '../../contract/kinds.ts';
import { isObject, type JsonObject } from '../../contract/json.ts';
import { isPromise } from '../../contract/operations.ts';
import type { Kind } from '../../contract/types.ts';
import type { Answer } from '../model/target.ts';
import { metadataOf } from '../ownership/ownership.ts';
import type { Served } from './context.ts';
import { mismatch } from './match.ts';

/** So many jobs of a kind are compared, and each has to be as it was answered, before such an answer counts as read. */
const COMPARED = 3;
/** What any write moves, also that of a controller between the answer and the read. */
const MOVING = ['resourceVersion', 'managedFields'];
const versionIn = (object: JsonObject): unknown => metadataOf(object)['resourceVersion'];

function lasting(object: JsonObject): JsonObject {
  const { status: _, ...rest } = object;
  const metadata = Object.entries(metadataOf(object)).filter(([name]) => !MOVING.includes(name));
  return { ...rest, metadata: Object.fromEntries(metadata) };
}

export interface AnsweredCreates {
  /** Notes what was answered to a create, and read next. */
  compare(answer: Answer, stored: JsonObject): void;
  /** The object, where the answer shows all that was sent and the run has seen such answers to show what is stored. */
  storedBy(answer: Answer, sent: JsonObject): JsonObject | undefined;
}

/** `served`: what the run has seen of the target. */
export function answeredCreates(kind: Kind, served: Served): AnsweredCreates {
  const [asAnswered, otherwise] = [`${keyOf(kind)} stored as answered`, `${keyOf(kind)} stored otherwise`];
  const nth = (n: number): string => `${asAnswered} ${n}`;
  const isWhole = ({ verb, status, json }: Answer): boolean => !isPromise(verb, status) && isObject(json);
  return {
    compare(answer, stored) {
      if (!isWhole(answer)) return;
      const shown = answer.json as JsonObject;
      if (!isDeepStrictEqual(lasting(shown), lasting(stored))) return served.add(otherwise);
      if (versionIn(shown) !== versionIn(stored)) return;
      for (let n = 1; n <= COMPARED; n += 1) if (!served.has(nth(n))) return served.add(nth(n));
    },
    storedBy(answer, sent) {
      if (!served.has(nth(COMPARED)) || served.has(otherwise)) return undefined;
      return isWhole(answer) && mismatch(answer.json, sent) === undefined ? (answer.json as JsonObject) : undefined;
    },
  };
}
