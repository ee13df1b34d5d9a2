/** Credentials are asked for however the path of an object is spelled, and whatever the query asks for. */
import { pathOf } from '../../contract/operations.ts';
import type { Identity } from '../../harness/model/exchange.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { spellings } from '../requests/methods.ts';
import { requirement } from '../support/requirement.ts';
import { expectNothingShown } from './calls.ts';

const NOBODY: Identity = { credentials: null };
const QUERIES = [
  '?pretty=true',
  '?resourceVersion=0',
  '?limit=1',
  '?limit=1&continue=any',
  '?labelSelector=none%21%3Dx',
];

/** The name with its first character as an escape. */
const escaped = (name: string): string => `%${name.charCodeAt(0).toString(16)}${name.slice(1)}`;

export const paths: readonly Requirement[] = [
  requirement('auth/no-path-goes-around-the-token', {
    tests: ['auth.required', 'auth.no-trace', 'auth.before-lookup'],
    needs: ['auth/read-refuses-no-token', 'auth/list-refuses-no-token'],
    requires: ['authentication'],
    async check(trial) {
      const job = await trial.given.accepted();
      const asNobody = (method: string, path: string) => trial.target.send(method, path, { as: NOBODY });
      const collection = pathOf(trial.kind, trial.namespace);
      const others = [trial.otherNamespace, trial.scratchNamespace].filter((namespace) => namespace !== '');
      const documented = [
        ...QUERIES.flatMap((query) => [`${collection}${query}`, `${collection}/${job.name}${query}`]),
        ...others.map((namespace) => pathOf(trial.kind, namespace)),
      ];
      for (const path of documented) {
        const answer = await asNobody('GET', path);
        trial.expect.refused(answer, [401, 403]);
        expectNothingShown(trial, answer, job);
      }
      // What is none of the documented paths may be answered with any code.
      for (const path of [...spellings(trial, job), `${collection}/${escaped(job.name)}`])
        expectNothingShown(trial, await asNobody('GET', path), job, 'An answer to a request without credentials');
      const there = await asNobody('HEAD', `${collection}/${job.name}`);
      const nowhere = await asNobody('HEAD', `${collection}/${trial.given.name('never')}`);
      trial.expect.that(there.status === nowhere.status, {
        message: 'A HEAD without credentials tells which objects exist',
        expected: `${nowhere.status}, as for an object that is not there`,
        received: String(there.status),
        answer: there,
      });
      trial.expect.accepted(await trial.target.read(job));
    },
  }),
];
