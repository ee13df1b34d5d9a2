/** The user asked for something that cannot be done: exit code 2, and one line that says what to do. */
export class UsageError extends Error {}

/** `; did you mean X?` for the nearest of the candidates, or an empty text when none is near. */
export function didYouMean(name: string, candidates: readonly string[]): string {
  const [best] = candidates
    .map((candidate) => ({ candidate, edits: distance(name, candidate) }))
    .sort((a, b) => a.edits - b.edits);
  return best !== undefined && best.edits <= Math.max(2, name.length / 3) ? `; did you mean ${best.candidate}?` : '';
}

/** Levenshtein distance. Only one row of its table is kept; each row is computed from the one above it. */
function distance(from: string, to: string): number {
  const first = Array.from({ length: to.length + 1 }, (_, i) => i);
  const last = [...from].reduce((above, letter, i) => {
    const row = [i + 1];
    for (const [j, other] of [...to].entries()) {
      const [corner = 0, top = 0, left = 0] = [above[j], above[j + 1], row[j]];
      row.push(Math.min(top + 1, left + 1, corner + (letter === other ? 0 : 1)));
    }
    return row;
  }, first);
  return last.at(-1) ?? 0;
}

/**
 * The target cannot be judged: no answer came, or none of an API that the suite can use. Exit code 3, and one line that
 * says what to do.
 */
export class Unjudgeable extends Error {}
