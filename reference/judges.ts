/** The generated schema and the contract's predicates, as causes of a 422. */
import type { Json } from '../contract/seam.ts';
import type { Kind } from '../contract/types.ts';
import { predicateViolations } from '../contract/constraints.ts';
import { isObject, objectAt, type Cause, type Job } from './model.ts';

/** `/spec/containers/0/name` as `spec.containers[0].name`. */
const dotted = (pointer: string): string =>
  pointer.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : path === '' ? part : `${path}.${part}`), '');

export function schemaCauses(kind: Kind, job: Job): Cause[] {
  const spec: Json | undefined = job['spec'];
  if (spec === undefined) return [{ reason: 'FieldValueRequired', message: 'Required value', field: 'spec' }];
  if (!isObject(spec)) return [{ reason: 'FieldValueInvalid', message: 'Invalid value: must be an object', field: 'spec' }];
  if (Object.keys(objectAt(spec, kind.replicaMap)).length === 0) return [{ reason: 'FieldValueRequired', message: 'Required value', field: `spec.${kind.replicaMap}` }];
  return [];
}

export const predicateCauses = (kind: Kind, job: Job): Cause[] =>
  predicateViolations(job, kind).map(({ path, message }) => ({ reason: 'FieldValueInvalid', message: `Invalid value: ${message}`, field: dotted(path) }));
