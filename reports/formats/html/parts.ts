import type { ReportEntry } from '../../../harness/model/report.ts';
import type { Later } from './later.ts';

/** One line of a list that the page's script filters; its markup is under its key. */
export interface Item {
  key: string;
  /** `kind|verdict|area|layer` of each of its judgements, without duplicates. */
  facets: string[];
  /** The judgements that an address may name: `id@kind`. */
  holds?: string[];
}

/** What the sections of a page share while it is made. */
export interface Page {
  /** The target's address. */
  url: string;
  later: Later;
  /** By the id of the section. */
  items: Record<string, Item[]>;
}

export const facetsOf = (entries: readonly ReportEntry[]): string[] => [
  ...new Set(entries.map(({ kind, verdict, area, layer }) => [kind, verdict, area, layer].join('|'))),
];
