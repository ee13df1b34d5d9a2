import type { Finding } from '../model/finding.ts';

/** The target does not do what is demanded: the requirement fails. The only error that a property shrinks. */
export class FindingError extends Error {
  readonly finding: Finding;

  constructor(finding: Finding) {
    super(`${finding.message} (expected ${finding.expected}, received ${finding.received})`);
    this.name = 'FindingError';
    this.finding = finding;
  }
}

/** It could not be judged, for reasons other than the subject of the requirement. */
export class Inconclusive extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'Inconclusive';
  }
}

/** No complete answer arrived: refused, reset, timed out. */
export class Unreachable extends Inconclusive {
  constructor(reason: string) {
    super(reason);
    this.name = 'Unreachable';
  }
}

/** The optional feature that the requirement is about is absent, and its absence was seen. */
export class NotApplicable extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'NotApplicable';
  }
}

/** One line about anything thrown, with the cause that undici and Node hide behind it. */
export function sayError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
  const detail = inner instanceof Error && inner.message !== error.message ? ` (${inner.message})` : '';
  return `${error.message || error.name}${detail}`;
}
