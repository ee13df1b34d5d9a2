/** The read-only token may read, list and watch, and nothing else. */
import type { Verb } from '../../contract/types.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { requirement } from '../support/requirement.ts';
import { CALLS, expectNoTrace } from './calls.ts';

const serves = (id: string, verb: Verb): Requirement =>
  requirement(id, {
    tests: ['auth.read-only.reads'],
    needs: ['read/answers-with-what-is-stored'],
    requires: ['read-only-token'],
    async check(trial) {
      const job = await trial.given.job();
      trial.expect.documented(await CALLS[verb](trial, job, 'read-only'));
    },
  });

const refuses = (id: string, verb: Verb): Requirement =>
  requirement(id, {
    tests: ['auth.read-only.writes', `${verb}.code.403`],
    needs: ['auth/read-serves-the-read-only-token'],
    requires: ['read-only-token'],
    async check(trial) {
      const job = await trial.given.job();
      const before = await trial.given.read(job);
      trial.expect.refused(await CALLS[verb](trial, job, 'read-only'), [403]);
      await expectNoTrace(trial, job, before);
      // The control: the same call with the full token works.
      trial.expect.accepted(await CALLS[verb](trial, job, 'full'));
    },
  });

export const readOnly: readonly Requirement[] = [
  serves('auth/read-serves-the-read-only-token', 'read'),
  serves('auth/list-serves-the-read-only-token', 'list'),
  serves('auth/watch-serves-the-read-only-token', 'watch'),
  refuses('auth/create-refuses-the-read-only-token', 'create'),
  refuses('auth/replace-refuses-the-read-only-token', 'replace'),
  refuses('auth/patch-refuses-the-read-only-token', 'patch'),
  refuses('auth/delete-refuses-the-read-only-token', 'delete'),
  refuses('auth/deletecollection-refuses-the-read-only-token', 'deletecollection'),
];
