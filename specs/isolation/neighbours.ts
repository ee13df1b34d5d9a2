/** Jobs that share all but one part of their address: what happens to one does not show in the others. */
import { nameFor } from '../../contract/kinds.ts';
import type { Capability } from '../../harness/model/requirement.ts';
import type { Job } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
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
  /** `isCollection`: a deletion of the collection, which reaches what the judgement itself has made, is among what follows. */
  create(trial: Trial, isCollection?: boolean): Promise<Neighbour[]>;
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

/** Jobs whose names are that of a set that nobody has, and one of these tails. */
async function newOnes(trial: Trial, tails: readonly string[]): Promise<{ set: string; jobs: Job[] }> {
  const set = trial.given.name('set');
  const jobs: Job[] = [];
  for (const [i, tail] of tails.entries()) jobs.push((await neighbour(trial, `${set}${tail}`, String(i))).job);
  return { set, jobs };
}

export const NAMES_THAT_BEGIN_ALIKE: Neighbourhood = {
  statement: 'isolation.names',
  basis: 'isolation/read-tells-apart-names-that-begin-alike',
  subjects: [0],
  async create(trial, isCollection = false) {
    const tails = ['', '-mi', '-midd', '-mid-0-mid'];
    const { set, jobs } = isCollection
      ? await newOnes(trial, tails)
      : await trial.given.sharedSet(tails.map((name, i) => ({ name, labels: { place: String(i), all: 'yes' } })));
    const all = [await neighbour(trial, `${set}-mid`, 'mid')];
    for (const [i, job] of jobs.entries()) {
      const stored = await trial.given.known(job);
      all.push({ trial, job: { ...job, stored }, place: String(i) });
    }
    return all;
  },
};

/** The collection that a job is in, to tell which neighbours one list shows. */
export const collectionOf = ({ trial, job }: Neighbour): string =>
  `${nameFor(trial.kind, trial.kind.plural)} ${job.namespace}`;
