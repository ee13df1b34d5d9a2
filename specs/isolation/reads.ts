import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { expectNames, ownItems } from '../support/expectations.ts';
import { nameOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import {
  NAMES_THAT_BEGIN_ALIKE,
  OTHER_KINDS,
  OTHER_NAMESPACES,
  collectionOf,
  type Neighbour,
  type Neighbourhood,
} from './neighbours.ts';

async function readsEach(trial: Trial, { create }: Neighbourhood): Promise<void> {
  for (const { trial: its, job, place } of await create(trial)) {
    const { name, namespace, uid } = job;
    const answer = await its.target.read(job);
    its.expect.match(
      its.expect.documented(answer),
      { kind: its.kind.kind, metadata: { name, namespace, uid, labels: { place } } },
      answer,
    );
  }
}

/** The list of the first one's collection holds exactly those that are in it. */
async function expectListed(here: readonly [Neighbour, ...Neighbour[]], all: readonly Neighbour[]): Promise<void> {
  const { trial, job } = here[0];
  const jobs = all.map((one) => one.job);
  const answer = await trial.target.list({ namespace: job.namespace });
  const items = ownItems(trial, answer, jobs);
  const names = here.map((one) => one.job.name);
  expectNames(trial, answer, items, names, `The list of ${collectionOf(here[0])}`);
  for (const item of items) {
    const shown = here.find((one) => one.job.name === nameOf(item));
    if (shown === undefined) continue;
    const metadata = { uid: shown.job.uid, labels: { place: shown.place } };
    trial.expect.match(item, { metadata }, answer, '/items/*');
  }
}

async function listsEach(trial: Trial, { create }: Neighbourhood): Promise<void> {
  const all = await create(trial);
  for (const collection of new Set(all.map(collectionOf))) {
    const [first, ...others] = all.filter((one) => collectionOf(one) === collection);
    if (first !== undefined) await expectListed([first, ...others], all);
  }
}

const tellsApart = (
  id: string,
  basis: string,
  neighbourhood: Neighbourhood,
  look: (trial: Trial, neighbourhood: Neighbourhood) => Promise<void>,
): Requirement =>
  requirement(id, {
    tests: [neighbourhood.statement],
    needs: [basis],
    ...(neighbourhood.requires !== undefined && { requires: neighbourhood.requires }),
    check: (trial) => look(trial, neighbourhood),
  });

const readTellsApart = (id: string, neighbourhood: Neighbourhood): Requirement =>
  tellsApart(id, 'read/answers-with-what-is-stored', neighbourhood, readsEach);
const listTellsApart = (id: string, neighbourhood: Neighbourhood): Requirement =>
  tellsApart(id, 'list/holds-what-was-created', neighbourhood, listsEach);

export const isolationOfReads: readonly Requirement[] = [
  readTellsApart('isolation/read-tells-apart-other-namespaces', OTHER_NAMESPACES),
  readTellsApart('isolation/read-tells-apart-other-kinds', OTHER_KINDS),
  readTellsApart('isolation/read-tells-apart-names-that-begin-alike', NAMES_THAT_BEGIN_ALIKE),
  listTellsApart('isolation/list-tells-apart-other-namespaces', OTHER_NAMESPACES),
  listTellsApart('isolation/list-tells-apart-other-kinds', OTHER_KINDS),
  listTellsApart('isolation/list-tells-apart-names-that-begin-alike', NAMES_THAT_BEGIN_ALIKE),
];
