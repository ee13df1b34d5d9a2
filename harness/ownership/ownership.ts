/** Decides from labels, uids and answers which objects this run created: no other object may be changed or deleted. */
import { nameFor } from '../../contract/kinds.ts';
import { isObject, type JsonObject } from '../../contract/json.ts';
import { RUN_LABEL, type Journal, type ObjectAddress } from './journal.ts';
import type { Answer, Body } from '../model/target.ts';
import type { Addressed } from '../../contract/request.ts';

export const metadataOf = (object: unknown): JsonObject => {
  const metadata = isObject(object) ? object['metadata'] : undefined;
  return isObject(metadata) ? metadata : {};
};

/** Whether this run created the object. Only its label or its uid proves that. */
export function isOurs(object: unknown, journal: Pick<Journal, 'runId' | 'owns'>): boolean {
  const { labels, uid } = metadataOf(object);
  return (isObject(labels) && labels[RUN_LABEL] === journal.runId) || (typeof uid === 'string' && journal.owns(uid));
}

/** The name in a body, also in one that is intentionally malformed. */
function namedIn(text: string): { name?: string; generateName?: string } {
  const found = (key: string): string | undefined => new RegExp(`"${key}"\\s*:\\s*"([^"\\\\]+)"`).exec(text)?.[1];
  const whole = (() => {
    try {
      return metadataOf(JSON.parse(text));
    } catch {
      return { name: found('name') ?? null, generateName: found('generateName') ?? null }; // intentionally malformed: search the text
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

/** Address of the object that a create, replace or patch may create; undefined for other operations. */
export function maybeMade({ verb, kind, namespace, name }: Addressed, body: string): ObjectAddress | undefined {
  if (verb === 'create') return { kind: nameFor(kind, kind.kind), namespace, ...namedIn(body) };
  return (verb === 'replace' || verb === 'patch') && name !== undefined
    ? { kind: nameFor(kind, kind.kind), namespace, name }
    : undefined;
}

/**
 * The object that was created, according to the answer. It counts only if it has the name that was asked for or the
 * label of the run. A replace or patch created an object only if its answer is 201 (erratum 12).
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
