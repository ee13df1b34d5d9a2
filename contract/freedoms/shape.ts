import type { Freedom, Source } from '../types.ts';

/** One freedom; `options` maps option id to text, the reference server's default first. */
export const free = (
  id: string, scope: Freedom['scope'], source: Source, text: string, options: Readonly<Record<string, string>>,
): Freedom => ({ id, scope, source, text, options: Object.entries(options).map(([option, words]) => ({ id: option, text: words })) });

export const page = (document: string, section?: string, ...errata: number[]): Source => ({
  document, ...(section === undefined ? {} : { section }), ...(errata.length === 0 ? {} : { errata }),
});
export const table = (number: number, section: string, ...errata: number[]): Source => ({
  ...page('Data structures', section, ...errata), table: number,
});
export const conventions = (section: string, ...errata: number[]): Source => page('Kubernetes API conventions', section, ...errata);
export const rfc = (number: number, section: string): Source => page(`RFC ${number}`, `section ${section}`);
