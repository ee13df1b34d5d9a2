/** Requests of every verb that have to be refused. */
import { apiVersionOf } from '../../contract/operations.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { Verb } from '../../contract/types.ts';
import type { Answer, CallOptions, Job } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { versionOf, withMember, shownOf } from '../support/objects.ts';
import { optionsBody, OTHER_UID } from '../delete/support.ts';
import { everyPart, put, withMembers, type Change } from '../support/updates/write.ts';

export interface Refusal {
  id: string;
  verb: Verb;
  /** The codes that it may have; absent: any 4xx. */
  codes?: readonly number[];
  /** Its code is unlike that of the other refusals, so that a look at their Status has to include this one. */
  ownCode?: boolean;
  /** A target may accept it instead, by reading it in this way; then there is nothing to judge. */
  otherwise?: string;
  /** The field that is wrong. */
  wrong?: readonly string[];
  /** What the request needs is an old state of the job: before this, the job is written to. */
  stale?: boolean;
  /** Sends the request. `old` is an earlier state of the job, `query` asks for a dry run or is empty. */
  act(trial: Trial, job: Job, query: Query, old: JsonObject): Promise<Answer>;
}

export type Query = NonNullable<CallOptions['query']>;

/** Sends a refusal, for checks that look at its answer alone. */
export async function sendRefused(trial: Trial, { act, stale }: Refusal, job: Job): Promise<void> {
  await act(trial, job, {}, stale === true ? await aged(trial, job) : job.stored);
}

/** A name that nobody has; a list shows an object that is created under it beside the job. */
const never = (job: Job): { name: string } => ({ name: `${job.name}-never` });

/** The state of the job before another write. */
export async function aged(trial: Trial, job: Job): Promise<JsonObject> {
  const old = await trial.given.read(job);
  shownOf(trial, old, 'resourceVersion');
  await trial.given.updated(job, (object) =>
    Object.assign(object, withMember(object, ['metadata', 'annotations', 'moved'], 'on')),
  );
  return old;
}

export const INVALID: Change = [['spec', 'cleanPodPolicy'], 'Some'];
const RENAMED = (job: Job): Change => [['metadata', 'name'], `${job.name}-new`];
const OF_ANOTHER_UID: Change = [['metadata', 'uid'], OTHER_UID];
const ofVersion = (old: JsonObject): Change => [['metadata', 'resourceVersion'], versionOf(old)];

/** A valid manifest under a name beside the job's; `change` spoils it. */
const beside = (trial: Trial, job: Job, change: Change): JsonObject =>
  withMember(trial.given.manifest({ name: `${job.name}-new` }), ...change);

/** A body for a write of the job that changes every part of it, and these members. */
const changing = (trial: Trial, verb: 'replace' | 'patch', object: JsonObject, ...members: Change[]): JsonObject =>
  withMembers(verb, [...everyPart(trial.kind, 'yes'), ...members])(object);

/** A text that lacks its end, and is read by whoever does not look for it. */
const cut = (body: JsonObject): { raw: string } => ({ raw: JSON.stringify(body).slice(0, -1) });

const putChanged = (trial: Trial, job: Job, query: Query, ...members: Change[]): Promise<Answer> =>
  put(trial, job, (object) => changing(trial, 'replace', object, ...members), { query });

const patchChanged = (trial: Trial, job: Job, query: Query, ...members: Change[]): Promise<Answer> =>
  trial.target.patch(job, changing(trial, 'patch', {}, ...members), { query });

/** A JSON Patch of every part, with these operations at its end. */
const jsonPatch = (trial: Trial, job: Job, query: Query, ...last: JsonObject[]): Promise<Answer> =>
  trial.target.patch(
    job,
    [
      ...everyPart(trial.kind, 'yes')
        .filter(([path]) => path[0] !== 'status')
        .map(([path, value]) => ({ op: 'add', path: `/${path.join('/')}`, value: value ?? null })),
      ...last,
    ],
    { query, contentType: 'application/json-patch+json' },
  );

/** A watch that is refused, read to its end. */
async function watched(trial: Trial, query: Query): Promise<Answer> {
  const stream = await trial.target.watch({ query: { timeoutSeconds: 1, ...query } });
  if (stream.answer.status >= 400) await stream.ended(trial.settle);
  stream.close();
  return stream.answer;
}

const CREATES: readonly Refusal[] = [
  {
    id: 'errors/create-malformed-is-refused-without-a-trace',
    verb: 'create',
    codes: [400],
    act: (trial, job, query) => trial.target.create(cut(trial.given.manifest({ name: `${job.name}-new` })), { query }),
  },
  {
    id: 'errors/create-invalid-is-refused-without-a-trace',
    verb: 'create',
    wrong: INVALID[0],
    ownCode: true,
    act: (trial, job, query) => trial.target.create(beside(trial, job, INVALID), { query }),
  },
  {
    id: 'errors/create-taken-is-refused-without-a-trace',
    verb: 'create',
    ownCode: true,
    codes: [409],
    act: (trial, job, query) =>
      trial.target.create(
        changing(trial, 'replace', trial.given.manifest({ name: job.name, labels: { second: 'yes' } })),
        { query },
      ),
  },
  {
    id: 'errors/create-badly-named-is-refused-without-a-trace',
    verb: 'create',
    act: (trial, job, query) => trial.target.create(trial.given.manifest({ name: `${job.name}-New` }), { query }),
  },
  {
    id: 'errors/create-of-another-namespace-is-refused-without-a-trace',
    verb: 'create',
    act: (trial, job, query) =>
      trial.target.create(beside(trial, job, [['metadata', 'namespace'], 'another-namespace']), { query }),
  },
];

const READS: readonly Refusal[] = [
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
    otherwise: 'accepts a limit that is no number, of which list/refuses-a-limit-that-is-no-number judges',
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
];

const REPLACES: readonly Refusal[] = [
  {
    id: 'errors/replace-malformed-is-refused-without-a-trace',
    verb: 'replace',
    codes: [400],
    act: (trial, job, query) => trial.target.replace(job, cut(changing(trial, 'replace', job.stored)), { query }),
  },
  {
    id: 'errors/replace-invalid-is-refused-without-a-trace',
    verb: 'replace',
    wrong: INVALID[0],
    act: (trial, job, query) => putChanged(trial, job, query, INVALID),
  },
  {
    id: 'errors/replace-stale-is-refused-without-a-trace',
    verb: 'replace',
    codes: [409],
    stale: true,
    act: (trial, job, query, old) => trial.target.replace(job, changing(trial, 'replace', old), { query }),
  },
  {
    id: 'errors/replace-of-another-name-is-refused-without-a-trace',
    verb: 'replace',
    act: (trial, job, query) => putChanged(trial, job, query, RENAMED(job)),
  },
  {
    id: 'errors/replace-of-another-uid-is-refused-without-a-trace',
    verb: 'replace',
    act: (trial, job, query) => putChanged(trial, job, query, OF_ANOTHER_UID),
  },
  {
    id: 'errors/replace-missing-is-refused-without-a-trace',
    verb: 'replace',
    codes: [404],
    otherwise: 'creates what is missing',
    act: (trial, job, query) => {
      const { name } = never(job);
      return trial.target.replace({ name }, trial.given.manifest({ name }), { query });
    },
  },
];

const PATCHES: readonly Refusal[] = [
  {
    id: 'errors/patch-malformed-is-refused-without-a-trace',
    verb: 'patch',
    codes: [400],
    act: (trial, job, query) => trial.target.patch(job, cut(changing(trial, 'patch', {})), { query }),
  },
  {
    id: 'errors/patch-invalid-is-refused-without-a-trace',
    verb: 'patch',
    wrong: INVALID[0],
    act: (trial, job, query) => patchChanged(trial, job, query, INVALID),
  },
  {
    id: 'errors/patch-stale-is-refused-without-a-trace',
    verb: 'patch',
    codes: [409],
    stale: true,
    act: (trial, job, query, old) => patchChanged(trial, job, query, ofVersion(old)),
  },
  {
    id: 'errors/patch-of-another-name-is-refused-without-a-trace',
    verb: 'patch',
    act: (trial, job, query) => patchChanged(trial, job, query, RENAMED(job)),
  },
  {
    id: 'errors/patch-of-another-uid-is-refused-without-a-trace',
    verb: 'patch',
    act: (trial, job, query) => patchChanged(trial, job, query, OF_ANOTHER_UID),
  },
  {
    id: 'errors/patch-of-another-type-is-refused-without-a-trace',
    verb: 'patch',
    act: (trial, job, query) =>
      trial.target.patch(job, changing(trial, 'patch', {}), { query, contentType: 'text/plain' }),
  },
  // A server that applies these types (erratum 31) has to refuse each of these: RFC 6902, section 5, for the first.
  {
    id: 'errors/json-patch-that-fails-at-its-end-is-refused-without-a-trace',
    verb: 'patch',
    act: (trial, job, query) =>
      jsonPatch(trial, job, query, { op: 'test', path: '/metadata/name', value: `${job.name}-new` }),
  },
  {
    id: 'errors/json-patch-invalid-is-refused-without-a-trace',
    verb: 'patch',
    act: (trial, job, query) =>
      jsonPatch(trial, job, query, { op: 'add', path: '/spec/cleanPodPolicy', value: 'Some' }),
  },
  {
    id: 'errors/strategic-merge-patch-invalid-is-refused-without-a-trace',
    verb: 'patch',
    act: (trial, job, query) =>
      trial.target.patch(job, changing(trial, 'patch', {}, INVALID), {
        query,
        contentType: 'application/strategic-merge-patch+json',
      }),
  },
  {
    id: 'errors/apply-patch-invalid-is-refused-without-a-trace',
    verb: 'patch',
    act: (trial, job, query) =>
      trial.target.patch(
        job,
        changing(
          trial,
          'patch',
          { apiVersion: apiVersionOf(trial.kind), kind: trial.kind.kind },
          [['metadata', 'name'], job.name],
          INVALID,
        ),
        { query: { fieldManager: 'conformance', force: true, ...query }, contentType: 'application/apply-patch+yaml' },
      ),
  },
  {
    id: 'errors/patch-missing-is-refused-without-a-trace',
    verb: 'patch',
    codes: [404],
    otherwise: 'creates what is missing',
    act: (trial, job, query) => trial.target.patch(never(job), { metadata: { labels: { app: 'x' } } }, { query }),
  },
];

const DELETES: readonly Refusal[] = [
  {
    id: 'errors/delete-missing-is-refused-without-a-trace',
    verb: 'delete',
    codes: [404],
    act: (trial, job, query) => trial.target.delete(never(job), { query }),
  },
  {
    id: 'errors/delete-of-another-uid-is-refused-without-a-trace',
    verb: 'delete',
    codes: [409],
    act: (trial, job, query) =>
      trial.target.delete(job, { query, body: optionsBody({ preconditions: { uid: OTHER_UID } }) }),
  },
  {
    id: 'errors/delete-of-another-version-is-refused-without-a-trace',
    verb: 'delete',
    codes: [409],
    stale: true,
    act: (trial, job, query, old) =>
      trial.target.delete(job, {
        query,
        body: optionsBody({ preconditions: { resourceVersion: shownOf(trial, old, 'resourceVersion') } }),
      }),
  },
  {
    id: 'errors/delete-badly-timed-is-refused-without-a-trace',
    verb: 'delete',
    codes: [400, 422],
    act: (trial, job, query) => trial.target.delete(job, { query: { ...query, gracePeriodSeconds: 'abc' } }),
  },
  {
    id: 'errors/delete-of-unknown-policy-is-refused-without-a-trace',
    verb: 'delete',
    codes: [400, 422],
    act: (trial, job, query) => trial.target.delete(job, { query: { ...query, propagationPolicy: 'Somehow' } }),
  },
  {
    id: 'errors/deletecollection-badly-selected-is-refused-without-a-trace',
    verb: 'deletecollection',
    codes: [400],
    act: (trial, _, query) => trial.target.deleteCollection({ query: { ...query, labelSelector: 'a=(' } }),
  },
  {
    id: 'errors/deletecollection-badly-limited-is-refused-without-a-trace',
    verb: 'deletecollection',
    otherwise: 'reads no limit of a deletion',
    act: (trial, _, query) => trial.target.deleteCollection({ query: { ...query, limit: 'abc' } }),
  },
  {
    id: 'errors/deletecollection-of-unknown-policy-is-refused-without-a-trace',
    verb: 'deletecollection',
    otherwise: 'reads no policy of a deletion of a collection',
    act: (trial, _, query) => trial.target.deleteCollection({ query: { ...query, propagationPolicy: 'Somehow' } }),
  },
];

export const REFUSALS: readonly Refusal[] = [...CREATES, ...READS, ...REPLACES, ...PATCHES, ...DELETES];
