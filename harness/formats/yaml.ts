/** Texts that people write: YAML, of which JSON is a part. */
import { parseDocument, type Document } from 'yaml';

/** The document and its value, or in one line what is wrong. */
export type Yaml = { document: Document; value: unknown; wrong?: undefined } | { wrong: string };

export function readYaml(text: string): Yaml {
  const document = parseDocument(text.replace(/^\uFEFF/, ''), { schema: 'core' });
  const [error] = document.errors;
  if (error?.code === 'MULTIPLE_DOCS') return { wrong: 'it holds several documents (---), and one is wanted' };
  if (error !== undefined) return { wrong: firstLine(error.message) };
  try {
    return { document, value: document.toJS() as unknown };
  } catch (reason) {
    // Aliases can stand for more than there is room for.
    return { wrong: firstLine(reason instanceof Error ? reason.message : String(reason)) };
  }
}

/** What follows the line is an excerpt of the text. */
const firstLine = (message: string): string => (message.split('\n')[0] ?? '').replace(/:$/, '');
