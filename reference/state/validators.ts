/** The generated schemas and the contract's predicates, as causes of a 422. */
import { nameFor } from '../../contract/kinds.ts';
import type { Kind } from '../../contract/types.ts';
import { predicateViolations } from '../../contract/constraints/index.ts';
import type { SchemaError, SchemaSet } from '../../schemas/validate.ts';
import type { Cause, Job } from './model.ts';

/** `/spec/containers/0/name` as `spec.containers[0].name`. */
export const dotted = (pointer: string): string =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : path === '' ? part : `${path}.${part}`), '');

function causeOf({ path, message, keyword }: SchemaError): Cause {
  if (keyword === 'required')
    return { reason: 'FieldValueRequired', message: `Required value: ${message}`, field: dotted(path) };
  const named = keyword === 'enum' || keyword === 'const';
  return {
    reason: named ? 'FieldValueNotSupported' : 'FieldValueInvalid',
    message: `${named ? 'Unsupported' : 'Invalid'} value: ${message}`,
    field: dotted(path),
  };
}

/**
 * The violations by the spec of the `sent` schema. Unknown and unsupported fields are no violations here: a variant has
 * kept them intentionally (erratum 35). Metadata has its own rules, with their own reasons.
 */
export function schemaCauses(schemas: SchemaSet, kind: Kind, { apiVersion, kind: name, spec }: Job): Cause[] {
  const bare = { apiVersion, kind: name, metadata: { name: 'a' }, ...(spec === undefined ? {} : { spec }) };
  return schemas
    .validate(`${nameFor(kind, kind.singular)}.sent`, bare)
    .filter(
      ({ keyword, path }) => keyword !== 'additionalProperties' && (keyword === 'required' || path.startsWith('/spec')),
    )
    .map(causeOf);
}

export const predicateCauses = (kind: Kind, job: Job): Cause[] =>
  predicateViolations(job, kind).map(({ path, message }) => ({
    reason: 'FieldValueInvalid',
    message: `Invalid value: ${message}`,
    field: dotted(path),
  }));
