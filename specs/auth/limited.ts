/**
 * Callers whom the target knows and who may not do everything: the read-only token may read, list and watch, the foreign
 * one may do nothing.
 */
import type { Verb } from '../../contract/types.ts';
import type { NamedIdentity } from '../../harness/model/exchange.ts';
import type { Capability, Requirement } from '../../harness/model/requirement.ts';
import { requirement } from '../support/requirement.ts';
import { CALLS, expectNothingShown, expectNoTrace } from './calls.ts';

const READING: readonly Verb[] = ['read', 'list', 'watch'];

/** A caller whom some operations refuse. */
interface Limited {
  as: NamedIdentity;
  requires: Capability;
  /** The statements that one verb's refusal tests. */
  tests: (verb: Verb) => readonly string[];
  codes: readonly number[];
  needs: string;
}

const READER: Limited = {
  as: 'read-only',
  requires: 'read-only-token',
  tests: (verb) => ['auth.read-only.writes', `${verb}.code.403`],
  codes: [403],
  needs: 'auth/read-serves-the-read-only-token',
};

const FOREIGNER: Limited = {
  as: 'foreign',
  requires: 'foreign-token',
  tests: () => ['auth.foreign'],
  // A gateway may know nobody but its own callers.
  codes: [401, 403],
  needs: 'read/answers-with-what-is-stored',
};

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

const refuses = (id: string, verb: Verb, { as, requires, tests, codes, needs }: Limited): Requirement =>
  requirement(id, {
    tests: tests(verb),
    needs: [needs],
    requires: [requires],
    async check(trial) {
      const job = await trial.given.job();
      const before = await trial.given.read(job);
      const answer = await CALLS[verb](trial, job, as);
      trial.expect.refused(answer, codes);
      trial.expect.match(answer.json, { kind: 'Status', status: 'Failure' }, answer);
      expectNothingShown(trial, answer, job);
      if (!READING.includes(verb)) await expectNoTrace(trial, job, before);
      // The control: the same call with the full token works.
      trial.expect.accepted(await CALLS[verb](trial, job, 'full'));
    },
  });

export const limited: readonly Requirement[] = [
  serves('auth/read-serves-the-read-only-token', 'read'),
  serves('auth/list-serves-the-read-only-token', 'list'),
  serves('auth/watch-serves-the-read-only-token', 'watch'),
  refuses('auth/create-refuses-the-read-only-token', 'create', READER),
  refuses('auth/replace-refuses-the-read-only-token', 'replace', READER),
  refuses('auth/patch-refuses-the-read-only-token', 'patch', READER),
  refuses('auth/delete-refuses-the-read-only-token', 'delete', READER),
  refuses('auth/deletecollection-refuses-the-read-only-token', 'deletecollection', READER),
  refuses('auth/create-refuses-the-foreign-token', 'create', FOREIGNER),
  refuses('auth/read-refuses-the-foreign-token', 'read', FOREIGNER),
  refuses('auth/list-refuses-the-foreign-token', 'list', FOREIGNER),
  refuses('auth/replace-refuses-the-foreign-token', 'replace', FOREIGNER),
  refuses('auth/patch-refuses-the-foreign-token', 'patch', FOREIGNER),
  refuses('auth/delete-refuses-the-foreign-token', 'delete', FOREIGNER),
  refuses('auth/deletecollection-refuses-the-foreign-token', 'deletecollection', FOREIGNER),
  refuses('auth/watch-refuses-the-foreign-token', 'watch', FOREIGNER),
];
