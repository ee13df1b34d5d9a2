/**
 * Jobs that several checks have one after the other: those that none of them changes, alone or as a set under a label of
 * its own, and those that each may write.
 */
import { keyOf } from '../../contract/kinds.ts';
import { isObject, type JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Accepted, Job, Ref, Target } from '../model/target.ts';
import type { Given } from '../model/trial.ts';
import { metadataOf, uidOf } from '../ownership/ownership.ts';
import type { Served } from './context.ts';
import type { Creates } from './creates.ts';
import { likenessOf } from './likeness.ts';
import type { Loans } from './loans.ts';
import { isAsMade, madeIn, type Use } from './pool.ts';
import type { Reads } from './reads.ts';

export interface SharingOptions {
  kind: Kind;
  namespace: string;
  target: Pick<Target, 'list'>;
  /** Jobs of earlier judgements. */
  loans: Loans;
  /** What the run has seen to succeed. */
  served: Served;
  manifests: Pick<Given, 'name' | 'manifest'>;
  reads: Pick<Reads, 'find' | 'knew'>;
  creates: Pick<Creates, 'sent' | 'readBack' | 'shownIn'>;
}

/** The label that the jobs of a set have in common. */
const SET = 'set';

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
  const lending = createLending(options);
  return {
    shared: sharing('look', options, lending),
    reused: sharing('write', options, lending),
    sharedSet: sharingSets(options, lending),
  };
}

interface Lending {
  /** A job of an earlier judgement; undefined where there is none. */
  lent(key: string, namespace: string): Promise<Lent | undefined>;
  /** The job, made by the exchange of this number, goes on to others. */
  passOn(key: string, exchange: number, ref: Required<Ref>, use?: Use): void;
}

const createLending = ({ kind, loans }: SharingOptions): Lending => ({
  async lent(key, namespace) {
    const loan = await loans.lend(key, kind, namespace);
    const known = loan && madeIn(loan.creation);
    if (loan === undefined || known === undefined) return undefined;
    const { creation, undone } = loan;
    const ref = { name: String(metadataOf(known.made)['name']), namespace };
    return { ...known, ref, creation, undone: isObject(undone) ? undone : undefined };
  },
  passOn: (key, exchange, ref, use = 'look') => loans.passOn(key, exchange, { kind, ...ref }, use),
});

function sharing(use: Use, options: SharingOptions, { lent, passOn }: Lending): Given['shared'] {
  const { kind, served, manifests, reads, creates } = options;
  const UNDONE = `${keyOf(kind)} undone`;

  /**
   * A job of an earlier judgement that is as it was made; undefined where there is none. Where it had to be made so, the
   * answer to that counts as read, once a read has shown of another job what such an answer had shown.
   */
  async function borrowed(key: string, namespace: string): Promise<Job | undefined> {
    const one = await lent(key, namespace);
    if (one === undefined) return undefined;
    const { made } = one;
    const undone = one.undone && isAsMade(one.undone, made, use) ? one.undone : undefined;
    const isKnown = undone !== undefined && served.has(UNDONE);
    const object = isKnown ? undone : await reads.find(one.ref);
    if (!object || !isAsMade(object, made, use)) return borrowed(key, namespace);
    if (isKnown) reads.knew(one.ref, object);
    else if (undone !== undefined) served.add(UNDONE);
    passOn(key, one.creation.seq, one.ref, use);
    return { ...one.ref, sent: one.sent, stored: object, uid: uidOf(one.made) };
  }

  return async (overrides = {}) => {
    const own = manifests.manifest(overrides);
    const namespace = overrides.namespace ?? options.namespace;
    const key = `${keyOf(kind)} ${use} ${likenessOf(own, namespace)}`;
    const job = await borrowed(key, namespace);
    if (job !== undefined) return job;
    const creation = await creates.sent(own, { namespace });
    const made = await creates.readBack(creation, own);
    passOn(key, creation.answer.exchange, creation.ref, use);
    return made;
  };
}

/** The first of a set is found by what all of them are like, the others by the label that it has, too. */
const keyIn = (likeness: string, set: string, i: number): string =>
  `${likeness} ${i === 0 ? '' : `${set} ${String(i)}`}`;

function sharingSets(options: SharingOptions, lending: Lending): Given['sharedSet'] {
  const { kind, manifests, creates } = options;
  return async (all, namespace = options.namespace) => {
    const made = (set: string): JsonObject[] =>
      all.map(({ name: tail, ...one }) => {
        const named = tail !== undefined && { name: `${set}${tail}` };
        return manifests.manifest({ ...one, ...named, namespace, labels: { ...one.labels, [SET]: set } });
      });
    const likenesses = made('').map((own, i) => [likenessOf(own, namespace), all[i]?.name ?? null]);
    const likeness = `${keyOf(kind)} set ${likenessOf({ likenesses }, namespace)}`;
    const lentSet = await borrowedSet({ likeness, count: all.length, namespace }, options, lending);
    if (lentSet !== undefined) return lentSet;
    const set = manifests.name(SET);
    const jobs: Accepted[] = [];
    for (const own of made(set)) {
      const creation = await creates.sent(own, { namespace });
      lending.passOn(keyIn(likeness, set, jobs.length), creation.answer.exchange, creation.ref);
      jobs.push(await creates.shownIn(creation, own));
    }
    return { set, jobs };
  };
}

/** A set of an earlier judgement; undefined where there is none that is as it was made. */
async function borrowedSet(
  asked: { likeness: string; count: number; namespace: string },
  options: SharingOptions,
  lending: Lending,
): Promise<{ set: string; jobs: Accepted[] } | undefined> {
  const { likeness, count, namespace } = asked;
  const first = await lending.lent(keyIn(likeness, '', 0), namespace);
  if (first === undefined) return undefined;
  const set = String(labelsOf(first.sent)[SET]);
  const all = [first];
  while (all.length < count) {
    const next = await lending.lent(keyIn(likeness, set, all.length), namespace);
    if (next === undefined) return borrowedSet(asked, options, lending);
    all.push(next);
  }
  const { json } = await options.target.list({ namespace, query: { labelSelector: `${SET}=${set}` } });
  const items = isObject(json) && Array.isArray(json['items']) ? json['items'].filter(isObject) : [];
  const isThere = ({ ref, made }: Lent): boolean =>
    items.some((item) => metadataOf(item)['name'] === ref.name && isAsMade(item, made, 'look'));
  if (!all.every(isThere)) return borrowedSet(asked, options, lending);
  all.forEach(({ ref, creation }, i) => lending.passOn(keyIn(likeness, set, i), creation.seq, ref));
  return { set, jobs: all.map(({ ref, sent, made }) => ({ ...ref, sent, uid: uidOf(made) })) };
}

const labelsOf = (manifest: JsonObject): JsonObject => {
  const { labels } = metadataOf(manifest);
  return isObject(labels) ? labels : {};
};
