import type { Contract } from '../../contract/contract.ts';
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Field, Structure } from '../../contract/types.ts';
import { valueAt } from '../../contract/pointer.ts';
import { jobWith, minimal, pointerOf } from '../../generators/arbitraries/values/structure-paths.ts';
import type { Answer } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { itemsOf, kebab, nameOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { structurePlaces, type StructurePlaces } from '../support/structure-places.ts';

/** The place in the object of what stands at the pointer in the manifest: admission may put items of its own before it. */
function placeIn(object: JsonObject, manifest: JsonObject, pointer: string): string {
  let place = '';
  let sent: Json | undefined = manifest;
  for (const part of pointer.split('/').slice(1)) {
    sent = valueAt(sent ?? null, `/${part}`);
    const name = isObject(sent) ? sent['name'] : undefined;
    const siblings = typeof name === 'string' && /^\d+$/.test(part) ? valueAt(object, place) : undefined;
    const index = Array.isArray(siblings) ? siblings.findIndex((one) => isObject(one) && one['name'] === name) : -1;
    place += `/${index === -1 ? part : index}`;
  }
  return place;
}

/**
 * The object is the one that was created. Each place of the structure is still there, and in each the field, which was
 * not sent, is absent or has its default.
 */
function expectDefault(
  trial: Trial,
  object: JsonObject,
  manifest: JsonObject,
  pointers: readonly string[],
  field: Field,
  answer: Answer,
): void {
  trial.expect.match(object, { metadata: { name: nameOf(manifest) } }, answer);
  const places = pointers.map((pointer) => placeIn(object, manifest, pointer));
  for (const place of places)
    trial.expect.that(valueAt(object, place) !== undefined, {
      message: `The object that was sent without ${field.name} is not stored`,
      expected: 'an object',
      received: 'nothing',
      path: place,
      answer,
    });
  for (const place of places) {
    const value = valueAt(object, `${place}/${field.name}`) ?? null;
    trial.choice('defaults', value === null ? 'defaults-unwritten' : 'defaults-written', answer);
    trial.expect.that(value === null || value === field.default, {
      message: `${field.name} was not sent, and has another value than its default`,
      expected: `absent, or ${JSON.stringify(field.default)}`,
      received: JSON.stringify(value),
      path: `${place}/${field.name}`,
      answer,
    });
  }
}

const keepsDefault = (structure: Structure, field: Field, places: StructurePlaces): Requirement =>
  requirement(`defaults/${kebab(`${structure.name}.${field.name}`)}`, {
    tests: [`default.${structure.name}.${field.name}`],
    needs: ['create/accepts-the-documented-body'],
    appliesTo: (kind) => places.of(kind, structure.name).length > 0,
    async check(trial) {
      const { kind } = trial;
      const spots = places.of(kind, structure.name);
      const types = kind.replicaTypes.map(({ name }) => name);
      const { [field.name]: _, ...bare } = minimal(kind, structure);
      const manifest = trial.given.adopted(jobWith(kind, spots, [bare], types));
      const name = nameOf(manifest);
      const pointers = [...new Set(types.flatMap((type) => spots.map((spot) => pointerOf(kind, spot, type))))];
      const created = await trial.target.create(manifest);
      expectDefault(trial, trial.expect.accepted(created), manifest, pointers, field, created);
      const read = await trial.target.read({ name });
      expectDefault(trial, trial.expect.documented(read), manifest, pointers, field, read);
      const list = await trial.target.list();
      for (const item of itemsOf(trial.expect.accepted(list)).filter((one) => nameOf(one) === name))
        expectDefault(trial, item, manifest, pointers, field, list);
    },
  });

/** One for each field of what a client sends that has a documented default. */
export function defaults(contract: Contract): readonly Requirement[] {
  const places = structurePlaces(contract);
  return places.structures.flatMap((structure) =>
    structure.fields
      .filter((field) => field.default !== undefined && field.unsupported !== true)
      .map((field) => keepsDefault(structure, field, places)),
  );
}
