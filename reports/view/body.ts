/** A body as lines, with the one that a finding is about. */
import type { Finding } from '../../harness/model/finding.ts';
import { jsonLines } from './json-lines.ts';

/** A line that is longer is broken, so that the place that matters can be shown. */
const LONG = 160;

export interface Body {
  lines: string[];
  /** Index of the line that matters; undefined when none is known. */
  at: number | undefined;
}

/** @param shows the finding that this body shows, if it shows one */
export function bodyLines(text: string, shows?: Finding): Body {
  const path = shows?.path?.startsWith('/') === true ? shows.path : undefined;
  const formatted = jsonLines(text);
  if (formatted === undefined) {
    const lines = text.split('\n').flatMap(broken);
    return { lines, at: shows && lineOf(lines, shows, path) };
  }
  return { lines: formatted.map((line) => line.text), at: path === undefined ? undefined : nearest(formatted, path) };
}

/** The line at which the value begins, or the nearest one around it where there is no such value. */
function nearest(lines: readonly { pointer: string }[], path: string): number | undefined {
  for (let at = path; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const found = lines.findIndex(({ pointer }) => pointer === at);
    if (found !== -1) return found;
  }
  return undefined;
}

/** In a text that is no JSON (it may have been cut): where the received value stands, else the name of the member. */
function lineOf(lines: readonly string[], { received }: Finding, path: string | undefined): number | undefined {
  const member = path
    ?.slice(path.lastIndexOf('/') + 1)
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
  const wanted = [received, ...(member === undefined ? [] : [`"${member}"`])].filter((part) => part.trim() !== '');
  return wanted.map((part) => lines.findIndex((line) => line.includes(part))).find((found) => found !== -1);
}

function broken(line: string): string[] {
  if (line.length <= LONG) return [line];
  const parts: string[] = [];
  for (let at = 0; at < line.length; at += LONG) parts.push(line.slice(at, at + LONG));
  return parts;
}
