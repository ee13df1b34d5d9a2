/** Which requirements a run can judge, by what its config gives it. */
import { keyOf, KINDS } from '../../contract/kinds.ts';
import type { Kind } from '../../contract/types.ts';
import type { RunConfig } from '../../harness/config/config.ts';
import { namesWithFlags } from '../../harness/config/namespaces.ts';
import { createCredentials } from '../../harness/credentials/create.ts';
import { CAPABILITIES, FEW_OBJECTS, makePlan } from '../../harness/run/plan.ts';
import type { Plan } from '../../harness/run/plan.ts';
import { committedEconomy, economyOfRun, type Economy } from '../../harness/run/economy.ts';
import { affordable, aroundOf, inOrderOfWorth, withinReach, type Around } from '../../harness/run/spending.ts';
import { startedInTime } from '../../harness/run/latest-start.ts';
import { failedAlone, failedOf, isFailed, type Failed } from '../../harness/run/failed.ts';
import { shardOf } from '../../harness/run/shards.ts';
import { UsageError } from '../../harness/errors/usage.ts';
import { loadReport, ReportFileError } from '../../reports/load.ts';
import type { Session } from '../../harness/run/session.ts';
import { IDENTITIES } from '../../harness/model/exchange.ts';
import type { Capability } from '../../harness/model/requirement.ts';
import { suiteOf } from '../../specs/suite.ts';
import { judgementsAtOnce } from './runner.ts';

/** What is the run's choice at any target: how many jobs there may be, and how long it may take. */
const CHOSEN: readonly Capability[] = ['many-objects', 'patience', 'running-jobs'];

/** Without a target, the embedded server has all that is not the run's choice. */
export function capabilitiesOf({ connection, namespaces, execution }: RunConfig): Set<Capability> {
  const credentials = createCredentials(connection.credentials);
  const has: Record<Capability, boolean> = {
    authentication: credentials.provesByHeader('full'),
    'read-only-token': credentials.has('read-only'),
    'foreign-token': credentials.has('foreign'),
    'other-namespace': namespaces.otherNamespace !== undefined,
    'scratch-namespace': namespaces.scratchNamespace !== undefined,
    patience: execution.patience > 0,
    'running-jobs': execution.running > 0,
    'many-objects': execution.settings.mostObjects > FEW_OBJECTS,
  };
  const all = Object.keys(CAPABILITIES) as Capability[];
  return new Set(all.filter((it) => (connection.target === undefined && !CHOSEN.includes(it)) || has[it]));
}

/** What a run plans with: read once. */
export const ECONOMY = committedEconomy();

/** The same for a run of some of the kinds that there are. */
export const economyFor = ({ kinds, selection }: Pick<RunConfig, 'kinds' | 'selection'>): Economy =>
  economyAmong(kinds, (kind) => selection.kinds.includes(kind));

const economyAmong = (kinds: readonly Kind[], isJudged: (kind: Kind) => boolean): Economy =>
  economyOfRun(ECONOMY, kinds.find(isJudged)?.singular);

/** Throws a UsageError when nothing is left to judge. */
export function planFor(config: RunConfig, capabilities: ReadonlySet<Capability>, failed?: Failed): Plan {
  const { selection, shard, spending, failedIn } = config;
  const { requirements, contract } = suiteOf(config.kinds);
  const all = makePlan(requirements, contract.kinds, contract.register, selection, capabilities);
  const wanted = failed === undefined || failedIn?.first === true ? all : failedAlone(all, failed);
  const economy = economyFor(config);
  return affordable(
    shard === undefined ? wanted : shardOf(withinReach(wanted, spending, economy), shard, economy),
    spending,
    economy,
    aroundFor(config),
  );
}

/** What a run sends besides its judgements. The embedded server has all identities and namespaces. */
export function aroundFor({ connection, namespaces, selection, execution }: RunConfig): Around {
  const embedded = connection.target === undefined;
  const credentials = createCredentials(connection.credentials);
  return aroundOf({
    kinds: selection.kinds.length,
    namespaces: embedded ? 3 : namesWithFlags(namespaces).length,
    identities: embedded ? 3 : 1 + IDENTITIES.filter((one) => one !== 'full' && credentials.has(one)).length,
    gate: execution.gate === true,
  });
}

/** What failed in the report that `--failed-in` names. Throws a UsageError when that cannot be read. */
export async function failedIn({ failedIn: asked }: RunConfig): Promise<Failed | undefined> {
  if (asked === undefined) return undefined;
  try {
    return failedOf(`--failed-${asked.first ? 'first' : 'in'}`, await loadReport(asked.path));
  } catch (error) {
    if (error instanceof ReportFileError)
      throw new UsageError(`--failed-${asked.first ? 'first' : 'in'}: ${error.message}`);
    throw error;
  }
}

/**
 * The session with its plan, as it goes to the judging thread: first what reports most for its price, so that a run
 * that ends early has shown what it could, but no long one at the end; before that, what failed in an earlier run.
 */
export function withPlan(session: Session, { pairs }: Plan, failed?: Failed): Session {
  const economy = economyAmong(session.contract ?? KINDS, (kind) => session.kinds.includes(keyOf(kind)));
  const ordered = inOrderOfWorth(pairs, economy);
  const before = failed === undefined ? [] : ordered.filter((pair) => isFailed(pair, failed));
  const first = new Set(before);
  const others = ordered.filter((pair) => !first.has(pair));
  const atOnce = judgementsAtOnce(session.execution.concurrency);
  return {
    ...session,
    planned: [...before, ...startedInTime(others, economy, atOnce)].map(({ requirement, kind }) => ({
      id: requirement.id,
      kind: keyOf(kind),
      // A control that the run shares is made by whoever needs it first.
      alive: economy.costOf(requirement.id, kind.singular).alive + 1,
    })),
  };
}
