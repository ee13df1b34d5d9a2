import type { Finding } from '../model/finding.ts';

/**
 * Number of frames of a stack to keep. Frames of the harness and of fast-check come before those of the check; the
 * default of V8 cuts the latter off.
 */
const FRAMES = 50;

/** Ends a judgement early. Its stack is deep enough to contain the check. */
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

/** The target does not do what the requirement demands: the verdict is fail. The only error that a property shrinks. */
export class FindingError extends Ending {
  readonly finding: Finding;

  constructor(finding: Finding) {
    super('FindingError', `${finding.message} (expected ${finding.expected}, received ${finding.received})`);
    this.finding = finding;
  }
}

/** The requirement could not be judged, for a reason that is not its subject. */
export class Inconclusive extends Ending {
  /** Id of a statement that would have to hold for the requirement to be judged, and that the target was seen to break. */
  readonly restsOn: string | undefined;

  constructor(reason: string, { name = 'Inconclusive', restsOn }: { name?: string; restsOn?: string } = {}) {
    super(name, reason);
    this.restsOn = restsOn;
  }
}

/** `unsent`: there was no connection, so nothing was carried out; `lost`: it broke, before or in the answer. */
export type Loss = 'unsent' | 'lost';

/** No complete answer arrived: the connection was refused or reset, or the time was up. */
export class Unreachable extends Inconclusive {
  /** What became of the request; undefined: its time was up, or nothing is sent any more. */
  readonly loss: Loss | undefined;

  constructor(reason: string, loss?: Loss) {
    super(reason, { name: 'Unreachable' });
    this.loss = loss;
  }
}

/** The request was refused, or never sent: nothing was carried out. */
export class Refused extends Inconclusive {
  constructor(reason: string, { name = 'Refused' }: { name?: string } = {}) {
    super(reason, { name });
  }
}

/** Every attempt was answered that it was too many. */
export class Throttled extends Refused {}

/** Answered by a gateway alone, as other requests were: nothing is served now. */
export class Unserved extends Inconclusive {
  constructor(reason: string) {
    super(reason, { name: 'Unserved' });
  }
}

/** Whether nothing was served, however often it was asked for: no answer of the target came, or none but that it is too much. */
export const isServedNothing = (error: unknown): boolean =>
  error instanceof Unreachable || error instanceof Unserved || error instanceof Throttled;

/** What came between the suite and the target makes this judgement worthless: it is made again, a few times. */
export class Disturbed extends Inconclusive {
  constructor(reason: string) {
    super(reason, { name: 'Disturbed' });
  }
}

/** The judgement was broken off: its time was up. */
export class Overdue extends Inconclusive {
  constructor(reason: string) {
    super(reason, { name: 'Overdue' });
  }
}

/** The optional feature that the requirement is about is absent, and its absence was seen. */
export class NotApplicable extends Ending {
  constructor(reason: string) {
    super('NotApplicable', reason);
  }
}

/** One line about anything that was thrown, with its `cause`, where undici and Node put the real reason. */
export function sayError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
  const detail = inner instanceof Error && inner.message !== error.message ? ` (${inner.message})` : '';
  return `${error.message || error.name}${detail}`;
}
