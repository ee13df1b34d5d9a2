/** Text edits of sources: nothing is written before every edit of a command has been found possible. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { UsageError } from '../../harness/errors/usage.ts';

export class Edits {
  readonly #root: string;
  readonly #texts = new Map<string, string>();

  constructor(root: string) {
    this.#root = root;
  }

  /** A file that is new. Throws a UsageError when there is one. */
  create(path: string, text: string): void {
    if (existsSync(join(this.#root, path))) throw new UsageError(`${path} is there already: choose another name`);
    this.#texts.set(path, text);
  }

  /** A file that is there; `change` returns its new text, or undefined where it does not find what it has to change. */
  change(path: string, change: (text: string) => string | undefined): void {
    const text = change(this.#texts.get(path) ?? readFileSync(join(this.#root, path), 'utf8'));
    if (text === undefined) throw new UsageError(`${path} is not laid out as expected: make this edit by hand`);
    this.#texts.set(path, text);
  }

  /** Writes all of it, formatted, and returns the paths. */
  async write(): Promise<string[]> {
    const formatted = new Map<string, string>();
    for (const [path, text] of this.#texts) {
      const filepath = join(this.#root, path);
      formatted.set(filepath, await format(text, { ...(await resolveConfig(filepath)), filepath }));
    }
    for (const [filepath, text] of formatted) writeFileSync(filepath, text);
    return [...this.#texts.keys()];
  }
}

/** The module with one more import, after the others. */
export function withImport(text: string, line: string): string {
  const imports = [...text.matchAll(/^import [^;]*;$/gm)];
  const last = imports.at(-1);
  const end = last === undefined ? 0 : last.index + last[0].length;
  return `${text.slice(0, end)}\n${line}${text.slice(end)}`;
}

/**
 * The module whose last array over several lines, or else in one, has one more element; undefined where it has none.
 */
export function withElement(text: string, element: string): string | undefined {
  const end = ([...text.matchAll(/^\]\)?;$/gm)].at(-1) ?? [...text.matchAll(/\];$/gm)].at(-1))?.index;
  if (end === undefined) return undefined;
  const before = text.slice(0, end).trimEnd();
  return `${before}${before.endsWith(',') || before.endsWith('[') ? '' : ','} ${element}${text.slice(end)}`;
}

/** `null-removes-a-label` as `nullRemovesALabel`. */
export const camelCase = (name: string): string =>
  name.replaceAll(/[^A-Za-z0-9]+([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
