/** Controls that serve several defects: one valid job that holds what several valid jobs hold. */
import { isDeepStrictEqual } from 'node:util';
import { predicateViolations } from '../../../contract/constraints/index.ts';
import { isObject, type Json, type JsonObject } from '../../../contract/json.ts';
import { valueAt, withValueAt } from '../../../contract/pointer.ts';
import type { Kind } from '../../../contract/types.ts';
import { ONE_OF } from '../values/kubernetes-values.ts';

const ALTERNATIVES = Object.values(ONE_OF);

/** What both hold; undefined where they contradict each other, or would be one of several things twice. */
function merged(a: Json, b: Json): Json | undefined {
  if (isDeepStrictEqual(a, b)) return a;
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length !== b.length || ![...a, ...b].every(isObject)) return undefined;
    const items = a.flatMap((item, i) => merged(item, b[i] as Json) ?? []);
    return items.length === a.length ? items : undefined;
  }
  if (!isObject(a) || !isObject(b)) return undefined;
  const both = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const held = both[key];
    const one = held === undefined ? value : merged(held, value);
    if (one === undefined) return undefined;
    both[key] = one;
  }
  const isTwice = ALTERNATIVES.some((names) => names.filter((name) => both[name] !== undefined).length > 1);
  return isTwice ? undefined : both;
}

/** One that holds both, if that breaks none of the rules that are about several fields. */
function joint(kind: Kind, a: JsonObject, b: JsonObject): JsonObject | undefined {
  const both = merged(a, b);
  return isObject(both) && predicateViolations(both, kind).length === 0 ? both : undefined;
}

/** For each of the valid jobs the one that holds it, and as many others as can stand beside it. */
export function jointControls(kind: Kind, valid: readonly JsonObject[]): (one: JsonObject) => JsonObject {
  const sizes = new Map(valid.map((one) => [one, JSON.stringify(one).length]));
  const groups: { job: JsonObject; members: JsonObject[] }[] = [];
  for (const [one] of [...sizes].toSorted(([, a], [, b]) => b - a)) {
    const isHeld = groups.some((group) => {
      const both = joint(kind, group.job, one);
      if (both === undefined) return false;
      group.job = both;
      group.members.push(one);
      return true;
    });
    if (!isHeld) groups.push({ job: one, members: [one] });
  }
  const jobs = new Map(groups.flatMap(({ job, members }) => members.map((one) => [one, job] as const)));
  return (one) => jobs.get(one) ?? one;
}

/** The defect in another control, which holds all that its own does. */
export const defectIn = (
  control: JsonObject,
  { path, defective }: { path: string; defective: JsonObject },
): JsonObject => withValueAt(control, path, valueAt(defective, path));
