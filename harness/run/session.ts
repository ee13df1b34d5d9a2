/**
 * What the judgements of a run need. Plain data: it is passed to the judging thread in memory, never by files or
 * environment.
 */
import { keyOf, nameFor } from '../../contract/kinds.ts';
import type { Kind } from '../../contract/types.ts';
import { pathOf } from '../../contract/operations.ts';
import { createClient } from '../http/client.ts';
import { openConnection } from '../http/connection.ts';
import { SOCKETS, type Network } from '../http/network.ts';
import { createBudget } from '../http/budget.ts';
import { sayGone, watchSilence } from '../http/silence.ts';
import { limiter } from '../http/throttle.ts';
import { isServedNothing } from '../errors/endings.ts';
import type { JudgeContext } from '../judge/context.ts';
import { idleOf } from '../judge/pool.ts';
import { IDENTITIES } from '../model/exchange.ts';
import type { Result } from '../model/result.ts';
import type { Suite } from '../model/suite.ts';
import { judge } from '../judge/judge.ts';
import { recordWriter } from '../record/record-file.ts';
import { recorded } from '../record/recording.ts';
import { boundedEvidence } from './bounded-evidence.ts';
import { appendResult } from './results.ts';
import { Unwritable } from '../errors/files.ts';
import type { Connection, Execution, Namespaces } from '../model/run.ts';
import type { EntryFacts } from '../outcome/entry.ts';
import { applyExpectations, type Expectations } from '../outcome/expectations.ts';
import { fileJournal } from '../ownership/journal.ts';
import type { Journal } from '../ownership/journal.ts';

export interface Session {
  runId: string;
  connection: Connection;
  namespaces: Namespaces;
  execution: Execution;
  /** The kinds of the contract; absent: the documented ones. */
  contract?: readonly Kind[] | undefined;
  /** Keys (`keyOf`) of the kinds of the run. */
  kinds: string[];
  /** The judgements to make, in order, and the most jobs that each has at one time. */
  planned: { id: string; kind: string; alive: number }[];
  /** Ids of the requirements that were judged before a run was cut off, which this one goes on with. */
  before?: readonly string[] | undefined;
  /** The most jobs of the run at one time. */
  maxJobsAlive?: number | undefined;
  /** Requests that may be sent, those that remove what was made included. */
  maxRequests?: number | undefined;
  /** Requests a second. */
  rate?: number | undefined;
  /** Known deviations: what they waive is told as waived. */
  expectations?: Expectations | undefined;
  /** Whether the tests are for people who run vitest themselves: in a suite for each area, told to Allure. */
  inSuites?: boolean | undefined;
  /** What the entries of the report say of the run. Absent until something is judged. */
  facts?: EntryFacts | undefined;
  /** Whether to keep all exchanges, with what it takes to judge them again. The file has been begun. */
  record?: boolean | undefined;
  /** Folder of the journal and the results, of which the header is written before anything is judged. */
  out: string;
}

/** Why the run judges no further, as the end of a sentence. */
export interface Stopped {
  why: string;
  /** Milliseconds since the epoch: what could not be judged from then on was not judged. */
  since?: number | undefined;
  /** Whether the requests of `--max-requests` are spent: what is left out was not asked for. */
  spent?: boolean | undefined;
  /** Whether a file of the run could not be written: journal, results or record are not whole. */
  unwritten?: boolean | undefined;
}

/** Requests that it may take to list a collection or to remove an object: some are refused at first, and creates are under way. */
const REMOVAL = 5;
/** Of so many requests one more is kept back: the longer a run, the more of them are under way or sent again at its end. */
const SENT_AGAIN = 25;

export interface Equipment {
  context: JudgeContext;
  judging: typeof judge;
  /** Appends the result to the file, unless the run has stopped; returns it with the evidence that is kept. */
  record(result: Result): Result;
  /** The result as it counts, with the name of its kind for people: what is expected is waived. */
  told(result: Result, kind: Kind): Result;
  stopped(): Stopped | undefined;
  /** Asks the target whether it is there, when a request was sent then (milliseconds) and is the last without an answer. */
  ask(sentAt: number): Promise<void>;
  close(): Promise<void>;
}

/** The journal of the session's run. The main thread and the judging thread append to the same file. */
const journalOf = ({ out, connection, runId }: Session, { clock }: Network): Journal =>
  fileJournal(out, { target: connection.target, runId, now: () => clock.now() });

const idleIn = ({ maxJobsAlive = Infinity, planned }: Session): number =>
  idleOf(maxJobsAlive, Math.max(0, ...planned.map(({ alive }) => alive)));

/** How many jobs the judgements may have at one time: so many less as may wait for one. */
export const placesIn = (session: Session): number => (session.maxJobsAlive ?? Infinity) - idleIn(session);

/** A context over sockets, or another network, with the planned invariants. */
export function equip(session: Session, suite: Suite, network: Network = SOCKETS): Equipment {
  const { namespaces, execution, out } = session;
  const { clock } = network;
  const { close, ...connection } = openConnection(
    session.connection,
    { slots: execution.concurrency, rate: session.rate },
    network,
  );
  // Before anything is judged, the preflight has seen them accepted.
  for (const identity of IDENTITIES)
    if (session.planned.length > 0 && connection.credentials.has(identity))
      connection.intermediaries.accepted.add(identity);
  const kinds = suite.contract.kinds.filter((kind) => session.kinds.includes(keyOf(kind)));
  const planned = new Set([...(session.before ?? []), ...session.planned.map(({ id }) => id)]);
  const first = kinds[0] ?? suite.contract.kinds[0]!;
  const silence = watchSilence(
    clock,
    probeOf({ connection: { ...connection, limiter: limiter(1) }, clock, kinds }, pathOf(first, namespaces.namespace)),
  );
  const made: Made = { objects: 0, refused: 0 };
  const budget = budgetOf(session, kinds.length, made);
  const bounded = boundedEvidence();
  const writing = guard();
  const stopped = (): Stopped | undefined => {
    const { since } = silence;
    const trouble = writing.trouble();
    if (trouble !== undefined) return { why: trouble, unwritten: true };
    if (budget?.spent === true) return { why: 'the requests of --max-requests are spent', spent: true };
    return since === undefined ? undefined : { why: sayGone(since), since };
  };
  const keep = recordWriter(out);
  return {
    judging: session.record === true ? recorded((line) => stopped() ?? writing.noted(() => keep(line))) : judge,
    context: {
      connection: { ...connection, silence, budget },
      clock,
      kinds,
      namespaces,
      execution,
      idle: idleIn(session),
      journal: counting(journalOf(session, network), made, writing.guarded),
      schemas: suite.schemas(),
      invariants: suite.requirements.filter(({ id, everywhere }) => everywhere !== undefined && planned.has(id)),
    },
    record(result) {
      if (stopped() !== undefined) return result;
      const kept = bounded(result);
      writing.noted(() => appendResult(out, kept));
      return kept;
    },
    told(result, kind) {
      const named = { ...result, kind: nameFor(kind, kind.singular) };
      if (session.expectations === undefined) return named;
      const today = new Date(clock.now()).toISOString().slice(0, 10);
      return applyExpectations(session.expectations, [named], [], [], today).results[0] ?? named;
    },
    stopped,
    ask: silence.ask,
    close,
  };
}

/** Whether the target is there at all: it answers a list. */
function probeOf(client: Parameters<typeof createClient>[0], path: string): () => Promise<boolean> {
  const probing = createClient(client);
  return () =>
    probing.call({ method: 'GET', path }).then(
      () => true,
      (error: unknown) => !isServedNothing(error),
    );
}

interface Made {
  /** What may have been made, and is not known to be gone. */
  objects: number;
  /** Creates that were refused: what they would have made is read once more at the end, and may be there nevertheless. */
  refused: number;
}

/** The requests of `--max-requests`, of which those are kept back that the cleanup takes. */
function budgetOf(
  { maxRequests, namespaces }: Session,
  kinds: number,
  made: Made,
): ReturnType<typeof createBudget> | undefined {
  if (maxRequests === undefined) return undefined;
  const lists = kinds * Object.values(namespaces).filter((name) => name !== undefined).length;
  const kept = Math.floor(maxRequests / SENT_AGAIN);
  return createBudget(maxRequests, () => REMOVAL * (lists + Math.max(0, made.objects)) + made.refused + kept);
}

type Guarded = <A extends unknown[]>(write: (...args: A) => void) => (...args: A) => void;

/** The journal, which counts what it notes. */
function counting(journal: Journal, made: Made, guarded: Guarded): Journal {
  const counted =
    <A extends unknown[]>(by: number, note: (...args: A) => void) =>
    (...args: A): void => {
      made.objects += by;
      note(...args);
    };
  return {
    ...journal,
    intend: guarded(counted(1, journal.intend)),
    made: guarded(journal.made),
    answered: counted(-1, (...place) => {
      made.refused += 1;
      journal.answered(...place);
    }),
    gone: counted(-1, journal.gone),
  };
}

/** Whatever cannot be written stops the run. `trouble`: what it was, if anything. */
function guard(): { trouble(): string | undefined; guarded: Guarded; noted(write: () => void): void } {
  let trouble: string | undefined;
  const guarded: Guarded =
    (write) =>
    (...args) => {
      try {
        write(...args);
      } catch (error) {
        if (error instanceof Unwritable) trouble = error.message;
        throw error;
      }
    };
  return {
    trouble: () => trouble,
    guarded,
    // It is no fault of the judgement.
    noted(write) {
      try {
        guarded(write)();
      } catch (error) {
        if (!(error instanceof Unwritable)) throw error;
      }
    },
  };
}
