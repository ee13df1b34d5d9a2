/** `--plan`: what a run would do, by measured costs and the time of one answer. */
import { pathOf } from '../../contract/operations.ts';
import type { RunConfig, TargetedConfig } from '../../harness/config/config.ts';
import { Unjudgeable, UsageError } from '../../harness/errors/usage.ts';
import { createClient } from '../../harness/http/client.ts';
import { openConnection } from '../../harness/http/connection.ts';
import { SOCKETS, type Network } from '../../harness/http/network.ts';
import { Inconclusive } from '../../harness/errors/endings.ts';
import { EXIT } from '../../harness/outcome/conclusion.ts';
import { counted, duration } from '../../reports/view/counted.ts';
import { leftOut } from '../../reports/view/summary.ts';
import { PROFILES, type Economy, type Profile } from '../../harness/run/economy.ts';
import { affordable, billOf, type Bill } from '../../harness/run/spending.ts';
import type { Plan } from '../../harness/run/plan.ts';
import type { Io } from '../io.ts';
import { subjectOf } from '../run/embedded.ts';
import { readDeclared } from '../run/declared.ts';
import { aroundFor, capabilitiesOf, economyFor, failedIn, planFor } from '../run/planning.ts';
import { judgementsAtOnce } from '../run/runner.ts';

/** Milliseconds of this machine's work for one request, beside the time that the target takes. */
const OWN_WORK = 1;

/** Prints the plan, and returns the exit code. Throws Unjudgeable when the probe is not answered. */
export async function printPlan(asked: RunConfig, io: Io, network: Network = SOCKETS): Promise<number> {
  const failed = await failedIn(asked);
  readDeclared(asked, io);
  const subject = await subjectOf(asked);
  try {
    const { config } = subject;
    const plan = planFor(config, capabilitiesOf(config), failed);
    const probe = await probed(config, network);
    const where = subject.embedded ? 'the embedded reference server' : config.connection.target;
    io.stdout.write(`${[`the plan of a run against ${where}`, '', ...linesOf(config, plan, probe)].join('\n')}\n`);
    return EXIT.conformant;
  } finally {
    await subject.stop();
  }
}

/** The first opens the connection; the quickest counts. */
const PROBES = 3;

interface Probe {
  request: string;
  status: number;
  /** Milliseconds of the quickest answer. */
  ms: number;
}

async function probed({ connection, namespaces, selection }: TargetedConfig, network: Network): Promise<Probe> {
  const [kind] = selection.kinds;
  if (kind === undefined) throw new Error('a plan without a kind');
  const { clock } = network;
  const { close, ...opened } = openConnection(connection, { slots: 1 }, network);
  const path = `${pathOf(kind, namespaces.namespace)}?limit=1`;
  // Without kinds, nothing else is asked where this is refused.
  const client = createClient({ connection: opened, clock, kinds: [] });
  try {
    let [status, ms] = [0, Infinity];
    for (let i = 0; i < PROBES; i += 1) {
      const started = clock.now();
      ({ status } = await client.call({ method: 'GET', path }));
      ms = Math.min(ms, clock.now() - started);
    }
    return { request: `GET ${path}`, status, ms };
  } catch (error) {
    if (error instanceof Inconclusive)
      throw new Unjudgeable(`${connection.target}: ${client.redact(error.message)}; look at the server and ask again`);
    throw error;
  } finally {
    await close();
  }
}

const n = (value: number): string => Math.round(value).toLocaleString('en-US');

/** By the latency, the bound on requests a second, or the waiting of judgements: whichever takes longest. */
function durationOf({ requests, waiting }: Bill, { ms }: Probe, { execution, spending }: TargetedConfig): number {
  return Math.max(
    (requests * ms) / execution.concurrency,
    requests * OWN_WORK,
    spending.rate === undefined ? 0 : (requests * 1_000) / spending.rate,
    waiting / judgementsAtOnce(execution.concurrency),
  );
}

function linesOf(config: TargetedConfig, plan: Plan, probe: Probe): string[] {
  const { execution, spending } = config;
  const around = aroundFor(config);
  const judging = billOf(
    plan.pairs,
    economyFor(config),
    judgementsAtOnce(execution.concurrency),
    spending.maxJobsAlive,
  );
  const bill = { ...judging, requests: judging.requests + around.requests, jobs: judging.jobs + around.jobs };
  const kinds = new Set(plan.pairs.map(({ kind }) => kind)).size;
  const requirements = new Set(plan.pairs.map(({ requirement }) => requirement.id)).size;
  const row = (name: string, text: string): string => `${name.padEnd(14)}${text}`;
  return [
    row('judgements', `${n(bill.judgements)}: ${counted(requirements, 'requirement')}, ${counted(kinds, 'kind')}`),
    ...plan.notPlanned.map((one) => row('', leftOut(one))),
    row('requests', `about ${n(bill.requests)}, ${n(around.requests)} of them before and after the judgements`),
    row('jobs', `about ${n(bill.jobs)} created, ${n(bill.alive)} at one time at most`),
    row(
      'time',
      `about ${duration(durationOf(bill, probe, config))}: ${n(probe.ms)} ms an answer, ${counted(execution.concurrency, 'request')} at once`,
    ),
    '',
    'of the same judgements, by profile:',
    ...PROFILES.map((profile) => {
      const part = profilePart(plan, profile, economyFor(config));
      return row(
        `  ${profile}`,
        part === undefined
          ? 'nothing'
          : `${counted(Math.round(part.requests), 'request')}, ${counted(Math.round(part.jobs), 'job')}`,
      );
    }),
    '',
    `sent, and nothing else: ${PROBES} times`,
    `  ${probe.request}`,
    ...(probe.status >= 400 ? [`which was answered ${probe.status}: a run may judge little`] : []),
  ];
}

function profilePart(plan: Plan, profile: Profile, economy: Economy): Bill | undefined {
  try {
    return billOf(affordable({ ...plan, notPlanned: [] }, { profile }, economy).pairs, economy, 1);
  } catch (error) {
    if (error instanceof UsageError) return undefined; // none of them is in the profile
    throw error;
  }
}
