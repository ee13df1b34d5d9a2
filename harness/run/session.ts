/** What a run's judgements need to know. Plain data: it crosses into the judging thread in memory, never by files or environment. */
import { join } from 'node:path';
import { KINDS } from '../../contract/kinds.ts';
import { schemaSet } from '../../schemas/validate.ts';
import type { JudgeContext } from '../judge/context.ts';
import { realClock } from '../http/clock.ts';
import { fileJournal } from '../ownership/journal.ts';
import type { Journal } from '../ownership/journal.ts';
import { limiter } from '../http/throttle.ts';
import { socketTransport } from '../http/transport.ts';
import type { Requirement } from '../model/requirement.ts';
import type { JobLimits } from '../model/trial.ts';

export interface Session {
  runId: string;
  /** Base URL, with the target's path prefix. */
  url: string;
  token?: string;
  readOnlyToken?: string;
  tokenHeader: string;
  ca?: string;
  insecure: boolean;
  namespace: string;
  otherNamespace?: string;
  scratchNamespace?: string;
  /** Names of the kinds of the run. */
  kinds: string[];
  /** What is to be judged, in order. */
  planned: { id: string; kind: string }[];
  seed: number;
  runs: number;
  concurrency: number;
  /** Milliseconds. */
  settle: number;
  timeout: number;
  settings: JobLimits;
  /** The folder of the journal and the results. */
  out: string;
}

export interface Equipment {
  bench: JudgeContext;
  journal: Journal;
  close(): Promise<void>;
}

/** A journal of the session's run; the main thread's and the judging thread's append to the same file. */
export const journalOf = (session: Session): Journal =>
  fileJournal(session.out, { target: session.url, runId: session.runId });

/** Of this run alone: what a killed run left must not pass for results of another. */
export const resultsFile = ({ out, runId }: Pick<Session, 'out' | 'runId'>): string =>
  join(out, `results-${runId}.ndjson`);

/** A bench over sockets. Invariants are looked at where they are planned. */
export function equip(session: Session, requirements: readonly Requirement[]): Equipment {
  const {
    url,
    ca,
    insecure,
    token,
    readOnlyToken,
    tokenHeader,
    namespace,
    otherNamespace,
    scratchNamespace,
    seed,
    runs,
    settle,
    timeout,
    settings,
  } = session;
  const transport = socketTransport({ url, ca, insecure });
  const journal = journalOf(session);
  const planned = new Set(session.planned.map((p) => p.id));
  const context: JudgeContext = {
    send: transport.send,
    clock: realClock,
    kinds: KINDS.filter((k) => session.kinds.includes(k.kind)),
    namespace,
    otherNamespace,
    scratchNamespace,
    token,
    readOnlyToken,
    tokenHeader,
    seed,
    runs,
    settle,
    timeout,
    settings,
    journal,
    limiter: limiter(session.concurrency),
    schemas: schemaSet(),
    invariants: requirements.filter((r) => r.everywhere !== undefined && planned.has(r.id)),
  };
  return { bench: context, journal, close: () => transport.close() };
}
