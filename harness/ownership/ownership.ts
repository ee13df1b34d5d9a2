import { isObject, type JsonObject } from '../../contract/json.ts';
import { RUN_LABEL, type Journal, type ObjectAddress } from './journal.ts';
import type { Answer, Body } from '../model/target.ts';
import type { Addressed } from '../../contract/request.ts';

export const metadataOf = (object: unknown): JsonObject => {
  const metadata = isObject(object) ? object['metadata'] : undefined;
  return isObject(metadata) ? metadata : {};
};

/** By its label or its uid: nothing else proves that an object is of this run. */
export function isOurs(object: unknown, journal: Pick<Journal, 'runId' | 'owns'>): boolean {
  const { labels, uid } = metadataOf(object);
  return (isObject(labels) && labels[RUN_LABEL] === journal.runId) || (typeof uid === 'string' && journal.owns(uid));
}

/** What the body would make, as far as it says: also out of one that is cut or broken. */
function namedIn(text: string): { name?: string; generateName?: string } {
  const found = (key: string): string | undefined => new RegExp(`"${key}"\\s*:\\s*"([^"\\\\]+)"`).exec(text)?.[1];
  const whole = (() => {
    try {
      return metadataOf(JSON.parse(text));
    } catch {
      return { name: found('name') ?? null, generateName: found('generateName') ?? null }; // cut on purpose: read what is there
    }
  })();
  const { name, generateName } = whole;
  return {
    ...(typeof name === 'string' && name !== '' && { name }),
    ...(typeof generateName === 'string' && generateName !== '' && { generateName }),
  };
}

export const textOf = (body: Body): string =>
  isObject(body) && typeof body['raw'] === 'string' && Object.keys(body).length === 1
    ? body['raw']
    : JSON.stringify(body);

/** Where a create, replace or patch may leave an object; undefined for operations that make nothing. */
export function maybeMade({ verb, kind, namespace, name }: Addressed, body: string): ObjectAddress | undefined {
  if (verb === 'create') return { kind: kind.kind, namespace, ...namedIn(body) };
  return (verb === 'replace' || verb === 'patch') && name !== undefined
    ? { kind: kind.kind, namespace, name }
    : undefined;
}

/**
 * The object that an answer says was made here, if the answer can be believed: under the name that was asked for, or with
 * the run's label. A replace or patch makes an object only where it answers 201 (errata 12).
 */
export function madeBy(
  place: ObjectAddress,
  verb: Addressed['verb'],
  answer: Answer,
  journal: Journal,
): (ObjectAddress & { name: string; uid: string }) | undefined {
  const success = verb === 'create' ? answer.status < 300 : answer.status === 201;
  const { name, uid } = metadataOf(answer.json);
  if (!success || typeof name !== 'string' || typeof uid !== 'string' || uid === '') return undefined;
  const asked =
    place.name === undefined
      ? place.generateName !== undefined && name.startsWith(place.generateName)
      : place.name === name;
  return asked || isOurs(answer.json, journal)
    ? { kind: place.kind, namespace: place.namespace, name, uid }
    : undefined;
}
