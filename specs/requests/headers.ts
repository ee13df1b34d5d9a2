/** Headers of requests: what a client accepts, what it calls its body, and those that mean nothing to this API. */
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Accepted, Answer, CallOptions } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { ownItems } from '../support/expectations.ts';
import { at, itemsOf, nameOf, specOf, withMember } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { put } from '../support/updates/write.ts';

type Headers = NonNullable<CallOptions['headers']>;

/** As browsers, curl, client-go and others write it; null: none. */
const ACCEPTED: readonly (string | null)[] = [
  null,
  '*/*',
  'application/*',
  'application/json, */*',
  'text/html,application/json;q=0.9,*/*;q=0.8',
  'application/yaml;q=0.1, application/json;q=0.5',
  'application/json;charset=utf-8',
];

const answersInJson = requirement('requests/answers-in-json-whatever-else-a-client-accepts', {
  tests: ['requests.accept'],
  needs: ['read/answers-with-what-is-stored', 'list/holds-what-was-created'],
  async check(trial) {
    const job = await trial.given.shared();
    for (const accept of ACCEPTED) {
      const read = await trial.target.read(job, { headers: { accept } });
      trial.expect.match(trial.expect.documented(read), { metadata: { name: job.name, uid: job.uid } }, read);
    }
    const headers = { accept: '*/*' };
    const list = await trial.target.list({ headers });
    trial.expect.that(ownItems(trial, list, [job]).length === 1, {
      message: 'A list for a client that accepts any type lacks an object',
      expected: job.name,
      received: 'no such item',
      path: '/items',
      answer: list,
    });
    trial.expect.accepted(await trial.target.patch(job, { metadata: { labels: { any: 'type' } } }, { headers }));
    await trial.expect.stored(job, { metadata: { labels: { any: 'type' } } });
  },
});

/** What kubectl and informers of metadata ask for. */
const FORMS: readonly string[] = [
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json',
  'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json',
];

/** The names in a Table, in a list of any kind, or of an object. */
function namesIn(body: Json | undefined): string[] {
  const rows = at(body, 'rows');
  if (Array.isArray(rows))
    return rows.flatMap((row) => {
      const cells = at(row, 'cells');
      return [nameOf(at(row, 'object')), ...(Array.isArray(cells) ? cells.map(String) : [])];
    });
  return Array.isArray(at(body, 'items')) ? itemsOf(body).map(nameOf) : [nameOf(body)];
}

const answersATableOrJson = requirement('requests/answers-a-table-or-json', {
  tests: ['requests.accept.table'],
  needs: ['list/holds-what-was-created'],
  async check(trial) {
    const job = await trial.given.shared();
    for (const accept of FORMS) {
      const answer = await trial.target.list({ headers: { accept } });
      trial.expect.that(answer.status === 200 && isObject(answer.json) && namesIn(answer.json).includes(job.name), {
        message: `A list for a client that accepts ${accept} is not given in any of these forms`,
        expected: `200 and a Table or a list with ${job.name}`,
        received: `${answer.status}: ${answer.text.slice(0, 200)}`,
        path: '',
        answer,
      });
    }
    const [accept] = FORMS;
    const read = await trial.target.read(job, { headers: { accept: accept ?? null } });
    trial.expect.that(read.status === 200 && namesIn(read.json).includes(job.name), {
      message: 'A read for a client that prefers a Table is given neither as one nor as JSON',
      expected: `200 and ${job.name}`,
      received: `${read.status}: ${read.text.slice(0, 200)}`,
      path: '',
      answer: read,
    });
  },
});

/** Read as JSON, whole; or refused without a trace. */
const BODY_TYPES: readonly (string | null)[] = [null, 'Application/JSON', 'application/json;CHARSET="utf-8"'];

/** Creates an object, and replaces the one that is stored as `before`. Returns what is stored of that then. */
async function readOrRefused(
  trial: Trial,
  contentType: string | null,
  job: Accepted,
  before: JsonObject,
): Promise<JsonObject> {
  const manifest = trial.given.manifest({ annotations: { note: 'größe' } });
  const ref = { name: nameOf(manifest) };
  const created = await trial.target.create(manifest, { contentType });
  if (created.status >= 400) {
    trial.expect.refused(created);
    await trial.expect.absent(ref);
    return before;
  }
  trial.expect.accepted(created);
  await trial.expect.stored(ref, { metadata: { annotations: { note: 'größe' } }, spec: specOf(manifest) });
  const label = trial.given.name('t');
  const answer = await put(trial, job, (object) => withMember(object, ['metadata', 'labels', 'typed'], label), {
    contentType,
  });
  if (answer.status >= 400) {
    trial.expect.refused(answer);
    return trial.expect.unchanged(job, before);
  }
  return trial.expect.stored(job, { metadata: { uid: job.uid, labels: { typed: label } } });
}

const readsOrRefusesBodies = requirement('requests/reads-or-refuses-a-body-by-its-type', {
  tests: ['requests.body-type'],
  needs: ['create/accepts-the-documented-body', 'replace/stores-the-body'],
  async check(trial) {
    const job = await trial.given.reused();
    let stored = job.stored;
    for (const contentType of BODY_TYPES) stored = await readOrRefused(trial, contentType, job, stored);
  },
});

const takesParameters = requirement('requests/takes-parameters-of-the-media-type-of-a-replace', {
  tests: ['replace.media-type.parameters'],
  needs: ['replace/stores-the-body', 'create/takes-parameters-of-the-media-type'],
  async check(trial) {
    const job = await trial.given.reused();
    for (const [i, contentType] of ['application/json; charset=utf-8', 'application/json;charset=UTF-8'].entries()) {
      const note = `größe ${i}`;
      const answer = await put(trial, job, (object) => withMember(object, ['metadata', 'annotations', 'note'], note), {
        contentType,
      });
      trial.expect.accepted(answer);
      await trial.expect.stored(job, { metadata: { annotations: { note } } });
    }
  },
});

/** What clients and proxies send beside what the API reads. */
const OTHERS: readonly Headers[] = [
  { 'user-agent': null },
  { 'user-agent': 'kubectl/v1.30.0 (linux/amd64) kubernetes/7c48c2b', 'kubectl-command': 'kubectl get' },
  { 'user-agent': `client/${'x'.repeat(400)}` },
  { connection: 'close' },
  { 'accept-encoding': null },
  { 'accept-encoding': 'identity' },
  { 'accept-encoding': 'gzip;q=1.0, *;q=0.1' },
  { 'cache-control': 'no-cache', pragma: 'no-cache' },
  { 'accept-language': 'de-DE, en;q=0.5' },
  { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'x-request-id': 'conformance' },
  { 'content-type': 'application/json' },
];

const otherHeaders = requirement('requests/reads-no-more-of-headers-than-is-documented', {
  tests: ['requests.headers'],
  needs: ['read/answers-with-what-is-stored', 'patch/merges'],
  async check(trial) {
    const job = await trial.given.job({ labels: { read: 'yes' } });
    for (const headers of OTHERS) {
      const answer = await trial.target.read(job, { headers });
      trial.expect.match(
        trial.expect.documented(answer),
        { metadata: { name: job.name, uid: job.uid, labels: { read: 'yes' } }, spec: specOf(job.stored) },
        answer,
      );
    }
    const written = OTHERS.slice(0, 4).reduce((all, one) => ({ ...all, ...one }), {});
    trial.expect.accepted(
      await trial.target.patch(job, { metadata: { labels: { read: 'again' } } }, { headers: written }),
    );
    await trial.expect.stored(job, { metadata: { labels: { read: 'again' } } });
  },
});

/** Ways in which some frameworks let a client name another method. */
const OVERRIDES: readonly CallOptions[] = [
  { headers: { 'x-http-method-override': 'DELETE' } },
  { headers: { 'x-http-method': 'DELETE' } },
  { headers: { 'x-method-override': 'DELETE' } },
  { query: { _method: 'DELETE' } },
];

/** A gateway may refuse such a request; the object stays in any case. */
function servedOrRefused(trial: Trial, answer: Answer): void {
  if (answer.status < 300) trial.expect.documented(answer);
  else trial.expect.refused(answer);
}

const noOverride = requirement('requests/takes-no-other-method-from-a-header-or-parameter', {
  tests: ['requests.method'],
  needs: ['read/answers-with-what-is-stored', 'patch/merges'],
  async check(trial) {
    const job = await trial.given.reused();
    for (const [i, options] of OVERRIDES.entries()) {
      servedOrRefused(trial, await trial.target.read(job, options));
      servedOrRefused(trial, await trial.target.patch(job, { metadata: { labels: { step: `s${i}` } } }, options));
      const stored = await trial.expect.stored(job, { metadata: { uid: job.uid }, spec: specOf(job.stored) });
      trial.expect.match(at(stored, 'metadata', 'deletionTimestamp') ?? null, null, undefined, '/metadata');
    }
  },
});

export const headers: readonly Requirement[] = [
  answersInJson,
  answersATableOrJson,
  readsOrRefusesBodies,
  takesParameters,
  otherHeaders,
  noOverride,
];
