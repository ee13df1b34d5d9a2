/** Requests of every verb that have to be refused, each with the documented code and without a trace. */
import { OPERATIONS } from '../../contract/operations.ts';
import { isObject, type JsonObject } from '../../contract/json.ts';
import { STATUS_REASONS } from '../../contract/structures/index.ts';
import type { Verb } from '../../contract/types.ts';
import type { Answer, Job } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { itemsOf, nameOf, versionOf, withMember } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { expectSpared } from '../delete/support.ts';
import { put } from '../support/updates/write.ts';

export interface Refusal {
  id: string;
  verb: Verb;
  /** The codes that it may have; absent: any 4xx. */
  codes?: readonly number[];
  /** Its code is unlike that of the other refusals, so that a look at their Status has to include this one. */
  ownCode?: boolean;
  /** A target may accept it instead; then there is nothing to judge. */
  optional?: boolean;
  /** The job is written to before the request is sent, which has to be stale. */
  moves?: boolean;
  act(trial: Trial, job: Job): Promise<Answer>;
}

/** A name that nobody has; a list shows an object that is created under it beside the job. */
const never = (job: Job): { name: string } => ({ name: `${job.name}-never` });

const moved = (object: JsonObject): JsonObject => withMember(object, ['metadata', 'annotations', 'moved'], 'on');

/** The job with a change, and with the version that it had before another write. */
async function stale(trial: Trial, job: Job): Promise<JsonObject> {
  const old = await trial.given.read(job);
  await trial.given.updated(job, (object) => Object.assign(object, moved(object)));
  return withMember(old, ['metadata', 'labels', 'stale'], 'yes');
}
const INVALID = ['spec', 'cleanPodPolicy'] as const;

/** A watch that is refused, read to its end. */
async function watched(trial: Trial, query: Record<string, string | number | boolean>): Promise<Answer> {
  const stream = await trial.target.watch({ query: { timeoutSeconds: 1, ...query } });
  if (stream.answer.status >= 400) await stream.ended(trial.settle);
  stream.close();
  return stream.answer;
}

export const REFUSALS: readonly Refusal[] = [
  {
    id: 'errors/create-malformed-is-refused-without-a-trace',
    verb: 'create',
    codes: [400],
    act: (trial) => trial.target.create({ raw: '{"kind":' }),
  },
  {
    id: 'errors/create-invalid-is-refused-without-a-trace',
    verb: 'create',
    ownCode: true,
    act: (trial, job) =>
      trial.target.create(trial.given.manifest({ name: `${job.name}-new`, spec: { cleanPodPolicy: 'Some' } })),
  },
  {
    id: 'errors/create-taken-is-refused-without-a-trace',
    verb: 'create',
    ownCode: true,
    codes: [409],
    act: (trial, job) => trial.target.create(trial.given.manifest({ name: job.name, labels: { second: 'yes' } })),
  },
  {
    id: 'errors/create-badly-named-is-refused-without-a-trace',
    verb: 'create',
    act: (trial, job) => trial.target.create(trial.given.manifest({ name: `${job.name}-New` })),
  },
  {
    id: 'errors/create-of-another-namespace-is-refused-without-a-trace',
    verb: 'create',
    act: (trial, job) =>
      trial.target.create(
        withMember(trial.given.manifest({ name: `${job.name}-new` }), ['metadata', 'namespace'], 'another-namespace'),
      ),
  },
  {
    id: 'errors/read-missing-is-refused-without-a-trace',
    verb: 'read',
    codes: [404],
    act: (trial, job) => trial.target.read(never(job)),
  },
  {
    id: 'errors/list-badly-limited-is-refused-without-a-trace',
    verb: 'list',
    codes: [400],
    act: (trial) => trial.target.list({ query: { limit: 'abc' } }),
  },
  {
    id: 'errors/list-badly-selected-is-refused-without-a-trace',
    verb: 'list',
    codes: [400],
    act: (trial) => trial.target.list({ query: { labelSelector: 'a=(' } }),
  },
  {
    id: 'errors/watch-badly-selected-is-refused-without-a-trace',
    verb: 'watch',
    codes: [400],
    act: (trial) => watched(trial, { labelSelector: 'a=(' }),
  },
  {
    id: 'errors/watch-badly-timed-is-refused-without-a-trace',
    verb: 'watch',
    codes: [400],
    act: (trial) => watched(trial, { timeoutSeconds: 'abc' }),
  },
  {
    id: 'errors/replace-malformed-is-refused-without-a-trace',
    verb: 'replace',
    codes: [400],
    act: (trial, job) => trial.target.replace(job, { raw: '{"kind":' }),
  },
  {
    id: 'errors/replace-invalid-is-refused-without-a-trace',
    verb: 'replace',
    act: (trial, job) =>
      put(trial, job, (object) =>
        withMember(withMember(object, INVALID, 'Some'), ['metadata', 'labels', 'refused'], 'yes'),
      ),
  },
  {
    id: 'errors/replace-stale-is-refused-without-a-trace',
    verb: 'replace',
    codes: [409],
    moves: true,
    act: async (trial, job) => trial.target.replace(job, await stale(trial, job)),
  },
  {
    id: 'errors/replace-of-another-name-is-refused-without-a-trace',
    verb: 'replace',
    act: (trial, job) =>
      put(trial, job, (object) =>
        withMember(
          withMember(object, ['metadata', 'name'], `${job.name}-new`),
          ['metadata', 'labels', 'refused'],
          'yes',
        ),
      ),
  },
  {
    id: 'errors/replace-missing-is-refused-without-a-trace',
    verb: 'replace',
    codes: [404],
    optional: true,
    act: (trial, job) => {
      const { name } = never(job);
      return trial.target.replace({ name }, trial.given.manifest({ name }));
    },
  },
  {
    id: 'errors/patch-malformed-is-refused-without-a-trace',
    verb: 'patch',
    codes: [400],
    act: (trial, job) => trial.target.patch(job, { raw: '{"metadata":' }),
  },
  {
    id: 'errors/patch-invalid-is-refused-without-a-trace',
    verb: 'patch',
    act: (trial, job) =>
      trial.target.patch(job, { metadata: { labels: { refused: 'yes' } }, spec: { cleanPodPolicy: 'Some' } }),
  },
  {
    id: 'errors/patch-stale-is-refused-without-a-trace',
    verb: 'patch',
    codes: [409],
    moves: true,
    act: async (trial, job) =>
      trial.target.patch(job, {
        metadata: { resourceVersion: versionOf(await stale(trial, job)), labels: { refused: 'yes' } },
      }),
  },
  {
    id: 'errors/patch-of-another-type-is-refused-without-a-trace',
    verb: 'patch',
    act: (trial, job) =>
      trial.target.patch(job, { metadata: { labels: { refused: 'yes' } } }, { contentType: 'text/plain' }),
  },
  {
    id: 'errors/patch-missing-is-refused-without-a-trace',
    verb: 'patch',
    codes: [404],
    optional: true,
    act: (trial, job) => trial.target.patch(never(job), { metadata: { labels: { app: 'x' } } }),
  },
  {
    id: 'errors/delete-missing-is-refused-without-a-trace',
    verb: 'delete',
    codes: [404],
    act: (trial, job) => trial.target.delete(never(job)),
  },
  {
    id: 'errors/delete-of-another-uid-is-refused-without-a-trace',
    verb: 'delete',
    codes: [409],
    act: (trial, job) =>
      trial.target.delete(job, {
        body: {
          kind: 'DeleteOptions',
          apiVersion: 'v1',
          preconditions: { uid: '00000000-0000-4000-8000-000000000000' },
        },
      }),
  },
  {
    id: 'errors/delete-badly-timed-is-refused-without-a-trace',
    verb: 'delete',
    codes: [400, 422],
    act: (trial, job) => trial.target.delete(job, { query: { gracePeriodSeconds: 'abc' } }),
  },
  {
    id: 'errors/delete-of-unknown-policy-is-refused-without-a-trace',
    verb: 'delete',
    codes: [400, 422],
    act: (trial, job) => trial.target.delete(job, { query: { propagationPolicy: 'Somehow' } }),
  },
  {
    id: 'errors/deletecollection-badly-selected-is-refused-without-a-trace',
    verb: 'deletecollection',
    codes: [400],
    act: (trial) => trial.target.deleteCollection({ query: { labelSelector: 'a=(' } }),
  },
];

/** Every member that a Status of a refusal owes, and their agreement with each other. */
function expectStatus(trial: Trial, answer: Answer): void {
  const body = answer.json;
  trial.expect.that(isObject(body), {
    message: 'A refusal carries no Status',
    expected: 'a JSON object of kind Status',
    received: answer.text.slice(0, 120) || 'an empty body',
    path: '',
    answer,
  });
  trial.expect.match(body, { kind: 'Status', apiVersion: 'v1', status: 'Failure' }, answer);
  const { code, reason } = isObject(body) ? body : {};
  trial.expect.that(code === undefined || code === 0 || code === answer.status, {
    message: 'Status.code is not the HTTP code',
    expected: String(answer.status),
    received: JSON.stringify(code),
    path: '/code',
    answer,
  });
  const owed = typeof reason === 'string' ? STATUS_REASONS[reason] : undefined;
  trial.expect.that(owed === undefined || owed === answer.status, {
    message: 'The reason belongs to another HTTP code',
    expected: `a reason of ${answer.status}`,
    received: `${String(reason)}, which belongs to ${owed}`,
    path: '/reason',
    answer,
  });
}

/** The statement of the page, where it has the code. */
const pageCodes = ({ verb, codes }: Refusal): string[] =>
  (codes?.length === 1 ? codes : [])
    .filter(
      (code) =>
        OPERATIONS[verb].statusCodes.includes(code) && !(code === 404 && OPERATIONS[verb].scope === 'collection'),
    )
    .map((code) => `${verb}.code.${code}`);

const refused = (refusal: Refusal): Requirement =>
  requirement(refusal.id, {
    tests: ['errors.changes-nothing', ...pageCodes(refusal)],
    needs: ['read/answers-with-what-is-stored', 'errors/carry-a-status'],
    async check(trial) {
      const job = await trial.given.job({ labels: { first: 'yes' } });
      const before = await trial.given.read(job);
      const answer = await refusal.act(trial, job);
      if (refusal.optional === true && answer.status < 300)
        return trial.notApplicable('the target creates what is missing');
      trial.expect.refused(answer, refusal.codes);
      expectStatus(trial, answer);
      await expectSpared(trial, job, refusal.moves === true ? moved(before) : before);
      const list = await trial.target.list();
      const made = itemsOf(list.json)
        .map(nameOf)
        .filter((name) => name.startsWith(`${job.name}-`));
      trial.expect.that(made.length === 0, {
        message: 'A refused request has created an object',
        expected: 'no other object',
        received: made.join(', '),
        path: '/items',
        answer: list,
      });
    },
  });

export const refusals: readonly Requirement[] = REFUSALS.map(refused);
