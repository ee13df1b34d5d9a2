/** Manifests with exactly one defect, each drawn together with its valid control. */
import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { constraintsOf } from '../../../contract/constraints/index.ts';
import type { Constraint, Keyword } from '../../../contract/constraints/index.ts';
import type { Json, JsonObject } from '../../../contract/json.ts';
import { fieldsOf } from '../../../contract/structures/index.ts';
import type { FieldAt } from '../../../contract/structures/index.ts';
import type { FieldType, Kind } from '../../../contract/types.ts';
import { boundariesOf, mistyped } from './defect-values.ts';
import { manifests } from '../jobs/manifests.ts';
import { pointerOf, segment, valueAt, withValueAt } from '../../../contract/pointer.ts';
import { isAlways, isDrawn } from '../values/values.ts';
import { WRITTEN_DEFECTS } from './written-defects.ts';
import type { Edit } from './written-defects.ts';

/**
 * A manifest with a defect and its valid control, which differ only at `at` (JSON pointer; an amount of a resource
 * differs in limits and requests).
 */
export interface DefectivePair {
  valid: JsonObject;
  defective: JsonObject;
  at: string;
  /** Puts the defect into another manifest with the shape of the control, such as the control with another name. */
  spoil(manifest: JsonObject): JsonObject;
}

export interface DefectKind {
  /** `type:path`, `keyword:path`, or the constraint's id where it is about no single field. */
  id: string;
  /** Id of a constraint of the contract; absent where the JSON type alone is wrong. */
  constraint?: string;
  /** The field, as in `fieldsOf`; absent where it is about no single field. */
  at?: FieldAt;
  breaks: 'type' | Keyword | 'written';
  /**
   * Whether the tables certainly exclude it: a wrong JSON type, or a missing required member. Otherwise only a text in
   * a table excludes it.
   */
  sure: boolean;
  /** Whether the control may be sent to a server (see `Bounds.unsent`). */
  sendable: boolean;
  pairs: Arbitrary<DefectivePair>;
}

type Edits = (manifest: JsonObject) => Edit[];

function pairsOf(kind: Kind, wanted: readonly string[], unsent: boolean, edits: Edits): Arbitrary<DefectivePair> {
  return fc
    .tuple(manifests(kind, { maxReplicas: 1, density: 0, unsent, wanted }), fc.nat({ max: 99 }))
    .map(([manifest, n]) => {
      const all = edits(manifest);
      const { at, prepare, spoil } = all[n % all.length]!;
      const valid = prepare === undefined ? manifest : prepare(manifest);
      return { valid, defective: spoil(valid), at, spoil };
    });
}

const putting = (at: string, outside: Json | undefined, inside?: Json): Edit => ({
  at,
  spoil: (manifest) => withValueAt(manifest, at, outside),
  ...(inside === undefined ? {} : { prepare: (manifest) => withValueAt(manifest, at, inside) }),
});

/** Wrong JSON types of the field, and of what it holds where that is no structure. */
const typeEdits =
  ({ path, field: { is } }: FieldAt): Edits =>
  (manifest) => {
    const pointer = pointerOf(manifest, path);
    const inner: FieldType | undefined = is.type === 'array' ? is.items : is.type === 'map' ? is.values : undefined;
    const [first] = Object.keys((valueAt(manifest, pointer) ?? {}) as JsonObject);
    const held =
      inner === undefined || first === undefined
        ? []
        : mistyped(inner).map((value) => putting(pointer + segment(first), value));
    return [...mistyped(is).map((value) => putting(pointer, value)), ...held];
  };

/** A key that no map knows. */
const STRANGER = 'Stranger';

/** An unknown key in a map, in addition to the existing keys or instead of one. */
function strangers(manifest: JsonObject, at: string): Edit[] {
  const [[name, value] = ['', {}]] = Object.entries(valueAt(manifest, at) as JsonObject);
  const stranger = at + segment(STRANGER);
  return [
    putting(stranger, value),
    {
      at,
      spoil: (m) =>
        withValueAt(withValueAt(m, stranger, valueAt(m, at + segment(name))), at + segment(name), undefined),
    },
  ];
}

const keywordEdits =
  ({ path, field: { is } }: FieldAt, keyword: Keyword): Edits =>
  (manifest) => {
    const at = pointerOf(manifest, path);
    if (keyword === 'required') return [putting(at, undefined)];
    if (keyword === 'minItems') return [putting(at, [])];
    if (keyword === 'keyPattern') return strangers(manifest, at);
    const [type, pointer] = is.type === 'array' ? [is.items, `${at}/0`] : [is, at];
    return boundariesOf(type, keyword).map(({ inside, outside }) => putting(pointer, outside, inside));
  };

/** Mounts and devices are of volumes that are there. */
const companions = (path: string): string[] => {
  const [, pod] = /^(.*)\.(?:init)?[cC]ontainers\[\]\.volume(?:Mounts|Devices)/.exec(path) ?? [];
  return pod === undefined ? [] : [`${pod}.volumes[].persistentVolumeClaim`];
};

/** The fields that a client may set, and whether they may be sent. */
function settable(kind: Kind): { at: FieldAt; sendable: boolean }[] {
  const all = fieldsOf(kind);
  const within =
    (paths: readonly string[]) =>
    ({ path }: FieldAt): boolean =>
      paths.some((held) => path === held || path.startsWith(`${held}.`) || path.startsWith(`${held}[`));
  const undrawn = (unsent: boolean): string[] =>
    all.filter(({ structure, field, path }) => !isDrawn(structure, field, path, unsent)).map(({ path }) => path);
  const [never, unsent] = [within(undrawn(true)), within(undrawn(false))];
  return all.filter((at) => !never(at)).map((at) => ({ at, sendable: !unsent(at) }));
}

function defectsOf(kind: Kind, constraints: readonly Constraint[], at: FieldAt, sendable: boolean): DefectKind[] {
  const pairs = (edits: Edits): Arbitrary<DefectivePair> =>
    pairsOf(kind, [at.path, ...companions(at.path)], !sendable, edits);
  const broken = constraints
    .filter(
      (c) =>
        c.judge === 'schema' &&
        c.keyword !== undefined &&
        c.structure === at.structure.name &&
        c.field === at.field.name,
    )
    // To a server with typed fields an empty string is none: no defect where there may be none.
    .filter((c) => c.keyword !== 'minLength' || isAlways(at.structure, at.field, at.path))
    .map((c): DefectKind => ({
      id: `${c.keyword!}:${at.path}`,
      constraint: c.id,
      at,
      breaks: c.keyword!,
      sure: c.keyword === 'required',
      sendable,
      pairs: pairs(keywordEdits(at, c.keyword!)),
    }));
  return [{ id: `type:${at.path}`, at, breaks: 'type', sure: true, sendable, pairs: pairs(typeEdits(at)) }, ...broken];
}

/** Every defect that a schema or a predicate can tell, at every place of the kind's object that a client may set. */
export function defectiveManifests(kind: Kind): DefectKind[] {
  const constraints = constraintsOf([kind]);
  const written = Object.entries(WRITTEN_DEFECTS).map(([constraint, { wanted, edits }]): DefectKind => ({
    id: constraint,
    constraint,
    breaks: 'written',
    sure: false,
    sendable: true,
    pairs: pairsOf(kind, wanted(kind), false, (manifest) => edits(manifest, kind)),
  }));
  return [...settable(kind).flatMap(({ at, sendable }) => defectsOf(kind, constraints, at, sendable)), ...written];
}
