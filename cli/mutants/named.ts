/** What flags name: requirements by ids or their beginnings, variants by ids. */
import { UsageError, didYouMean } from '../../harness/errors/usage.ts';
import { selectedBy } from '../../harness/run/plan.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { VARIANTS } from '../../reference/rules/variants.ts';
import { REQUIREMENTS } from '../../specs/index.ts';

/**
 * The requirements that are named so or begin so. Throws a UsageError for what names none; `from` says where it was
 * given.
 */
export function requirementsNamed(given: readonly string[], from: string): Requirement[] {
  const meant = selectedBy(given, REQUIREMENTS, from);
  return REQUIREMENTS.filter(({ id }) => meant(id));
}

/** The ids of variants as they were given. Throws a UsageError for one that is none. */
export function variantsNamed(given: readonly string[], from: string): string[] {
  const ids: string[] = VARIANTS.map(({ id }) => id);
  const unknown = given.find((id) => !ids.includes(id));
  if (unknown !== undefined)
    throw new UsageError(`${from}: unknown variant "${unknown}"${didYouMean(unknown, ids)}: see serve --list-variants`);
  return [...given];
}
