import type { Markup } from './markup.ts';

interface Part {
  key: string;
  make: () => Markup;
}

/** What is kept first: the first failures, the lists, the other failures, and then what they have in common. */
export const RANK = { first: 0, lists: 1, others: 2, rest: 3 } as const;
/** After so many parts that do not fit, no others are tried. */
const MISSES = 20;
const RANKS: readonly number[] = Object.values(RANK);

/**
 * What the page shows only when it is asked for: markup by key, which the page's script puts in place. Parts are added
 * in any order; those of a lower rank are kept first when not all of them fit.
 */
export class Later {
  /** By rank; a part may add others while it is made. */
  readonly #parts = new Map<number, Part[]>();
  readonly #briefs = new Map<string, string>();

  /** @param brief a short form, for when there is no room for the whole */
  add(key: string, rank: number, make: () => Markup, brief?: () => Markup): void {
    const of = this.#parts.get(rank) ?? [];
    of.push({ key, make });
    this.#parts.set(rank, of);
    if (brief !== undefined) this.#briefs.set(key, lean(brief()));
  }

  /** The parts that fit into this number of characters. The short forms are always kept. */
  kept(room: number): Record<string, string> {
    const kept = new Map(this.#briefs);
    let left = room - [...kept.values()].reduce((sum, text) => sum + text.length, 0);
    let missed = 0;
    for (const rank of RANKS) {
      for (const { key, make } of this.#parts.get(rank) ?? []) {
        if (missed > MISSES) break;
        const text = lean(make());
        const more = text.length - (kept.get(key)?.length ?? 0);
        if (more > left) {
          missed += 1;
          continue;
        }
        left -= more;
        kept.set(key, text);
      }
    }
    return Object.fromEntries(kept);
  }
}

/** Without the white space between elements, which only a preformatted text needs. */
const lean = ({ text }: Markup): string =>
  text
    .split(/(<pre[^>]*>[\s\S]*?<\/pre>)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/\s+/g, ' ').replace(BETWEEN_BLOCKS, '>')))
    .join('')
    .trim();

const BETWEEN_BLOCKS = /> (?=<\/?(?:t[rdh]|p|d[ltd]|div|li|[uo]l|details|summary|article|h\d)\b)/g;
