import { FEW_OBJECTS } from '../run/plan.ts';
import { isOthers } from './execution.ts';
import { PROFILES } from '../run/economy.ts';
import type { Spending } from '../run/spending.ts';
import type { Reader } from './reader.ts';
import { UsageError, didYouMean } from '../errors/usage.ts';

/** @param mostObjects the most jobs of one check */
export function readSpending(read: Reader, mostObjects: number): Spending {
  const name = read.text('profile') ?? '';
  const profile = PROFILES.find((one) => one === name);
  if (profile === undefined)
    throw new UsageError(
      `${read.from('profile')}: unknown profile "${name}"${didYouMean(name, PROFILES)}: there are ${PROFILES.join(', ')}`,
    );
  const bound = (flag: string, most: number, whole = true): number | undefined =>
    read.text(flag) === undefined ? undefined : read.number(flag, whole ? 1 : 0.01, most, { whole });
  return {
    profile,
    maxRequests: bound('max-requests', 100_000_000),
    maxJobsAlive:
      bound('max-jobs-alive', 1_000_000) ?? (isOthers(read) && mostObjects <= FEW_OBJECTS ? FEW_OBJECTS : undefined),
    rate: bound('rate', 1_000_000, false),
  };
}
