import type { Freedom, Source } from '../types.ts';

/**
 * One freedom; `options` maps option id to text, the reference server's default first. `notedAs` has the options that a run
 * cannot see, or does not look for: each with the option that it notes instead.
 */
export const freedom = <const Id extends string, const Option extends string>(
  id: Id,
  scope: Freedom['scope'],
  source: Source,
  text: string,
  options: Readonly<Record<Option, string>>,
  notedAs: { readonly [id in Option]?: NoInfer<Option> | 'nothing' } | 'nothing' = {},
): Freedom<Id, Option> => ({
  id,
  scope,
  source,
  text,
  options: (Object.keys(options) as Option[]).map((option) => {
    const as = notedAs === 'nothing' ? notedAs : notedAs[option];
    return { id: option, text: options[option], ...(as !== undefined && { notedAs: as }) };
  }),
});

/** Whether an option that was named or noted is this one of the contract: where options are codes, any code may be chosen. */
export const isOption = (named: string, option: string): boolean =>
  named === option || (/-\d{3}$/.test(option) && named.replace(/\d{3}$/, '') === option.replace(/\d{3}$/, ''));
