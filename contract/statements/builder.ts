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

/** The statements of one area: `rows` maps the topic, the rest of the id, to the sentence. */
export function statements(
  area: string,
  layer: Layer,
  source: Source,
  rows: Readonly<Record<string, string | Row>>,
): Statement[] {
  return Object.entries(rows).map(([topic, given]) => {
    const row: Row = typeof given === 'string' ? { text: given } : given;
    return {
      id: `${area}.${topic}`,
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
