import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import { segment } from '../../contract/pointer.ts';
import type { Command } from '../../generators/arbitraries/histories.ts';
import { Side } from './side.ts';
import type { SideOptions } from './side.ts';

/** The reference server and the one that it is compared with. */
export interface Pair {
  reference: SideOptions;
  other: SideOptions;
}

export interface Difference {
  /** Index into the history; its length for the events of the watches. */
  step: number;
  /** JSON pointer (RFC 6901) into the compared values. */
  path: string;
  reference: Json | undefined;
  other: Json | undefined;
}

/** The first difference that no freedom explains. */
export async function compare(pair: Pair, history: readonly Command[]): Promise<Difference | undefined> {
  const [reference, other] = [new Side(pair.reference), new Side(pair.other)];
  try {
    for (const [step, command] of history.entries()) {
      const [a, b] = await Promise.all([reference.perform(command), other.perform(command)]);
      const difference = firstDifference(a, b);
      if (difference !== undefined) return { step, ...difference };
    }
    const [a, b] = await Promise.all([reference.events(), other.events()]);
    const difference = firstDifference(a, b);
    return difference && { step: history.length, ...difference };
  } finally {
    await Promise.all([reference.end(), other.end()]);
  }
}

/** The first difference of two values, as deep as possible. */
function firstDifference(a: Json | undefined, b: Json | undefined, path = ''): Omit<Difference, 'step'> | undefined {
  const within = (
    keys: readonly (string | number)[],
    at: (value: Json, key: never) => Json | undefined,
  ): Omit<Difference, 'step'> | undefined => {
    for (const key of keys) {
      const found = firstDifference(at(a as Json, key as never), at(b as Json, key as never), path + segment(key));
      if (found !== undefined) return found;
    }
    return undefined;
  };
  if (isObject(a) && isObject(b))
    return within([...new Set([...Object.keys(a), ...Object.keys(b)])], (value, key) => (value as JsonObject)[key]);
  if (Array.isArray(a) && Array.isArray(b) && a.length === b.length)
    return within([...a.keys()], (value, key) => (value as Json[])[key]);
  return a === b ? undefined : { path, reference: a, other: b };
}
