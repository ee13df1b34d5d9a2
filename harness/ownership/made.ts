/** An object that the target says it has created. */
import { keyOf } from '../../contract/kinds.ts';
import type { Kind } from '../../contract/types.ts';

export interface Made {
  kind: Kind;
  namespace: string;
  name: string;
  uid?: string | undefined;
  /** The answer to its deletion says that it is gone. */
  deleted?: true;
}

/** Whether both stand at one place: the same object, or one after the other. */
export const isAtOnePlace = (a: Made, b: Made): boolean =>
  keyOf(a.kind) === keyOf(b.kind) && a.namespace === b.namespace && a.name === b.name;
