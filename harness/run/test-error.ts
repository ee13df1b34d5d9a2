/** The error of a test whose judgement did not pass, as vitest shows errors. */
import { join } from 'node:path';
import { statementOf, type Contract } from '../../contract/contract.ts';
import { packageRoot } from '../../contract/package.ts';
import { describeSource } from '../../contract/sources.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Finding } from '../model/finding.ts';
import type { Requirement } from '../model/requirement.ts';
import type { Result } from '../model/result.ts';

/** Exchanges that an error names: those of the first finding, the last of them. */
const NAMED = 8;

/**
 * A failure is an assertion error with expected and actual, so that vitest shows their difference, and with the line of
 * `specs/` in its stack. Anything else is an error that says why nothing could be judged.
 */
export function errorOf(result: Result, { tests }: Requirement, contract: Contract): Error {
  const { verdict, reason, findings, stack, code = [] } = result;
  const [first, ...more] = findings;
  const lines = [
    first?.message ?? `${verdict}${reason === undefined ? '' : `: ${reason}`}`,
    ...(first?.path === undefined ? [] : [`at ${first.path}`]),
    ...more.map(({ message }) => `also: ${message}`),
    ...tests.map((id) => {
      const { text, source } = statementOf(contract, id);
      return `statement: ${text} (${id}: ${describeSource(source)})`;
    }),
    ...exchangesOf(first, result.exchanges).map((exchange) => `exchange: ${exchange}`),
  ];
  const error = new Error(lines.join('\n'));
  if (first !== undefined)
    Object.assign(error, { name: 'AssertionError', expected: first.expected, actual: first.received, showDiff: true });
  const places = first?.code ?? code;
  error.stack = [
    `${error.name}: ${error.message}`,
    ...places.map((place) => `    at ${result.id} (${join(packageRoot(), place)}:1)`),
    ...(stack === undefined ? [] : [stack]),
  ].join('\n');
  return error;
}

/** `#3 GET /apis/... 200`. */
function exchangesOf(finding: Finding | undefined, exchanges: readonly Exchange[]): string[] {
  const meant = new Set([...(finding?.history ?? []), ...(finding?.exchange === undefined ? [] : [finding.exchange])]);
  return exchanges
    .filter(({ seq }) => finding === undefined || meant.has(seq))
    .slice(-NAMED)
    .map(({ seq, method, path, status }) => `#${seq} ${method} ${path} ${status ?? 'no answer'}`);
}
