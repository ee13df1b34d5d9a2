/** Requests as they arrive behind a proxy: once. */
import type { Requirement } from '../../harness/model/requirement.ts';
import { at, itemsOf, nameOf, withMember } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';

export const proxies: readonly Requirement[] = [
  requirement('intermediaries/a-create-is-carried-out-once', {
    tests: ['intermediaries.once'],
    needs: ['create/completes-generate-name', 'list/selects-by-equality'],
    async check(trial) {
      const mark = trial.given.name('once');
      const base = trial.given.manifest({ labels: { mark } });
      const manifest = withMember(
        withMember(base, ['metadata', 'generateName'], `${nameOf(base).slice(0, 40)}-`),
        ['metadata', 'name'],
        undefined,
      );
      const created = nameOf(trial.expect.accepted(await trial.target.create(manifest)));
      const list = await trial.target.list({ query: { labelSelector: `mark=${mark}` } });
      const made = itemsOf(trial.expect.documented(list)).filter(
        (item) => at(item, 'metadata', 'labels', 'mark') === mark,
      );
      trial.expect.that(made.length === 1 && nameOf(made[0]) === created, {
        message: `One create with a generateName made ${made.length} objects`,
        expected: created,
        received: made.map(nameOf).join(', ') || 'none',
        path: '/items',
        answer: list,
      });
    },
  }),
];
