import type { JsonObject } from '../contract/seam.ts';
import { apiVersionOf } from '../contract/operations.ts';
import type { Requirement, Trial } from '../harness/types.ts';
import { manifests } from '../generators/arbitraries/index.ts';
import { at, createRefused, isObject, metadataOf, nameOf, requirement, specOf, uidOf, withMember } from './common.ts';

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** What of a manifest has to be found again in what the server holds: everything but the server's own metadata. */
const ownParts = (manifest: JsonObject): JsonObject => {
  const { labels, annotations, name } = metadataOf(manifest);
  const metadata: JsonObject = {};
  if (name !== undefined) metadata['name'] = name;
  if (labels !== undefined) metadata['labels'] = labels;
  if (annotations !== undefined) metadata['annotations'] = annotations;
  return { apiVersion: manifest['apiVersion'] ?? null, kind: manifest['kind'] ?? null, metadata, spec: specOf(manifest) };
};

const badName = (id: string, tests: readonly string[], bad: (name: string) => string): Requirement =>
  requirement(id, {
    tests,
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      const valid = trial.given.manifest();
      await createRefused(trial, valid, withMember(trial.given.manifest(), ['metadata', 'name'], bad(trial.given.name())));
    },
  });

/** A create whose one member contradicts the path it is sent to. */
const mismatch = (id: string, tests: readonly string[], spoil: (trial: Trial, manifest: JsonObject) => JsonObject): Requirement =>
  requirement(id, {
    tests,
    needs: ['create/accepts-the-documented-body'],
    check: async (trial) => void (await createRefused(trial, trial.given.manifest(), spoil(trial, trial.given.manifest()))),
  });

const malformed = (id: string, tests: readonly string[], spoil: (text: string) => string): Requirement =>
  requirement(id, {
    tests,
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      await trial.given.job();
      const manifest = trial.given.manifest();
      const answer = await trial.target.create({ raw: spoil(JSON.stringify(manifest)) });
      trial.expect.refused(answer, [400, 413, 415, 422]);
      await trial.expect.absent({ name: nameOf(manifest) });
    },
  });

export const create: readonly Requirement[] = [
  requirement('create/accepts-the-documented-body', {
    tests: ['create.accepts', 'create.stores'],
    async check(trial) {
      const manifest = trial.given.documented();
      const answer = await trial.target.create(manifest);
      trial.expect.accepted(answer);
      await trial.expect.stored({ name: nameOf(manifest) }, ownParts(manifest));
    },
  }),
  requirement('create/answers-with-a-documented-code', {
    tests: ['create.code.success'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      const answer = await trial.target.create(trial.given.manifest());
      trial.expect.accepted(answer, [200, 201, 202]);
      trial.saw('create-code', `create-${answer.status}`, answer);
    },
  }),
  requirement('create/answers-with-the-object', {
    tests: ['create.answers-object'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      const manifest = trial.given.manifest({ labels: { team: 'a' }, annotations: { note: 'b' } });
      const answer = await trial.target.create(manifest);
      const body = trial.expect.accepted(answer);
      trial.expect.match(body, ownParts(manifest), answer);
      const stored = await trial.given.now({ name: nameOf(manifest) });
      trial.expect.match(uidOf(body), uidOf(stored), answer, '/metadata/uid');
    },
  }),
  requirement('create/puts-the-object-into-the-namespace-of-the-path', {
    tests: ['create.namespace', 'create.path.namespace'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      const manifest = trial.given.manifest();
      const answer = await trial.target.create(withMember(manifest, ['metadata', 'namespace'], undefined));
      const body = trial.expect.accepted(answer);
      trial.expect.match(at(body, 'metadata', 'namespace'), trial.namespace, answer, '/metadata/namespace');
    },
  }),
  requirement('create/keeps-every-documented-field', {
    tests: ['create.stores', 'create.round-trip'],
    needs: ['create/accepts-the-documented-body'],
    check: (trial) =>
      trial.property(
        manifests(trial.kind, { maxReplicas: trial.settings.maxReplicas }),
        async (generated) => {
          const manifest = trial.given.tamed(generated);
          const answer = await trial.target.create(manifest);
          const body = trial.expect.accepted(answer);
          trial.expect.match(body, ownParts(manifest), answer);
          await trial.expect.stored({ name: nameOf(manifest) }, ownParts(manifest));
        },
        20,
      ),
  }),
  requirement('create/sets-uid-version-and-time', {
    tests: ['metadata.uid.set', 'metadata.resource-version.set', 'metadata.creation-timestamp.set'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      const answer = await trial.target.create(trial.given.manifest());
      const metadata = metadataOf(trial.expect.accepted(answer));
      for (const name of ['uid', 'resourceVersion', 'creationTimestamp'])
        trial.expect.that(typeof metadata[name] === 'string' && metadata[name] !== '', {
          message: `The created object has no ${name}`, expected: 'a string that is not empty',
          received: JSON.stringify(metadata[name]) ?? 'nothing', path: `/metadata/${name}`, answer,
        });
      trial.expect.that(RFC3339.test(String(metadata['creationTimestamp'])), {
        message: 'creationTimestamp is no RFC 3339 time', expected: 'a time such as 2019-07-23T12:39:47Z',
        received: String(metadata['creationTimestamp']), path: '/metadata/creationTimestamp', answer,
      });
    },
  }),
  requirement('create/starts-at-generation-1', {
    tests: ['metadata.generation.starts'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      const manifest = withMember(trial.given.manifest(), ['metadata', 'generation'], 7);
      const answer = await trial.target.create(manifest);
      trial.expect.match(at(trial.expect.accepted(answer), 'metadata', 'generation'), 1, answer, '/metadata/generation');
    },
  }),
  requirement('create/gives-every-object-its-own-uid', {
    tests: ['metadata.uid.unique'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      const jobs = await trial.given.jobs(3);
      const [first] = jobs;
      if (first === undefined) return trial.inconclusive('no job could be created');
      await trial.given.gone(first);
      const again = await trial.given.job({ name: first.name });
      const uids = [...jobs, again].map((job) => job.uid);
      trial.expect.that(new Set(uids).size === uids.length, {
        message: 'Two objects have had the same uid', expected: `${uids.length} different uids`, received: uids.join(', '), path: '/metadata/uid',
      });
    },
  }),
  requirement('create/never-takes-server-set-metadata-from-the-client', {
    tests: ['metadata.server-set.create'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      const theirs = { uid: '11111111-2222-3333-4444-555555555555', creationTimestamp: '2001-01-01T00:00:00Z', selfLink: '/made/up' };
      await trial.given.job();
      const manifest = trial.given.manifest({ metadata: theirs });
      const answer = await trial.target.create(manifest);
      if (answer.status >= 400) return trial.expect.refused(answer);
      trial.expect.accepted(answer);
      const metadata = metadataOf(await trial.given.now({ name: nameOf(manifest) }));
      for (const [name, value] of Object.entries(theirs))
        trial.expect.that(metadata[name] !== value, {
          message: `The client's ${name} became the object's`, expected: 'a value of the server', received: value, path: `/metadata/${name}`, answer,
        });
    },
  }),
  requirement('create/links-to-its-own-path', {
    tests: ['metadata.self-link'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      const job = await trial.given.job();
      const link = metadataOf(job.stored)['selfLink'];
      trial.saw('self-link', link === undefined ? 'selflink-absent' : 'selflink-present');
      if (link === undefined || link === '') return trial.notApplicable('the target gives no selfLink');
      const path = `/apis/${apiVersionOf(trial.kind)}/namespaces/${trial.namespace}/${trial.kind.plural}/${job.name}`;
      trial.expect.that(link === path, { message: 'selfLink is not the object\'s path', expected: path, received: JSON.stringify(link), path: '/metadata/selfLink' });
    },
  }),
  requirement('create/refuses-a-taken-name', {
    tests: ['create.taken-name'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      const job = await trial.given.job({ labels: { first: 'yes' } });
      const before = await trial.given.now(job);
      const answer = await trial.target.create(trial.given.manifest({ name: job.name, labels: { second: 'yes' } }));
      trial.expect.refused(answer);
      await trial.expect.unchanged(job, before);
    },
  }),
  requirement('create/refuses-a-taken-name-with-409-already-exists', {
    tests: ['create.taken-name.code'],
    needs: ['create/refuses-a-taken-name'],
    async check(trial) {
      const job = await trial.given.job();
      const answer = await trial.target.create(trial.given.manifest({ name: job.name }));
      trial.expect.refused(answer, [409]);
      trial.expect.match(answer.json, { kind: 'Status', reason: 'AlreadyExists' }, answer);
    },
  }),
  requirement('create/same-name-in-another-namespace', {
    tests: ['metadata.name.scope'],
    needs: ['create/accepts-the-documented-body'],
    requires: ['other-namespace'],
    async check(trial) {
      const job = await trial.given.job({ labels: { where: 'here' } });
      const manifest = trial.given.manifest({ name: job.name, namespace: trial.otherNamespace, labels: { where: 'there' } });
      trial.expect.accepted(await trial.target.create(manifest, { namespace: trial.otherNamespace }));
      await trial.expect.stored({ name: job.name, namespace: trial.otherNamespace }, { metadata: { labels: { where: 'there' }, namespace: trial.otherNamespace } });
      await trial.expect.stored(job, { metadata: { labels: { where: 'here' }, namespace: trial.namespace, uid: job.uid } });
    },
  }),
  requirement('create/accepts-the-longest-name', {
    tests: ['metadata.name.length'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      const name = trial.given.name().padEnd(63, 'x');
      trial.expect.accepted(await trial.target.create(trial.given.manifest({ name })));
      await trial.expect.stored({ name }, { metadata: { name } });
    },
  }),
  badName('create/refuses-a-name-of-64-characters', ['metadata.name.length'], (name) => name.padEnd(64, 'x')),
  badName('create/refuses-upper-case-in-a-name', ['metadata.name.pattern'], (name) => `A${name}`),
  badName('create/refuses-an-underscore-in-a-name', ['metadata.name.pattern'], (name) => `${name}_x`),
  badName('create/refuses-a-name-that-starts-with-a-dash', ['metadata.name.pattern'], (name) => `-${name}`),
  badName('create/refuses-a-name-that-ends-with-a-dash', ['metadata.name.pattern'], (name) => `${name}-`),
  badName('create/refuses-a-dot-in-a-name', ['metadata.name.pattern'], (name) => `${name}.x`),
  requirement('create/refuses-a-body-without-any-name', {
    tests: ['metadata.name.required'],
    needs: ['create/accepts-the-documented-body'],
    check: async (trial) => void (await createRefused(trial, trial.given.manifest(), withMember(trial.given.manifest(), ['metadata', 'name'], undefined))),
  }),
  requirement('create/completes-generate-name', {
    tests: ['metadata.generate-name'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      const prefix = `${trial.given.name().slice(0, 40)}-`;
      const manifest = withMember(withMember(trial.given.manifest(), ['metadata', 'generateName'], prefix), ['metadata', 'name'], undefined);
      const names: string[] = [];
      for (let i = 0; i < 2; i++) {
        const answer = await trial.target.create(manifest);
        const name = nameOf(trial.expect.accepted(answer));
        trial.expect.that(name.startsWith(prefix) && name.length > prefix.length && name.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name), {
          message: 'The generated name does not complete generateName to a valid name', expected: `${prefix} and more, at most 63 characters`,
          received: name, path: '/metadata/name', answer,
        });
        names.push(name);
        await trial.expect.stored({ name }, { metadata: { name } });
      }
      trial.expect.that(names[0] !== names[1], { message: 'Two generated names are equal', expected: 'different names', received: names.join(', '), path: '/metadata/name' });
    },
  }),
  requirement('create/prefers-name-over-generate-name', {
    tests: ['metadata.generate-name.only-without-name'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      const manifest = withMember(trial.given.manifest(), ['metadata', 'generateName'], 'unused-');
      const answer = await trial.target.create(manifest);
      trial.expect.match(at(trial.expect.accepted(answer), 'metadata', 'name'), nameOf(manifest), answer, '/metadata/name');
    },
  }),
  mismatch('create/refuses-another-namespace-in-the-body', ['create.namespace-mismatch'], (_, manifest) => withMember(manifest, ['metadata', 'namespace'], 'another-namespace')),
  mismatch('create/refuses-another-kind', ['create.kind-mismatch'], (trial, manifest) => ({
    ...manifest, kind: trial.kinds.find((kind) => kind !== trial.kind)?.kind ?? 'CronJob',
  })),
  mismatch('create/refuses-a-missing-kind', ['create.kind-required'], (_, manifest) => withMember(manifest, ['kind'], undefined)),
  mismatch('create/refuses-another-api-version', ['create.api-version-mismatch'], (_, manifest) => ({ ...manifest, apiVersion: 'batch/v1' })),
  mismatch('create/refuses-a-missing-api-version', ['create.api-version-required'], (_, manifest) => withMember(manifest, ['apiVersion'], undefined)),
  mismatch('create/refuses-a-missing-spec', ['create.spec-required'], (_, manifest) => withMember(manifest, ['spec'], undefined)),
  malformed('create/refuses-truncated-json', ['create.malformed'], (text) => text.slice(0, -2)),
  malformed('create/refuses-an-empty-body', ['create.malformed'], () => ''),
  malformed('create/refuses-an-array', ['create.malformed'], (text) => `[${text}]`),
  malformed('create/refuses-text-after-the-json', ['create.malformed'], (text) => `${text} x`),
  malformed('create/refuses-text-that-is-no-json', ['create.malformed'], () => 'kind=job'),
  requirement('create/refuses-malformed-json-with-400', {
    tests: ['create.code.400'],
    needs: ['create/refuses-truncated-json'],
    async check(trial) {
      await trial.given.job();
      trial.expect.refused(await trial.target.create({ raw: '{"kind":' }), [400]);
    },
  }),
  requirement('create/refuses-an-unknown-namespace', {
    tests: ['create.unknown-namespace'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      await trial.given.job();
      const namespace = `no-such-${trial.given.name()}`.slice(0, 63).replace(/-$/, 'x');
      const answer = await trial.target.create(trial.given.manifest({ namespace }), { namespace });
      trial.expect.refused(answer);
    },
  }),
  requirement('create/shows-the-object-at-once', {
    tests: ['create.read-your-write'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      for (let i = 0; i < 3; i++) {
        const manifest = trial.given.manifest();
        trial.expect.accepted(await trial.target.create(manifest));
        await trial.expect.stored({ name: nameOf(manifest) }, { metadata: { name: nameOf(manifest) } });
      }
    },
  }),
  requirement('create/does-not-take-status-from-the-client', {
    tests: ['status.not-writable'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      const manifest = { ...trial.given.manifest(), status: { startTime: '2001-01-01T00:00:00Z', conditions: [] } };
      const answer = await trial.target.create(manifest);
      if (answer.status >= 400) return trial.expect.refused(answer);
      trial.expect.accepted(answer);
      const stored = await trial.given.now({ name: nameOf(manifest) });
      const startTime = at(stored, 'status', 'startTime');
      trial.expect.that(startTime !== '2001-01-01T00:00:00Z', {
        message: 'The client\'s status was stored', expected: 'a status of the server\'s, or none', received: JSON.stringify(stored['status']), path: '/status',
      });
    },
  }),
  requirement('create/pretty-prints-when-asked', {
    tests: ['create.query.pretty'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      const answer = await trial.target.create(trial.given.manifest(), { query: { pretty: true } });
      const body = trial.expect.accepted(answer);
      trial.expect.that(isObject(body) && /\n\s+"/.test(answer.text), {
        message: 'pretty=true gives no indented JSON', expected: 'JSON over several indented lines', received: answer.text.slice(0, 80), answer,
      });
    },
  }),
];
