import { predicateViolations } from '../../contract/constraints/index.ts';
import { WHOLE } from '../../contract/extent.fixture.ts';
import { ONE_MORE } from '../../contract/kinds.fixture.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import { schemaSet } from '../../schemas/validate.ts';
import { schemaDocuments } from '../schemas/schema.ts';

/** How many manifests a law is tried on where each brings hundreds of cases. */
export const sampleSize = (whole: number, sample: number): number => (WHOLE ? whole : sample);

const schemas = schemaSet([...schemaDocuments(ONE_MORE).values()]);

/** The violations by a manifest of the `sent` schema and of the predicates. */
export const complaints = (kind: Kind, manifest: JsonObject): { path: string; message: string }[] => [
  ...schemas.validate(`${kind.singular}.sent`, manifest),
  ...predicateViolations(manifest, kind),
];
export const patchComplaints = (kind: Kind, patch: JsonObject): { path: string; message: string }[] =>
  schemas.validate(`${kind.singular}.patch`, patch);
