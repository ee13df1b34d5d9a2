/** The variants of the server: all options of the freedoms, except the first of each, which is the default. */
import { FREEDOMS, type OptionId } from '../../contract/freedoms/index.ts';

export interface Variant {
  id: OptionId;
  freedom: string;
  text: string;
}

export const VARIANTS: readonly Variant[] = FREEDOMS.flatMap((freedom) =>
  freedom.options
    .slice(1)
    .map((option) => ({ id: option.id, freedom: freedom.id, text: `${freedom.text} Here: ${option.text}.` })),
);

/**
 * Returns a predicate of the chosen variants. Throws for an unknown name, with the known ones, and for two options of
 * one freedom.
 */
export function chosen(variants: readonly string[]): (option: OptionId) => boolean {
  const taken = new Map<string, string>();
  for (const id of variants) {
    const variant = VARIANTS.find((v) => v.id === id);
    if (variant === undefined)
      throw new Error(`unknown variant "${id}"; known: ${VARIANTS.map((v) => v.id).join(', ')}`);
    const other = taken.get(variant.freedom);
    if (other !== undefined && other !== id)
      throw new Error(`variants "${other}" and "${id}" exclude each other: both are options of ${variant.freedom}`);
    taken.set(variant.freedom, id);
  }
  const on = new Set(variants);
  return (option) => on.has(option);
}
