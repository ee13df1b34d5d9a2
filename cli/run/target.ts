/** The target of a run while it is open: the look at it before, the cleanup after. */
import { KINDS, keyOf } from '../../contract/kinds.ts';
import type { Kind } from '../../contract/types.ts';
import { cleanup, type CleanupOptions } from '../../harness/ownership/cleanup.ts';
import { createClient, type Client } from '../../harness/http/client.ts';
import type { Network } from '../../harness/http/network.ts';
import type { TargetedConfig } from '../../harness/config/config.ts';
import type { JudgeContext } from '../../harness/judge/context.ts';
import { Inconclusive } from '../../harness/errors/endings.ts';
import { newRunId, readJournal, type JournalLine } from '../../harness/ownership/journal.ts';
import { namesWithFlags } from '../../harness/config/namespaces.ts';
import { preflight, occupants } from '../../harness/config/preflight.ts';
import { Unjudgeable } from '../../harness/errors/usage.ts';
import { equip } from '../../harness/run/session.ts';
import type { Session, Stopped } from '../../harness/run/session.ts';
import { suiteOf } from '../../specs/suite.ts';
import { lookFirst, type Gate } from './gate.ts';
import type { Occupied } from './occupied.ts';
import { pruneJournal } from './report-dir.ts';

export interface OpenTarget {
  /** With nothing planned yet. */
  session: Session;
  /** Throws Unjudgeable, unless the run was stopped. */
  preflight(): Promise<void>;
  /** Removes what earlier runs left by their journal. Returns one sentence for each object that is left behind. */
  removeEarlier(dir: string, tell: (line: string) => void): Promise<string[]>;
  /** The namespaces that hold jobs already: there the run deletes no collection. Throws as `preflight`. */
  occupied(): Promise<Occupied[]>;
  /** Makes one job of each kind, reads, lists and deletes it. */
  look(kinds: readonly Kind[]): Promise<Gate>;
  /** Why nothing more is judged, as seen so far. */
  stopped(): Stopped | undefined;
  /** Asks whether the target is there: a request that was sent then (milliseconds) is the last without an answer. */
  ask(sentAt: number): Promise<void>;
  /** Requests that were sent so far. */
  sent(): number;
  /** Removes whatever the run made. Returns one sentence for each object that is left behind. */
  cleanup(): Promise<string[]>;
  close(): Promise<void>;
}

/** A session of which nothing is planned yet. */
const sessionFor = (
  { connection, namespaces, execution, selection, kinds, spending, output }: TargetedConfig,
  out: string,
): Session => ({
  runId: newRunId(),
  connection: { ...connection },
  namespaces,
  execution,
  contract: kinds === KINDS ? undefined : kinds,
  kinds: selection.kinds.map(keyOf),
  planned: [],
  maxJobsAlive: spending.maxJobsAlive,
  maxRequests: spending.maxRequests,
  rate: spending.rate,
  record: output.record,
  out,
});

/** @param stop ends the preflight, but no cleanup */
export function openTarget(config: TargetedConfig, out: string, stop?: AbortSignal, network?: Network): OpenTarget {
  const { connection, namespaces } = config;
  const { kinds } = config.selection;
  const session = sessionFor(config, out);
  const { context, stopped, ask, close } = equip(session, suiteOf(config.kinds), network);
  const client = createClient({ ...context, signal: stop });
  const unlessStopped = untilStopped(client, connection.target, stop);
  const removed = removerFor(config, context);
  /** What the target took and does not show, one sentence for each: the journal stays, with which it can be looked for. */
  let unseen: readonly string[] = [];
  return {
    session,
    async preflight() {
      await unlessStopped(() => preflight({ ...context, client }));
      // The judging thread obtains tokens of its own: the target knows these, too.
      session.connection.secrets = context.connection.credentials.secrets();
    },
    async occupied() {
      const looked = namesWithFlags(namespaces).map(async ({ name, flag }): Promise<Occupied> => {
        const holds = await unlessStopped(() => occupants(client, kinds, name));
        return { namespace: name, flag, holds: holds ?? [] };
      });
      return (await Promise.all(looked)).filter(({ holds }) => holds.length > 0);
    },
    async removeEarlier(dir, tell) {
      const known = readJournal(dir)?.lines ?? [];
      return removed(
        dir,
        known.filter((line) => line.run !== session.runId && line.target === connection.target),
        { kinds: config.kinds, tell },
      );
    },
    async look(chosen) {
      const gate = await lookFirst(chosen, context);
      ({ unseen } = gate);
      // What concerns several kinds makes no objects of these either.
      session.kinds = session.kinds.filter((key) => !gate.held.some(({ kind }) => keyOf(kind) === key));
      return gate;
    },
    stopped,
    ask,
    sent: () => context.connection.budget?.sent ?? 0,
    cleanup: () =>
      removed(
        out,
        (readJournal(out)?.lines ?? []).filter(({ run }) => run === session.runId),
        { namespaces: namesWithFlags(namespaces).map(({ name }) => name) },
        unseen,
      ),
    close,
  };
}

/** What a run that was stopped has asked for is of no interest. What could not be had otherwise is told as Unjudgeable. */
const untilStopped =
  (client: Client, target: string, stop: AbortSignal | undefined) =>
  async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (stop?.aborted === true) return undefined;
      if (error instanceof Inconclusive)
        throw new Unjudgeable(`${target}: ${client.redact(error.message)}; look at the server and run again`);
      throw error;
    }
  };

/** Removes what these lines of the journal in the folder name, and then the lines, if nothing may be left. */
function removerFor({ connection, execution, selection: { kinds } }: TargetedConfig, context: JudgeContext) {
  const client = createClient({ ...context, removes: true });
  return async (
    dir: string,
    lines: readonly JournalLine[],
    more: Partial<CleanupOptions>,
    hidden: readonly string[] = [],
  ): Promise<string[]> => {
    if (lines.length === 0) return [];
    const { clock } = context;
    const { settle } = execution;
    const options = { client, clock, kinds, namespaces: [], lines, settle, late: connection.timeout, ...more };
    const left = [...(await cleanup(options)), ...hidden].map(client.redact);
    if (left.length === 0) pruneJournal(dir, new Set(lines.map(({ run }) => run)));
    return left;
  };
}
