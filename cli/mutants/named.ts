/** What flags name: requirements by ids or their beginnings, variants by ids. */
import { UsageError, didYouMean } from '../../harness/config/usage.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { VARIANTS } from '../../reference/rules/variants.ts';
import { REQUIREMENTS } from '../../specs/index.ts';

/**
 * The requirements that are named so or begin so. Throws a UsageError for what names none; `from` says where it was
 * given.
 */
export function requirementsNamed(given: readonly string[], from: string): Requirement[] {
  const ids = REQUIREMENTS.map(({ id }) => id);
  const idle = given.find((prefix) => !ids.some((id) => id.startsWith(prefix)));
  if (idle !== undefined)
    throw new UsageError(
      `${from}: no requirement is named "${idle}" or begins so${didYouMean(idle, ids)}: see cci-conformance list`,
    );
  // An id that is one in full means itself alone, even where others begin so.
  const isMeant = (id: string, prefix: string): boolean =>
    ids.includes(prefix) ? id === prefix : id.startsWith(prefix);
  return REQUIREMENTS.filter(({ id }) => given.some((prefix) => isMeant(id, prefix)));
}

/** The ids of variants as they were given. Throws a UsageError for one that is none. */
export function variantsNamed(given: readonly string[], from: string): string[] {
  const ids: string[] = VARIANTS.map(({ id }) => id);
  const unknown = given.find((id) => !ids.includes(id));
  if (unknown !== undefined)
    throw new UsageError(`${from}: unknown variant "${unknown}"${didYouMean(unknown, ids)}: see serve --list-variants`);
  return [...given];
}
