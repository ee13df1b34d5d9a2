import type { Freedom, Source } from '../types.ts';

/** One freedom; `options` maps option id to text, the reference server's default first. */
export const freedom = <const Id extends string, const Option extends string>(
  id: Id,
  scope: Freedom['scope'],
  source: Source,
  text: string,
  options: Readonly<Record<Option, string>>,
): Freedom<Id, Option> => ({
  id,
  scope,
  source,
  text,
  options: (Object.keys(options) as Option[]).map((option) => ({ id: option, text: options[option] })),
});
