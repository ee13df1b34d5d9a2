/** Decides from names, labels, uids and answers which objects a run created: no other object may be changed or deleted. */
import { nameFor } from '../../contract/kinds.ts';
import { isObject, type JsonObject } from '../../contract/json.ts';
import { keyOf, RUN_LABEL, type JournalLine, type MadeAddress, type ObjectAddress } from './journal.ts';
import type { Answer, Body } from '../model/target.ts';
import type { Addressed } from '../../contract/request.ts';

export const metadataOf = (object: unknown): JsonObject => {
  const metadata = isObject(object) ? object['metadata'] : undefined;
  return isObject(metadata) ? metadata : {};
};

/** The name that a target gives for an object; undefined for none. */
const nameOf = (object: unknown): string | undefined => {
  const { name } = metadataOf(object);
  return typeof name === 'string' && name !== '' ? name : undefined;
};

/** The uid that a target gives for an object; undefined for none. */
export const uidOf = (object: unknown): string | undefined => {
  const { uid } = metadataOf(object);
  return typeof uid === 'string' && uid !== '' ? uid : undefined;
};

const labelOf = (object: unknown): unknown => {
  const { labels } = metadataOf(object);
  return isObject(labels) ? labels[RUN_LABEL] : undefined;
};

/** `ours`: a run created it. `stray`: it looks so, but no run asked for an object of this name. */
export type Proof = 'ours' | 'stray' | undefined;

/** What the journal knows of one name. */
interface Known {
  runs: Set<string>;
  uids: Set<string>;
  made: boolean;
}

/**
 * Returns a function that says whether one of the runs created an object. It has to be in the journal by kind,
 * namespace and name: a target may give all objects one uid, or all the labels of the run. Then one of these has to
 * hold, too: it has the label of the run; it has a uid that the journal has for this name; its name has the id of the
 * run in it; or it has no uid at all, and the target said that it created it.
 */
export function provenBy(
  lines: readonly JournalLine[],
): (object: unknown, place: Pick<ObjectAddress, 'kind' | 'namespace'>) => Proof {
  const names = new Map<string, Known>();
  const generated = new Map<string, Set<string>>();
  const runs = new Set(lines.map(({ run }) => run));
  for (const line of lines) {
    if (line.name !== undefined) note(names, line, line.name);
    else if (line.generateName?.includes(line.run)) {
      const at = keyOf({ ...line, name: '' });
      generated.set(at, (generated.get(at) ?? new Set()).add(beginningOf(line.generateName, line.run)));
    }
  }
  return (object, place) => {
    const name = nameOf(object),
      uid = uidOf(object),
      label = labelOf(object);
    if (name === undefined) return undefined;
    const known = names.get(keyOf({ ...place, name }));
    if (known !== undefined) {
      const named = [...known.runs].some((run) => label === run || (isRandom(run) && name.includes(run)));
      return named || (uid === undefined ? known.made : known.uids.has(uid)) ? 'ours' : undefined;
    }
    if ([...(generated.get(keyOf({ ...place, name: '' })) ?? [])].some((prefix) => name.startsWith(prefix)))
      return 'ours';
    return [...runs].some((run) => label === run || (isRandom(run) && name.includes(run))) ? 'stray' : undefined;
  };
}

/** A target may cut a long generateName: what counts is its beginning, up to the id of the run. */
const beginningOf = (generateName: string, run: string): string => {
  const at = generateName.indexOf(run);
  return at < 0 ? generateName : generateName.slice(0, at + run.length);
};

/** Nobody else names an object so by chance. */
const isRandom = (run: string): boolean => run.length >= 10;

function note(names: Map<string, Known>, line: JournalLine, name: string): void {
  const key = keyOf({ ...line, name });
  const known = names.get(key) ?? { runs: new Set(), uids: new Set(), made: false };
  known.runs.add(line.run);
  if (line.uid !== undefined) known.uids.add(line.uid);
  known.made ||= line.made === true;
  names.set(key, known);
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
    // A target that takes a number makes a text of it.
    ...(['string', 'number', 'boolean'].includes(typeof name) && name !== '' && { name: String(name) }),
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
 * The object that was created, according to the answer. It counts only under the name that was asked for: another name
 * may be that of an object that somebody else made. A replace or patch created an object only if its answer is 201
 * (erratum 12).
 */
export function madeBy(
  place: ObjectAddress,
  verb: Addressed['verb'],
  answer: Answer,
  run: string,
): MadeAddress | undefined {
  const success = verb === 'create' ? answer.status < 300 : answer.status === 201;
  const name = nameOf(answer.json),
    uid = uidOf(answer.json);
  if (!success || name === undefined) return undefined;
  const asked =
    place.name === undefined
      ? place.generateName !== undefined && name.startsWith(beginningOf(place.generateName, run))
      : place.name === name;
  return asked ? { ...place, name, ...(uid !== undefined && { uid }) } : undefined;
}
