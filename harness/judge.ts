/** Judging is a plain function: one requirement, one kind, one target, and what came of it with its evidence. */
import type { Kind } from '../contract/types.ts';
import type { Bench } from './bench.ts';
import type { Requirement, Result } from './types.ts';

/** Never rejects: whatever happens is a verdict. Deletes what the judgement made before it answers. */
export async function judge(requirement: Requirement, kind: Kind, bench: Bench): Promise<Result> {
  throw new Error(`not yet: ${requirement.id} ${kind.kind} ${bench.namespace}`);
}
