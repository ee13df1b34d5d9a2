/** Every documented field survives the round trip, at every place where it occurs: one requirement for each table. */
import { statementsUnder, type Contract } from '../../contract/contract.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { Kind, Structure } from '../../contract/types.ts';
import { samplesOf } from '../../generators/arbitraries/values/samples.ts';
import { jobWith } from '../../generators/arbitraries/values/structure-paths.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { at, kebab, withMember } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { createdAndListed } from '../support/round-trip.ts';
import { structurePlaces, type StructurePlaces } from '../support/structure-places.ts';

/** Amounts have to agree with each other and with what the run may cost: `resources.ts` is about them. */
const ELSEWHERE: ReadonlySet<string> = new Set(['ResourceRequirements']);
/** They stand beside the volumes that they mount. */
const MOUNTING: readonly string[] = ['Container', 'VolumeMount', 'VolumeDevice'];

/** All types of the kind; in every other job under their other spelling, where they have one (erratum 4). */
const typesOf = (kind: Kind, other: boolean): string[] =>
  kind.replicaTypes.map(({ name, aliases }) => (other ? aliases?.[0] : undefined) ?? name);

/** Replica counts at the bounds of what has to be accepted (erratum 42): one, and as many as the settings allow. */
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
      (counted, name) => withMember(counted, ['spec', replicaMap, name, 'replicas'], i % 2 === 0 ? 1 : maxReplicas),
      job,
    );
}

/** The id of the requirement that the fields of a structure are kept. */
export const keepsIdOf = (structure: string): string => `fields/${kebab(structure)}`;

/** The structures that hold this one, which lose it when they lose their field. */
function holdersOf({ name }: Structure, places: StructurePlaces, kinds: readonly Kind[]): string[] {
  const holders = new Set<string>();
  for (const kind of kinds) {
    const parents = new Set(places.of(kind, name).map(({ steps }) => steps.slice(0, -1).join('/')));
    for (const structure of places.structures)
      if (places.of(kind, structure.name).some(({ steps }) => parents.has(steps.join('/'))))
        holders.add(structure.name);
  }
  return places.structures.map((structure) => structure.name).filter((one) => one !== name && holders.has(one));
}

function keeps(structure: Structure, places: StructurePlaces, contract: Contract): Requirement {
  const holders = holdersOf(structure, places, contract.kinds);
  return requirement(keepsIdOf(structure.name), {
    tests: ['create.round-trip', ...statementsUnder(contract, `field.${structure.name}`)],
    needs: [
      'create/accepts-the-documented-body',
      ...[...holders, ...(MOUNTING.includes(structure.name) ? ['Volume'] : [])].map(keepsIdOf),
    ],
    appliesTo: (kind) => places.of(kind, structure.name).length > 0,
    async check(trial) {
      const { kind } = trial;
      const spots = places.of(kind, structure.name);
      const samples = samplesOf(kind, structure);
      const jobs = samples.map((sample, i) => {
        const next = samples[(i + 1) % samples.length] ?? sample;
        const job = jobWith(kind, spots, [sample, next], typesOf(kind, i % 2 === 1));
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
}

/** The tables that have a requirement here. */
export const keptStructures = ({ structures }: StructurePlaces): string[] =>
  structures.filter(({ name, fields }) => fields.length > 0 && !ELSEWHERE.has(name)).map(({ name }) => name);

/** One for each table of what a client sends. */
export function sent(contract: Contract): readonly Requirement[] {
  const places = structurePlaces(contract);
  const kept = new Set(keptStructures(places));
  return places.structures.filter(({ name }) => kept.has(name)).map((structure) => keeps(structure, places, contract));
}
