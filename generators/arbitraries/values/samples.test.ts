import { describe, expect, test } from 'vitest';
import { KINDS } from '../../../contract/kinds.ts';
import { predicateViolations } from '../../../contract/constraints/index.ts';
import type { JsonObject } from '../../../contract/json.ts';
import { committedSet } from '../../../schemas/validate.ts';
import { valueAt } from '../../../contract/pointer.ts';
import { samplesOf } from './samples.ts';
import { jobWith, pointerOf, spotsOf } from './structure-paths.ts';

const schemas = committedSet();
/** Of these Kubernetes takes one value alone, or the run's settings say which. */
const SINGLE = ['ReplicaSpec.replicas', 'ObjectFieldSelector.apiVersion', 'Probe.successThreshold'];

describe.each(KINDS)('$kind', (kind) => {
  const types = kind.replicaTypes.map(({ name }) => name);
  const spots = spotsOf(kind);
  // Amounts have to agree with each other and with what a run may cost: their checks choose them.
  const structures = [...new Set(spots.map(({ structure }) => structure))].filter(
    ({ name }) => name !== 'ResourceRequirements',
  );

  test('every sample, at every spot of its structure at once, makes a valid job that holds it there', () => {
    for (const structure of structures) {
      const own = spots.filter((spot) => spot.structure === structure);
      for (const sample of samplesOf(kind, structure)) {
        const job = jobWith(kind, own, [sample], types);
        expect(schemas.validate(`${kind.singular}.sent`, job), structure.name).toEqual([]);
        expect(predicateViolations(job, kind), structure.name).toEqual([]);
        for (const spot of own)
          expect(
            Object.keys(valueAt(job, pointerOf(kind, spot, types[0]!)) as JsonObject),
            `${structure.name} ${spot.steps.join('.')}`,
          ).toEqual(expect.arrayContaining(Object.keys(sample)));
      }
    }
  });

  test('every field that a client may set has two values, where its type has two', () => {
    for (const structure of structures) {
      const samples = samplesOf(kind, structure);
      for (const field of structure.fields.filter(
        (f) => f.unsupported !== true && !SINGLE.includes(`${structure.name}.${f.name}`),
      )) {
        const values = new Set(
          samples.flatMap((sample) => (sample[field.name] === undefined ? [] : [JSON.stringify(sample[field.name])])),
        );
        const { is } = field;
        const one =
          (is.type === 'boolean' && is.const !== undefined) ||
          (is.type === 'string' && is.enum?.length === 1) ||
          (is.type === 'ref' && JSON.stringify([...values]) === '["{}"]');
        expect(values.size, `${structure.name}.${field.name}`).toBeGreaterThanOrEqual(one ? 1 : 2);
      }
    }
  });
});
