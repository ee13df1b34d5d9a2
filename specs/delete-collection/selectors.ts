/** Which objects the deletion of a collection selects. */
import type { Accepted } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import type { Labels } from '../../generators/arbitraries/index.ts';
import { deletionOf } from '../delete/support.ts';
import { expectNames, ownItems } from '../support/expectations.ts';
import { nameOf } from '../support/objects.ts';
import { someOf } from '../support/closeness.ts';
import { requirement } from '../support/requirement.ts';
import { ACCEPTED_SELECTION, REFUSED_SELECTIONS } from '../list/malformed-selectors.ts';
import { FORMS, FORM_LABELS, FORM_STATEMENTS } from '../support/label-selectors.ts';

/** A job with the labels by which the check selects it. */
type Labelled = Accepted & { own: Labels };

/** Waits until no list shows the jobs of `gone`, expects the others in the last one, and returns them. */
async function expectLeft<Each extends Accepted>(
  trial: Trial,
  jobs: readonly Each[],
  gone: readonly Each[],
  selector: string,
): Promise<Each[]> {
  const left = jobs.filter((job) => !gone.includes(job));
  const look = async (): Promise<true | undefined> => {
    answer = await trial.target.list();
    items = ownItems(trial, answer, jobs);
    return items.some((item) => gone.some(({ name }) => name === nameOf(item))) ? undefined : true;
  };
  let answer = await trial.target.list();
  let items = ownItems(trial, answer, jobs);
  if (items.length > left.length && !(await trial.eventually(look))) {
    // What is marked may take the time that it shows.
    const marked = items.filter((item) => deletionOf(item) !== undefined).map(nameOf);
    for (const job of gone.filter(({ name }) => marked.includes(name)))
      await trial.expect.absent(job, { settle: true });
    await look();
  }
  expectNames(
    trial,
    answer,
    items,
    left.map((job) => job.name),
    `What is left by a deletion of the collection for ${selector}`,
  );
  return left;
}

/** Of sets that the same forms select, the last. */
const OWN_LABELS = FORM_LABELS.filter(
  (labels, i) =>
    !FORM_LABELS.slice(i + 1).some((later) => FORMS.every((form) => form.matches(later) === form.matches(labels))),
);

/** Before each deletion of a collection, it is listed: of the many bad label selectors, every third is sent. */
const SOME_REFUSED = REFUSED_SELECTIONS.filter((query, i) => 'fieldSelector' in query || i % 3 === 0);

/** Under the name of a predecessor that is gone, if there is one. */
const labelled = async (trial: Trial, own: Labels, gone: Labelled | undefined): Promise<Labelled> => ({
  ...(await trial.given.accepted({ labels: own, ...(gone !== undefined && { name: gone.name }) })),
  own,
});

export const collectionSelectors: readonly Requirement[] = [
  requirement('delete-collection/deletes-what-each-form-of-selector-says', {
    tests: ['deletecollection.query.labelSelector', ...FORM_STATEMENTS],
    needs: ['delete-collection/deletes-by-label', 'list/selects-by-several-requirements', 'delete/frees-the-name'],
    async check(trial) {
      let jobs: Labelled[] = [];
      const free: Labelled[] = [];
      for (const { text, matches } of FORMS) {
        // Jobs that the last selector deleted are created again, under names whose predecessors had other labels.
        for (const own of OWN_LABELS.filter((labels) => !jobs.some((job) => job.own === labels))) {
          const predecessor = free.find((job) => job.own !== own);
          if (predecessor !== undefined) free.splice(free.indexOf(predecessor), 1);
          jobs.push(await labelled(trial, own, predecessor));
        }
        trial.expect.documented(await trial.target.deleteCollection({ query: { labelSelector: text } }));
        const gone = jobs.filter((job) => matches(job.own));
        jobs = await expectLeft(trial, jobs, gone, `labelSelector ${text}`);
        free.push(...gone);
      }
    },
  }),
  requirement('delete-collection/deletes-what-each-form-of-field-selector-says', {
    tests: [
      'deletecollection.query.fieldSelector',
      'selectors.field.name',
      'selectors.field.namespace',
      'selectors.field.not-equals',
      'selectors.field.and',
    ],
    needs: ['delete-collection/deletes-by-field', 'list/selects-by-field-several-requirements'],
    async check(trial) {
      const base = trial.given.name();
      const create = (name: string): Promise<Accepted> => trial.given.accepted({ name, labels: { app: 'a' } });
      const first = await create(base);
      const second = await create(`${base}-x`);
      const third = await create(`${base}x`);
      const fourth = await create(`${base}-y`);
      const steps: [query: { fieldSelector: string; labelSelector?: string }, gone: Accepted[]][] = [
        [{ fieldSelector: `metadata.name=${first.name},metadata.name=${second.name}` }, []],
        [{ fieldSelector: 'metadata.namespace=elsewhere' }, []],
        [{ fieldSelector: `metadata.name=${first.name}`, labelSelector: 'app=b' }, []],
        [{ fieldSelector: `metadata.name==${second.name}` }, [second]],
        [
          { fieldSelector: `metadata.name!=${first.name},metadata.name!=${fourth.name}`, labelSelector: 'app' },
          [third],
        ],
        [{ fieldSelector: `metadata.namespace=${trial.namespace}`, labelSelector: 'app=a' }, [first, fourth]],
      ];
      let jobs = [first, second, third, fourth];
      for (const [query, gone] of steps) {
        trial.expect.documented(await trial.target.deleteCollection({ query }));
        jobs = await expectLeft(
          trial,
          jobs,
          gone,
          Object.entries(query)
            .map((pair) => pair.join(' '))
            .join(' and '),
        );
      }
    },
  }),
  requirement('delete-collection/refuses-malformed-selectors', {
    tests: ['deletecollection.selector.malformed'],
    needs: ['delete-collection/deletes-by-label'],
    async check(trial) {
      const jobs = await trial.given.allAccepted(2, { labels: { app: 'b' } });
      trial.expect.documented(await trial.target.deleteCollection({ query: ACCEPTED_SELECTION }));
      for (const query of someOf(trial, SOME_REFUSED))
        trial.expect.refused(await trial.target.deleteCollection({ query }));
      const answer = await trial.target.list();
      expectNames(
        trial,
        answer,
        ownItems(trial, answer, jobs),
        jobs.map((job) => job.name),
        'The list after deletions that were refused',
      );
    },
  }),
];
