/** Registers the judgements as vitest tests: one test per requirement and kind, whose body calls `judge`. */
import { setMaxListeners } from 'node:events';
import { keyOf, nameFor } from '../../contract/kinds.ts';
import type { Kind } from '../../contract/types.ts';
import { afterAll, describe, inject, test } from 'vitest';
import { abortable, CALLED_OFF } from '../http/deadline.ts';
import type { JudgeContext } from '../judge/context.ts';
import './vitest-types.ts';
import { equip, placesIn, type Session } from './session.ts';
import { areaOf } from './plan.ts';
import { errorOf } from './test-error.ts';
import { serialize } from './mutex.ts';
import { aloneLast } from './run.ts';
import { weighted } from './weighted.ts';
import { entryOf, type EntryFacts } from '../outcome/entry.ts';
import type { ReportEntry } from '../model/report.ts';
import type { Result } from '../model/result.ts';
import type { Suite } from '../model/suite.ts';

/** Milliseconds that a running judgement has to end, once the run is stopped. */
const GRACE = 2_000;

/**
 * Registers a test for everything that the session planned. Called once, by the spec file.
 * @param tell called within the test with what came of it, where people run vitest themselves
 */
export function registerTests(
  suiteOf: (kinds?: readonly Kind[]) => Suite,
  tell: (entry: ReportEntry, target: string) => void,
): void {
  const session = inject('session');
  const facts = factsOf(session);
  const suite = suiteOf(session.contract);
  const { requirements } = suite;
  const { context, judging, record, told, stopped, close } = equip(session, suite);
  const { context: stoppable, stop, unlessAbandoned } = stops(context);
  const byId = new Map(requirements.map((r) => [r.id, r]));
  const byKind = new Map(context.kinds.map((k) => [keyOf(k), k]));
  const turns = serialize();
  afterAll(close);

  const jobs = weighted(placesIn(session));
  const planned = aloneLast(session.planned, (one) => byId.get(one.id)?.alone === true);
  if (session.inSuites !== true) planned.forEach(register);
  else
    for (const [area, judgements] of grouped(planned, areaOf))
      describe.concurrent(area, () => judgements.forEach(register));

  function register({ id, kind: name, alive }: Session['planned'][number]): void {
    const requirement = byId.get(id),
      kind = byKind.get(name);
    if (requirement === undefined || kind === undefined)
      throw new Error(`planned, but unknown here: ${id} for ${name}`);
    test.concurrent(`${id} (${nameFor(kind, kind.singular)})`, async ({ task, signal, skip }) => {
      signal.addEventListener('abort', stop, { once: true });
      const skipStopped = (): void => {
        const known = stopped();
        if (known === undefined) return;
        Object.assign(task.meta, { stopped: known });
        skip(known.why);
      };
      skipStopped();
      const exclusive = requirement.requires?.includes('scratch-namespace') === true;
      const weight = requirement.alone ? 'alone' : alive;
      const work = (): Promise<Result> => jobs.run(weight, () => judging(requirement, kind, stoppable));
      const result = await unlessAbandoned(exclusive ? turns(keyOf(kind), work) : work());
      if (result === undefined || signal.aborted) return skip('the run was stopped');
      const kept = record(result);
      skipStopped();
      const known = told(kept, kind);
      Object.assign(task.meta, { id, kind: known.kind, verdict: known.verdict });
      // The command reads no more than that: the errors of thousands of tests would be kept to its end.
      if (session.inSuites !== true) return;
      const entry = entryOf(known, requirement, suite.contract, facts);
      const { verdict, reason } = entry;
      tell(entry, facts.target.url);
      if (verdict === 'not-applicable' || verdict === 'waived') skip(reason ?? '');
      if (verdict !== 'pass') throw errorOf(entry);
    });
  }
}

function factsOf({ facts }: Session): EntryFacts {
  if (facts === undefined) throw new Error('the session says nothing of its run');
  return facts;
}

interface Stops {
  context: JudgeContext;
  /** From now on, the context sends nothing. */
  stop(): void;
  /** What the work comes to; undefined when the time to wait after `stop()` is over before. */
  unlessAbandoned<T>(work: Promise<T>): Promise<T | undefined>;
}

function stops(context: JudgeContext): Stops {
  const { connection } = context;
  let stopped = false;
  // Not a promise to race with: one of the whole run would keep the results of all that ever raced.
  const over = new AbortController();
  setMaxListeners(0, over.signal); // each judgement in progress adds a listener
  return {
    context: {
      ...context,
      connection: {
        ...connection,
        send: (request) => (stopped ? Promise.reject(new Error('the run was stopped')) : connection.send(request)),
      },
    },
    stop() {
      if (!stopped) setTimeout(() => over.abort(CALLED_OFF), GRACE);
      stopped = true;
    },
    unlessAbandoned: (work) =>
      abortable(work, over.signal).catch((error: unknown) => {
        if (error !== CALLED_OFF) throw error;
        return undefined;
      }),
  };
}

/** In the order in which the areas come first. */
function grouped<T>(all: readonly T[], by: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(by(one), [...(groups.get(by(one)) ?? []), one]);
  return groups;
}
