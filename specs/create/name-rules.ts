import { NAME_PATTERN } from '../../contract/structures/index.ts';

/** Characters of the longest name (table 10). */
export const LONGEST_NAME = 63;

export const isName = (text: string): boolean => text.length <= LONGEST_NAME && new RegExp(NAME_PATTERN).test(text);
