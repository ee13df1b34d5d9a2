/** The requirement's constructor. */
import type { Requirement } from '../../harness/model/requirement.ts';

/** A requirement of revision 1 unless it says otherwise. */
export const requirement = (
  id: string,
  rest: Omit<Requirement, 'id' | 'revision'> & { revision?: number },
): Requirement => ({
  id,
  revision: 1,
  ...rest,
});
