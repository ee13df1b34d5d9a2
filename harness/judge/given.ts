import { briefly } from '../evidence/brief.ts';
import { keyOf } from '../../contract/kinds.ts';
import { isPromise, pathOf } from '../../contract/operations.ts';
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import { answeredCreates } from './answered-creates.ts';
import { createManifests, type ManifestOptions } from './manifests.ts';
import { Inconclusive } from './errors.ts';
import { leavingOf } from './leaving.ts';
import { shown } from './match.ts';
import { clientNow } from '../evidence/together.ts';
import type { Seen } from '../http/seen.ts';
import type { Loans } from './loans.ts';
import type { Served } from './context.ts';
import { createSharing, likenessOf } from './sharing.ts';
import { metadataOf } from '../ownership/ownership.ts';
import type { Accepted, Answer, CallOptions, Job, Ref, Target } from '../model/target.ts';
import type { Given, Overrides, Several, Trial } from '../model/trial.ts';

export interface GivenOptions extends ManifestOptions {
  target: Target;
  namespace: string;
  eventually: Trial['eventually'];
  retry: Trial['retry'];
  /** What the run has seen to succeed. */
  served: Served;
  /** What the judgement has read. */
  seen: Seen;
  /** Jobs of earlier judgements. */
  loans: Loans;
}

/** A text with something in it: an empty one says no more than a missing one. */
const textOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const ok = (answer: Answer): boolean => answer.status >= 200 && answer.status < 300;

/** Another write was under way, says the target; a taken name has a reason of its own. */
const isBusy = ({ status, json }: Answer): boolean => status === 409 && isObject(json) && json['reason'] === 'Conflict';

/** Characters of what a target says about a refusal that a message repeats; the exchange has more. */
const LONGEST_SAID = 1_000;

/** A text for people: the request, and the answer to it. */
export function describeAnswer(what: string, answer: Answer): string {
  const status = isObject(answer.json) ? answer.json : {};
  const reason = [status['reason'], status['message']]
    .filter((part) => typeof part === 'string' && part !== '')
    .join(': ');
  const said = briefly(reason, LONGEST_SAID);
  return `${what}: ${answer.method} ${answer.path} was answered ${answer.status}${said && ` (${said})`} in exchange ${answer.exchange}`;
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

/** One after the other. */
async function several<T, Count extends number>(count: Count, make: () => Promise<T>): Promise<Several<T, Count>> {
  const made: T[] = [];
  for (let i = 0; i < count; i += 1) made.push(await make());
  return made as Several<T, Count>;
}

export function createGiven(options: GivenOptions): Given {
  const { kind, target, eventually, retry, served, seen } = options;
  const manifests = createManifests(options);
  const creates = answeredCreates(kind, served);

  /** The object as read, or undefined when there is none. */
  async function findObject(ref: Ref): Promise<{ answer: Answer; object: JsonObject | undefined }> {
    const answer = await target.read(ref);
    return {
      answer,
      object: ok(answer) && isObject(answer.json) && isObject(answer.json['metadata']) ? answer.json : undefined,
    };
  }

  async function read(ref: Ref): Promise<JsonObject> {
    const { answer, object } = await findObject(ref);
    if (!object) throw new Inconclusive(describeAnswer(`${kind.kind} ${ref.name} could not be read`, answer));
    return object;
  }

  /** The answer to a create that was accepted under the name that was asked for. */
  async function sendCreate(manifest: JsonObject, call: CallOptions): Promise<{ answer: Answer; ref: Required<Ref> }> {
    const sentName = metadataOf(manifest)['name'];
    const refused = (got: Answer): string => describeAnswer(`${kind.kind} ${shown(sentName)} could not be made`, got);
    const answer = await retry(() => target.create(manifest, call), isBusy, refused);
    if (!ok(answer)) throw new Inconclusive(refused(answer));
    const made = metadataOf(answer.json)['name'];
    if (typeof made === 'string' && !isAsked(made, metadataOf(manifest)))
      throw new Inconclusive(describeAnswer(`${kind.kind} ${shown(sentName)} was made as ${shown(made)}`, answer));
    return { answer, ref: { name: String(made ?? sentName), namespace: call.namespace ?? options.namespace } };
  }

  async function readBack(answer: Answer, ref: Required<Ref>, sent: JsonObject): Promise<Job> {
    // A promise: accepted, but possibly not stored yet.
    const object =
      (isPromise(answer.verb, answer.status)
        ? await eventually(async () => (await findObject(ref)).object)
        : undefined) ?? (await read(ref));
    creates.compare(answer, object);
    return jobOf(ref, sent, object);
  }

  /** A job that a check starts from: as the answer shows it, where that is known to be what is stored. */
  async function started(manifest: JsonObject, call: CallOptions): Promise<Job> {
    const { answer, ref } = await sendCreate(manifest, call);
    const object = creates.storedBy(answer, manifest);
    if (object === undefined) return readBack(answer, ref, manifest);
    knew(ref, object);
    return jobOf(ref, manifest, object);
  }

  const knew = (ref: Required<Ref>, object: JsonObject): void =>
    seen.shown(pathOf(kind, ref.namespace, ref.name), object);

  async function create(manifest: JsonObject, call: CallOptions = {}): Promise<Job> {
    const { answer, ref } = await sendCreate(manifest, call);
    return readBack(answer, ref, manifest);
  }

  async function shownIn(answer: Answer, ref: Required<Ref>, sent: JsonObject): Promise<Accepted> {
    const { name, uid } = metadataOf(answer.json);
    if (isPromise(answer.verb, answer.status) || name !== ref.name) return readBack(answer, ref, sent);
    return { ...ref, sent, uid: textOf(uid) };
  }

  async function accepted(manifest: JsonObject, call: CallOptions): Promise<Accepted> {
    const { answer, ref } = await sendCreate(manifest, call);
    return shownIn(answer, ref, manifest);
  }

  /** In what the run has seen to be accepted. */
  const keyFor = (manifest: JsonObject, namespace = options.namespace): string =>
    `${keyOf(kind)} control ${likenessOf(manifest, namespace)}`;

  async function control(manifest: JsonObject, call: CallOptions = {}): Promise<Accepted | undefined> {
    const key = keyFor(manifest, call.namespace);
    if (served.has(key)) return undefined;
    const isRead = served.has(`${keyOf(kind)} read`);
    const made = await (isRead ? accepted(manifest, call) : create(manifest, call));
    served.add(key);
    return made;
  }

  async function tried(manifest: JsonObject): Promise<Answer | undefined> {
    const key = keyFor(manifest);
    if (served.has(key)) return undefined;
    const answer = await target.create(manifest);
    if (ok(answer)) served.add(key);
    return answer;
  }

  async function known(ref: Ref): Promise<JsonObject> {
    // Of clients that write at once, each looks for itself.
    const object =
      clientNow() === undefined ? seen.object(pathOf(kind, ref.namespace ?? options.namespace, ref.name)) : undefined;
    return object ?? (await read(ref));
  }

  async function updated(ref: Ref, change: (object: JsonObject) => void): Promise<void> {
    const unchanged = (answer: Answer): string =>
      describeAnswer(`${kind.kind} ${ref.name} could not be changed`, answer);
    let look = known;
    const answer = await retry(
      async () => {
        const object = structuredClone(await look(ref));
        look = read;
        change(object);
        return target.replace(ref, object);
      },
      ({ status }) => status === 409,
      unchanged,
    );
    if (!ok(answer)) throw new Inconclusive(unchanged(answer));
  }

  async function deleteAndWait(ref: Ref): Promise<void> {
    const answer = await retry(() => target.delete(ref), isBusy);
    if (!ok(answer) && answer.status !== 404)
      throw new Inconclusive(describeAnswer(`${kind.kind} ${ref.name} could not be deleted`, answer));
    let last: Answer | undefined;
    const gone = async (): Promise<true | undefined> => {
      last = await target.read(ref);
      return last.status === 404 ? true : undefined;
    };
    if (await eventually(gone)) return;
    const grace = leavingOf(last?.json)?.grace ?? 0;
    if (grace > 0 && (await eventually(gone, grace))) return;
    // Only an answer that shows the object says that it is there.
    if (last !== undefined && !(ok(last) && textOf(metadataOf(last.json)['name']) !== undefined))
      throw new Inconclusive(describeAnswer(`whether ${kind.kind} ${ref.name} is gone cannot be told`, last), {
        restsOn: 'read.code.404',
      });
    throw new Inconclusive(`${kind.kind} ${ref.name} was deleted in exchange ${answer.exchange} and is still there`);
  }

  const job = (overrides: Overrides = {}): Promise<Job> =>
    started(manifests.manifest(overrides), { namespace: overrides.namespace });
  const oneAccepted = (overrides: Overrides = {}): Promise<Accepted> =>
    accepted(manifests.manifest(overrides), { namespace: overrides.namespace });

  return {
    ...manifests,
    ...createSharing({
      ...manifests,
      kind,
      namespace: options.namespace,
      target,
      loans: options.loans,
      find: async (ref) => (await findObject(ref)).object,
      knew,
      served,
      sendCreate,
      readBack,
      shownIn,
    }),
    job,
    jobs: (count, overrides) => several(count, () => job(overrides)),
    created: create,
    accepted: oneAccepted,
    allAccepted: (count, overrides) => several(count, () => oneAccepted(overrides)),
    control,
    tried,
    updated,
    read,
    known,
    deleted: deleteAndWait,
  };
}
