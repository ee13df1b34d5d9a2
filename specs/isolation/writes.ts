import type { Requirement } from '../../harness/model/requirement.ts';
import { expectSpared } from '../delete/support.ts';
import { requirement } from '../support/requirement.ts';
import { specChange } from '../support/spec-change.ts';
import { write } from '../support/updates/write.ts';
import {
  NAMES_THAT_BEGIN_ALIKE,
  OTHER_KINDS,
  OTHER_NAMESPACES,
  collectionOf,
  type Neighbour,
  type Neighbourhood,
} from './neighbours.ts';

/** What is done to one of them, with its effect seen: without one, sparing the others proves nothing. */
interface Act {
  needs: string;
  act(subject: Neighbour, hasCompany: boolean): Promise<void>;
}

const REPLACE: Act = {
  needs: 'replace/stores-the-body',
  async act({ trial, job, place }) {
    trial.expect.accepted(await write(trial, 'replace', job, ['metadata', 'labels', 'place'], `${place}-replaced`));
    await trial.expect.stored(job, { metadata: { uid: job.uid, labels: { place: `${place}-replaced` } } });
  },
};

const PATCH: Act = {
  needs: 'patch/merges',
  async act({ trial, job, place }) {
    const labels = { place: `${place}-patched` };
    const spec = specChange(trial.kind, 86_399);
    trial.expect.accepted(await trial.target.patch(job, { metadata: { labels }, spec }));
    await trial.expect.stored(job, { metadata: { uid: job.uid, labels }, spec });
  },
};

const DELETE: Act = {
  needs: 'delete/removes-the-object',
  async act({ trial, job }) {
    trial.expect.accepted(await trial.target.delete(job));
    await trial.expect.absent(job, { settle: true });
  },
};

/** Where others are in the same collection, a selector leaves the subject alone; where none is, all that match go. */
const DELETE_COLLECTION: Act = {
  needs: 'delete-collection/deletes-by-label',
  async act({ trial, job }, hasCompany) {
    const query = hasCompany ? { fieldSelector: `metadata.name=${job.name}` } : { labelSelector: 'all=yes' };
    trial.expect.accepted(await trial.target.deleteCollection({ namespace: job.namespace, query }));
    await trial.expect.absent(job, { settle: true });
  },
};

const spares = (id: string, { needs, act }: Act, neighbourhood: Neighbourhood): Requirement =>
  requirement(id, {
    tests: [neighbourhood.statement],
    needs: [needs, neighbourhood.basis],
    ...(neighbourhood.requires !== undefined && { requires: neighbourhood.requires }),
    async check(trial) {
      for (const index of neighbourhood.subjects) {
        const all = await neighbourhood.create(trial, true);
        const [subject] = all.slice(index);
        if (subject === undefined) throw new Error(`${neighbourhood.statement} has no neighbour ${index}`);
        const others = all.filter((one) => one !== subject);
        await act(
          subject,
          others.some((one) => collectionOf(one) === collectionOf(subject)),
        );
        for (const { trial: its, job } of others) await expectSpared(its, job, job.stored);
      }
    },
  });

export const isolationOfWrites: readonly Requirement[] = [
  spares('isolation/replace-spares-other-namespaces', REPLACE, OTHER_NAMESPACES),
  spares('isolation/replace-spares-other-kinds', REPLACE, OTHER_KINDS),
  spares('isolation/replace-spares-names-that-begin-alike', REPLACE, NAMES_THAT_BEGIN_ALIKE),
  spares('isolation/patch-spares-other-namespaces', PATCH, OTHER_NAMESPACES),
  spares('isolation/patch-spares-other-kinds', PATCH, OTHER_KINDS),
  spares('isolation/patch-spares-names-that-begin-alike', PATCH, NAMES_THAT_BEGIN_ALIKE),
  spares('isolation/delete-spares-other-namespaces', DELETE, OTHER_NAMESPACES),
  spares('isolation/delete-spares-other-kinds', DELETE, OTHER_KINDS),
  spares('isolation/delete-spares-names-that-begin-alike', DELETE, NAMES_THAT_BEGIN_ALIKE),
  spares('isolation/delete-collection-spares-other-namespaces', DELETE_COLLECTION, OTHER_NAMESPACES),
  spares('isolation/delete-collection-spares-other-kinds', DELETE_COLLECTION, OTHER_KINDS),
  spares('isolation/delete-collection-spares-names-that-begin-alike', DELETE_COLLECTION, NAMES_THAT_BEGIN_ALIKE),
];
