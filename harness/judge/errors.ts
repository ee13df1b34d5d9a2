import type { Finding } from '../model/finding.ts';

/** Between a check and what it called lie frames of the harness and, in properties, of fast-check: more than V8 keeps by itself. */
const FRAMES = 50;

/** Ends a judgement early. Its stack goes deep enough to name the check. */
class Ending extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = FRAMES;
    Error.captureStackTrace(this, new.target);
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** The target does not do what is demanded: the requirement fails. The only error that a property shrinks. */
export class FindingError extends Ending {
  readonly finding: Finding;

  constructor(finding: Finding) {
    super('FindingError', `${finding.message} (expected ${finding.expected}, received ${finding.received})`);
    this.finding = finding;
  }
}

/** It could not be judged, for reasons other than the subject of the requirement. */
export class Inconclusive extends Ending {
  constructor(reason: string, name = 'Inconclusive') {
    super(name, reason);
  }
}

/** No complete answer arrived: refused, reset, timed out. */
export class Unreachable extends Inconclusive {
  constructor(reason: string) {
    super(reason, 'Unreachable');
  }
}

/** The optional feature that the requirement is about is absent, and its absence was seen. */
export class NotApplicable extends Ending {
  constructor(reason: string) {
    super('NotApplicable', reason);
  }
}

/** One line about anything thrown, with the cause that undici and Node hide behind it. */
export function sayError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
  const detail = inner instanceof Error && inner.message !== error.message ? ` (${inner.message})` : '';
  return `${error.message || error.name}${detail}`;
}
