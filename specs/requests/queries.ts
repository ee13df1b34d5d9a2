/** Parameters that are given twice or are empty, and options in the body beside others in the query. */
import { pathOf } from '../../contract/operations.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { acceptedDelete, expectGone, expectSpared, optionsBody, OTHER_UID } from '../delete/support.ts';
import { expectNames, ownItems } from '../support/expectations.ts';
import { nameOf, shownOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';

/** A server may refuse a parameter that is given twice; it never takes it for absent. */
const TWICE = 'dryRun=All&dryRun=All';

const repeatedDryRun = requirement('requests/a-dry-run-that-is-asked-for-twice-is-none-the-less', {
  tests: ['requests.query.repeated'],
  needs: ['delete/dry-run-in-the-query-changes-nothing'],
  async check(trial) {
    const job = await trial.given.shared();
    const path = pathOf(trial.kind, trial.namespace, job.name);
    const answer = await trial.target.send('DELETE', `${path}?${TWICE}`);
    if (answer.status >= 300) trial.expect.refused(answer);
    await expectSpared(trial, job, job.stored);
  },
});

const repeatedDryWrites = requirement('requests/a-dry-write-that-is-asked-for-twice-is-none-the-less', {
  tests: ['requests.query.repeated', 'create.dry-run', 'patch.dry-run'],
  needs: ['create/stores-nothing-on-a-dry-run', 'patch/dry-run-stores-nothing'],
  async check(trial) {
    const manifest = trial.given.manifest();
    const created = await trial.target.send('POST', `${pathOf(trial.kind, trial.namespace)}?${TWICE}`, {
      body: manifest,
    });
    if (created.status >= 300) trial.expect.refused(created);
    await trial.expect.absent({ name: nameOf(manifest) });
    const job = await trial.given.shared();
    const patched = await trial.target.send('PATCH', `${pathOf(trial.kind, trial.namespace, job.name)}?${TWICE}`, {
      body: { metadata: { labels: { dry: 'yes' } } },
    });
    if (patched.status >= 300) trial.expect.refused(patched);
    await trial.expect.unchanged(job, job.stored);
  },
});

const repeatedSelector = requirement('requests/a-selector-that-is-given-twice-selects', {
  tests: ['requests.query.repeated'],
  needs: ['list/selects-by-equality'],
  async check(trial) {
    const mark = trial.given.name('s');
    const job = await trial.given.accepted({ labels: { twice: mark } });
    const other = await trial.given.shared();
    const once = `labelSelector=${encodeURIComponent(`twice=${mark}`)}`;
    const list = await trial.target.send('GET', `${pathOf(trial.kind, trial.namespace)}?${once}&${once}`);
    if (list.status >= 300) return trial.expect.refused(list);
    expectNames(trial, list, ownItems(trial, list, [job, other]), [job.name], 'The list by a selector given twice');
  },
});

const empty = requirement('requests/parameters-that-are-empty-count-as-absent', {
  tests: ['requests.query.empty'],
  needs: ['list/holds-what-was-created'],
  async check(trial) {
    const job = await trial.given.shared();
    for (const name of ['labelSelector', 'fieldSelector', 'continue', 'resourceVersion']) {
      const list = await trial.target.list({ query: { [name]: '' } });
      expectNames(trial, list, ownItems(trial, list, [job]), [job.name], `The list with an empty ${name}`);
    }
  },
});

/** RFC 9110, section 4.1: 8,000 octets, of which a base path may take some. */
const LONG = 7000;

const longQuery = requirement('requests/a-long-query-selects', {
  tests: ['requests.query.long'],
  needs: ['list/selects-by-equality'],
  async check(trial) {
    const mark = trial.given.name('s');
    const job = await trial.given.accepted({ labels: { long: mark } });
    const other = await trial.given.shared();
    const terms = [`long=${mark}`];
    for (let i = 0; encodeURIComponent(terms.join(',')).length < LONG; i += 1) terms.push(`long!=none-${i}`);
    const list = await trial.target.list({ query: { labelSelector: terms.join(',') } });
    expectNames(
      trial,
      list,
      ownItems(trial, list, [job, other]),
      [job.name],
      'The list by a selector of 7,000 characters',
    );
  },
});

const besideQuery = requirement('requests/reads-options-in-the-body-beside-others-in-the-query', {
  tests: ['delete.body.beside-query'],
  needs: ['delete/takes-options-in-the-body', 'delete/refuses-another-uid-as-precondition'],
  async check(trial) {
    const job = await trial.given.job();
    const query = { gracePeriodSeconds: 0, propagationPolicy: 'Background' };
    const foreign = optionsBody({ preconditions: { uid: OTHER_UID } });
    trial.expect.refused(await trial.target.delete(job, { query, body: foreign }), [409]);
    await expectSpared(trial, job, job.stored);
    const dry = optionsBody({ dryRun: ['All'] });
    for (const one of [query, { ...query, dryRun: 'All' }]) {
      trial.expect.documented(await trial.target.delete(job, { query: one, body: dry }));
      await expectSpared(trial, job, job.stored);
    }
    const own = optionsBody({ preconditions: { uid: shownOf(trial, job.stored, 'uid') } });
    acceptedDelete(trial, await trial.target.delete(job, { query, body: own }));
    await expectGone(trial, job);
  },
});

export const queries: readonly Requirement[] = [
  repeatedDryRun,
  repeatedDryWrites,
  repeatedSelector,
  empty,
  longQuery,
  besideQuery,
];
