import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ONE_MORE } from '../../../contract/kinds.fixture.ts';
import { constraintsOf } from '../../../contract/constraints/index.ts';
import type { Constraint } from '../../../contract/constraints/index.ts';
import { fieldsOf } from '../../../contract/structures/index.ts';
import { complaints, sampleSize } from '../laws.fixture.ts';
import { defectiveManifests } from '../index.ts';
import { valueAt, withValueAt } from '../../../contract/pointer.ts';

const numRuns = sampleSize(4, 2);
const seed = 5;

describe.each(ONE_MORE)('defects of $kind', (kind) => {
  const all = defectiveManifests(kind);
  const cases = all.flatMap((defect) => fc.sample(defect.pairs, { seed, numRuns }).map((drawn) => ({ defect, drawn })));

  test('are defective beside a valid control', () => {
    for (const { defect, drawn } of cases) {
      expect(complaints(kind, drawn.valid), `${defect.id}: ${JSON.stringify(drawn.valid)}`).toEqual([]);
      expect(complaints(kind, drawn.defective), `${defect.id}: ${JSON.stringify(drawn.defective)}`).not.toEqual([]);
    }
  });

  test('differ from the control in the one thing, and are valid when that is undone', () => {
    for (const {
      defect,
      drawn: { valid, defective, at, spoil },
    } of cases) {
      expect(defective, defect.id).toEqual(spoil(valid));
      expect(valueAt(defective, at), defect.id).not.toEqual(valueAt(valid, at));
      // The amount of a device is spoiled in limits and in requests, so that they stay equal.
      if (defect.constraint === 'ResourceName.gpu-is-positive-integer') continue;
      expect(withValueAt(defective, at, valueAt(valid, at)), defect.id).toEqual(valid);
    }
  });

  test('stay what they are while they shrink', () => {
    for (const defect of all.filter((_, i) => i % 20 === 0)) {
      const wrong: string[] = [];
      const outcome = fc.check(
        fc.property(defect.pairs, ({ valid, defective }) => {
          if (complaints(kind, valid).length > 0 || complaints(kind, defective).length === 0)
            wrong.push(JSON.stringify(defective));
          return false;
        }),
        { seed },
      );
      expect(outcome.failed).toBe(true);
      expect(wrong, defect.id).toEqual([]);
    }
  });

  test('cover every constraint that a schema or a predicate can tell of what a client sets', () => {
    const fields = fieldsOf(kind).filter(({ path, field }) => !path.startsWith('status') && field.readOnly !== true);
    const reached = new Set(
      fields.flatMap(({ structure, field }) => [structure.name, `${structure.name}.${field.name}`]),
    );
    const isReached = ({ structure, field }: Constraint): boolean =>
      reached.has(field === undefined ? structure : `${structure}.${field}`);
    const settable = constraintsOf([kind]).filter(
      (c) => c.judge !== 'server' && (c.judge === 'predicate' || isReached(c)),
    );
    const covered = new Set(all.map((defect) => defect.constraint));
    expect(settable.map((c) => c.id).filter((id) => !covered.has(id))).toEqual([]);
  });

  test('have ids that are unique', () => {
    expect(new Set(all.map((defect) => defect.id)).size).toBe(all.length);
  });
});
