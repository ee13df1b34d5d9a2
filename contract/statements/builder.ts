import type { Layer, Level, Source, Statement } from '../types.ts';

/** The properties of a statement that differ from those of its group. */
export interface Row {
  text: string;
  level?: Level;
  layer?: Layer;
  /** Instead of the source of the group. */
  source?: Source;
  /** Section within the source of the group. */
  section?: string;
  errata?: number[];
  untestable?: string;
}

/**
 * A group of statements with the same source: `rows` maps ids to sentences. Ids are written in full, so that a search
 * finds them.
 */
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
