import { isObject } from '../../contract/json.ts';
import { OPERATIONS } from '../../contract/operations.ts';
import { VERBS, type Verb } from '../../contract/types.ts';
import type { Answer, Body, Job } from '../../harness/model/target.ts';
import type { Identity } from '../../harness/model/exchange.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { at, itemsOf, nameOf, withMember } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { ok, put } from '../support/updates/write.ts';

/** One call of each operation on a job (and a create beside it), as somebody. Each write would leave a trace. */
const CALLS: Readonly<Record<Verb, (trial: Trial, job: Job, as: Identity) => Promise<Answer>>> = {
  create: (trial, job, as) => trial.target.create(trial.given.manifest({ name: siblingOf(job).name }), { as }),
  read: (trial, job, as) => trial.target.read(job, { as }),
  list: (trial, _, as) => trial.target.list({ as }),
  replace: (trial, job, as) =>
    put(trial, job, (object) => withMember(object, ['metadata', 'labels', 'written'], 'yes'), { as }),
  patch: (trial, job, as) => trial.target.patch(job, { metadata: { labels: { written: 'yes' } } }, { as }),
  delete: (trial, job, as) => trial.target.delete(job, { as }),
  deletecollection: (trial, job, as) =>
    trial.target.deleteCollection({ as, query: { fieldSelector: `metadata.name=${job.name}` } }),
  async watch(trial, job, as) {
    const stream = await trial.target.watch({
      as,
      query: { watch: true, fieldSelector: `metadata.name=${job.name}`, timeoutSeconds: 1 },
    });
    if (stream.answer.status >= 400) await stream.ended(trial.settle);
    stream.close();
    return stream.answer;
  },
};
const READS: readonly Verb[] = ['read', 'list', 'watch'];
const WRITES: readonly Verb[] = ['create', 'replace', 'patch', 'delete', 'deletecollection'];
const siblingOf = (job: Job): { name: string } => ({ name: `${job.name}-new` });

/** The token alone, spoilt: a header's scheme stays. What would leave this token as it is gets a character more. */
const spoiling = (spoil: (token: string) => string): Identity => ({
  altered: (value) => value.replace(/\S+$/, (token) => (spoil(token) === token ? `${token}0` : spoil(token))),
});
const swapped = (token: string): string =>
  [...token].map((c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join('');
/** A scheme beside the one that there is, or where there is none. */
const scheme = (name: string): Identity => ({ altered: (value) => `${name} ${value.replace(/^Bearer +/i, '')}` });

/** Credentials that are none, by what is wrong with them. */
const WRONG: readonly { id: string; tests: string; codes: readonly number[]; as: readonly Identity[] }[] = [
  { id: 'no-token', tests: 'auth.required', codes: [401, 403], as: [{ credentials: null }] },
  {
    id: 'a-wrong-token',
    tests: 'auth.wrong-token',
    codes: [401],
    as: [
      spoiling(() => 'not-a-token-of-this-target'),
      spoiling(swapped),
      spoiling((token) => [...token].reverse().join('')),
    ],
  },
  {
    id: 'a-malformed-header',
    tests: 'auth.malformed',
    codes: [400, 401, 403],
    as: [
      { credentials: '' },
      { credentials: 'Bearer' },
      { credentials: 'Bearer ' },
      { credentials: 'Basic dXNlcjpwYXNzd29yZA==' },
      scheme('Basic'),
    ],
  },
  {
    id: 'a-token-that-is-nearly-right',
    tests: 'auth.truncated-token',
    codes: [401],
    as: [
      spoiling((token) => token.slice(0, -1)),
      spoiling((token) => token.slice(1)),
      spoiling((token) => token.slice(0, Math.ceil(token.length / 2))),
      spoiling((token) => `${token}x`),
      spoiling((token) => `x${token}`),
      spoiling((token) => token + token),
    ],
  },
];

/** What was refused left no trace: the job is as it was, and nothing was created beside it. */
async function noTrace(trial: Trial, job: Job, before: Job['stored']): Promise<void> {
  await trial.expect.unchanged(job, before);
  await trial.expect.absent(siblingOf(job));
}

/** No object of the caller's namespace may be in an answer to somebody who may not see it. */
function nothingShown(trial: Trial, answer: Answer, job: Job): void {
  const body = answer.json;
  const shown =
    at(body, 'metadata', 'uid') === job.uid ||
    itemsOf(body).some((item) => nameOf(item) === job.name) ||
    answer.text.includes(job.uid);
  trial.expect.that(!shown, {
    message: 'The refusal shows the object',
    expected: 'a Status alone',
    received: answer.text.slice(0, 120),
    answer,
  });
}

const refuses = (verb: Verb, { id, tests, codes, as }: (typeof WRONG)[number]): Requirement =>
  requirement(`auth/${verb}-refuses-${id}`, {
    tests: [tests, 'auth.no-trace', ...(codes.length === 1 ? [`${verb}.code.401`] : [])],
    needs: ['read/answers-with-what-is-stored'],
    requires: ['authentication'],
    async check(trial) {
      const job = await trial.given.job();
      const before = await trial.given.read(job);
      for (const identity of as) {
        const answer = await CALLS[verb](trial, job, identity);
        trial.expect.refused(answer, codes);
        nothingShown(trial, answer, job);
        await noTrace(trial, job, before);
      }
      // The twin: the same call with the token works.
      trial.expect.accepted(await CALLS[verb](trial, job, 'full'));
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
      const before = await trial.given.read(job);
      const answer = await CALLS[verb](trial, job, 'read-only');
      trial.expect.refused(answer, [403]);
      await noTrace(trial, job, before);
      // The twin: the same call by the full token works.
      trial.expect.accepted(await CALLS[verb](trial, job, 'full'));
    },
  });

const UNKNOWN = spoiling(() => 'not-a-token-of-this-target');

/** The same request on a name that nobody has, by somebody who is known and by somebody who is not. */
const MISSING: Readonly<Record<string, (trial: Trial, name: string, as: Identity) => Promise<Answer>>> = {
  read: (trial, name, as) => trial.target.read({ name }, { as }),
  replace: (trial, name, as) => trial.target.replace({ name }, trial.given.manifest({ name }), { as }),
  patch: (trial, name, as) => trial.target.patch({ name }, { metadata: { labels: { app: 'x' } } }, { as }),
  delete: (trial, name, as) => trial.target.delete({ name }, { as }),
};

const beforeLookup = (verb: Verb): Requirement =>
  requirement(`auth/${verb}-looks-at-the-token-before-the-object`, {
    tests: ['auth.before-lookup'],
    needs: [`auth/${verb}-refuses-a-wrong-token`],
    requires: ['authentication'],
    async check(trial) {
      const name = trial.given.name('never');
      trial.expect.refused(await MISSING[verb]!(trial, name, UNKNOWN), [401]);
      const answer = await MISSING[verb]!(trial, name, 'full');
      // A replace or patch may create what is missing.
      if (!ok(answer)) trial.expect.refused(answer, [404]);
    },
  });

/** Bodies that nobody can accept. */
const BAD: readonly { body: Body; contentType?: string }[] = [
  { body: { raw: '{' } },
  { body: { raw: '' } },
  { body: [] },
  { body: { raw: 'kind: TFJob' }, contentType: 'text/plain' },
];

/** A caller who is refused is refused for that, whatever they send. */
const beforeBody = (verb: 'create' | 'replace' | 'patch', who: 'unknown' | 'read-only'): Requirement => {
  const [as, code] = who === 'unknown' ? ([UNKNOWN, 401] as const) : (['read-only', 403] as const);
  return requirement(`auth/${verb}-looks-at-${who === 'unknown' ? 'the-token' : 'the-permission'}-before-the-body`, {
    tests: ['auth.before-body'],
    needs: [`auth/${verb}-refuses-${who === 'unknown' ? 'a-wrong-token' : 'the-read-only-token'}`],
    requires: [who === 'unknown' ? 'authentication' : 'read-only-token'],
    async check(trial) {
      const job = await trial.given.job();
      const before = await trial.given.read(job);
      for (const { body, contentType } of BAD) {
        const options = { as, ...(contentType === undefined ? {} : { contentType }) };
        const answer =
          verb === 'create' ? await trial.target.create(body, options) : await trial.target[verb](job, body, options);
        trial.expect.refused(answer, [code]);
        nothingShown(trial, answer, job);
      }
      await noTrace(trial, job, before);
    },
  });
};

const OBJECT_VERBS = VERBS.filter((verb) => OPERATIONS[verb].scope === 'object');

export const auth: readonly Requirement[] = [
  ...VERBS.flatMap((verb) => WRONG.map((wrong) => refuses(verb, wrong))),
  requirement('auth/answers-401-with-a-status', {
    tests: ['auth.status'],
    needs: ['auth/read-refuses-a-wrong-token'],
    requires: ['authentication'],
    async check(trial) {
      const job = await trial.given.job();
      for (const verb of VERBS.filter((one) => one !== 'watch')) {
        const answer = await CALLS[verb](trial, job, UNKNOWN);
        trial.expect.refused(answer, [401]);
        trial.expect.that(isObject(answer.json), {
          message: '401 carries no Status',
          expected: 'a Status object',
          received: answer.text.slice(0, 120),
          answer,
        });
        trial.expect.match(answer.json, { kind: 'Status', status: 'Failure', reason: 'Unauthorized' }, answer);
      }
    },
  }),
  ...OBJECT_VERBS.map(beforeLookup),
  ...(['create', 'replace', 'patch'] as const).flatMap((verb) => [
    beforeBody(verb, 'unknown'),
    beforeBody(verb, 'read-only'),
  ]),
  ...READS.map(readOnlyReads),
  ...WRITES.map(readOnlyWrites),
];
