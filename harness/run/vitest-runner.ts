/** Registers the judgements as vitest tests: one test per requirement and kind, whose body calls `judge`. */
import { keyOf, nameFor } from '../../contract/kinds.ts';
import type { Kind } from '../../contract/types.ts';
import { afterAll, inject, test } from 'vitest';
import type { JudgeContext } from '../judge/context.ts';
import './vitest-types.ts';
import { judge } from '../judge/judge.ts';
import { equip } from './session.ts';
import { serialize } from './mutex.ts';
import { aloneLast } from './run.ts';
import { weighted } from './weighted.ts';
import type { Finding } from '../model/finding.ts';
import type { Result } from '../model/result.ts';
import type { Suite } from '../model/suite.ts';

/** Milliseconds that a running judgement has to end, once the run is stopped. */
const GRACE = 2_000;

/** Registers a test for everything that the session planned. Called once, by the spec file. */
export function registerTests(suiteOf: (kinds?: readonly Kind[]) => Suite): void {
  const session = inject('session');
  const suite = suiteOf(session.contract);
  const { requirements } = suite;
  const { context, record, stopped, close } = equip(session, suite);
  const { stoppable, stop, abandoned } = stops(context);
  const byId = new Map(requirements.map((r) => [r.id, r]));
  const byKind = new Map(context.kinds.map((k) => [keyOf(k), k]));
  const turns = serialize();
  afterAll(close);

  const jobs = weighted(session.maxJobsAlive ?? Infinity);
  for (const { id, kind: name, alive } of aloneLast(session.planned, (one) => byId.get(one.id)?.alone === true)) {
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
      const work = (): Promise<Result> => jobs.run(weight, () => judge(requirement, kind, stoppable));
      const result = await Promise.race([exclusive ? turns(keyOf(kind), work) : work(), abandoned]);
      if (result === undefined || signal.aborted) return skip('the run was stopped');
      record(result);
      skipStopped();
      Object.assign(task.meta, { id, kind: nameFor(kind, kind.singular), verdict: result.verdict });
      if (result.verdict === 'not-applicable') skip(result.reason ?? '');
      if (result.verdict !== 'pass') throw new Error(describe(result));
    });
  }
}

/** Returns a context that sends nothing after `stop()`, and a promise that resolves when the time to wait is over. */
function stops(context: JudgeContext): { stoppable: JudgeContext; stop: () => void; abandoned: Promise<undefined> } {
  const { connection } = context;
  let stopped = false;
  let abandon: (value: undefined) => void = () => {};
  const abandoned = new Promise<undefined>((resolve) => {
    abandon = resolve;
  });
  return {
    stoppable: {
      ...context,
      connection: {
        ...connection,
        send: (request) => (stopped ? Promise.reject(new Error('the run was stopped')) : connection.send(request)),
      },
    },
    stop() {
      if (!stopped) setTimeout(abandon, GRACE, undefined);
      stopped = true;
    },
    abandoned,
  };
}

const describeFinding = ({ message, expected, received, path, code = [] }: Finding): string =>
  [
    message,
    `  expected ${expected}`,
    `  received ${received}`,
    ...(path === undefined ? [] : [`  at ${path}`]),
    ...code.map((place) => `  from ${place}`),
  ].join('\n');

const describe = (result: Result): string =>
  [
    `${result.verdict}${result.reason === undefined ? '' : `: ${result.reason}`}`,
    ...(result.code ?? []).map((place) => `  from ${place}`),
    ...result.findings.map(describeFinding),
    ...(result.stack === undefined ? [] : [result.stack]),
  ].join('\n');
