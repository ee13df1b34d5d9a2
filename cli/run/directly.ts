/** Judges in this thread, without vitest: for the library, and for tests. */
import { keyOf, nameFor } from '../../contract/kinds.ts';
import type { Network } from '../../harness/http/network.ts';
import type { Result } from '../../harness/model/result.ts';
import type { Pair } from '../../harness/run/plan.ts';
import { judgeAll } from '../../harness/run/run.ts';
import { readResults } from '../../harness/run/results.ts';
import { equip, placesIn } from '../../harness/run/session.ts';
import { suiteOf } from '../../specs/suite.ts';
import { judgementsAtOnce, type JudgementRunner } from './runner.ts';

export interface Direct {
  /** Default: sockets. */
  network?: Network | undefined;
  /** Called with each result as it is judged: what the whole run shows is not in it yet. */
  onResult?: ((result: Result) => void) | undefined;
}

export const throughDirectly =
  ({ network, onResult }: Direct = {}): JudgementRunner =>
  async (session, { stop, onVerdict, onStopped }) => {
    const suite = suiteOf(session.contract);
    const { context, judging, record, told, stopped, close } = equip(session, suite, network);
    const planned = new Map(session.planned.map(({ id, kind, alive }) => [`${id} ${kind}`, alive]));
    const nameOf = ({ requirement, kind }: Pair): string => `${requirement.id} ${keyOf(kind)}`;
    const ids = new Set(session.planned.map((p) => p.id));
    try {
      await judgeAll(
        suite.requirements.filter((r) => ids.has(r.id)),
        context,
        {
          kinds: context.kinds,
          planned: (pair) => planned.has(nameOf(pair)),
          jobs: { most: placesIn(session), of: (pair) => planned.get(nameOf(pair)) ?? 0 },
          concurrency: judgementsAtOnce(session.execution.concurrency),
          signal: stop,
          judging,
          onResult(result) {
            record(result);
            const known = stopped();
            if (known !== undefined) return onStopped(known);
            const kind = context.kinds.find((one) => nameFor(one, one.kind) === result.kind);
            onVerdict(kind === undefined ? result : told(result, kind));
            onResult?.(result);
          },
        },
      );
      return { results: readResults(session.out)?.results ?? [], errors: [] };
    } finally {
      await close();
    }
  };
