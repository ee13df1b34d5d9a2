/**
 * Callers whom the target knows and who may not do everything: the read-only token may read, list and watch, the foreign
 * one may do nothing.
 */
import type { Json } from '../../contract/json.ts';
import type { Verb } from '../../contract/types.ts';
import type { NamedIdentity } from '../../harness/model/exchange.ts';
import type { Capability, Requirement } from '../../harness/model/requirement.ts';
import type { Accepted, Answer } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { ownItems } from '../support/expectations.ts';
import { specOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { eventsFor } from '../watch/support.ts';
import { CALLS, calledOn, expectNothingShown, expectNoTrace } from './calls.ts';

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

/** What an answer shows of the job: in a read, in a list, or in the first event of a watch. */
const SHOWN = {
  read: async (trial: Trial, job: Accepted, as: NamedIdentity): Promise<[Json | undefined, Answer]> => {
    const answer = await trial.target.read(job, { as });
    return [trial.expect.documented(answer), answer];
  },
  list: async (trial: Trial, job: Accepted, as: NamedIdentity): Promise<[Json | undefined, Answer]> => {
    const answer = await trial.target.list({ as });
    return [ownItems(trial, answer, [job])[0], answer];
  },
  watch: async (trial: Trial, job: Accepted, as: NamedIdentity): Promise<[Json | undefined, Answer]> => {
    const stream = await trial.target.watch({ as, query: { fieldSelector: `metadata.name=${job.name}` } });
    try {
      trial.expect.documented(stream.answer);
      const [event] = eventsFor(await stream.collect((all) => eventsFor(all, job).length > 0), job);
      return [event?.object, stream.answer];
    } finally {
      stream.close();
    }
  },
} as const;

const serves = (id: string, verb: keyof typeof SHOWN): Requirement =>
  requirement(id, {
    revision: 2,
    tests: ['auth.read-only.reads', 'auth.read-only.same'],
    needs: ['read/answers-with-what-is-stored'],
    requires: ['read-only-token'],
    async check(trial) {
      const job = await trial.given.shared({ labels: { seen: 'yes' }, annotations: { note: 'by all' } });
      const [shown, answer] = await SHOWN[verb](trial, job, 'read-only');
      trial.expect.that(shown !== undefined, {
        message: `A ${verb} with the read-only token does not show an object that others see`,
        expected: job.name,
        received: 'no such object',
        answer,
      });
      const { name, namespace } = job;
      trial.expect.match(
        shown,
        {
          metadata: { name, namespace, uid: job.uid, labels: { seen: 'yes' }, annotations: { note: 'by all' } },
          spec: specOf(job.stored),
        },
        answer,
      );
    },
  });

const refuses = (id: string, verb: Verb, { as, requires, tests, codes, needs }: Limited): Requirement =>
  requirement(id, {
    tests: tests(verb),
    needs: [needs],
    requires: [requires],
    async check(trial) {
      const job = await calledOn(trial, verb);
      const answer = await CALLS[verb](trial, job, as);
      trial.expect.refused(answer, codes);
      trial.expect.match(answer.json, { kind: 'Status', status: 'Failure' }, answer);
      expectNothingShown(trial, answer, job);
      await expectNoTrace(trial, job);
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
  requirement('auth/read-answers-403-to-a-caller-whom-the-target-knows', {
    tests: ['read.code.403'],
    needs: ['auth/read-refuses-the-foreign-token', 'auth/list-refuses-the-foreign-token'],
    requires: ['foreign-token'],
    async check(trial) {
      const job = await calledOn(trial, 'read');
      const { status } = await CALLS.list(trial, job, 'foreign');
      if (status !== 403)
        return trial.notApplicable(
          `a list with the foreign token is answered with ${status}, not with 403: the target need not know the caller`,
        );
      trial.expect.refused(await CALLS.read(trial, job, 'foreign'), [403]);
    },
  }),
];
