/**
 * What the judgements of a run need. Plain data: it is passed to the judging thread in memory, never by files or
 * environment.
 */
import { join } from 'node:path';
import { KINDS, keyOf } from '../../contract/kinds.ts';
import { committedSet } from '../../schemas/validate.ts';
import { openConnection, SOCKETS, type Network } from '../http/connection.ts';
import type { JudgeContext } from '../judge/context.ts';
import { IDENTITIES } from '../model/exchange.ts';
import type { Requirement } from '../model/requirement.ts';
import type { Connection, Execution, Namespaces } from '../model/run.ts';
import { fileJournal } from '../ownership/journal.ts';
import type { Journal } from '../ownership/journal.ts';

export interface Session {
  runId: string;
  connection: Connection;
  namespaces: Namespaces;
  execution: Execution;
  /** Keys (`keyOf`) of the kinds of the run. */
  kinds: string[];
  /** The judgements to make, in order, and the most jobs that each has at one time. */
  planned: { id: string; kind: string; alive: number }[];
  /** The most jobs of the run at one time. */
  maxJobsAlive?: number | undefined;
  /** Requests a second. */
  rate?: number | undefined;
  /** Folder of the journal and the results. */
  out: string;
}

export interface Equipment {
  context: JudgeContext;
  close(): Promise<void>;
}

/** The journal of the session's run. The main thread and the judging thread append to the same file. */
const journalOf = ({ out, connection, runId }: Session, { clock }: Network): Journal =>
  fileJournal(out, { target: connection.target, runId, now: () => clock.now() });

/** One file for each run: the rest of a killed run must not be mistaken for results of another. */
export const resultsFile = ({ out, runId }: Pick<Session, 'out' | 'runId'>): string =>
  join(out, `results-${runId}.ndjson`);

/** A context over sockets, or another network, with the planned invariants. */
export function equip(session: Session, requirements: readonly Requirement[], network: Network = SOCKETS): Equipment {
  const { namespaces, execution } = session;
  const { close, ...connection } = openConnection(
    session.connection,
    { slots: execution.concurrency, rate: session.rate },
    network,
  );
  // Before anything is judged, the preflight has seen them accepted.
  for (const identity of IDENTITIES)
    if (session.planned.length > 0 && connection.credentials.has(identity))
      connection.intermediaries.accepted.add(identity);
  const planned = new Set(session.planned.map(({ id }) => id));
  return {
    context: {
      connection,
      clock: network.clock,
      kinds: KINDS.filter((kind) => session.kinds.includes(keyOf(kind))),
      namespaces,
      execution,
      journal: journalOf(session, network),
      schemas: committedSet(),
      invariants: requirements.filter(({ id, everywhere }) => everywhere !== undefined && planned.has(id)),
    },
    close,
  };
}
