import { nameFor } from '../../contract/kinds.ts';
import { stringify } from 'yaml';
import { listKindOf } from '../../contract/operations.ts';
import type { JsonObject } from '../../contract/json.ts';
import { STRUCTURES, named, objectOf, specOf, statusOf, structuresOf } from '../../contract/structures/index.ts';
import type { Kind, Structure } from '../../contract/types.ts';
import { crdStructure } from './crd-types.ts';

const only = (structure: Structure, ...names: string[]): Structure => ({
  ...structure,
  fields: structure.fields.filter((f) => names.includes(f.name)),
});

/**
 * A CEL rule that makes a field immutable. A rule on the field itself is skipped when the field is added or removed, so
 * it is on the parent and uses has().
 */
function immutableRule(name: string, required: boolean): JsonObject {
  const rule = required
    ? `self.${name} == oldSelf.${name}`
    : `has(self.${name}) == has(oldSelf.${name}) && (!has(self.${name}) || self.${name} == oldSelf.${name})`;
  return { rule, message: `${name} is immutable`, fieldPath: `.${name}` };
}

/** The spec's schema: every field that the kind's pages do not call updatable is immutable. */
function specSchema(kind: Kind): JsonObject {
  const fixed = specOf(kind).fields.filter((f) => !kind.mutable.includes(`spec.${f.name}`));
  return {
    ...crdStructure(specOf(kind), structuresOf(kind)),
    'x-kubernetes-validations': fixed.map((f) => immutableRule(f.name, f.required === true)),
  };
}

/** The object's schema; of metadata a CRD may constrain the names alone. */
function objectSchema(kind: Kind): JsonObject {
  const object = objectOf(kind);
  const structures = structuresOf(kind);
  return {
    type: 'object',
    required: object.fields.filter((f) => f.required === true).map((f) => f.name),
    properties: {
      ...Object.fromEntries(['apiVersion', 'kind'].map((name) => [name, { type: 'string' }])),
      metadata: crdStructure(only(named(STRUCTURES, 'ObjectMeta'), 'name', 'generateName'), structures),
      spec: specSchema(kind),
      status: crdStructure(statusOf(kind), structures, true),
    },
  };
}

/** The CustomResourceDefinition (apiextensions.k8s.io/v1) of a kind. */
const crdOf = (kind: Kind): JsonObject => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${kind.plural}.${kind.group}` },
  spec: {
    group: kind.group,
    scope: 'Namespaced',
    names: { kind: kind.kind, listKind: listKindOf(kind), plural: kind.plural, singular: kind.singular },
    versions: [
      {
        name: kind.version,
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: objectSchema(kind) },
      },
    ],
  },
});

/** `crds/tfjobs.yaml` and so on. */
export const crdFiles = (kinds: readonly Kind[]): [path: string, contents: string][] =>
  kinds.map((kind) => [
    `crds/${nameFor(kind, kind.plural)}.yaml`,
    stringify(crdOf(kind), { aliasDuplicateObjects: false, lineWidth: 0 }),
  ]);
