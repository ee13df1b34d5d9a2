/** What came of a check of one requirement, for a terminal of 80 columns. */
import type { Exchange } from '../../harness/model/exchange.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Result } from '../../harness/model/result.ts';
import { printable, wrap } from '../../reports/view/terminal.ts';

const WIDTH = 80;
const LABEL = 11;

/** A labelled text, wrapped beside its label. */
export const field = (label: string, text: string): string[] =>
  wrap(printable(text), WIDTH - LABEL - 2).map((line, i) => `  ${(i === 0 ? label : '').padEnd(LABEL)}${line}`);

/** A list of names, or the first few of a long one. */
export const names = (all: readonly string[], most: number): string =>
  all.slice(0, most).join(', ') + (all.length > most ? ` and ${all.length - most} more (--verbose names them)` : '');

const describeFinding = (finding: Finding): string[] => [
  ...field('finding', finding.message),
  ...field('expected', finding.expected),
  ...field('received', finding.received),
  ...(finding.path === undefined ? [] : field('path', finding.path)),
  ...(finding.counterexample === undefined ? [] : field('smallest', finding.counterexample)),
];

/** A verdict that should have been another, with all that it says. Of an error of the suite, where it was thrown. */
export const describeResult = (label: string, { kind, verdict, reason, findings, stack }: Result): string[] => [
  ...field(label, `${verdict} with ${kind}${reason === undefined ? '' : `: ${reason}`}`),
  ...findings.flatMap(describeFinding),
  ...field('', stack?.split('\n').find((line) => line.trim().startsWith('at ')) ?? ''),
];

/** Every request of a judgement with its answer, in the order in which they were sent. */
export const describeExchanges = (exchanges: readonly Exchange[]): string[] => exchanges.flatMap(describeExchange);

const describeExchange = (exchange: Exchange): string[] => [
  ...field(
    `${exchange.seq}`,
    `${exchange.method} ${exchange.path}${exchange.as === 'full' ? '' : ` as ${exchange.as}`}`,
  ),
  ...(exchange.requestBody === undefined ? [] : field('  sent', exchange.requestBody)),
  ...field('  received', `${exchange.status ?? exchange.error ?? 'no answer'} ${exchange.responseBody}`),
];
