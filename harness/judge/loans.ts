/** The jobs that a judgement has been lent, and those that it may pass on. */
import { parseJson, type Json } from '../../contract/json.ts';
import { pathOf, succeeds } from '../../contract/operations.ts';
import type { Kind } from '../../contract/types.ts';
import { isAtOnePlace, type Made } from '../ownership/made.ts';
import type { Exchange } from '../model/exchange.ts';
import { metadataOf, uidOf } from '../ownership/ownership.ts';
import type { Outside } from './context.ts';
import { isShown, madeIn, type Use } from './pool.ts';
import { leftBy } from './reuse.ts';

export interface Loan {
  /** The exchange that made the job. */
  creation: Exchange;
  /** The answer to what made it again as it was, where a judgement before had changed it. */
  undone?: Json | undefined;
}

/** Lends jobs to the judgement, and notes those that it may pass on. */
export interface Loans {
  /** A job, which is the judgement's to remove; undefined where there is none. */
  lend(key: string, kind: Kind, namespace: string): Promise<Loan | undefined>;
  /**
   * The job, made by the exchange of this number, goes on to others if the judgement leaves it as it is; one that may be
   * written, if that can be undone.
   */
  passOn(key: string, exchange: number, job: Made, use: Use): void;
}

interface LoanOptions extends Pick<Outside, 'lend' | 'keep'> {
  /** The objects that are removed after the judgement. */
  made: Made[];
  exchanges: readonly Exchange[];
}

export function createLoans({ lend, keep, made, exchanges }: LoanOptions): Loans & {
  /** Called at the end of a judgement that passed. */
  passAllOn(): void;
} {
  const usable: { key: string; exchange: number; job: Made; use: Use }[] = [];
  return {
    async lend(key, kind, namespace) {
      const number = (await lend(key)) ?? 0;
      const creation = exchanges[number - 1];
      if (creation === undefined) return undefined;
      const shown = madeIn(creation)?.made;
      const name = String(metadataOf(shown)['name']);
      if (shown !== undefined) made.push({ kind, namespace, name, uid: uidOf(shown) });
      return { creation, undone: answerToUndo(exchanges[number], pathOf(kind, namespace, name)) };
    },
    passOn: (key, exchange, job, use) => usable.push({ key, exchange, job, use }),
    passAllOn() {
      for (const { key, exchange, job, use } of usable) {
        const at = made.findIndex((one) => isAtOnePlace(one, job));
        const [one, creation] = [made[at], exchanges[exchange - 1]];
        if (one === undefined || creation === undefined || !isShown(creation)) continue;
        const left = leftBy(one, exchanges, creation, use);
        if (left !== undefined) made.splice(at, 1, ...keep({ key, made: one, creation, ...left }));
      }
    },
  };
}

/** Of an exchange of the loan, which no request of the judgement itself is. */
const answerToUndo = (after: Exchange | undefined, path: string): Json | undefined =>
  after?.earlier === true && after.verb === 'patch' && after.path === path && succeeds('patch', after.status)
    ? parseJson(after.responseBody)
    : undefined;
