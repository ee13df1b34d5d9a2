/** Every documented constraint on what a client sends, broken in one thing beside a control that keeps it. */
import { oneof } from 'fast-check';
import { statementsUnder, type Contract } from '../../contract/contract.ts';
import type { Kind } from '../../contract/types.ts';
import { defectiveManifests } from '../../generators/arbitraries/index.ts';
import { defects, mistypedFields as mistypedFieldsOf } from '../../generators/arbitraries/invalid/defects.ts';
import type { Mistyped } from '../../generators/arbitraries/invalid/defects.ts';
import { jointControls } from '../../generators/arbitraries/invalid/joint.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { Defect } from '../../generators/arbitraries/invalid/defects-predicates.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { kebab } from '../support/objects.ts';
import { someOf } from '../support/closeness.ts';
import { requirement } from '../support/requirement.ts';
import { keepsIdOf, keptStructures } from '../fields/sent.ts';
import { isIdle } from '../support/idle.ts';
import { structurePlaces, type StructurePlaces } from '../support/structure-places.ts';
import { isRefusal, refusesAll, type Defective } from './refused.ts';

const needs = ['create/accepts-the-documented-body', 'list/holds-what-was-created'];

/** The tables whose fields a create can mistype; the amounts of resources are of several types (erratum 17). */
const typedIn = ({ structures }: StructurePlaces): string[] =>
  structures.filter(({ name, fields }) => fields.length > 0 && name !== 'ResourceRequirements').map(({ name }) => name);

/** All that can be wrong in a kind's jobs, with controls that serve several. */
interface Wrong {
  defects: readonly (Defect & Defective)[];
  mistyped: readonly (Mistyped & Defective & { structure: string })[];
}

/** Those of a kind are made once, when they are first asked for. */
function wrongIn({ constraints }: Contract, places: StructurePlaces): (kind: Kind) => Wrong {
  const made = new Map<Kind, Wrong>();
  const make = (kind: Kind): Wrong => {
    const broken = defects(kind, constraints);
    const mistyped = typedIn(places).flatMap((name) =>
      mistypedFieldsOf(kind, name).map((one) => ({
        ...one,
        structure: name,
        what: `${one.field} ${JSON.stringify(one.value)}`,
      })),
    );
    // A target need not take a job without replicas: such a control serves what needs one alone.
    const valid = [...broken, ...mistyped].map((one) => one.valid).filter((one) => !isIdle(kind, one));
    const jointOf = jointControls(kind, valid);
    const withJoint = <T extends Pick<Defective, 'valid'>>(one: T): T & { joint: JsonObject } => ({
      ...one,
      joint: jointOf(one.valid),
    });
    return { defects: broken.map(withJoint), mistyped: mistyped.map(withJoint) };
  };
  return (kind) => {
    const wrong = made.get(kind) ?? make(kind);
    made.set(kind, wrong);
    return wrong;
  };
}

/** One for each constraint that a create can break. */
function brokenConstraints(
  contract: Contract,
  places: StructurePlaces,
  wrong: (kind: Kind) => Wrong,
): readonly Requirement[] {
  // No field refers to the table of resource names: they are the keys of maps.
  const has = (kind: Kind, structure: string): boolean =>
    structure === 'ResourceName' || places.of(kind, structure).length > 0;
  return contract.constraints
    .filter(
      ({ structure, keyword, judge }) =>
        contract.kinds.some((kind) => has(kind, structure)) && keyword !== 'readOnly' && judge !== 'server',
    )
    .map(({ id, structure, text }) =>
      requirement(`constraints/${kebab(id)}`, {
        tests: ['create.invalid', `constraint.${id}`],
        needs,
        appliesTo: (kind) => has(kind, structure),
        check(trial) {
          const all = wrong(trial.kind).defects.filter(({ constraint }) => constraint.id === id);
          return refusesAll(trial, places.isCommon(structure) ? someOf(trial, all) : all, text);
        },
      }),
    );
}

/** Places and values of each field; of a structure that every kind has, some. */
function someOfEachField<T extends Mistyped>(trial: Trial, all: readonly T[], isCommon: boolean): readonly T[] {
  if (!isCommon) return all;
  const fields = [...new Set(all.map(({ field }) => field))];
  return fields.flatMap((name) =>
    someOf(
      trial,
      all.filter(({ field }) => field === name),
    ),
  );
}

/** One for each table whose fields a create can mistype. */
function mistypedFields(
  contract: Contract,
  places: StructurePlaces,
  wrong: (kind: Kind) => Wrong,
): readonly Requirement[] {
  const keptBy = new Set(keptStructures(places));
  return typedIn(places).map((name) =>
    requirement(`constraints/types-of-${kebab(name)}`, {
      tests: ['create.invalid', ...statementsUnder(contract, `field.${name}`)],
      // Where a field is dropped, its value is not looked at.
      needs: [...needs, ...(keptBy.has(name) ? [keepsIdOf(name)] : [])],
      appliesTo: (kind) => places.of(kind, name).length > 0,
      check: (trial) =>
        refusesAll(
          trial,
          someOfEachField(
            trial,
            wrong(trial.kind).mistyped.filter(({ structure }) => structure === name),
            places.isCommon(name),
          ),
          `The table of ${name} gives another type.`,
        ),
    }),
  );
}

/** What the tables say of what a client sends. */
export function tables(contract: Contract): readonly Requirement[] {
  const places = structurePlaces(contract);
  const wrong = wrongIn(contract, places);
  return [...brokenConstraints(contract, places, wrong), ...mistypedFields(contract, places, wrong)];
}

/** Jobs of any shape with one defect drawn from all that there are: `--runs` deepens it. */
export const defectiveJobs: readonly Requirement[] = [
  requirement('constraints/hold-for-jobs-of-any-shape', {
    tests: ['create.invalid'],
    needs,
    check: (trial) =>
      trial.property(
        oneof(
          ...defectiveManifests(trial.kind)
            .filter(({ sure, sendable }) => sure && sendable)
            .map(({ id, pairs }) => pairs.map((pair) => ({ id, ...pair }))),
        ),
        async ({ id, valid, at, spoil }) => {
          await trial.given.control(trial.given.adopted(valid));
          const answer = await trial.target.create(spoil(trial.given.adopted(valid)));
          trial.expect.that(isRefusal(answer), {
            message: `A job with the defect ${id} was not refused`,
            expected: 'a status of the 400s, as without it the job is accepted',
            received: String(answer.status),
            path: at,
            answer,
          });
        },
        6,
      ),
  }),
];
