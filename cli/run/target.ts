/** The target of a run while it is open: the look at it before, the cleanup after. */
import { KINDS, keyOf } from '../../contract/kinds.ts';
import { cleanup } from '../../harness/ownership/cleanup.ts';
import { createClient } from '../../harness/http/client.ts';
import type { Network } from '../../harness/http/connection.ts';
import type { TargetedConfig } from '../../harness/config/config.ts';
import { Inconclusive } from '../../harness/judge/errors.ts';
import { newRunId, readJournal } from '../../harness/ownership/journal.ts';
import { namesWithFlags } from '../../harness/config/namespaces.ts';
import { preflight, occupants } from '../../harness/config/preflight.ts';
import { Unjudgeable } from '../../harness/config/usage.ts';
import { equip } from '../../harness/run/session.ts';
import type { Session, Stopped } from '../../harness/run/session.ts';
import { suiteOf } from '../../specs/suite.ts';
import { lookFirst, type Gate } from './gate.ts';
import { pruneJournal } from './report-dir.ts';

export interface OpenTarget {
  /** With nothing planned yet. */
  session: Session;
  /**
   * Throws Unjudgeable, unless the run was stopped. Returns what the scratch namespace holds, if anything: then this
   * run must not empty it.
   */
  preflight(): Promise<string | undefined>;
  /** Makes one job of each kind, reads, lists and deletes it. */
  look(): Promise<Gate>;
  /** Why nothing more is judged, as seen so far. */
  stopped(): Stopped | undefined;
  /** Removes whatever the run made. Returns one sentence for each object that is left behind. */
  cleanup(): Promise<string[]>;
  close(): Promise<void>;
}

/** @param stop ends the preflight, but no cleanup */
export function openTarget(config: TargetedConfig, out: string, stop?: AbortSignal, network?: Network): OpenTarget {
  const { connection, namespaces, execution } = config;
  const { kinds } = config.selection;
  const runId = newRunId();
  const session: Session = {
    runId,
    connection,
    namespaces,
    execution,
    contract: config.kinds === KINDS ? undefined : config.kinds,
    kinds: kinds.map(keyOf),
    planned: [],
    maxJobsAlive: config.spending.maxJobsAlive,
    rate: config.spending.rate,
    record: config.output.record,
    out,
  };
  const { context, stopped, close } = equip(session, suiteOf(config.kinds), network);
  const cleaner = createClient(context),
    client = createClient({ ...context, signal: stop });
  return {
    session,
    async preflight() {
      const { scratchNamespace } = namespaces;
      try {
        await preflight({ ...context, client });
        return scratchNamespace === undefined ? undefined : await occupants(client, kinds, scratchNamespace);
      } catch (error) {
        if (stop?.aborted === true) return undefined;
        if (error instanceof Inconclusive)
          throw new Unjudgeable(`${connection.target}: ${error.message}; look at the server and run again`);
        throw error;
      }
    },
    look: () => lookFirst(kinds, context),
    stopped,
    async cleanup() {
      const lines = (readJournal(out)?.lines ?? []).filter(({ run }) => run === runId);
      const left =
        lines.length === 0
          ? []
          : await cleanup({
              client: cleaner,
              clock: context.clock,
              kinds,
              namespaces: namesWithFlags(namespaces).map(({ name }) => name),
              lines,
              settle: execution.settle,
              late: connection.timeout,
            });
      if (left.length === 0) pruneJournal(out, new Set([runId]));
      return left;
    },
    close,
  };
}
