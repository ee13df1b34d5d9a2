/** Jobs that share all but one part of their address: what happens to one does not show in the others. */
import { nameFor } from '../../contract/kinds.ts';
import type { Capability } from '../../harness/model/requirement.ts';
import type { Job } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { LONGEST_NAME } from '../create/name-rules.ts';
import { ofOtherKinds } from '../support/kinds.ts';

/** A job with the trial of its kind. The label `place` says where it is. */
export interface Neighbour {
  trial: Trial;
  job: Job;
  place: string;
}

/** What the addresses of neighbours differ in. */
export interface Neighbourhood {
  statement: string;
  requires?: readonly Capability[];
  /** The requirement that reads them all. */
  basis: string;
  /** Which of them a write is about, one after the other, each time among new ones. */
  subjects: readonly number[];
  /** `isWritten`: one of them will not be as it was made; otherwise they may be those of other judgements. */
  create(trial: Trial, isWritten?: boolean): Promise<Neighbour[]>;
}

const neighbour = async (
  trial: Trial,
  name: string,
  place: string,
  namespace = trial.namespace,
): Promise<Neighbour> => ({
  trial,
  place,
  job: await trial.given.job({ name, namespace, labels: { place, all: 'yes' } }),
});

export const OTHER_NAMESPACES: Neighbourhood = {
  statement: 'isolation.namespaces',
  requires: ['other-namespace'],
  basis: 'isolation/read-tells-apart-other-namespaces',
  subjects: [0, 1],
  async create(trial) {
    const name = trial.given.name();
    return [await neighbour(trial, name, 'here'), await neighbour(trial, name, 'there', trial.otherNamespace)];
  },
};

export const OTHER_KINDS: Neighbourhood = {
  statement: 'isolation.kinds',
  basis: 'isolation/read-tells-apart-other-kinds',
  subjects: [0],
  async create(trial) {
    const name = trial.given.name();
    const all = [];
    for (const each of [trial, ...ofOtherKinds(trial)]) all.push(await neighbour(each, name, each.kind.singular));
    return all;
  },
};

/** What follows one name, with the place of each. */
interface Tail {
  tail: string;
  place: string;
}

/**
 * The second, which has `length` characters, lies among the others, in the order of the names as in that of their
 * creation. One of them begins with it, it begins with two, and one differs from it in the last character alone: a
 * server that looks at so many characters, however many, takes it for another.
 */
function tailsOf(length: number): readonly [Tail, Tail, ...Tail[]] {
  const long = '-0-mid'.padEnd(length - 1, 'd');
  return [
    { tail: `${long}j`, place: 'twin' },
    { tail: `${long}i`, place: 'mid' },
    { tail: '', place: 'short' },
    { tail: long, place: 'beginning' },
    { tail: `${long}ij`, place: 'longer' },
  ];
}

/** So that there are names as long as the rules allow. */
const longestAfter = (name: string): number => LONGEST_NAME - 1 - name.length;

/** Behind a name whose length is not known. */
const LONG = 20;

export const NAMES_THAT_BEGIN_ALIKE: Neighbourhood = {
  statement: 'isolation.names',
  basis: 'isolation/read-tells-apart-names-that-begin-alike',
  subjects: [1],
  async create(trial, isWritten = false) {
    if (isWritten) {
      const name = trial.given.name();
      const all = [];
      for (const { tail, place } of tailsOf(longestAfter(name)))
        all.push(await neighbour(trial, `${name}${tail}`, place));
      return all;
    }
    const tails = tailsOf(LONG);
    const { jobs } = await trial.given.sharedSet(
      tails.map(({ tail, place }) => ({ name: tail, labels: { place, all: 'yes' } })),
    );
    const all = [];
    for (const [i, job] of jobs.entries())
      all.push({ trial, place: tails[i]?.place ?? '', job: { ...job, stored: await trial.given.known(job) } });
    return all;
  },
};

/** The collection that a job is in, to tell which neighbours one list shows. */
export const collectionOf = ({ trial, job }: Neighbour): string =>
  `${nameFor(trial.kind, trial.kind.plural)} ${job.namespace}`;
