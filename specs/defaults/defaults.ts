import type { Json, JsonObject } from '../../contract/json.ts';
import { KINDS } from '../../contract/kinds.ts';
import type { Field, Kind, Structure } from '../../contract/types.ts';
import { valueAt } from '../../generators/arbitraries/pointer.ts';
import { jobWith, minimal, pointerOf, spotsOf } from '../../generators/arbitraries/structure-paths.ts';
import type { Answer } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { itemsOf, kebab, nameOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';

const spotsIn = (kind: Kind, structure: string) => spotsOf(kind).filter((spot) => spot.structure.name === structure);

/** The object is the one that was made; at each of the places the field is as absent as it was sent, or has its default; there has to be something at the places. */
function judge(
  trial: Trial,
  object: JsonObject,
  name: string,
  places: readonly string[],
  field: Field,
  answer: Answer,
): void {
  trial.expect.match(object, { metadata: { name } }, answer);
  for (const place of places)
    trial.expect.that(valueAt(object, place) !== undefined, {
      message: 'What was sent around the field is lost',
      expected: 'an object',
      received: 'nothing',
      path: place,
      answer,
    });
  for (const place of places) {
    const value = valueAt(object, `${place}/${field.name}`) ?? null;
    trial.choice('defaults', value === null ? 'defaults-unwritten' : 'defaults-written', answer);
    trial.expect.that(value === null || value === (field.default as Json), {
      message: `${field.name} was not sent, and came to be another than its default`,
      expected: `absent, or ${JSON.stringify(field.default)}`,
      received: JSON.stringify(value),
      path: `${place}/${field.name}`,
      answer,
    });
  }
}

const written = (structure: Structure, field: Field): Requirement =>
  requirement(`defaults/${kebab(`${structure.name}.${field.name}`)}`, {
    tests: [`default.${structure.name}.${field.name}`],
    needs: ['create/accepts-the-documented-body'],
    appliesTo: (kind) => spotsIn(kind, structure.name).length > 0,
    async check(trial) {
      const { kind } = trial;
      const spots = spotsIn(kind, structure.name);
      const types = kind.replicaTypes.map(({ name }) => name);
      const { [field.name]: _, ...bare } = minimal(kind, structure);
      const manifest = trial.given.adopted(jobWith(kind, spots, [bare], types)),
        name = nameOf(manifest);
      const places = [...new Set(types.flatMap((type) => spots.map((spot) => pointerOf(kind, spot, type))))];
      const created = await trial.target.create(manifest);
      judge(trial, trial.expect.accepted(created), name, places, field, created);
      const read = await trial.target.read({ name });
      judge(trial, trial.expect.accepted(read, [200]), name, places, field, read);
      const list = await trial.target.list();
      for (const item of itemsOf(trial.expect.accepted(list)).filter((one) => nameOf(one) === name))
        judge(trial, item, name, places, field, list);
    },
  });

const structures = [...new Map(KINDS.flatMap(spotsOf).map(({ structure }) => [structure.name, structure])).values()];

export const defaults: readonly Requirement[] = structures.flatMap((structure) =>
  structure.fields
    .filter((field) => field.default !== undefined && field.unsupported !== true)
    .map((field) => written(structure, field)),
);
