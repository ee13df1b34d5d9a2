/** Texts of a recorded run as words of a script, in which names are made fresh and values come from earlier answers. */
import { RUN_LABEL } from '../../../harness/ownership/journal.ts';
import type { Exchange } from '../../../harness/model/exchange.ts';
import { shellQuote } from '../curl.ts';
import { leavesOf } from './values.ts';

/** The id of the run, with which the names of its objects begin. */
export function runIdOf(exchanges: readonly Exchange[]): string | undefined {
  const label = new RegExp(`"${RUN_LABEL}"\\s*:\\s*"(r[a-z0-9]{9})"`);
  for (const { requestBody, path } of exchanges) {
    const found =
      label.exec(requestBody ?? '') ?? /\b(r[a-z0-9]{9})-/.exec(path) ?? /%2Frun%3D(r[a-z0-9]{9})\b/i.exec(path);
    if (found?.[1] !== undefined) return found[1];
  }
  return undefined;
}

/** A value of an earlier answer: the number of the step, and the pointer. */
export interface Origin {
  step: number;
  pointer: string;
}

const MEMBERS = /^(uid|resourceVersion|creationTimestamp|continue)$/;
const memberOf = (pointer: string): string => pointer.slice(pointer.lastIndexOf('/') + 1);

/** What earlier answers said that later requests repeat. */
export class Answered {
  readonly #origins = new Map<string, Origin>();

  add(step: number, body: string): void {
    for (const { pointer, token } of leavesOf(body)) {
      const member = memberOf(pointer);
      // In a list, the objects may come in another order.
      if (MEMBERS.test(member) && !pointer.startsWith('/items/') && token.length > 2)
        this.#origins.set(`${member} ${token.replace(/^"|"$/g, '')}`, { step, pointer });
    }
  }

  find(member: string, value: string): Origin | undefined {
    return this.#origins.get(`${member} ${value}`);
  }
}

type Piece = string | { shell: string };

const spliced = (
  pieces: readonly Piece[],
  pattern: RegExp,
  replaced: (match: RegExpExecArray) => readonly Piece[] | undefined,
): Piece[] =>
  pieces.flatMap((piece) => {
    if (typeof piece !== 'string') return [piece];
    const parts: Piece[] = [];
    let at = 0;
    for (const match of piece.matchAll(pattern)) {
      const by = replaced(match);
      if (by === undefined) continue;
      parts.push(piece.slice(at, match.index), ...by);
      at = match.index + match[0].length;
    }
    return [...parts, piece.slice(at)];
  });

const IN_BODY = /("(uid|resourceVersion|creationTimestamp|continue)"\s*:\s*")([^"\\]+)(?=")/g;
const IN_QUERY = /([?&](resourceVersion|continue)=)([^&]+)/g;

/** Makes words of the texts of one request. */
export function wordsFor(runId: string | undefined, answered: Answered): (text: string) => string {
  const fetched = (
    [, before = '', member = '', value = '']: RegExpExecArray,
    encoded: boolean,
  ): Piece[] | undefined => {
    const origin = answered.find(member, encoded ? decoded(value) : value);
    if (origin === undefined) return undefined;
    const read = `$(value ${origin.step} ${shellQuote(origin.pointer)})`;
    return [before, { shell: encoded ? `$(encoded "${read}")` : read }];
  };
  return (text) => {
    const own = runId === undefined ? undefined : new RegExp(runId, 'g');
    let pieces: Piece[] = [text];
    pieces = spliced(pieces, IN_BODY, (match) => fetched(match, false));
    pieces = spliced(pieces, IN_QUERY, (match) => fetched(match, true));
    if (own !== undefined) pieces = spliced(pieces, own, () => [{ shell: '$run' }]);
    const words = pieces.map((piece) =>
      typeof piece !== 'string' ? `"${braced(piece.shell)}"` : piece === '' ? '' : shellQuote(piece),
    );
    return words.join('') || "''";
  };
}

const braced = (shell: string): string => (shell === '$run' ? '${run}' : shell);

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
