/**
 * Jobs that several checks have one after the other: those that none of them changes, alone or as a set under a label of
 * its own, and those that each may write.
 */
import { createHash } from 'node:crypto';
import { keyOf } from '../../contract/kinds.ts';
import { isObject, type JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Accepted, Answer, CallOptions, Job, Ref, Target } from '../model/target.ts';
import type { Given, Overrides } from '../model/trial.ts';
import { RUN_LABEL, TRIAL_LABEL } from '../ownership/journal.ts';
import { metadataOf, uidOf } from '../ownership/ownership.ts';
import type { Served } from './context.ts';
import type { Loans } from './loans.ts';
import { isAsMade, madeIn, type Use } from './pool.ts';

export interface SharingOptions extends Pick<Given, 'name' | 'manifest'> {
  kind: Kind;
  namespace: string;
  target: Pick<Target, 'list'>;
  /** Jobs of earlier judgements. */
  loans: Loans;
  /** The object as it is now, if it is there. */
  find(ref: Ref): Promise<JsonObject | undefined>;
  /** Called with what an answer shows of the object, which counts as read. */
  knew(ref: Required<Ref>, object: JsonObject): void;
  /** What the run has seen to succeed. */
  served: Served;
  /** The answer to a create that was accepted. */
  sendCreate(manifest: JsonObject, call: CallOptions): Promise<{ answer: Answer; ref: Required<Ref> }>;
  readBack(answer: Answer, ref: Required<Ref>, sent: JsonObject): Promise<Job>;
  /** The job as the answer to its create shows it; read back where it does not. */
  shownIn(answer: Answer, ref: Required<Ref>, sent: JsonObject): Promise<Accepted>;
}

/** The label that the jobs of a set have in common. */
const SET = 'set';

/** A digest of all that is not particular to one object of the run. */
export function likenessOf(manifest: JsonObject, namespace: string): string {
  const { name: _, labels, ...metadata } = metadataOf(manifest);
  const own = ([key]: [string, unknown]): boolean => key !== RUN_LABEL && key !== TRIAL_LABEL;
  const others = isObject(labels) ? Object.entries(labels).filter(own) : labels;
  return createHash('sha256')
    .update(JSON.stringify([namespace, { ...manifest, metadata }, others]))
    .digest('hex');
}

/** A job that another judgement has made: as it was sent, as the answer showed it, and the exchange. */
interface Lent {
  ref: Required<Ref>;
  sent: JsonObject;
  made: JsonObject;
  creation: Exchange;
  /** As the answer to what made it again as it was showed it. */
  undone: JsonObject | undefined;
}

export function createSharing(options: SharingOptions): Pick<Given, 'shared' | 'sharedSet' | 'reused'> {
  const { kind, target, loans, name, manifest, find, knew, served, sendCreate, readBack, shownIn } = options;
  const UNDONE = `${keyOf(kind)} undone`;

  async function lent(key: string, namespace: string): Promise<Lent | undefined> {
    const loan = await loans.lend(key, kind, namespace);
    const known = loan && madeIn(loan.creation);
    if (loan === undefined || known === undefined) return undefined;
    const { creation, undone } = loan;
    const ref = { name: String(metadataOf(known.made)['name']), namespace };
    return { ...known, ref, creation, undone: isObject(undone) ? undone : undefined };
  }

  const passOn = (key: string, exchange: number, ref: Required<Ref>, use: Use = 'look'): void =>
    loans.passOn(key, exchange, { kind, ...ref }, use);

  /**
   * A job of an earlier judgement that is as it was made; undefined where there is none. Where it had to be made so, the
   * answer to that counts as read, once a read has shown of another job what such an answer had shown.
   */
  async function borrowed(key: string, namespace: string, use: Use): Promise<Job | undefined> {
    const one = await lent(key, namespace);
    if (one === undefined) return undefined;
    const { made } = one;
    const undone = one.undone && isAsMade(one.undone, made, use) ? one.undone : undefined;
    const isKnown = undone !== undefined && served.has(UNDONE);
    const object = isKnown ? undone : await find(one.ref);
    if (!object || !isAsMade(object, made, use)) return borrowed(key, namespace, use);
    if (isKnown) knew(one.ref, object);
    else if (undone !== undefined) served.add(UNDONE);
    passOn(key, one.creation.seq, one.ref, use);
    return { ...one.ref, sent: one.sent, stored: object, uid: uidOf(one.made) };
  }

  const given =
    (use: Use) =>
    async (overrides: Overrides = {}): Promise<Job> => {
      const own = manifest(overrides);
      const namespace = overrides.namespace ?? options.namespace;
      const key = `${keyOf(kind)} ${use} ${likenessOf(own, namespace)}`;
      const job = await borrowed(key, namespace, use);
      if (job !== undefined) return job;
      const { answer, ref } = await sendCreate(own, { namespace });
      const made = await readBack(answer, ref, own);
      passOn(key, answer.exchange, ref, use);
      return made;
    };

  /** The first of a set is found by what all of them are like, the others by the label that it has, too. */
  const keyIn = (likeness: string, set: string, i: number): string =>
    `${likeness} ${i === 0 ? '' : `${set} ${String(i)}`}`;

  /** A set of an earlier judgement; undefined where there is none that is as it was made. */
  async function borrowedSet(
    likeness: string,
    count: number,
    namespace: string,
  ): Promise<{ set: string; jobs: Accepted[] } | undefined> {
    const first = await lent(keyIn(likeness, '', 0), namespace);
    if (first === undefined) return undefined;
    const set = String(labelsOf(first.sent)[SET]);
    const all = [first];
    while (all.length < count) {
      const next = await lent(keyIn(likeness, set, all.length), namespace);
      if (next === undefined) return borrowedSet(likeness, count, namespace);
      all.push(next);
    }
    const { json } = await target.list({ namespace, query: { labelSelector: `${SET}=${set}` } });
    const items = isObject(json) && Array.isArray(json['items']) ? json['items'].filter(isObject) : [];
    const isThere = ({ ref, made }: Lent): boolean =>
      items.some((item) => metadataOf(item)['name'] === ref.name && isAsMade(item, made, 'look'));
    if (!all.every(isThere)) return borrowedSet(likeness, count, namespace);
    all.forEach(({ ref, creation }, i) => passOn(keyIn(likeness, set, i), creation.seq, ref));
    return { set, jobs: all.map(({ ref, sent, made }) => ({ ...ref, sent, uid: uidOf(made) })) };
  }

  async function sharedSet(
    all: readonly Omit<Overrides, 'namespace'>[],
    namespace = options.namespace,
  ): Promise<{ set: string; jobs: Accepted[] }> {
    const manifests = (set: string): JsonObject[] =>
      all.map(({ name: tail, ...one }) => {
        const named = tail !== undefined && { name: `${set}${tail}` };
        return manifest({ ...one, ...named, namespace, labels: { ...one.labels, [SET]: set } });
      });
    const likenesses = manifests('').map((own, i) => [likenessOf(own, namespace), all[i]?.name ?? null]);
    const likeness = `${keyOf(kind)} set ${likenessOf({ likenesses }, namespace)}`;
    const lentSet = await borrowedSet(likeness, all.length, namespace);
    if (lentSet !== undefined) return lentSet;
    const set = name(SET);
    const jobs: Accepted[] = [];
    for (const own of manifests(set)) {
      const { answer, ref } = await sendCreate(own, { namespace });
      passOn(keyIn(likeness, set, jobs.length), answer.exchange, ref);
      jobs.push(await shownIn(answer, ref, own));
    }
    return { set, jobs };
  }
  return { shared: given('look'), reused: given('write'), sharedSet };
}

const labelsOf = (manifest: JsonObject): JsonObject => {
  const { labels } = metadataOf(manifest);
  return isObject(labels) ? labels : {};
};
