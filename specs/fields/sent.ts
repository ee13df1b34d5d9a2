/** Every documented field survives the round trip, at every place where it occurs: one requirement for each table. */
import { statementsUnder, type Contract } from '../../contract/contract.ts';
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Kind, Structure } from '../../contract/types.ts';
import { samplesOf } from '../../generators/arbitraries/values/samples.ts';
import { jobWith, type Spot } from '../../generators/arbitraries/values/structure-paths.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { kebab } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { createdAndListed } from '../support/round-trip.ts';
import { withCounts } from '../support/replica-counts.ts';
import { structurePlaces, type StructurePlaces } from '../support/structure-places.ts';

/** Amounts have to agree with each other and with what the run may cost: `resources.ts` is about them. */
const ELSEWHERE: ReadonlySet<string> = new Set(['ResourceRequirements']);
/** They stand beside the volumes that they mount. */
const MOUNTING: readonly string[] = ['Container', 'VolumeMount', 'VolumeDevice'];

/** Samples in one job, where it has a list of what holds them. */
const AT_ONCE = 4;

/** What a value holds at the end of a path, in all items of its lists and all replica types. */
function heldBy(kind: Kind, value: Json | undefined, [step, ...rest]: readonly string[]): JsonObject[] {
  if (Array.isArray(value))
    return value.flatMap((item) => heldBy(kind, item, step === undefined ? [] : [step, ...rest]));
  if (!isObject(value)) return [];
  if (step === undefined) return [value];
  const below = value[step];
  return heldBy(kind, step === kind.replicaMap && isObject(below) ? Object.values(below) : below, rest);
}

/** Which values of the samples' fields the job has at each of the spots. */
function shownIn(kind: Kind, job: JsonObject, spots: readonly Spot[], samples: readonly JsonObject[]): string[] {
  const entriesOf = (object: JsonObject): string[] =>
    Object.entries(object).map(([field, value]) => `${field} ${JSON.stringify(value)}`);
  const wanted = new Set(samples.flatMap(entriesOf));
  return spots.flatMap(({ steps }) =>
    heldBy(kind, job, steps)
      .flatMap(entriesOf)
      .filter((entry) => wanted.has(entry))
      .map((entry) => `${steps.join('/')} ${entry}`),
  );
}

/** As few of the jobs as show all that any of them shows. */
function fewest(jobs: readonly JsonObject[], shows: (job: JsonObject) => readonly string[]): JsonObject[] {
  const open = jobs.map((job) => ({ job, shown: new Set(shows(job)) }));
  const chosen: JsonObject[] = [];
  for (;;) {
    const [best] = open.toSorted((a, b) => b.shown.size - a.shown.size);
    if (best === undefined || best.shown.size === 0) return chosen;
    chosen.push(best.job);
    const seen = [...best.shown];
    for (const { shown } of open) for (const one of seen) shown.delete(one);
  }
}

/** All types of the kind; under their other spelling, where they have one and that is asked for (erratum 4). */
const typesOf = (kind: Kind, other: boolean): string[] =>
  kind.replicaTypes.map(({ name, aliases }) => (other ? aliases?.[0] : undefined) ?? name);

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
  const nth = places.structures.indexOf(structure);
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
      const all = samples.map((_, i) => {
        const several = [...samples.slice(i), ...samples.slice(0, i)].slice(0, AT_ONCE);
        const job = jobWith(
          kind,
          spots,
          several.length > 1 ? several : [...several, ...several],
          typesOf(kind, (i + nth) % 2 === 1),
        );
        return structure.name === 'ReplicaSpec' ? withCounts(trial, job, i) : job;
      });
      const jobs = fewest(all, (job) => shownIn(kind, job, spots, samples));
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
