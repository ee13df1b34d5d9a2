import { describe, expect, test } from 'vitest';
import { predicateViolations } from '../../../contract/constraints/index.ts';
import type { JsonObject } from '../../../contract/json.ts';
import { KINDS } from '../../../contract/kinds.ts';
import type { Kind } from '../../../contract/types.ts';
import { committedSet } from '../../../schemas/validate.ts';
import { spotsOf } from '../values/structure-paths.ts';
import { defects, mistypedFields } from './defects.ts';
import { defectIn, jointControls } from './joint.ts';

const schemas = committedSet();
const faults = (kind: Kind, job: JsonObject): string[] =>
  [...schemas.validate(`${kind.singular}.sent`, job), ...predicateViolations(job, kind)].map(({ path }) => path).sort();

describe.each(KINDS)('$kind', (kind) => {
  const structures = [...new Set(spotsOf(kind).map(({ structure }) => structure.name))];
  const mistyped = structures
    .filter((name) => name !== 'ResourceRequirements') // amounts are of several types (erratum 17)
    .flatMap((name) => mistypedFields(kind, name));
  const all = [...defects(kind), ...mistyped];
  const valid = all.map((one) => one.valid);
  const jointOf = jointControls(kind, valid);

  test('a joint control is valid, and there are far fewer of them', () => {
    const joint = new Set(valid.map(jointOf));
    for (const one of joint) expect(faults(kind, one)).toEqual([]);
    expect(joint.size).toBeLessThan(new Set(valid.map((one) => JSON.stringify(one))).size / 2);
  });

  test('a defect in a joint control is found at the same places as in its own, and nowhere else', () => {
    for (const one of all) {
      const joint = jointOf(one.valid);
      if (joint !== one.valid)
        expect(faults(kind, defectIn(joint, one)), one.path).toEqual(faults(kind, one.defective));
    }
  });
});
