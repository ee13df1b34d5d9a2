/** Ways to be refused, on every verb: each answered as the documents say, and each without a trace. */
import { OPERATIONS } from '../../contract/operations.ts';
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import { STATUS_REASONS } from '../../contract/structures.ts';
import type { Verb } from '../../contract/types.ts';
import type { Answer, Job } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { nameOf, withMember } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { expectSpared } from '../delete/support.ts';
import { put } from '../support/updates/write.ts';

export interface WayToBeRefused {
  verb: Verb;
  id: string;
  /** The codes that it may have; absent: any 4xx. */
  codes?: readonly number[];
  /** What a person may choose to accept instead, so that a success shows nothing. */
  optional?: boolean;
  act(trial: Trial, job: Job): Promise<Answer>;
}

/** A name that nobody has; what is made under it all the same shows beside the job. */
const never = (job: Job): { name: string } => ({ name: `${job.name}-never` });
const stale = async (trial: Trial, job: Job): Promise<JsonObject> => {
  const old = await trial.given.read(job);
  await trial.given.updated(job, (object) =>
    Object.assign(object, withMember(object, ['metadata', 'annotations', 'moved'], 'on')),
  );
  return withMember(old, ['metadata', 'labels', 'stale'], 'yes');
};
const versionOf = (object: JsonObject): Json => (object['metadata'] as JsonObject)['resourceVersion'] ?? '';
const INVALID = ['spec', 'cleanPodPolicy'] as const;

/** A watch that is refused, read to its end. */
async function watched(trial: Trial, query: Record<string, string | number | boolean>): Promise<Answer> {
  const stream = await trial.target.watch({ query: { timeoutSeconds: 1, ...query } });
  if (stream.answer.status >= 400) await stream.ended(trial.settle);
  stream.close();
  return stream.answer;
}

export const WAYS_TO_BE_REFUSED: readonly WayToBeRefused[] = [
  { verb: 'create', id: 'malformed', codes: [400], act: (trial) => trial.target.create({ raw: '{"kind":' }) },
  {
    verb: 'create',
    id: 'invalid',
    act: (trial, job) =>
      trial.target.create(trial.given.manifest({ name: `${job.name}-new`, spec: { cleanPodPolicy: 'Some' } })),
  },
  {
    verb: 'create',
    id: 'taken',
    codes: [409],
    act: (trial, job) => trial.target.create(trial.given.manifest({ name: job.name, labels: { second: 'yes' } })),
  },
  {
    verb: 'create',
    id: 'badly-named',
    act: (trial, job) => trial.target.create(trial.given.manifest({ name: `${job.name}-New` })),
  },
  {
    verb: 'create',
    id: 'of-another-namespace',
    act: (trial, job) =>
      trial.target.create(
        withMember(trial.given.manifest({ name: `${job.name}-new` }), ['metadata', 'namespace'], 'another-namespace'),
      ),
  },
  { verb: 'read', id: 'missing', codes: [404], act: (trial, job) => trial.target.read(never(job)) },
  { verb: 'list', id: 'badly-limited', codes: [400], act: (trial) => trial.target.list({ query: { limit: 'abc' } }) },
  {
    verb: 'list',
    id: 'badly-selected',
    codes: [400],
    act: (trial) => trial.target.list({ query: { labelSelector: 'a=(' } }),
  },
  { verb: 'watch', id: 'badly-selected', codes: [400], act: (trial) => watched(trial, { labelSelector: 'a=(' }) },
  { verb: 'watch', id: 'badly-timed', codes: [400], act: (trial) => watched(trial, { timeoutSeconds: 'abc' }) },
  {
    verb: 'replace',
    id: 'malformed',
    codes: [400],
    act: (trial, job) => trial.target.replace(job, { raw: '{"kind":' }),
  },
  {
    verb: 'replace',
    id: 'invalid',
    act: (trial, job) =>
      put(trial, job, (object) =>
        withMember(withMember(object, INVALID, 'Some'), ['metadata', 'labels', 'refused'], 'yes'),
      ),
  },
  {
    verb: 'replace',
    id: 'stale',
    codes: [409],
    act: async (trial, job) => trial.target.replace(job, await stale(trial, job)),
  },
  {
    verb: 'replace',
    id: 'of-another-name',
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
    verb: 'replace',
    id: 'missing',
    codes: [404],
    optional: true,
    act: (trial, job) => {
      const { name } = never(job);
      return trial.target.replace({ name }, trial.given.manifest({ name }));
    },
  },
  {
    verb: 'patch',
    id: 'malformed',
    codes: [400],
    act: (trial, job) => trial.target.patch(job, { raw: '{"metadata":' }),
  },
  {
    verb: 'patch',
    id: 'invalid',
    act: (trial, job) =>
      trial.target.patch(job, { metadata: { labels: { refused: 'yes' } }, spec: { cleanPodPolicy: 'Some' } }),
  },
  {
    verb: 'patch',
    id: 'stale',
    codes: [409],
    act: async (trial, job) =>
      trial.target.patch(job, {
        metadata: { resourceVersion: versionOf(await stale(trial, job)), labels: { refused: 'yes' } },
      }),
  },
  {
    verb: 'patch',
    id: 'of-another-type',
    act: (trial, job) =>
      trial.target.patch(job, { metadata: { labels: { refused: 'yes' } } }, { contentType: 'text/plain' }),
  },
  {
    verb: 'patch',
    id: 'missing',
    codes: [404],
    optional: true,
    act: (trial, job) => trial.target.patch(never(job), { metadata: { labels: { app: 'x' } } }),
  },
  { verb: 'delete', id: 'missing', codes: [404], act: (trial, job) => trial.target.delete(never(job)) },
  {
    verb: 'delete',
    id: 'of-another-uid',
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
    verb: 'delete',
    id: 'badly-timed',
    codes: [400, 422],
    act: (trial, job) => trial.target.delete(job, { query: { gracePeriodSeconds: 'abc' } }),
  },
  {
    verb: 'delete',
    id: 'of-unknown-policy',
    codes: [400, 422],
    act: (trial, job) => trial.target.delete(job, { query: { propagationPolicy: 'Somehow' } }),
  },
  {
    verb: 'deletecollection',
    id: 'badly-selected',
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
  const { code, reason } = body as JsonObject;
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
const pageCodes = ({ verb, codes }: WayToBeRefused): string[] =>
  (codes?.length === 1 ? codes : [])
    .filter(
      (code) =>
        OPERATIONS[verb].statusCodes.includes(code) && !(code === 404 && OPERATIONS[verb].scope === 'collection'),
    )
    .map((code) => `${verb}.code.${code}`);

const refused = (way: WayToBeRefused): Requirement =>
  requirement(`errors/${way.verb}-${way.id}-is-refused-without-a-trace`, {
    tests: ['errors.changes-nothing', ...pageCodes(way)],
    needs: ['read/answers-with-what-is-stored', 'errors/carry-a-status'],
    async check(trial) {
      const job = await trial.given.job({ labels: { first: 'yes' } });
      const moving = way.id === 'stale';
      const before = await trial.given.read(job);
      const answer = await way.act(trial, job);
      if (way.optional === true && answer.status < 300)
        return trial.notApplicable('the target creates what is missing');
      trial.expect.refused(answer, way.codes);
      expectStatus(trial, answer);
      // A stale write is stale because the check itself has written meanwhile.
      await expectSpared(trial, job, moving ? withMember(before, ['metadata', 'annotations', 'moved'], 'on') : before);
      const list = await trial.target.list();
      const made = (isObject(list.json) && Array.isArray(list.json['items']) ? list.json['items'] : [])
        .map(nameOf)
        .filter((name) => name.startsWith(`${job.name}-`));
      trial.expect.that(made.length === 0, {
        message: 'A refused request has made an object',
        expected: 'no other object',
        received: made.join(', '),
        path: '/items',
        answer: list,
      });
    },
  });

export const refusals: readonly Requirement[] = WAYS_TO_BE_REFUSED.map(refused);
