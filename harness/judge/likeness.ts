import { createHash } from 'node:crypto';
import { isObject, type JsonObject } from '../../contract/json.ts';
import { RUN_LABEL, TRIAL_LABEL } from '../ownership/journal.ts';
import { metadataOf } from '../ownership/ownership.ts';

/** A digest of all that is not particular to one object of the run. */
export function likenessOf(manifest: JsonObject, namespace: string): string {
  const { name: _, labels, ...metadata } = metadataOf(manifest);
  const own = ([key]: [string, unknown]): boolean => key !== RUN_LABEL && key !== TRIAL_LABEL;
  const others = isObject(labels) ? Object.entries(labels).filter(own) : labels;
  return createHash('sha256')
    .update(JSON.stringify([namespace, { ...manifest, metadata }, others]))
    .digest('hex');
}
