/** The creates by which a check gets what it starts from, and those that show that the target accepts such a job. */
import { keyOf } from '../../contract/kinds.ts';
import { isPromise } from '../../contract/operations.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import type { Accepted, Answer, CallOptions, Job, Ref, Target } from '../model/target.ts';
import type { Given, Trial } from '../model/trial.ts';
import { metadataOf } from '../ownership/ownership.ts';
import { answeredWrites } from './answered-writes.ts';
import type { Served } from './context.ts';
import { describeAnswer } from './describe-answer.ts';
import { Inconclusive } from '../errors/endings.ts';
import { mismatch, shown } from './match.ts';
import { isBusy, ok, textOf } from './outcomes.ts';
import type { Reads } from './reads.ts';
import { likenessOf } from './likeness.ts';

export interface CreateOptions {
  kind: Kind;
  target: Target;
  namespace: string;
  eventually: Trial['eventually'];
  retry: Trial['retry'];
  /** What the run has seen to succeed. */
  served: Served;
}

/** A create that was accepted, and what it made. */
export interface Creation {
  answer: Answer;
  ref: Required<Ref>;
}

export interface Creates extends Pick<Given, 'created' | 'control' | 'tried'> {
  /** The answer to a create that was accepted under the name that was asked for. */
  sent(manifest: JsonObject, call: CallOptions): Promise<Creation>;
  readBack(creation: Creation, sent: JsonObject): Promise<Job>;
  /** The job as the answer to its create shows it; read back where it does not. */
  shownIn(creation: Creation, sent: JsonObject): Promise<Accepted>;
  /** A job that a check starts from: as the answer shows it, where that is known to be what is stored. */
  started(manifest: JsonObject, call: CallOptions): Promise<Job>;
  accepted(manifest: JsonObject, call: CallOptions): Promise<Accepted>;
}

/** Whether the created object has the name that was asked for: the run must change no other object. */
const isAsked = (made: string, { name, generateName }: JsonObject): boolean =>
  typeof name === 'string' && name !== ''
    ? made === name
    : typeof generateName !== 'string' || made.startsWith(generateName);

const jobOf = (ref: Required<Ref>, sent: JsonObject, stored: JsonObject): Job => ({
  ...ref,
  sent,
  stored,
  uid: textOf(metadataOf(stored)['uid']),
});

export function createCreates(options: CreateOptions, reads: Reads): Creates {
  const { kind, served } = options;
  const sent = sending(options);
  const gets = getting(options, sent, reads);

  /** In what the run has seen to be accepted. */
  const keyFor = (manifest: JsonObject, namespace = options.namespace): string =>
    `${keyOf(kind)} control ${likenessOf(manifest, namespace)}`;

  return {
    sent,
    ...gets,
    async control(manifest, call = {}) {
      const key = keyFor(manifest, call.namespace);
      if (served.has(key)) return undefined;
      const isRead = served.has(`${keyOf(kind)} read`);
      const made = await (isRead ? gets.accepted(manifest, call) : gets.created(manifest, call));
      served.add(key);
      return made;
    },
    async tried(manifest) {
      const key = keyFor(manifest);
      if (served.has(key)) return undefined;
      const answer = await options.target.create(manifest);
      if (ok(answer)) served.add(key);
      return answer;
    },
  };
}

const sending =
  ({ kind, target, retry, namespace }: CreateOptions): Creates['sent'] =>
  async (manifest, call) => {
    const sentName = metadataOf(manifest)['name'];
    const refused = (got: Answer): string => describeAnswer(`${kind.kind} ${shown(sentName)} could not be made`, got);
    const answer = await retry(() => target.create(manifest, call), isBusy, refused);
    if (!ok(answer)) throw new Inconclusive(refused(answer));
    const made = metadataOf(answer.json)['name'];
    if (typeof made === 'string' && !isAsked(made, metadataOf(manifest)))
      throw new Inconclusive(describeAnswer(`${kind.kind} ${shown(sentName)} was made as ${shown(made)}`, answer));
    return { answer, ref: { name: String(made ?? sentName), namespace: call.namespace ?? namespace } };
  };

/** What was made, as much of it as is wanted. */
function getting(
  { kind, eventually, served }: CreateOptions,
  sent: Creates['sent'],
  reads: Reads,
): Pick<Creates, 'readBack' | 'shownIn' | 'created' | 'started' | 'accepted'> {
  const answers = answeredWrites(kind, 'create', served);

  async function readBack({ answer, ref }: Creation, manifest: JsonObject): Promise<Job> {
    // A promise: accepted, but possibly not stored yet.
    const object =
      (isPromise(answer.verb, answer.status) ? await eventually(() => reads.find(ref)) : undefined) ??
      (await reads.read(ref));
    answers.compare(answer, object);
    return jobOf(ref, manifest, object);
  }

  async function shownIn(creation: Creation, manifest: JsonObject): Promise<Accepted> {
    const { answer, ref } = creation;
    const { name, uid } = metadataOf(answer.json);
    if (isPromise(answer.verb, answer.status) || name !== ref.name) return readBack(creation, manifest);
    return { ...ref, sent: manifest, uid: textOf(uid) };
  }

  return {
    readBack,
    shownIn,
    created: async (manifest, call = {}) => readBack(await sent(manifest, call), manifest),
    accepted: async (manifest, call) => shownIn(await sent(manifest, call), manifest),
    async started(manifest, call) {
      const creation = await sent(manifest, call);
      const isAsSent = mismatch(creation.answer.json, manifest) === undefined;
      const object = isAsSent ? answers.storedBy(creation.answer) : undefined;
      if (object === undefined) return readBack(creation, manifest);
      reads.knew(creation.ref, object);
      return jobOf(creation.ref, manifest, object);
    },
  };
}
