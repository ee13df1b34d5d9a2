/** Refusals: their Status, their codes, and what they leave. */
import type { Mutant } from './types.ts';

export const ERROR_MUTANTS: readonly Mutant[] = [
  {
    name: 'status-without-kind', breaks: 'errors.status.body', text: 'The body of a refusal has no kind.',
    override: (b) => ({ statusBody: (fault, method) => ({ ...b.statusBody(fault, method), kind: '' }) }),
  },
  {
    name: 'status-code-500', breaks: 'errors.status.code', text: 'The code of every Status is 500.',
    override: (b) => ({ statusBody: (fault, method) => ({ ...b.statusBody(fault, method), code: 500 }) }),
  },
];
