import { objectOf } from '../../contract/structures/index.ts';
import type { Kind } from '../../contract/types.ts';

/**
 * What the table of each kind's object says of one member: `kind.enum` gives `constraint.TFJob.kind.enum` and so on.
 */
export const objectConstraints = (kinds: readonly Kind[], rule: string): string[] =>
  kinds.map((kind) => `constraint.${objectOf(kind).name}.${rule}`);
