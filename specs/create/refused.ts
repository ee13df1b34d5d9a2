/** Creates that have to be refused: bodies that are none, that contradict their path, or that are of another type. */
import { KINDS } from '../../contract/kinds.ts';
import type { Json, JsonObject } from '../../contract/json.ts';
import type { Answer } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { at, firstReplica, nameOf, withMember } from '../support/objects.ts';
import { createRefused } from '../support/expectations.ts';
import { requirement } from '../support/requirement.ts';

const needs = ['create/accepts-the-documented-body'];

/** `constraint.TFJob.kind.enum` and so on: what the tables of all objects say of one member. */
const ofObjects = (rule: string): string[] => KINDS.map((kind) => `constraint.${kind.kind}.${rule}`);

/** A create whose one member contradicts the path it is sent to, or is missing: in each of these ways. */
const mismatch = (
  id: string,
  tests: readonly string[],
  ...spoil: ((trial: Trial, manifest: JsonObject) => JsonObject)[]
): Requirement =>
  requirement(`create/refuses-${id}`, {
    tests,
    needs,
    async check(trial) {
      for (const way of spoil) await createRefused(trial, trial.given.manifest(), way(trial, trial.given.manifest()));
    },
  });

const malformed = (id: string, ...spoil: ((text: string) => string)[]): Requirement =>
  requirement(`create/refuses-${id}`, {
    tests: ['create.malformed'],
    needs,
    async check(trial) {
      await trial.given.job();
      for (const way of spoil) {
        const manifest = trial.given.manifest();
        const answer = await trial.target.create({ raw: way(JSON.stringify(manifest)) });
        trial.expect.refused(answer, [400, 413, 415, 422]);
        await trial.expect.absent({ name: nameOf(manifest) });
      }
    },
  });

/** One member with a value of another type; all that is refused leaves nothing. */
const mistyped = (
  id: string,
  tests: readonly string[],
  values: (trial: Trial) => readonly [path: readonly string[], value: Json][],
): Requirement =>
  requirement(`create/refuses-${id}`, {
    tests,
    needs,
    async check(trial) {
      await trial.given.created(trial.given.manifest({ labels: { app: 'a' }, annotations: { note: 'b' } }));
      for (const [path, value] of values(trial)) {
        const manifest = withMember(
          trial.given.manifest({ labels: { app: 'a' }, annotations: { note: 'b' } }),
          path,
          value,
        );
        const answer = await trial.target.create(manifest);
        trial.expect.that(answer.status >= 400 && answer.status < 500, {
          message: `A create with ${path.join('.')} ${JSON.stringify(value).slice(0, 80)} was not refused`,
          expected: 'a status of the 400s, as with a value of the documented type it is accepted',
          received: String(answer.status),
          path: `/${path.join('/')}`,
          answer,
        });
        const name = at(manifest, 'metadata', 'name');
        if (typeof name === 'string') await trial.expect.absent({ name });
      }
    },
  });

const inMetadata = (members: Readonly<Record<string, readonly Json[]>>): [readonly string[], Json][] =>
  Object.entries(members).flatMap(([name, values]) =>
    values.map((value): [readonly string[], Json] => [['metadata', name], value]),
  );

const LONG = 'x'.repeat(64);
/** Kubernetes, "Labels and Selectors", syntax: an optional prefix, which is a DNS subdomain, and a name of at most 63 characters. */
const BAD_LABELS: readonly [key: string, value: string][] = [
  ['-a', 'x'],
  ['a-', 'x'],
  ['a b', 'x'],
  ['a/b/c', 'x'],
  ['/a', 'x'],
  ['a/', 'x'],
  ['größe', 'x'],
  [LONG, 'x'],
  ['Upper.example.com/a', 'x'],
  [`${'x'.repeat(254)}/a`, 'x'],
  ['a', 'not valid'],
  ['a', '-x'],
  ['a', 'x-'],
  ['a', 'größe'],
  ['a', 'a/b'],
  ['a', LONG],
];

/** Sent as something that is not JSON: refused without a trace, or read as JSON after all. */
async function otherType(trial: Trial, contentType: string): Promise<void> {
  const manifest = trial.given.manifest();
  const answer = await trial.target.create(manifest, { contentType });
  trial.choice(
    'media-type-refusal',
    answer.status < 300 ? 'body-type-ignored' : answer.status === 415 ? 'body-type-415' : 'body-type-400',
    answer,
  );
  if (answer.status < 300)
    return void (await trial.expect.stored(
      { name: nameOf(manifest) },
      { metadata: { name: nameOf(manifest) }, spec: manifest['spec']! },
    ));
  trial.expect.refused(answer);
  await trial.expect.absent({ name: nameOf(manifest) });
}

const otherKind = (trial: Trial): string => trial.kinds.find((kind) => kind !== trial.kind)?.kind ?? 'CronJob';

export const createRefusals: readonly Requirement[] = [
  mismatch(
    'another-namespace-in-the-body',
    [
      'create.namespace-mismatch',
      'constraint.ObjectMeta.namespace.pattern',
      'constraint.ObjectMeta.namespace.maxLength',
    ],
    ...['another-namespace', 'Another_Namespace', LONG].map(
      (namespace) => (_: Trial, manifest: JsonObject) => withMember(manifest, ['metadata', 'namespace'], namespace),
    ),
  ),
  requirement('create/stores-nothing-in-the-namespace-of-a-mismatched-body', {
    tests: ['create.namespace-mismatch'],
    needs,
    requires: ['other-namespace'],
    async check(trial) {
      const namespace = trial.otherNamespace;
      await trial.given.job({ namespace });
      const manifest = trial.given.manifest({ namespace });
      trial.expect.refused(await trial.target.create(manifest));
      for (const place of [{}, { namespace }]) await trial.expect.absent({ name: nameOf(manifest), ...place });
    },
  }),
  mismatch(
    'another-kind',
    ['create.kind-mismatch', ...ofObjects('kind.enum')],
    (trial, manifest) => ({ ...manifest, kind: otherKind(trial) }),
    ({ kind }, manifest) => ({ ...manifest, kind: kind.plural }),
    ({ kind }, manifest) => ({ ...manifest, kind: `${kind.kind}List` }),
  ),
  mismatch('a-missing-kind', ['create.kind-required', ...ofObjects('kind.required')], (_, manifest) =>
    withMember(manifest, ['kind'], undefined),
  ),
  // `v1` alone is what the tables say (erratum 5), so that nobody is blamed for it.
  mismatch(
    'another-api-version',
    ['create.api-version-mismatch', 'create.api-version', ...ofObjects('apiVersion.enum')],
    (_, manifest) => ({ ...manifest, apiVersion: 'batch/v1' }),
    ({ kind }, manifest) => ({ ...manifest, apiVersion: `${kind.group}/v9` }),
    ({ kind }, manifest) => ({ ...manifest, apiVersion: `other.${kind.group}/${kind.version}` }),
  ),
  mismatch(
    'a-missing-api-version',
    ['create.api-version-required', ...ofObjects('apiVersion.required')],
    (_, manifest) => withMember(manifest, ['apiVersion'], undefined),
  ),
  mismatch('a-missing-spec', ['create.spec-required', ...ofObjects('spec.required')], (_, manifest) =>
    withMember(manifest, ['spec'], undefined),
  ),
  mistyped(
    'members-of-another-type',
    [
      'create.invalid',
      ...KINDS.flatMap((kind) =>
        ['apiVersion', 'kind', 'metadata', 'spec'].map((member) => `field.${kind.kind}.${member}`),
      ),
      ...ofObjects('metadata.required'),
    ],
    () => [
      [['spec'], 'text'],
      [['spec'], ['text']],
      [['spec'], 7],
      [['metadata'], 'text'],
      [['metadata'], ['text']],
      [['kind'], 7],
      [['apiVersion'], 7],
    ],
  ),
  mistyped('replica-specs-that-are-no-map', ['create.replicas-are-maps'], (trial) => {
    const {
      kind: { replicaMap },
    } = trial;
    const manifest = trial.given.manifest();
    const replica = at(manifest, 'spec', replicaMap, firstReplica(trial, manifest))!;
    return [
      [['spec', replicaMap], [replica]],
      [['spec', replicaMap], 'text'],
    ];
  }),
  mistyped('metadata-of-another-type', ['create.mistyped-metadata'], () =>
    inMetadata({
      name: [7, ['a'], { a: 'b' }, true],
      generateName: [7, ['a']],
      namespace: [7],
      labels: ['a=b', ['a'], { app: 7 }, { app: true }, { app: ['a'] }, { app: { a: 'b' } }],
      // Tables 11 and 25 call an annotation a Boolean as well (erratum 25): none of those is sent.
      annotations: ['a=b', { note: 7 }, { note: { a: 'b' } }],
      finalizers: ['example.com/a', [7]],
      ownerReferences: ['owner', ['owner']],
    }),
  ),
  mistyped('labels-that-are-none', ['metadata.labels.valid'], () =>
    BAD_LABELS.map(([key, value]) => [['metadata', 'labels', key], value]),
  ),
  malformed(
    'truncated-json',
    (text) => text.slice(0, -2),
    (text) => text.slice(0, text.length / 2),
    (text) => text.slice(0, -1),
  ),
  malformed(
    'an-empty-body',
    () => '',
    () => ' \n',
  ),
  malformed(
    'an-array',
    (text) => `[${text}]`,
    () => '[]',
  ),
  malformed(
    'text-after-the-json',
    (text) => `${text} x`,
    (text) => `${text}}`,
  ),
  malformed(
    'text-that-is-no-json',
    () => 'kind=job',
    (text) => `<job>${text}</job>`,
  ),
  malformed(
    'json-that-is-no-object',
    () => 'null',
    () => '"text"',
    () => '7',
    () => 'true',
  ),
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
    needs,
    async check(trial) {
      await trial.given.job();
      const namespace = `no-such-${trial.given.name()}`.slice(0, 63).replace(/-$/, 'x');
      const manifest = trial.given.manifest({ namespace });
      const answer: Answer = await trial.target.create(manifest, { namespace });
      trial.choice(
        'missing-namespace',
        answer.status === 403 ? 'missing-namespace-403' : 'missing-namespace-404-on-create',
        answer,
      );
      trial.expect.refused(answer);
      await trial.expect.absent({ name: nameOf(manifest) });
    },
  }),
  requirement('create/refuses-another-media-type-or-reads-json', {
    tests: ['create.media-type'],
    needs,
    async check(trial) {
      await trial.given.job();
      for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'application/jsonx'])
        await otherType(trial, type);
    },
  }),
  requirement('create/takes-parameters-of-the-media-type', {
    tests: ['create.media-type.parameters'],
    needs,
    async check(trial) {
      for (const contentType of ['application/json; charset=utf-8', 'application/json;charset=UTF-8']) {
        const manifest = trial.given.manifest({ annotations: { note: 'größe 大きさ' } });
        const answer = await trial.target.create(manifest, { contentType });
        trial.expect.accepted(answer);
        await trial.expect.stored({ name: nameOf(manifest) }, { metadata: { annotations: { note: 'größe 大きさ' } } });
      }
    },
  }),
];
