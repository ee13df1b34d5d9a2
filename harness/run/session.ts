/** What the judgements of a run need to know. Plain data: it crosses into the judging thread in memory, never by files or environment. */
import { join } from 'node:path';
import { KINDS, keyOf } from '../../contract/kinds.ts';
import { committedSet } from '../../schemas/validate.ts';
import { openConnection, SOCKETS, type Network } from '../http/connection.ts';
import type { JudgeContext } from '../judge/context.ts';
import type { Requirement } from '../model/requirement.ts';
import type { Connection, Execution, Namespaces } from '../model/run.ts';
import { fileJournal } from '../ownership/journal.ts';
import type { Journal } from '../ownership/journal.ts';

export interface Session {
  runId: string;
  connection: Connection;
  namespaces: Namespaces;
  execution: Execution;
  /** Keys of the kinds of the run. */
  kinds: string[];
  /** What is to be judged, in order. */
  planned: { id: string; kind: string }[];
  /** The folder of the journal and the results. */
  out: string;
}

export interface Equipment {
  context: JudgeContext;
  close(): Promise<void>;
}

/** The journal of the session's run. The main thread and the judging thread append to the same file. */
const journalOf = ({ out, connection, runId }: Session): Journal =>
  fileJournal(out, { target: connection.target, runId });

/** One file for each run: what a killed run left must not be taken for results of another. */
export const resultsFile = ({ out, runId }: Pick<Session, 'out' | 'runId'>): string =>
  join(out, `results-${runId}.ndjson`);

/** A context over sockets, or another network. Its invariants are those that are planned. */
export function equip(session: Session, requirements: readonly Requirement[], network: Network = SOCKETS): Equipment {
  const { namespaces, execution } = session;
  const { close, ...connection } = openConnection(session.connection, execution.concurrency, network);
  const planned = new Set(session.planned.map(({ id }) => id));
  return {
    context: {
      connection,
      clock: network.clock,
      kinds: KINDS.filter((kind) => session.kinds.includes(keyOf(kind))),
      namespaces,
      execution,
      journal: journalOf(session),
      schemas: committedSet(),
      invariants: requirements.filter(({ id, everywhere }) => everywhere !== undefined && planned.has(id)),
    },
    close,
  };
}
