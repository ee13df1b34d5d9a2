/** Namespaces that hold jobs of others: what cannot be judged there, and what would help. */
import { plural } from '../../harness/outcome/conclusion.ts';
import { sayOccupants, type Occupant } from '../../harness/config/preflight.ts';
import type { Report } from '../../harness/model/report.ts';
import type { Capability } from '../../harness/model/requirement.ts';
import type { NamespaceFlag } from '../../harness/config/namespaces.ts';
import type { Pair } from '../../harness/run/plan.ts';
import { ECONOMY } from './planning.ts';

export interface Occupied {
  namespace: string;
  flag: NamespaceFlag;
  holds: readonly Occupant[];
}

type Cost = NonNullable<Report['occupied']>[number];

const SCRATCH: Capability = 'scratch-namespace';

/** @param wanted what would be judged if all namespaces were empty */
export const costsOf = (occupied: readonly Occupied[], wanted: readonly Pair[]): Cost[] =>
  occupied.flatMap(({ namespace, flag, holds }): Cost[] => {
    const lost = wanted.filter(({ requirement, kind }) =>
      flag === SCRATCH
        ? requirement.requires?.includes(SCRATCH) === true
        : holds.some((one) => one.kind === kind) &&
          ECONOMY.costOf(requirement.id, kind.singular).empties.includes(flag),
    );
    const requirements = [...new Set(lost.map(({ requirement }) => requirement.id))];
    return lost.length === 0
      ? []
      : [{ namespace, flag, holds: sayOccupants(holds), judgements: lost.length, requirements }];
  });

/** Ids that a line names. */
const NAMED = 3;

/** One line for each namespace. */
export const describeOccupied = ({ namespace, flag, holds, judgements, requirements }: Cost): string => {
  const rest = requirements.length - NAMED;
  const ids = requirements.slice(0, NAMED).join(', ') + (rest > 0 ? ` and ${rest} more, which the report names` : '');
  const what = `${plural(requirements.length, 'requirement')} (${plural(judgements, 'judgement')}: ${ids})`;
  return flag === SCRATCH
    ? `the scratch namespace holds ${holds}: nothing is deleted without a selector, and ${what} cannot be judged; empty ${namespace}, or name an empty one by --${flag}`
    : `namespace ${namespace} holds ${holds} that this run did not make: no collection of them is deleted, and ${what} cannot be judged; an empty namespace would help: --${flag}`;
};
