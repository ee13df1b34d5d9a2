/** An object that the target says it has created. */
import type { Kind } from '../../contract/types.ts';

export interface Made {
  kind: Kind;
  namespace: string;
  name: string;
  uid?: string | undefined;
}
