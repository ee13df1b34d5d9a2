import { OPERATIONS } from './operations.ts';
import type { OperationAnswer, Verb } from './types.ts';

/** A code that no document knows, without a body: for tests of what any further answer gets. */
export const EMPTY_DELETION: OperationAnswer = { code: 299, body: 'none', effect: 'done' };

/** Does something while the page of the operation lists one answer more. */
export async function withAnswer<T>(verb: Verb, answer: OperationAnswer, act: () => Promise<T>): Promise<T> {
  const operation = OPERATIONS[verb];
  const { answers } = operation;
  const set = (those: readonly OperationAnswer[]): unknown => Object.assign(operation, { answers: those });
  set([...answers, answer]);
  try {
    return await act();
  } finally {
    set(answers);
  }
}
