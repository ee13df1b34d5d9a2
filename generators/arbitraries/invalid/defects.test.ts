import { CCI } from '../../../contract/contract.ts';
import { describe, expect, test } from 'vitest';
import { predicateViolations } from '../../../contract/constraints/index.ts';
import { KINDS } from '../../../contract/kinds.ts';
import type { JsonObject } from '../../../contract/json.ts';
import type { Kind } from '../../../contract/types.ts';
import { committedSet } from '../../../schemas/validate.ts';
import { defects, mistypedFields } from './defects.ts';
import { spotsOf } from '../values/structure-paths.ts';

const schemas = committedSet();
const faults = (kind: Kind, job: JsonObject): string[] => [
  ...schemas.validate(`${kind.singular}.sent`, job).map(({ path }) => path),
  ...predicateViolations(job, kind).map(({ path }) => path),
];

describe.each(KINDS)('$kind', (kind) => {
  const all = defects(kind);

  test('every constraint on the spec that a client can break is broken, at each of its places', () => {
    const spots = spotsOf(kind);
    const broken = new Set(all.map(({ constraint }) => constraint.id));
    const wanted = CCI.constraints.filter(
      ({ structure, keyword, judge }) =>
        spots.some((spot) => spot.structure.name === structure) && keyword !== 'readOnly' && judge !== 'server',
    );
    for (const { id } of wanted) expect(broken, id).toContain(id);
    expect(broken).toContain('ResourceName.gpu-is-positive-integer');
  });

  test('a control is valid, its defect is not, and by nothing but what it says', () => {
    for (const { constraint, path, what, valid, defective } of all) {
      const where = `${constraint.id} ${path} ${what}`;
      expect(faults(kind, valid), where).toEqual([]);
      const found = faults(kind, defective);
      expect(found.length, where).toBeGreaterThan(0);
      // Of two things that do not agree, either may be called wrong.
      const holder =
        constraint.judge === 'predicate'
          ? path.slice(0, path.indexOf('/template/spec/'))
          : path.slice(0, path.lastIndexOf('/'));
      for (const fault of found) expect(fault.startsWith(holder), `${where}: ${fault}`).toBe(true);
    }
  });

  test('a value of another type is refused by the schema at its place', () => {
    for (const structure of new Set(spotsOf(kind).map((spot) => spot.structure.name)))
      for (const { path, value, valid, defective } of mistypedFields(kind, structure)) {
        expect(schemas.validate(`${kind.singular}.sent`, valid), path).toEqual([]);
        expect(
          schemas.validate(`${kind.singular}.sent`, defective).some((error) => error.path.startsWith(path)),
          `${path} ${JSON.stringify(value)}`,
        ).toBe(true);
      }
  });
});
