import type { Layer, Level, Source, Statement } from '../types.ts';

/** What one statement of a chapter differs in from the others. */
export interface Row {
  text: string;
  level?: Level;
  layer?: Layer;
  /** Instead of the chapter's. */
  source?: Source;
  /** Within the chapter's source. */
  section?: string;
  errata?: number[];
  untestable?: string;
}

/** The statements of one chapter: `rows` maps the id to the sentence. Ids stand whole, so that a search finds them. */
export function statements(layer: Layer, source: Source, rows: Readonly<Record<string, string | Row>>): Statement[] {
  return Object.entries(rows).map(([id, given]) => {
    const row: Row = typeof given === 'string' ? { text: given } : given;
    return {
      id,
      text: row.text,
      source: sourceOf(row, source),
      layer: row.layer ?? layer,
      level: row.level ?? 'MUST',
      ...(row.untestable === undefined ? {} : { untestable: row.untestable }),
    };
  });
}

const sourceOf = (row: Row, source: Source): Source => ({
  ...(row.source ?? source),
  ...(row.section === undefined ? {} : { section: row.section }),
  ...((row.errata ?? []).length === 0 ? {} : { errata: row.errata }),
});
