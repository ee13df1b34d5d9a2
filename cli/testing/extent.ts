/**
 * How much of the suite the tests of whole judgements take: a sample with `npm test`, all of it with `npm run
 * test:whole`, as CI does.
 */
import { WHOLE } from '../../contract/extent.fixture.ts';
import { REQUIREMENTS } from '../../specs/index.ts';
import type { Requirement } from '../../harness/model/requirement.ts';

export { WHOLE };

/** One requirement in so many, from the nth on, so that numbers from 0 to `parts` - 1 take each requirement once. */
export const part = (nth: number, parts: number, requirements: readonly Requirement[] = REQUIREMENTS): Requirement[] =>
  requirements.filter((_, i) => (i + nth) % parts === 0);
