/** Every documented field survives the round trip, at every place where it occurs: one requirement for each table. */
import { KINDS } from '../../contract/kinds.ts';
import type { JsonObject } from '../../contract/json.ts';
import { statementsUnder } from '../../contract/statements.ts';
import type { Kind, Structure } from '../../contract/types.ts';
import { samplesOf } from '../../generators/arbitraries/samples.ts';
import { jobWith, spotsOf } from '../../generators/arbitraries/structure-paths.ts';
import type { Spot } from '../../generators/arbitraries/structure-paths.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { at, kebab, withMember } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { createdAndListed } from '../support/round-trip.ts';

/** Amounts have to agree with each other and with what the run may cost: specs/resources.ts. */
const ELSEWHERE: ReadonlySet<string> = new Set(['ResourceRequirements']);
/** They stand beside the volumes that they mount. */
const MOUNTING: readonly string[] = ['Container', 'VolumeMount', 'VolumeDevice'];
const SPOTS: ReadonlyMap<Kind, readonly Spot[]> = new Map(KINDS.map((kind) => [kind, spotsOf(kind)]));
const spotsIn = (kind: Kind, structure: string): Spot[] =>
  (SPOTS.get(kind) ?? spotsOf(kind)).filter((spot) => spot.structure.name === structure);

/** All types of the kind; in every other job under their other spelling, where they have one (erratum 4). */
const typesOf = (kind: Kind, other: boolean): string[] =>
  kind.replicaTypes.map(({ name, aliases }) => (other ? aliases?.[0] : undefined) ?? name);

/** Replica counts at their bounds: none, and as many as the settings allow, where a type may have any number. */
function withCounts(trial: Trial, job: JsonObject, i: number): JsonObject {
  const {
    kind: { replicaMap, replicaTypes },
    settings: { maxReplicas },
  } = trial;
  const names = replicaTypes
    .filter(({ single }) => single !== true)
    .flatMap(({ name, aliases }) => [name, ...(aliases ?? [])]);
  return names
    .filter((name) => at(job, 'spec', replicaMap, name) !== undefined)
    .reduce(
      (counted, name) => withMember(counted, ['spec', replicaMap, name, 'replicas'], i % 2 === 0 ? 0 : maxReplicas),
      job,
    );
}

/** The structures that hold this one, which lose it when they lose their field. */
const holdersOf = (structure: Structure, all: readonly Structure[]): string[] =>
  all
    .filter(
      (holder) =>
        holder !== structure &&
        KINDS.some((kind) =>
          spotsIn(kind, structure.name).some((spot) =>
            spotsIn(kind, holder.name).some(
              (other) =>
                other.steps.length === spot.steps.length - 1 && other.steps.every((step, i) => step === spot.steps[i]),
            ),
          ),
        ),
    )
    .map(({ name }) => name);

const structures: readonly Structure[] = [
  ...new Map([...SPOTS.values()].flat().map(({ structure }) => [structure.name, structure])).values(),
].filter(({ name, fields }) => fields.length > 0 && !ELSEWHERE.has(name));

const keeps = (structure: Structure): Requirement =>
  requirement(`fields/${kebab(structure.name)}`, {
    tests: ['create.round-trip', ...statementsUnder(`field.${structure.name}`)],
    needs: [
      'create/accepts-the-documented-body',
      ...[...holdersOf(structure, structures), ...(MOUNTING.includes(structure.name) ? ['Volume'] : [])].map(
        (name) => `fields/${kebab(name)}`,
      ),
    ],
    appliesTo: (kind) => spotsIn(kind, structure.name).length > 0,
    async check(trial) {
      const { kind } = trial;
      const [spots, samples] = [spotsIn(kind, structure.name), samplesOf(kind, structure)];
      const jobs = samples.map((sample, i) => {
        const job = jobWith(kind, spots, [sample, samples[(i + 1) % samples.length]!], typesOf(kind, i % 2 === 1));
        return structure.name === 'ReplicaSpec' ? withCounts(trial, job, i) : job;
      });
      const mark = { fields: trial.given.name() };
      await createdAndListed(
        trial,
        jobs.map((job) => trial.given.adopted(job, { labels: mark })),
        mark,
      );
    },
  });

export const fields: readonly Requirement[] = structures.map(keeps);
