import { STRUCTURES } from '../../contract/structures/index.ts';

/** The words that a table lists for a field; none where it lists none. */
export const documentedWords = (structure: string, field: string): readonly string[] => {
  const is = STRUCTURES[structure]?.fields.find(({ name }) => name === field)?.is;
  return is?.type === 'string' ? (is.enum ?? []) : [];
};
