/** The plan of a run: each requirement with each kind, and what was left out, counted by reason. */
import { LAYERS } from '../../contract/types.ts';
import type { Kind, Layer, Statement } from '../../contract/types.ts';
import { UsageError, didYouMean } from '../errors/usage.ts';
import type { NotPlanned } from '../model/report.ts';
import type { Capability, Derived, Requirement } from '../model/requirement.ts';

export interface Pair {
  requirement: Requirement;
  kind: Kind;
}

export interface Plan {
  pairs: readonly Pair[];
  notPlanned: NotPlanned[];
}

/** Which requirements are judged, and with which kinds. */
export interface Selection {
  kinds: readonly Kind[];
  layers: readonly Layer[];
  /** Ids, or beginnings of ids; an empty list selects all. */
  only: readonly string[];
}

/** With so few jobs at a time, nothing can be said about many. */
export const FEW_OBJECTS = 100;

/** What takes so long, or costs so much, that it is judged only if asked for: a run is whole without it. */
const OPT_IN: readonly Capability[] = ['patience', 'running-jobs', 'many-objects'];

/** Whether nothing was left out but what has to be asked for. */
export const isWhole = (notPlanned: readonly NotPlanned[]): boolean => notPlanned.every(({ optIn }) => optIn === true);

/** What a capability needs, as the reason why a requirement was not planned. */
export const CAPABILITIES: Readonly<Record<Capability, string>> = {
  authentication: 'needs a target that asks for a token (--token)',
  'read-only-token': 'needs a read-only token (--read-only-token)',
  'foreign-token': 'needs a token that may do nothing (--foreign-token-file)',
  'other-namespace': 'needs a second namespace (--other-namespace)',
  patience: 'needs minutes in which nothing happens (--patience)',
  'running-jobs': 'needs jobs that run and end (--run-jobs)',
  'many-objects': `needs more than ${FEW_OBJECTS} jobs at a time (--most-objects)`,
  'scratch-namespace': 'needs an empty namespace that may be emptied (--scratch-namespace)',
};

/**
 * Level and layer follow from the statements: MUST if any of them is MUST; the least authoritative of their layers, so
 * that a claim about the operation layer never depends on a less authoritative statement.
 */
export function derive(requirement: Requirement, statements: ReadonlyMap<string, Statement>): Derived {
  const tested = requirement.tests.map((id) => {
    const statement = statements.get(id);
    if (statement === undefined)
      throw new Error(`${requirement.id} tests the statement "${id}", which the register does not have`);
    return statement;
  });
  if (tested.length === 0) throw new Error(`${requirement.id} tests no statement`);
  const least = Math.max(...tested.map((s) => LAYERS.indexOf(s.layer)));
  return { level: tested.some((s) => s.level === 'MUST') ? 'MUST' : 'SHOULD', layer: LAYERS[least] as Layer };
}

export const areaOf = (requirement: Pick<Requirement, 'id'>): string => requirement.id.split('/')[0] as string;

/**
 * An entry of `--only` is an id, and then selects only that one, or the beginning of ids, with or without `*` after it.
 * One that matches no id is an error; `from` says where it was given.
 */
export function selectedBy(
  only: readonly string[],
  requirements: readonly Requirement[],
  from = '--only',
): (id: string) => boolean {
  const beginning = (entry: string): string => entry.replace(/\*$/, '');
  const idle = only.find((entry) => !requirements.some((r) => r.id.startsWith(beginning(entry))));
  if (idle !== undefined) {
    const ids = requirements.map((r) => r.id);
    throw new UsageError(
      `${from}: no requirement is named "${idle}" or begins so${didYouMean(idle, [...new Set([...ids, ...requirements.map(areaOf)])])}: see cci-conformance list`,
    );
  }
  const exact = new Set(requirements.map((r) => r.id).filter((id) => only.includes(id)));
  const prefixes = only.filter((entry) => !exact.has(entry)).map(beginning);
  return (id) => only.length === 0 || exact.has(id) || prefixes.some((prefix) => id.startsWith(prefix));
}

/**
 * Throws a UsageError when the flags leave nothing to judge: an empty run would pass without having judged anything.
 */
export function makePlan(
  requirements: readonly Requirement[],
  kinds: readonly Kind[],
  statements: ReadonlyMap<string, Statement>,
  selection: Selection,
  capabilities: ReadonlySet<Capability>,
): Plan {
  const selected = selectedBy(selection.only, requirements);
  const left = new Map<string, number>();
  const pairs: Pair[] = [];
  for (const requirement of requirements) {
    const { layer } = derive(requirement, statements);
    const missing = requirement.requires?.find((capability) => !capabilities.has(capability));
    for (const kind of kinds) {
      if (requirement.appliesTo?.(kind) === false) continue;
      const reason = !selection.kinds.includes(kind)
        ? 'left out by --kind'
        : !selected(requirement.id)
          ? 'left out by --only'
          : !selection.layers.includes(layer)
            ? 'left out by --layers'
            : missing && CAPABILITIES[missing];
      if (reason === undefined) pairs.push({ requirement, kind });
      else left.set(reason, (left.get(reason) ?? 0) + 1);
    }
  }
  const optIn = new Set(OPT_IN.map((capability) => CAPABILITIES[capability]));
  const notPlanned = [...left].map(([reason, count]): NotPlanned => ({
    reason,
    count,
    ...(optIn.has(reason) && { optIn: true }),
  }));
  if (pairs.length === 0)
    throw new UsageError(`nothing is left to judge: ${notPlanned.map((n) => `${n.count} ${n.reason}`).join(', ')}`);
  return { pairs, notPlanned };
}
