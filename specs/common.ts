/** What several areas need: the requirement's constructor, reading answers, and the refusal beside its accepted twin. */
import type { Json, JsonObject } from '../contract/seam.ts';
import type { Kind } from '../contract/types.ts';
import type { Answer, Job, Overrides, Requirement, Trial } from '../harness/types.ts';

/** A requirement of revision 1 unless it says otherwise. */
export const requirement = (id: string, rest: Omit<Requirement, 'id' | 'revision'> & { revision?: number }): Requirement => ({
  id,
  revision: 1,
  ...rest,
});

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The member at a path of keys; undefined where the path leaves the objects. */
export function at(value: Json | undefined, ...keys: string[]): Json | undefined {
  return keys.reduce<Json | undefined>((v, key) => (isObject(v) && Object.hasOwn(v, key) ? v[key] : undefined), value);
}

export const metadataOf = (object: Json | undefined): JsonObject => {
  const metadata = at(object, 'metadata');
  return isObject(metadata) ? metadata : {};
};
export const specOf = (object: Json | undefined): JsonObject => {
  const spec = at(object, 'spec');
  return isObject(spec) ? spec : {};
};
export const nameOf = (object: Json | undefined): string => String(metadataOf(object)['name'] ?? '');
export const uidOf = (object: Json | undefined): string => String(metadataOf(object)['uid'] ?? '');
export const versionOf = (object: Json | undefined): string => String(metadataOf(object)['resourceVersion'] ?? '');

/** Milliseconds within which an object stands still for two reads, though a controller writes and the machine is busy. */
export const STILL = 10_000;

/** The items of a list's body, objects only. */
export const itemsOf = (body: Json | undefined): JsonObject[] => {
  const items = at(body, 'items');
  return Array.isArray(items) ? items.filter(isObject) : [];
};

/** A copy with one member set (or removed, by undefined); the path's objects are made where they are missing. */
export function withMember(object: JsonObject, path: readonly string[], value: Json | undefined): JsonObject {
  const copy = structuredClone(object);
  let place = copy;
  for (const key of path.slice(0, -1)) {
    if (!isObject(place[key])) place[key] = {};
    place = place[key] as JsonObject;
  }
  const last = path[path.length - 1] as string;
  if (value === undefined) delete place[last];
  else place[last] = value;
  return copy;
}

/** The name of the replica type that smallest manifests carry. */
export const firstReplica = (trial: Trial, manifest: JsonObject): string =>
  Object.keys((at(manifest, 'spec', trial.kind.replicaMap) ?? {}) as JsonObject)[0] ?? '';

/** The last part of a dotted path: `cleanPodPolicy` of `spec.cleanPodPolicy`. */
export const leaf = (dotted: string): string => dotted.slice(dotted.lastIndexOf('.') + 1);

/** The kind's mutable fields of the spec, without their `spec.`. */
export const mutableSpecFields = (kind: Kind): string[] =>
  kind.mutable.filter((path) => path.startsWith('spec.')).map((path) => leaf(path));

/**
 * A create that has to be refused, beside its twin that differs in the one thing and has to be accepted: without the
 * twin the refusal proves nothing, so a refused twin makes the judgement inconclusive. What was refused must not exist.
 */
export async function createRefused(trial: Trial, valid: JsonObject, defective: JsonObject, codes?: readonly number[]): Promise<Answer> {
  await trial.given.stored(valid);
  const answer = await trial.target.create(defective);
  trial.expect.refused(answer, codes);
  const name = nameOf(defective);
  if (name !== '') await trial.expect.absent({ name });
  return answer;
}

/** A write to a stored job that has to be refused and leave no trace. */
export async function writeRefused(trial: Trial, job: Job, write: () => Promise<Answer>, codes?: readonly number[]): Promise<Answer> {
  const before = await trial.given.now(job);
  const answer = await write();
  trial.expect.refused(answer, codes);
  await trial.expect.unchanged(job, before);
  return answer;
}

/** The answer is a list of the trial's kind; answers its items that the check owns (by name), in the order received. */
export function ownItems(trial: Trial, answer: Answer, jobs: readonly { name: string }[]): JsonObject[] {
  const body = trial.expect.accepted(answer, [200]);
  const names = new Set(jobs.map((job) => job.name));
  return itemsOf(body).filter((item) => names.has(nameOf(item)));
}

/** Exactly these names, in any order. */
export function expectNames(trial: Trial, answer: Answer, got: readonly JsonObject[], wanted: readonly string[], what: string): void {
  const names = got.map((item) => nameOf(item)).sort();
  const expected = [...wanted].sort();
  trial.expect.that(names.length === expected.length && names.every((name, i) => name === expected[i]), {
    message: `${what} holds other objects than it should`,
    expected: expected.join(', ') || 'none',
    received: names.join(', ') || 'none',
    path: '/items',
    answer,
  });
}

/** The trial for each other kind of the run. */
export const ofOtherKinds = (trial: Trial): Trial[] => trial.kinds.filter((kind) => kind !== trial.kind).map((kind) => trial.for(kind));

/**
 * The same, once each has been seen to take a job: where it cannot, what lies between
 * the kinds cannot be judged, and this kind is not the one to blame.
 */
export async function otherKinds(trial: Trial): Promise<Trial[]> {
  const others = ofOtherKinds(trial);
  for (const other of others) await other.given.job();
  return others;
}

/** `given.manifest` of another kind. */
export const manifestOf = (trial: Trial, kind: Kind, overrides?: Overrides): JsonObject => trial.for(kind).given.manifest(overrides);

/** `TFJobSpec.cleanPodPolicy` as `tf-job-spec-clean-pod-policy`: how generated ids are spelled. */
export const kebab = (name: string): string =>
  name.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1-$2').replaceAll(/[^A-Za-z0-9]+/g, '-').toLowerCase();

/** Equal both ways, by meaning: nothing is missing, changed or added. `path` is the pointer of `actual` within the answer. */
export function expectSame(trial: Trial, actual: Json | undefined, wanted: Json | undefined, answer: Answer | undefined, path: string): void {
  trial.expect.match(actual, wanted ?? null, answer, path);
  const added = addedIn(actual, wanted, path);
  trial.expect.that(added === undefined, { message: `${added?.path ?? path} is there and should not be`, expected: 'nothing', received: JSON.stringify(added?.value) ?? '', path: added?.path ?? path, answer });
}

/** The first member of `actual` that `wanted` does not have. */
function addedIn(actual: Json | undefined, wanted: Json | undefined, path: string): { path: string; value: Json } | undefined {
  const members = Array.isArray(actual) ? actual.entries() : isObject(actual) ? Object.entries(actual) : [];
  for (const [key, value] of members) {
    const place = `${path}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const other = Array.isArray(wanted) ? wanted[Number(key)] : at(wanted, String(key));
    const found = other === undefined ? { path: place, value } : addedIn(value, other, place);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The scratch namespace, once nothing of the kind is in it: what was deleted gracefully may take its time. */
export async function emptyScratch(trial: Trial): Promise<string> {
  const namespace = trial.scratchNamespace;
  const empty = await trial.eventually(async () => (itemsOf((await trial.target.list({ namespace })).json).length === 0 ? true : undefined));
  return empty ? namespace : trial.inconclusive(`the scratch namespace ${namespace} holds ${trial.kind.plural} already`);
}
