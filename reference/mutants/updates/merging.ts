/** Merge patches (RFC 7396) with one rule changed, as overrides. */
import { isObject, type Json, type JsonObject } from '../../../contract/json.ts';
import { put } from '../../state/model.ts';
import type { Override } from '../types.ts';

type Merge = (target: Json | undefined, patch: Json) => Json;

/** One member of an object in a patch, and the object that it goes into. */
export interface Member {
  target: JsonObject;
  key: string;
  value: Json;
  merge: Merge;
}

export const isNew = ({ target, key }: Member): boolean => !Object.hasOwn(target, key);

export const isEmpty = (value: Json): boolean => isObject(value) && Object.keys(value).length === 0;

function apply({ target, key, value, merge }: Member): void {
  if (value === null) delete target[key];
  else put(target, key, merge(Object.hasOwn(target, key) ? target[key] : undefined, value));
}

function merging(step: (member: Member) => void): Override {
  const merge: Merge = (target, patch) => {
    if (!isObject(patch)) return patch;
    const result: JsonObject = isObject(target) ? { ...target } : {};
    for (const [key, value] of Object.entries(patch)) step({ target: result, key, value, merge });
    return result;
  };
  return () => ({ mergePatch: merge });
}

/** Some members of the patch have no effect. */
export const skipping = (when: (member: Member) => boolean): Override =>
  merging((member) => {
    if (!when(member)) apply(member);
  });

/** Some members are removed. */
export const removing = (when: (member: Member) => boolean): Override =>
  merging((member) => apply(when(member) ? { ...member, value: null } : member));

/** Some members get another value than the patch gives them; undefined: the usual one. */
export const setting = (valueOf: (member: Member) => Json | undefined): Override =>
  merging((member) => {
    const value = valueOf(member);
    if (value === undefined) apply(member);
    else member.target[member.key] = value;
  });

/** An array in the patch does not replace the stored one. */
export const joining = (join: (stored: Json[], sent: Json[]) => Json[]): Override =>
  setting(({ target, key, value }) => {
    const stored = target[key];
    return Array.isArray(value) && Array.isArray(stored) ? join(stored, value) : undefined;
  });

/** Members of the patch are taken for others. */
export const reading = (as: (member: Member) => { key: string; value: Json }): Override =>
  merging((member) => apply({ ...member, ...as(member) }));
