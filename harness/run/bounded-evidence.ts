/**
 * Evidence is bounded for each cause: of a server that does everything wrong in one way, the same evidence a thousand
 * times says no more than a few times.
 */
import type { Exchange } from '../model/exchange.ts';
import type { Result } from '../model/result.ts';

/** Results of one cause that keep all their evidence. */
const WHOLE = 3;
/** Characters of evidence that all whole results together may have; those after them are shortened whatever their cause. */
const BUDGET = 3_000_000;
/** Characters of a body of a shortened result. */
const BODY = 1_000;
/** Violations of one invariant by one kind that are kept. */
const VIOLATIONS = 5;

/** What is the same about results of one cause: numbers and the names of one run differ between them. */
function causeOf({ verdict, reason = '', findings }: Result): string {
  const [first] = findings;
  const text = first === undefined ? reason : `${first.message}\n${first.path ?? ''}\n${first.expected}`;
  return `${verdict} ${text.replaceAll(/\br[a-z0-9]{9}\b[-\w]*/g, 'N').replaceAll(/\d+/g, '0')}`;
}

const sizeOf = (exchanges: readonly Exchange[]): number =>
  exchanges.reduce(
    (size, { requestBody = '', responseBody }) => size + requestBody.length + responseBody.length + 500,
    0,
  );

const cut = (text: string): string =>
  text.length <= BODY ? text : `${text.slice(0, BODY)}\n... (${text.length - BODY} more characters were not kept)`;

function shortened(exchange: Exchange): Exchange {
  const { requestBody } = exchange;
  return {
    ...exchange,
    ...(requestBody === undefined ? {} : { requestBody: cut(requestBody) }),
    responseBody: cut(exchange.responseBody),
    truncated: true,
  };
}

const bare = ({ requestBody: _, ...exchange }: Exchange): Exchange => ({
  ...exchange,
  requestHeaders: [],
  responseHeaders: [],
  responseBody: '',
  truncated: true,
});

/** Returns a function that is given the results of a run as they come, and leaves out what others show. */
export function boundedEvidence(): (result: Result) => Result {
  const causes = new Map<string, { count: number; first: string }>();
  const violations = new Map<string, number>();
  let size = 0;

  function observed(result: Result): Result['observations'] {
    return result.observations.map((one) => {
      const key = `${result.kind} ${one.invariant}`;
      const before = violations.get(key) ?? 0;
      const findings = one.findings.slice(0, Math.max(0, VIOLATIONS - before));
      violations.set(key, before + findings.length);
      return { ...one, findings };
    });
  }
  return (whole) => {
    const result = { ...whole, observations: observed(whole) };
    if (result.verdict === 'pass' || result.verdict === 'not-applicable') return result;
    const cause = causeOf(result);
    const { count, first } = causes.get(cause) ?? { count: 0, first: `${result.id} (${result.kind})` };
    causes.set(cause, { count: count + 1, first });
    const own = sizeOf(result.exchanges.slice(-60));
    if (count < WHOLE && size + own <= BUDGET) {
      size += own;
      return result;
    }
    const last = result.exchanges.at(-1)?.seq;
    const shows = result.findings.flatMap(({ exchange }) => exchange ?? []);
    const named = new Set(shows.length > 0 ? shows.slice(0, 2) : [last]);
    const why =
      count < WHOLE
        ? 'the report is large already'
        : `${count} before it have the same cause, the first of them ${first}`;
    return {
      ...result,
      findings: result.findings.map(({ history: _, ...finding }) => finding),
      exchanges: result.exchanges.map((exchange) => (named.has(exchange.seq) ? shortened(exchange) : bare(exchange))),
      leftOut: `evidence is cut or left out: ${why}`,
    };
  };
}
