/** One mutant or one variant before the suite, in this thread: no sockets, virtual time. */
import { KINDS } from '../../contract/kinds.ts';
import type { Kind } from '../../contract/types.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Result } from '../../harness/model/result.ts';
import { behaviourOf, type Mutant } from '../../reference/mutants/types.ts';
import type { Extent, MutantRow, VariantRow } from '../../reports/proof/kill-matrix.ts';
import { accusations, judgeInProcess } from '../run/in-process.ts';

export interface TrialOptions {
  requirements: readonly Requirement[];
  extent: Extent;
  seed: number;
}

const appliesTo = (requirement: Requirement, kind: Kind): boolean => requirement.appliesTo?.(kind) !== false;
const sum = (text: string): number => [...text].reduce((n, char) => (n * 31 + char.charCodeAt(0)) >>> 0, 7);

/** The requirements that have to report a mutant: those that test what it breaks. */
export const expectedOf = (mutant: Mutant, requirements: readonly Requirement[]): Requirement[] =>
  requirements.filter((requirement) => requirement.tests.includes(mutant.breaks));

/** The one kind that a mutant is judged with; faults that are in every kind take turns. */
export function kindOf(mutant: Mutant, expected: readonly Requirement[]): Kind {
  const kinds = KINDS.filter((kind) => mutant.kinds?.includes(kind.plural) ?? true);
  const able = kinds.filter((kind) => expected.some((requirement) => appliesTo(requirement, kind)));
  const among = able.length > 0 ? able : kinds;
  return among[sum(mutant.name) % among.length] as Kind;
}

const sorted = (ids: Iterable<string>): string[] => [...new Set(ids)].sort();

/** The ids that a result shows to be broken so far: its own, and the invariants that its traffic violated. */
const failuresOf = (result: Result): string[] => [
  ...(result.verdict === 'fail' ? [result.id] : []),
  ...result.observations.filter((o) => o.findings.length > 0).map((o) => o.invariant),
];

/**
 * What a judgement of a mutant by some requirements shows: the ids that failed, the ids of those by whose judgements
 * they did (an invariant fails by the traffic of another), and what broke.
 */
export async function failuresOn(
  mutant: Mutant,
  kind: Kind,
  requirements: readonly Requirement[],
  seed: number,
  isEnough: (failed: ReadonlySet<string>) => boolean,
): Promise<{ failed: Set<string>; reporters: Set<string>; errors: string[] }> {
  const failed = new Set<string>(),
    reporters = new Set<string>(),
    enough = new AbortController();
  const { results } = await judgeInProcess({
    requirements,
    judged: [kind],
    seed,
    behaviour: behaviourOf(mutant),
    signal: enough.signal,
    ...(mutant.variants === undefined ? {} : { variants: mutant.variants }),
    ...(mutant.wrap === undefined ? {} : { between: mutant.wrap }),
    onResult(result) {
      const failures = failuresOf(result);
      for (const id of failures) failed.add(id);
      if (failures.length > 0) reporters.add(result.id);
      if (isEnough(failed)) enough.abort();
    },
  });
  return {
    failed,
    reporters,
    errors: results.filter((r) => r.verdict === 'harness-error').map((r) => `${r.id}: ${r.reason ?? ''}`),
  };
}

export async function tryMutant(mutant: Mutant, { requirements, extent, seed }: TrialOptions): Promise<MutantRow> {
  const started = performance.now();
  const all = expectedOf(mutant, requirements);
  const kind = kindOf(mutant, all);
  const expected = new Set(all.filter((requirement) => appliesTo(requirement, kind)).map((r) => r.id));
  const isKilled = (failed: ReadonlySet<string>): boolean => [...failed].some((id) => expected.has(id));
  const quick = extent === 'quick';
  let { failed, errors } = await failuresOn(
    mutant,
    kind,
    extent === 'whole' ? requirements : all,
    seed,
    (ids) => quick && isKilled(ids),
  );
  // An invariant is judged by the traffic of the whole run: its own alone may not be enough. And who else reports a
  // survivor teaches.
  if (extent !== 'whole' && !isKilled(failed) && (!quick || all.some((r) => r.everywhere !== undefined))) {
    ({ failed, errors } = await failuresOn(mutant, kind, requirements, seed, (ids) => quick && isKilled(ids)));
  }
  return {
    mutant: mutant.name,
    breaks: mutant.breaks,
    text: mutant.text,
    kind: kind.kind,
    expected: sorted(expected),
    missed: isKilled(failed) ? [] : [seed],
    killedBy: sorted([...failed].filter((id) => expected.has(id))),
    alsoBy: sorted([...failed].filter((id) => !expected.has(id))),
    errors,
    ms: Math.round(performance.now() - started),
  };
}

/** A legal server: whatever the suite says against it is wrong. */
export async function tryVariant(
  variant: string,
  kinds: readonly Kind[],
  { requirements, seed }: TrialOptions,
): Promise<VariantRow> {
  const started = performance.now();
  const { results } = await judgeInProcess({ requirements, kinds, variants: [variant], seed });
  return {
    variant,
    kinds: kinds.map((k) => k.kind),
    accusedBy: sorted(accusations(results)),
    ms: Math.round(performance.now() - started),
  };
}
