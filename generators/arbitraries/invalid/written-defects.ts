/** Defects for the constraints that are written by hand (contract/constraints/cross-field.ts). */
import { equalQuantities } from '../../../contract/quantity.ts';
import type { Json, JsonObject } from '../../../contract/json.ts';
import { STRUCTURES, named } from '../../../contract/structures/index.ts';
import type { Kind } from '../../../contract/types.ts';
import { pointerOf, segment, valueAt, withValueAt } from '../../../contract/pointer.ts';

/** One way to put a defect into a manifest, and to prepare the manifest for it. */
export interface Edit {
  /** JSON pointer of what differs. */
  at: string;
  prepare?: (manifest: JsonObject) => JsonObject;
  spoil: (manifest: JsonObject) => JsonObject;
}

export interface WrittenDefect {
  /** Paths as in `fieldsOf` that a manifest needs. */
  wanted: (kind: Kind) => string[];
  edits: (manifest: JsonObject, kind: Kind) => Edit[];
}

/** The same value at several pointers. */
const setting =
  (pointers: readonly string[], value: Json | undefined) =>
  (manifest: JsonObject): JsonObject =>
    pointers.reduce((document, pointer) => withValueAt(document, pointer, value), manifest);

const podPath = (kind: Kind): string => `spec.${kind.replicaMap}.{replicaType}.template.spec`;
const within = (manifest: JsonObject, kind: Kind, path: string): string =>
  pointerOf(manifest, `${podPath(kind)}.${path}`);

const DEVICE = named(STRUCTURES, 'ResourceName')
  .fields.map((field) => field.name)
  .find((name) => name.includes('/'));
const RESOURCES = 'containers[].resources';

const unequal: WrittenDefect = {
  wanted: (kind) => [`${podPath(kind)}.${RESOURCES}`],
  edits: (manifest, kind) => {
    const limits = `${within(manifest, kind, RESOURCES)}/limits`;
    return Object.entries(valueAt(manifest, limits) as JsonObject).map(([name, amount]) => {
      const at = limits + segment(name);
      return { at, spoil: setting([at], equalQuantities(amount, '3') ? '4' : '3') };
    });
  },
};

const noWholeDevice: WrittenDefect = {
  wanted: unequal.wanted,
  edits: (manifest, kind) => {
    const resources = within(manifest, kind, RESOURCES);
    const both = ['limits', 'requests'].map((side) => `${resources}/${side}${segment(DEVICE!)}`);
    return ['0', 0, '-1', '0.5', '1500m'].map((amount) => ({
      at: both[0]!,
      prepare: setting(both, '1'),
      spoil: setting(both, amount),
    }));
  },
};

const repeatedName: WrittenDefect = {
  wanted: (kind) => [`${podPath(kind)}.initContainers`],
  edits: (manifest, kind) => {
    const [containers, initContainers] = [
      within(manifest, kind, 'containers'),
      within(manifest, kind, 'initContainers'),
    ];
    const [first] = valueAt(manifest, containers) as JsonObject[];
    const last = `${containers}/${(valueAt(manifest, containers) as Json[]).length}`;
    return [
      {
        at: `${last}/name`,
        prepare: setting([last], { name: `another-${kind.container}`, image: first!['image']! }),
        spoil: setting([`${last}/name`], first!['name']),
      },
      { at: `${initContainers}/0/name`, spoil: setting([`${initContainers}/0/name`], first!['name']) },
    ];
  },
};

const nameless: WrittenDefect = {
  wanted: () => [],
  edits: () => [{ at: '/metadata/name', spoil: setting(['/metadata/name'], undefined) }],
};

/** By the constraint's id. */
export const WRITTEN_DEFECTS: Readonly<Record<string, WrittenDefect>> = {
  'ObjectMeta.name-or-generateName': nameless,
  'ResourceRequirements.limits-equal-requests': unequal,
  'ResourceName.gpu-is-positive-integer': noWholeDevice,
  'Container.name.unique': repeatedName,
};
