/** What a config makes of the requirements: with which capabilities, and so which plan. */
import { CCI } from '../../contract/contract.ts';
import type { RunConfig } from '../../harness/config/config.ts';
import { CAPABILITIES, makePlan } from '../../harness/run/plan.ts';
import type { Plan } from '../../harness/run/plan.ts';
import type { Session } from '../../harness/run/session.ts';
import type { Capability } from '../../harness/model/requirement.ts';
import { REQUIREMENTS } from '../../specs/index.ts';

/** Without a target the embedded server has whatever it takes. */
export function capabilitiesOf({
  target,
  token,
  readOnlyToken,
  otherNamespace,
  scratchNamespace,
}: RunConfig): Set<Capability> {
  const has: Record<Capability, unknown> = {
    authentication: token,
    'read-only-token': readOnlyToken,
    'other-namespace': otherNamespace,
    'scratch-namespace': scratchNamespace,
  };
  return new Set(
    (Object.keys(CAPABILITIES) as Capability[]).filter((c) => target === undefined || has[c] !== undefined),
  );
}

/** Throws a UsageError when nothing is left to judge. */
export const planFor = (config: RunConfig, capabilities: ReadonlySet<Capability>): Plan =>
  makePlan(REQUIREMENTS, CCI.kinds, CCI.register, config, capabilities);

/** The session with its plan, as it goes to the judging thread. */
export const withPlan = (session: Session, { pairs }: Plan): Session => ({
  ...session,
  planned: pairs.map(({ requirement, kind }) => ({ id: requirement.id, kind: kind.kind })),
});
