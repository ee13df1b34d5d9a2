import type { Freedom, Source } from '../types.ts';

/** One freedom; `options` maps option id to text, the reference server's default first. */
export const freedom = (
  id: string,
  scope: Freedom['scope'],
  source: Source,
  text: string,
  options: Readonly<Record<string, string>>,
): Freedom => ({
  id,
  scope,
  source,
  text,
  options: Object.entries(options).map(([option, words]) => ({ id: option, text: words })),
});
