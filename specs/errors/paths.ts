/**
 * Paths, methods, parameters and fields that are not documented, and names that a path spells with percent-encoding.
 */
import { apiVersionOf, pathOf } from '../../contract/operations.ts';
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import type { Answer, Body, Job } from '../../harness/model/target.ts';
import type { Pattern, Trial } from '../../harness/model/trial.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { firstReplica, metadataOf, nameOf, specOf, withMember } from '../support/objects.ts';
import { ownItems } from '../support/expectations.ts';
import { requirement } from '../support/requirement.ts';
import { expectUnknown } from '../support/unknown-resource.ts';
import { write } from '../support/updates/write.ts';
import { eventsFor, expectTypes, watching } from '../watch/support.ts';

/** Every character as its percent-encoding, which says the same (RFC 3986, section 2). */
const encoded = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');

const nameEncoded = ({ kind, namespace }: Trial, job: Job): string => `${pathOf(kind, namespace)}/${encoded(job.name)}`;

const namespaceEncoded = ({ kind, namespace }: Trial, job: Job): string =>
  pathOf(kind, namespace, job.name).replace(`/namespaces/${namespace}/`, `/namespaces/${encoded(namespace)}/`);

const readsEncoded = (id: string, path: (trial: Trial, job: Job) => string): Requirement =>
  requirement(id, {
    tests: ['errors.path.encoded'],
    needs: ['read/answers-with-what-is-stored'],
    async check(trial) {
      const job = await trial.given.shared();
      const answer = await trial.target.send('GET', path(trial, job));
      trial.expect.match(
        metadataOf(trial.expect.documented(answer)),
        { name: job.name, uid: job.uid },
        answer,
        '/metadata',
      );
    },
  });

const writesEncoded = requirement('errors/writes-decode-the-name-of-a-path', {
  tests: ['errors.path.encoded'],
  needs: ['errors/read-decodes-the-name-of-a-path', 'patch/merges', 'delete/removes-the-object'],
  async check(trial) {
    const job = await trial.given.shared();
    const path = nameEncoded(trial, job);
    trial.expect.accepted(
      await trial.target.send('PATCH', path, { body: { metadata: { labels: { encoded: 'yes' } } } }),
    );
    await trial.expect.stored(job, { metadata: { labels: { encoded: 'yes' }, uid: job.uid } });
    trial.expect.accepted(await trial.target.send('DELETE', path));
    await trial.expect.absent(job, { settle: true });
  },
});

/** The path names nothing that a server of this API has. */
const unknown = (id: string, pathFor: (kind: Kind, namespace: string) => string): Requirement =>
  requirement(id, {
    tests: ['errors.unknown-resource', 'list.code.404', 'watch.code.404'],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      const job = await trial.given.shared();
      trial.expect.accepted(await trial.target.list());
      const path = pathFor(trial.kind, trial.namespace);
      const asked: [method: string, path: string, body?: Body][] = [
        ['GET', path],
        ['GET', `${path}?watch=true&timeoutSeconds=1`],
        ['GET', `${path}/${job.name}`],
        ['POST', path, trial.given.manifest()],
        ['PUT', `${path}/${job.name}`, job.stored],
        ['PATCH', `${path}/${job.name}`, { metadata: { labels: { app: 'x' } } }],
      ];
      for (const [method, asks, body] of asked)
        expectUnknown(trial, await trial.target.send(method, asks, body === undefined ? {} : { body }));
      await trial.expect.unchanged(job, job.stored);
    },
  });

/**
 * A method that the pages do not have for this path. A POST to an object is not tried: a Kubernetes server was seen to
 * create by it.
 */
const otherMethod = (id: string, act: (trial: Trial, job: Job) => Promise<Answer>): Requirement =>
  requirement(id, {
    tests: ['errors.method-not-allowed'],
    needs: ['read/answers-with-what-is-stored'],
    async check(trial) {
      const job = await trial.given.shared();
      trial.expect.refused(await act(trial, job));
      await trial.expect.unchanged(job, job.stored);
    },
  });

const unknownQuery = requirement('errors/an-unknown-parameter-does-not-count', {
  tests: ['errors.unknown-query'],
  needs: [
    'read/answers-with-what-is-stored',
    'list/holds-what-was-created',
    'replace/stores-the-body',
    'watch/shows-what-exists-first',
  ],
  async check(trial) {
    // Those of client-go, kubectl and newer versions beside one that nobody has.
    const query = { conformance: 'yes', fieldManager: 'conformance', fieldValidation: 'Ignore', timeout: '30s' };
    const manifest = trial.given.manifest();
    const job = await trial.given.created(manifest, {});
    const read = await trial.target.read(job, { query });
    trial.expect.match(metadataOf(trial.expect.documented(read)), { name: job.name, uid: job.uid }, read, '/metadata');
    const list = await trial.target.list({ query });
    trial.expect.that(ownItems(trial, list, [job]).length === 1, {
      message: 'A list with an unknown parameter lacks an object',
      expected: job.name,
      received: 'no such item',
      path: '/items',
      answer: list,
    });
    trial.expect.accepted(await trial.target.patch(job, { metadata: { labels: { asked: 'yes' } } }, { query }));
    trial.expect.accepted(await write(trial, 'replace', job, ['metadata', 'labels', 'replaced'], 'yes', { query }));
    await trial.expect.stored(job, { metadata: { labels: { asked: 'yes', replaced: 'yes' } } });
    await watching(trial, { ...query, fieldSelector: `metadata.name=${job.name}` }, async (stream) => {
      const events = await stream.collect((all) => eventsFor(all, job).length > 0);
      expectTypes(trial, job, eventsFor(events, job).slice(0, 1), ['ADDED'], stream);
    });
    const other = trial.given.manifest();
    trial.expect.accepted(await trial.target.create(other, { query }));
    await trial.expect.stored({ name: nameOf(other) }, { metadata: { name: nameOf(other) } });
    trial.expect.accepted(await trial.target.delete(job, { query }));
    await trial.expect.absent(job, { settle: true });
  },
});

/**
 * The field `conformanceUnknown` stands in the object at this path, and such that are documented there in other letters
 * (RFC 8259, section 8.3), with other values.
 */
const unknownField = (
  id: string,
  place: (trial: Trial, manifest: JsonObject) => readonly string[],
  others: JsonObject,
): Requirement =>
  requirement(id, {
    tests: ['errors.unknown-fields'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      const manifest = trial.given.manifest({
        labels: { kept: 'yes' },
        annotations: { note: 'kept' },
        spec: { backoffLimit: 3, cleanPodPolicy: 'All', activeDeadlineSeconds: 3600 },
      });
      const answer = await trial.target.create(
        Object.entries({ conformanceUnknown: { any: ['thing', 1] }, ...others }).reduce<JsonObject>(
          (body, [name, value]) => withMember(body, [...place(trial, manifest), name], value),
          manifest,
        ),
      );
      if (answer.status >= 400 && answer.status < 500) {
        trial.choice('unknown-fields', 'unknown-fields-refused', answer);
        await trial.given.control(trial.given.manifest());
        return trial.expect.absent({ name: nameOf(manifest) });
      }
      trial.expect.accepted(answer);
      const pattern: Pattern = {
        apiVersion: apiVersionOf(trial.kind),
        kind: trial.kind.kind,
        metadata: { labels: metadataOf(manifest)['labels'] ?? {}, annotations: { note: 'kept' } },
        spec: specOf(manifest),
      };
      const stored = await trial.expect.stored({ name: nameOf(manifest) }, pattern);
      trial.choice('unknown-fields', hasUnknown(stored) ? 'unknown-fields-kept' : 'unknown-fields-pruned', answer);
    },
  });

const hasUnknown = (value: Json): boolean =>
  Array.isArray(value)
    ? value.some(hasUnknown)
    : isObject(value) &&
      Object.entries(value).some(([key, member]) => key === 'conformanceUnknown' || hasUnknown(member));

export const paths: readonly Requirement[] = [
  readsEncoded('errors/read-decodes-the-name-of-a-path', nameEncoded),
  readsEncoded('errors/read-decodes-the-namespace-of-a-path', namespaceEncoded),
  writesEncoded,
  unknown('errors/an-unknown-resource-is-not-found', (kind, namespace) =>
    pathOf({ ...kind, plural: `${kind.plural}x` }, namespace),
  ),
  unknown('errors/an-unknown-singular-resource-is-not-found', (kind, namespace) =>
    pathOf({ ...kind, plural: kind.singular }, namespace),
  ),
  unknown('errors/an-unknown-version-is-not-found', (kind, namespace) => pathOf({ ...kind, version: 'v9' }, namespace)),
  unknown('errors/an-unknown-group-is-not-found', (kind, namespace) =>
    pathOf({ ...kind, group: `no.${kind.group}` }, namespace),
  ),
  otherMethod('errors/a-put-to-a-collection-is-refused', (trial, job) =>
    trial.target.send('PUT', pathOf(trial.kind, trial.namespace), {
      body: withMember(job.stored, ['metadata', 'labels', 'written'], 'yes'),
    }),
  ),
  otherMethod('errors/a-patch-of-a-collection-is-refused', (trial, job) =>
    trial.target.send('PATCH', pathOf(trial.kind, trial.namespace), {
      body: { metadata: { name: job.name, labels: { written: 'yes' } } },
    }),
  ),
  unknownQuery,
  unknownField('errors/an-unknown-field-at-its-top-breaks-nothing', () => [], { Kind: 'Pod' }),
  unknownField('errors/an-unknown-field-in-its-spec-breaks-nothing', () => ['spec'], {
    CleanPodPolicy: 'None',
    ActiveDeadlineSeconds: 7200,
  }),
  unknownField(
    'errors/an-unknown-field-in-a-replica-breaks-nothing',
    (trial, manifest) => ['spec', trial.kind.replicaMap, firstReplica(trial, manifest)],
    { Template: {}, Replicas: 0 },
  ),
  unknownField('errors/an-unknown-field-in-its-metadata-breaks-nothing', () => ['metadata'], {
    Labels: { kept: 'no' },
  }),
];
