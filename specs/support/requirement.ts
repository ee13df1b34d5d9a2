/** The requirement's constructor. */
import type { Requirement } from '../../harness/model/requirement.ts';

/** A requirement of revision 1 unless it says otherwise. It remembers where it was defined. */
export function requirement(
  id: string,
  rest: Omit<Requirement, 'id' | 'revision' | 'definedAt'> & { revision?: number },
): Requirement {
  const definedAt: { stack?: string } = {};
  Error.captureStackTrace(definedAt, requirement);
  return { id, revision: 1, ...rest, definedAt };
}
