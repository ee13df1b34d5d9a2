/** Whether the answers to writes show what is stored: then a job that a check starts from need not be read back. */
import { isDeepStrictEqual } from 'node:util';
import { keyOf } from '../../contract/kinds.ts';
import { isObject, type JsonObject } from '../../contract/json.ts';
import { isPromise } from '../../contract/operations.ts';
import type { Kind, Verb } from '../../contract/types.ts';
import type { Answer } from '../model/target.ts';
import { metadataOf } from '../ownership/ownership.ts';
import type { Served } from './context.ts';

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

export interface AnsweredWrites {
  /** Notes what was answered to a write, and read next. */
  compare(answer: Answer, object: JsonObject): void;
  /** The object, where the run has seen such answers to show what is stored. */
  storedBy(answer: Answer): JsonObject | undefined;
}

/** `served`: what the run has seen of the target. */
export function answeredWrites(kind: Kind, verb: Verb, served: Served): AnsweredWrites {
  const stored = `${keyOf(kind)} ${verb} stored`;
  const otherwise = `${stored} otherwise`;
  const nth = (n: number): string => `${stored} as answered ${n}`;
  const isWhole = ({ status, json }: Answer): boolean => !isPromise(verb, status) && isObject(json);
  return {
    compare(answer, object) {
      if (!isWhole(answer)) return;
      const shown = answer.json as JsonObject;
      if (!isDeepStrictEqual(lasting(shown), lasting(object))) return served.add(otherwise);
      if (versionIn(shown) !== versionIn(object)) return;
      for (let n = 1; n <= COMPARED; n += 1) if (!served.has(nth(n))) return served.add(nth(n));
    },
    storedBy(answer) {
      if (!served.has(nth(COMPARED)) || served.has(otherwise)) return undefined;
      return isWhole(answer) ? (answer.json as JsonObject) : undefined;
    },
  };
}
