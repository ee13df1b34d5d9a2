import type { Verb } from '../contract/types.ts';
import type { Answer, Identity, Job, Requirement, Trial } from '../harness/types.ts';
import { at, isObject, itemsOf, nameOf, requirement } from './common.ts';
import { put } from './writing.ts';

/** One call of each operation on a job (and a create beside it), as somebody. */
const CALLS: Readonly<Record<Verb, (trial: Trial, job: Job, as: Identity) => Promise<Answer>>> = {
  create: (trial, job, as) => trial.target.create(trial.given.manifest({ name: `${job.name}-new` }), { as }),
  read: (trial, job, as) => trial.target.read(job, { as }),
  list: (trial, _, as) => trial.target.list({ as }),
  replace: (trial, job, as) => put(trial, job, (object) => object, { as }),
  patch: (trial, job, as) => trial.target.patch(job, { metadata: { labels: { written: 'yes' } } }, { as }),
  delete: (trial, job, as) => trial.target.delete(job, { as }),
  deletecollection: (trial, job, as) => trial.target.deleteCollection({ as, query: { fieldSelector: `metadata.name=${job.name}` } }),
  async watch(trial, job, as) {
    const stream = await trial.target.watch({ as, query: { watch: true, fieldSelector: `metadata.name=${job.name}`, timeoutSeconds: 1 } });
    if (stream.answer.status >= 400) await stream.ended(trial.settle);
    stream.close();
    return stream.answer;
  },
};
const VERBS = Object.keys(CALLS) as Verb[];
const READS: readonly Verb[] = ['read', 'list', 'watch'];
const WRITES: readonly Verb[] = ['create', 'replace', 'patch', 'delete', 'deletecollection'];

/** What was refused left no trace: the job is as it was, and nothing was created beside it. */
async function noTrace(trial: Trial, job: Job, before: Awaited<ReturnType<Trial['given']['now']>>): Promise<void> {
  await trial.expect.unchanged(job, before);
  await trial.expect.absent({ name: `${job.name}-new` });
}

/** No object of the caller's namespace may be in an answer to somebody who may not see it. */
function nothingShown(trial: Trial, answer: Answer, job: Job): void {
  const body = answer.json;
  const shown = at(body, 'metadata', 'uid') === job.uid || itemsOf(body).some((item) => nameOf(item) === job.name) || answer.text.includes(job.uid);
  trial.expect.that(!shown, { message: 'The refusal shows the object', expected: 'a Status alone', received: answer.text.slice(0, 120), answer });
}

const unauthenticated = (id: string, verb: Verb, tests: readonly string[], credentials: (trial: Trial) => string | null, codes: readonly number[]): Requirement =>
  requirement(`auth/${verb}-refuses-${id}`, {
    tests,
    needs: ['read/answers-with-what-is-stored'],
    requires: ['authentication'],
    async check(trial) {
      const job = await trial.given.job();
      const before = await trial.given.now(job);
      const answer = await CALLS[verb](trial, job, { credentials: credentials(trial) });
      trial.expect.refused(answer, codes);
      nothingShown(trial, answer, job);
      await noTrace(trial, job, before);
    },
  });

const readOnlyReads = (verb: Verb): Requirement =>
  requirement(`auth/${verb}-serves-the-read-only-token`, {
    tests: ['auth.read-only.reads'],
    needs: ['read/answers-with-what-is-stored'],
    requires: ['read-only-token'],
    async check(trial) {
      const job = await trial.given.job();
      trial.expect.accepted(await CALLS[verb](trial, job, 'read-only'), [200]);
    },
  });

const readOnlyWrites = (verb: Verb): Requirement =>
  requirement(`auth/${verb}-refuses-the-read-only-token`, {
    tests: ['auth.read-only.writes', `${verb}.code.403`],
    needs: ['auth/read-serves-the-read-only-token'],
    requires: ['read-only-token'],
    async check(trial) {
      const job = await trial.given.job();
      const before = await trial.given.now(job);
      const answer = await CALLS[verb](trial, job, 'read-only');
      trial.expect.refused(answer, [403]);
      await noTrace(trial, job, before);
      // The twin: the same call by the full token works.
      trial.expect.accepted(await CALLS[verb](trial, job, 'full'));
    },
  });

export const auth: readonly Requirement[] = [
  ...VERBS.flatMap((verb) => [
    unauthenticated('no-token', verb, ['auth.required', `${verb}.code.401`], () => null, [401, 403]),
    unauthenticated('a-wrong-token', verb, ['auth.wrong-token', `${verb}.code.401`], () => 'Bearer not-a-token-of-this-target', [401]),
  ]),
  unauthenticated('a-malformed-header', 'read', ['auth.malformed'], () => 'Bearer', [401, 403]),
  unauthenticated('another-scheme', 'read', ['auth.malformed'], () => 'Basic dXNlcjpwYXNzd29yZA==', [401, 403]),
  requirement('auth/answers-401-with-a-status', {
    tests: ['auth.status'],
    needs: ['auth/read-refuses-a-wrong-token'],
    requires: ['authentication'],
    async check(trial) {
      const job = await trial.given.job();
      const answer = await trial.target.read(job, { as: { credentials: 'Bearer not-a-token-of-this-target' } });
      trial.expect.refused(answer, [401]);
      trial.expect.that(isObject(answer.json), { message: '401 carries no Status', expected: 'a Status object', received: answer.text.slice(0, 120), answer });
      trial.expect.match(answer.json, { kind: 'Status', status: 'Failure', reason: 'Unauthorized' }, answer);
    },
  }),
  requirement('auth/comes-before-the-object', {
    tests: ['auth.before-lookup'],
    needs: ['auth/read-refuses-a-wrong-token'],
    requires: ['authentication'],
    async check(trial) {
      trial.expect.refused(await trial.target.read({ name: trial.given.name('never') }), [404]);
      trial.expect.refused(await trial.target.read({ name: trial.given.name('never') }, { as: { credentials: 'Bearer not-a-token-of-this-target' } }), [401]);
    },
  }),
  ...READS.map(readOnlyReads),
  ...WRITES.map(readOnlyWrites),
];
