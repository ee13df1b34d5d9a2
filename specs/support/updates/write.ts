import type { Json, JsonObject } from '../../../contract/json.ts';
import type { Field, Kind } from '../../../contract/types.ts';
import type { Answer, CallOptions, Job, Ref } from '../../../harness/model/target.ts';
import type { Overrides, Pattern, Several, Trial } from '../../../harness/model/trial.ts';
import { HOLD } from '../../delete/support.ts';
import { expectIndented } from '../expectations.ts';
import { metadataOf, specOf, versionOf, withMember } from '../objects.ts';
import { mutableSpecFields } from '../kinds.ts';

export type UpdateVerb = 'replace' | 'patch';

/** How a finding calls a verb. */
export const METHOD: Readonly<Record<UpdateVerb, string>> = { replace: 'PUT', patch: 'PATCH' };
/** What has to work before anything else about a verb can be judged. */
export const BASIS: Readonly<Record<UpdateVerb, string>> = {
  replace: 'replace/stores-the-body',
  patch: 'patch/merges',
};

/**
 * Sends a write that is made from the object as it is now, or from `from`, if that was just read. It is sent again
 * after a 409 for an object that somebody else has changed meanwhile; a 409 for one that nobody has changed is the
 * answer. Returns also the object as it was read last.
 */
export async function writeCurrent(
  trial: Trial,
  job: Ref,
  send: (object: JsonObject) => Promise<Answer>,
  from?: JsonObject,
): Promise<{ answer: Answer; object: JsonObject }> {
  let object = from ?? (await trial.given.known(job));
  const answer = await trial.retry(
    () => send(object),
    async ({ status }) => {
      if (status !== 409) return false;
      const seen = versionOf(object);
      object = await trial.given.read(job);
      return versionOf(object) !== seen;
    },
  );
  return { answer, object };
}

/** PUTs the object as it is now with a change; `from`: as it was just read. */
export async function put(
  trial: Trial,
  job: Ref,
  change: (object: JsonObject) => JsonObject,
  options?: CallOptions,
  from?: JsonObject,
): Promise<Answer> {
  const send = (object: JsonObject): Promise<Answer> => trial.target.replace(job, change(object), options);
  return (await writeCurrent(trial, job, send, from)).answer;
}

/** A member of an object and its new value; undefined removes it. */
export type Change = readonly [path: readonly string[], value: Json | undefined];

/** Writes one member of the object, or removes it (undefined). */
export function write(
  trial: Trial,
  verb: UpdateVerb,
  job: Ref,
  path: readonly string[],
  value: Json | undefined,
  options?: CallOptions,
): Promise<Answer> {
  return writeAll(trial, verb, job, [[path, value]], options);
}

/** Writes several members in one request; `from`: the object as it was just read. */
export function writeAll(
  trial: Trial,
  verb: UpdateVerb,
  job: Ref,
  members: readonly Change[],
  options?: CallOptions,
  from?: JsonObject,
): Promise<Answer> {
  const make = withMembers(verb, members);
  return verb === 'replace' ? put(trial, job, make, options, from) : patchCurrent(trial, job, make({}), options);
}

/** So often in turn a patch is refused with 409, and the object stays as it is, until that counts. */
const MOST_CONFLICTS = 5;

/**
 * Patches the object. A 409 to a patch that insists on no version says that others write at the same time, or that the
 * target lets no write meet another.
 */
export function patchCurrent(trial: Trial, job: Ref, body: JsonObject, options?: CallOptions): Promise<Answer> {
  let seen: string | undefined;
  let conflicts = 0;
  return trial.retry(
    () => trial.target.patch(job, body, options),
    async ({ status }) => {
      if (status !== 409) return false;
      const before = seen;
      seen = versionOf(await trial.given.read(job));
      conflicts = seen === before ? conflicts + 1 : 1;
      return conflicts < MOST_CONFLICTS;
    },
  );
}

/** The control of a refusal: a write by the same verb that has to be accepted. */
export async function control(trial: Trial, verb: UpdateVerb, job: Ref): Promise<void> {
  trial.expect.accepted(await write(trial, verb, job, ['metadata', 'labels', 'control'], trial.given.name('t')));
}

/** A job with a label, an annotation and every mutable field, which the check may write. */
export const furnished = (trial: Trial): Promise<Job> =>
  trial.given.reused({ labels: { a: '1' }, annotations: { a: '1' }, spec: everyMutableField(trial.kind) });

/** Several jobs, each of which the check may write. */
export async function reusedJobs<Count extends number>(
  trial: Trial,
  count: Count,
  overrides?: Overrides,
): Promise<Several<Job, Count>> {
  const jobs: Job[] = [];
  while (jobs.length < count) jobs.push(await trial.given.reused(overrides));
  return jobs as Several<Job, Count>;
}

export const ok = (answer: Answer): boolean => answer.status >= 200 && answer.status < 300;

/**
 * Two values other than the default, which a server may show for an absent field; where there is only one, the default
 * too.
 */
function others(values: readonly string[], byDefault: Field['default']): [string, string] {
  const [first, second] = [
    ...values.filter((value) => value !== byDefault),
    ...values.filter((value) => value === byDefault),
  ];
  if (first === undefined || second === undefined) throw new Error('a field with one value cannot change');
  return [first, second];
}

/** After so many writes the stored object is looked at. */
const BATCH = 16;

/**
 * Sends writes that have to be refused and leave no trace; each function makes one from the object as it is now. The
 * stored object is looked at after every few, so each write has to carry a value of its own that would show.
 */
export async function refusedAll(
  trial: Trial,
  verb: UpdateVerb,
  job: Ref,
  makes: readonly ((object: JsonObject) => JsonObject)[],
  codes?: readonly number[],
): Promise<void> {
  const before = await trial.given.known(job);
  let current = before;
  for (const [i, make] of makes.entries()) {
    if (verb === 'patch') trial.expect.refused(await trial.target.patch(job, make(current)), codes);
    else {
      const { answer, object } = await writeCurrent(
        trial,
        job,
        (seen) => trial.target.replace(job, make(seen)),
        current,
      );
      trial.expect.refused(answer, codes);
      current = object;
    }
    if ((i + 1) % BATCH === 0 || i === makes.length - 1) await trial.expect.unchanged(job, before);
  }
}

/** The body of a write of these members: for a PUT the object with them, for a PATCH they alone. */
export const withMembers =
  (verb: UpdateVerb, members: readonly Change[]) =>
  (object: JsonObject): JsonObject =>
    members.reduce<JsonObject>(
      (copy, [path, value]) => withMember(copy, path, verb === 'patch' ? (value ?? null) : value),
      verb === 'patch' ? {} : object,
    );

/** Two different valid values of a field, neither of which ends the job. */
export function twoValues(field: Field): [Json, Json] {
  if (field.is.type === 'string' && field.is.enum !== undefined) return others(field.is.enum, field.default);
  if (field.is.type === 'integer') return [3600, 7200];
  if (field.is.type === 'boolean') return [true, false];
  return ['one', 'two'];
}

/** The kind's mutable fields of the spec, as the kind describes them. */
export const mutableFieldsOf = (kind: Kind): Field[] =>
  kind.specFields.filter((field) => mutableSpecFields(kind).includes(field.name));

/** All mutable fields with the first (or second) of their two values. */
export const everyMutableField = (kind: Kind, which: 0 | 1 = 0): JsonObject =>
  Object.fromEntries(mutableFieldsOf(kind).map((field) => [field.name, twoValues(field)[which]]));

/** A time that no server sets. */
export const LONG_AGO = '2001-01-01T00:00:00Z';

/** A change of every part that a client may write, and of the status, which is not its own. */
export const everyPart = (kind: Kind, value: string): Change[] => [
  [['metadata', 'labels', 'refused'], value],
  [['metadata', 'annotations', 'refused'], value],
  [['metadata', 'finalizers'], [HOLD]],
  ...Object.entries(everyMutableField(kind, 1)).map(([name, other]): Change => [['spec', name], other]),
  [['status', 'startTime'], LONG_AGO],
];

/** The answer to a write is the object as stored: each contains all of the other. */
export async function answersWithStored(trial: Trial, verb: UpdateVerb): Promise<void> {
  const job = await furnished(trial);
  let times = 0;
  const { answer, body, stored } = await trial.retry(
    async () => {
      times += 1;
      const members = Object.entries(everyMutableField(trial.kind, times % 2 === 0 ? 0 : 1)).map(
        ([name, value]): Change => [['spec', name], value],
      );
      const maps = ['labels', 'annotations'].flatMap((map): Change[] => [
        [['metadata', map, 'a'], undefined],
        [['metadata', map, 'new'], String(times)],
      ]);
      const written = await writeAll(trial, verb, job, [...maps, ...members]);
      const object = trial.expect.documented(written);
      const read = await trial.given.read(job);
      trial.expect.match(object, { kind: trial.kind.kind, metadata: { name: job.name, uid: job.uid } }, written);
      return { answer: written, body: object, stored: read };
    },
    // A controller may have written between the answer and the read.
    (outcome) => versionOf(outcome.stored) !== versionOf(outcome.body),
  );
  const wanted = {
    apiVersion: stored['apiVersion'] ?? null,
    kind: stored['kind'] ?? null,
    metadata: { ...metadataOf(stored), resourceVersion: versionOf(body) },
    spec: specOf(stored),
  };
  trial.expect.match(body, wanted, answer);
  trial.expect.match(
    stored,
    { metadata: { ...metadataOf(body), resourceVersion: versionOf(stored) }, spec: specOf(body) },
    undefined,
  );
}

/** pretty=true indents the body and changes nothing else. */
export function expectPretty(trial: Trial, answer: Answer, wanted: Pattern): void {
  trial.expect.match(trial.expect.accepted(answer), wanted, answer);
  expectIndented(trial, answer);
}
