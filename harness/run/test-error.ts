/** The error of a test whose judgement did not pass, as vitest and Allure show errors. */
import { join } from 'node:path';
import { packageRoot } from '../../contract/package.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Finding } from '../model/finding.ts';
import type { ReportEntry } from '../model/report.ts';

/** Exchanges that an error names: those of the first finding, the last of them. */
const NAMED = 8;

/**
 * A failure is an assertion error with expected and actual, so that vitest shows their difference, and with the line of
 * `specs/` in its stack. Anything else is an error that says why nothing could be judged.
 */
export function errorOf(entry: ReportEntry): Error {
  const { id, verdict, reason, findings, statements, causedBy, replay } = entry;
  const failed = verdict === 'fail';
  const [first, ...more] = findings;
  const why = `${verdict}${reason === undefined ? '' : `: ${reason}`}`;
  const lines = [
    ...(failed && first !== undefined ? [first.message] : [why]),
    ...(first?.path === undefined ? [] : [`at ${first.path}`]),
    ...(failed ? more : findings).map(({ message }) => `also: ${message}`),
    ...(causedBy === undefined ? [] : [`follows from: ${causedBy}`]),
    ...statements.map(({ id: statement, text, source }) => `statement: ${text} (${statement}: ${source})`),
    ...exchangesOf(first, entry.exchanges ?? []).map((exchange) => `exchange: ${exchange}`),
    ...(replay === undefined ? [] : [`replay: ${replay}`]),
  ];
  const error = new Error(lines.join('\n'));
  if (failed) error.name = 'AssertionError';
  if (failed && first !== undefined)
    Object.assign(error, { expected: first.expected, actual: first.received, showDiff: true });
  const places = first?.code ?? entry.code ?? [];
  error.stack = [
    `${error.name}: ${error.message}`,
    ...places.map((place) => `    at ${id} (${join(packageRoot(), place)}:1)`),
    ...(entry.stack === undefined ? [] : [entry.stack]),
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
