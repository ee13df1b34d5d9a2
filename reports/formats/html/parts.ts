import type { ReportEntry } from '../../../harness/model/report.ts';
import { FUNCTIONS } from '../../view/reproduction/values.ts';
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
  scripts: Scripts;
}

/** The scripts that the page offers, by judgement, without the functions that all of them have. */
export class Scripts {
  readonly kept: Record<string, string> = {};
  #room: number;

  constructor(room: number) {
    this.#room = room;
  }

  /** Whether there is room for it. */
  keep(key: string, script: string): boolean {
    const own = script.replace(FUNCTIONS, () => PLACE);
    if (own.length > this.#room) return false;
    this.#room -= own.length;
    this.kept[key] = own;
    return true;
  }
}

/** Stands for the functions in a script. */
export const PLACE = '# functions\n';

export const facetsOf = (entries: readonly ReportEntry[]): string[] => [
  ...new Set(entries.map(({ kind, verdict, area, layer }) => [kind, verdict, area, layer].join('|'))),
];
