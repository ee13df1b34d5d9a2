/** Judging again what failed in an earlier run. */
import { UsageError } from '../errors/usage.ts';
import type { Report } from '../model/report.ts';
import { nameFor } from '../../contract/kinds.ts';
import type { Pair, Plan } from './plan.ts';

/** The judgements of an earlier report that were neither passed nor inapplicable. */
export interface Failed {
  /** For messages: the flag and the file. */
  from: string;
  judgements: ReadonlySet<string>;
}

const nameOf = (id: string, kind: string): string => `${id} ${kind}`;

export const failedOf = (from: string, { results }: Pick<Report, 'results'>): Failed => ({
  from,
  judgements: new Set(
    results
      .filter(({ verdict }) => verdict !== 'pass' && verdict !== 'not-applicable')
      .map(({ id, kind }) => nameOf(id, kind)),
  ),
});

export const isFailed = ({ requirement, kind }: Pair, { judgements }: Failed): boolean =>
  judgements.has(nameOf(requirement.id, nameFor(kind, kind.singular)));

/** The plan of those alone. Throws a UsageError when there are none. */
export function failedAlone(plan: Plan, failed: Failed): Plan {
  const pairs = plan.pairs.filter((pair) => isFailed(pair, failed));
  if (pairs.length === 0)
    throw new UsageError(
      failed.judgements.size === 0
        ? `${failed.from}: nothing failed in that report, so nothing is to be judged again`
        : `${failed.from}: nothing that failed in that report is left to judge by the other flags`,
    );
  const count = plan.pairs.length - pairs.length;
  return {
    pairs,
    notPlanned: count === 0 ? plan.notPlanned : [...plan.notPlanned, { reason: 'left out by --failed-in', count }],
  };
}
