import { expect, test } from 'vitest';
import { example, isShown } from '../examples.ts';
import { KINDS } from '../kinds.ts';
import { STRUCTURES, fieldsOf, named, structuresOf } from './index.ts';
import type { FieldType } from '../types.ts';

const refs = (is: FieldType): string[] => {
  if (is.type === 'ref') return [is.ref];
  if (is.type === 'array') return refs(is.items);
  return is.type === 'map' ? refs(is.values) : [];
};

test('every reference leads to a structure, and no two structures or fields share a name', () => {
  for (const kind of KINDS) {
    const structures = structuresOf(kind);
    expect(Object.keys(structures)).toHaveLength(Object.keys(STRUCTURES).length + 4);
    for (const structure of Object.values(structures)) {
      const names = structure.fields.map((f) => f.name);
      expect(new Set(names).size, structure.name).toBe(names.length);
      for (const field of structure.fields) for (const name of refs(field.is)) named(structures, name);
    }
  }
});

test('every table of the data structures that a job is made of is there', () => {
  const tables = new Set(KINDS.flatMap((k) => Object.values(structuresOf(k)).map((s) => s.table)));
  const enums = [75, 77, 156, 157, 164, 167, 173]; // values of a field, no structures
  for (const table of [
    10, 11, 12, 13, 14, 17, 73, 74, 76, 78, 154, 155, 158, 159, 160, 161, 162, 163, 165, 166, 168, 169, 170, 171, 172,
    174,
  ])
    expect(tables).toContain(table);
  for (let table = 19; table <= 65; table++) if (table !== 50) expect(tables).toContain(table);
  for (const table of enums) expect(tables).not.toContain(table);
});

test('fields are walked to the last leaf, and under unsupported ones on request alone', () => {
  for (const kind of KINDS) {
    const paths = fieldsOf(kind).map((f) => f.path);
    const pod = `spec.${kind.replicaMap}.{replicaType}.template.spec`;
    expect(paths).toContain(`${pod}.containers[].env[].valueFrom.secretKeyRef.key`);
    expect(paths).toContain(`status.${kind.statusMap}.{replicaType}.active`);
    expect(paths).not.toContain(`${pod}.nodeName`);
    expect(fieldsOf(kind, { unsupported: true }).map((f) => f.path)).toContain(`${pod}.affinity.nodeAffinity`);
    expect(new Set(paths).size).toBe(paths.length);
  }
});

test('every member of a documented example is a documented field', () => {
  for (const kind of KINDS.filter(isShown)) {
    const paths = new Set(fieldsOf(kind, { unsupported: true }).map((f) => f.path));
    const walk = (value: unknown, path: string): void => {
      if (Array.isArray(value)) return value.forEach((item) => walk(item, `${path}[]`));
      if (typeof value !== 'object' || value === null) return;
      for (const [name, member] of Object.entries(value)) {
        const isMap = new RegExp(`(${kind.replicaMap}|[sS]tatuses)$`).test(path);
        const at = isMap ? `${path}.{replicaType}` : path === '' ? name : `${path}.${name}`;
        if (!isMap && !/(labels|limits|requests)$/.test(path)) expect(paths).toContain(at);
        walk(member, at);
      }
    };
    for (const [verb, side] of [
      ['create', 'request'],
      ['read', 'response'],
      ['replace', 'request'],
      ['patch', 'request'],
    ] as const) {
      const shown = example(kind, verb, side);
      expect(shown).toBeDefined();
      walk(shown, '');
    }
  }
});
