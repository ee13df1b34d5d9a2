/** A target that a run has opened: the first look before, the tidying after. */
import { cleanup } from '../../harness/ownership/cleanup.ts';
import { createClient } from '../../harness/http/client.ts';
import type { RunConfig } from '../../harness/config/config.ts';
import { Inconclusive } from '../../harness/judge/errors.ts';
import { newRunId, readJournal } from '../../harness/ownership/journal.ts';
import { Unjudgeable, preflight, occupants } from '../../harness/config/preflight.ts';
import { equip } from '../../harness/run/session.ts';
import type { Session } from '../../harness/run/session.ts';
import { pruneJournal } from './report-dir.ts';

export type TargetedConfig = RunConfig & { target: string };

export interface OpenTarget {
  /** With nothing planned yet. */
  session: Session;
  /** Throws Unjudgeable, unless it was stopped. Answers what the scratch namespace holds, if anything: then it is not for this run to empty. */
  look(): Promise<string | undefined>;
  /** Removes whatever the run made, and answers what is left behind, one sentence each. */
  tidy(): Promise<string[]>;
  close(): Promise<void>;
}

/** @param stop ends the first look; what tidies goes on */
export function openTarget(config: TargetedConfig, out: string, stop?: AbortSignal): OpenTarget {
  const session = sessionOf(config, out);
  const { bench: context, journal, close } = equip(session, []);
  const client = createClient(context),
    looking = createClient({ ...context, signal: stop });
  const namespaces = Object.fromEntries(
    Object.entries({
      namespace: config.namespace,
      'other-namespace': config.otherNamespace,
      'scratch-namespace': config.scratchNamespace,
    }).flatMap(([flag, name]) => (name === undefined ? [] : [[flag, name]])),
  ) as Record<string, string>;
  return {
    session,
    async look() {
      const { target, kinds, token, readOnlyToken, scratchNamespace } = config;
      try {
        await preflight({
          client: looking,
          journal,
          target,
          kinds,
          namespaces,
          token: token !== undefined,
          readOnlyToken: readOnlyToken !== undefined,
        });
        return scratchNamespace === undefined
          ? undefined
          : await occupants({ client: looking }, kinds, scratchNamespace);
      } catch (error) {
        if (stop?.aborted === true) return undefined;
        if (error instanceof Inconclusive)
          throw new Unjudgeable(`${target}: ${error.message}; look at the server and run again`);
        throw error;
      }
    },
    async tidy() {
      const lines = readJournal(out).filter((line) => line.run === session.runId);
      const left =
        lines.length === 0
          ? []
          : await cleanup({
              client,
              clock: context.clock,
              kinds: config.kinds,
              namespaces: Object.values(namespaces),
              lines,
              settle: config.settle,
            });
      if (left.length === 0) pruneJournal(out, new Set([session.runId]));
      return left;
    },
    close,
  };
}

function sessionOf(config: TargetedConfig, out: string): Session {
  const {
    target,
    token,
    readOnlyToken,
    tokenHeader,
    ca,
    insecure,
    namespace,
    otherNamespace,
    scratchNamespace,
    seed,
    runs,
    concurrency,
    settle,
    timeout,
    settings,
  } = config;
  return {
    runId: newRunId(),
    url: target,
    tokenHeader,
    insecure,
    namespace,
    seed,
    runs,
    concurrency,
    settle,
    timeout,
    settings,
    out,
    planned: [],
    kinds: config.kinds.map((k) => k.kind),
    ...(token === undefined ? {} : { token }),
    ...(readOnlyToken === undefined ? {} : { readOnlyToken }),
    ...(ca === undefined ? {} : { ca }),
    ...(otherNamespace === undefined ? {} : { otherNamespace }),
    ...(scratchNamespace === undefined ? {} : { scratchNamespace }),
  };
}
