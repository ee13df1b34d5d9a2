/** Creates that have to be refused: bodies that contradict their path, or have a member of another type. */
import type { Contract } from '../../contract/contract.ts';
import type { Json, JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { someOf } from '../support/closeness.ts';
import { createRefused, expectNoneStored } from '../support/expectations.ts';
import { at, firstReplica, nameOf, withMember } from '../support/objects.ts';
import { ofOtherKinds, siblingVersions } from '../support/kinds.ts';
import { requirement } from '../support/requirement.ts';
import { objectConstraints } from './object-constraints.ts';
import { BAD_NAMES } from '../support/updates/invalid.ts';

const needs = ['create/accepts-the-documented-body'];
const LONG = 'x'.repeat(64);

/** A create whose one member contradicts the path it is sent to, or is missing. */
interface Mismatch {
  id: string;
  tests: (kinds: readonly Kind[]) => readonly string[];
  /** Each makes one body to be refused of a valid one. */
  changes: readonly ((manifest: JsonObject, trial: Trial) => JsonObject)[];
}

const without =
  (...path: string[]) =>
  (manifest: JsonObject): JsonObject =>
    withMember(manifest, path, undefined);

const inNamespace =
  (namespace: string) =>
  (manifest: JsonObject): JsonObject =>
    withMember(manifest, ['metadata', 'namespace'], namespace);

const capitals = (name: string): string => (/[a-z]/.test(name) ? name.toUpperCase() : `${name}_A`);

const otherKind = (trial: Trial): string => trial.kinds.find((kind) => kind !== trial.kind)?.kind ?? 'CronJob';

const MISMATCHES: readonly Mismatch[] = [
  {
    id: 'create/refuses-another-namespace-in-the-body',
    tests: () => [
      'create.namespace-mismatch',
      'constraint.ObjectMeta.namespace.pattern',
      'constraint.ObjectMeta.namespace.maxLength',
    ],
    changes: [
      inNamespace('another-namespace'),
      // Not the same in capital letters, either; a name without letters has none.
      (manifest, { namespace }) => inNamespace(capitals(namespace))(manifest),
      inNamespace(LONG),
    ],
  },
  {
    id: 'create/refuses-another-kind',
    tests: (kinds) => ['create.kind-mismatch', ...objectConstraints(kinds, 'kind.enum')],
    changes: [
      (manifest, trial) => ({ ...manifest, kind: otherKind(trial) }),
      (manifest, { kind }) => ({ ...manifest, kind: kind.plural }),
      (manifest, { kind }) => ({ ...manifest, kind: `${kind.kind}List` }),
    ],
  },
  {
    id: 'create/refuses-a-missing-kind',
    tests: (kinds) => ['create.kind-required', ...objectConstraints(kinds, 'kind.required')],
    changes: [without('kind')],
  },
  {
    id: 'create/refuses-another-api-version',
    tests: (kinds) => [
      'create.api-version-mismatch',
      'create.api-version',
      ...objectConstraints(kinds, 'apiVersion.enum'),
    ],
    // `v1` alone is what the tables say (erratum 5), so that nobody is blamed for it.
    changes: [
      (manifest) => ({ ...manifest, apiVersion: 'batch/v1' }),
      (manifest, { kind }) => ({ ...manifest, apiVersion: `${kind.group}/v9` }),
      (manifest, { kind }) => ({ ...manifest, apiVersion: `other.${kind.group}/${kind.version}` }),
      (manifest, { kind, kinds }) => ({
        ...manifest,
        apiVersion: siblingVersions(kind, kinds)[0] ?? `${kind.group}/v1beta1`,
      }),
    ],
  },
  {
    id: 'create/refuses-a-missing-api-version',
    tests: (kinds) => ['create.api-version-required', ...objectConstraints(kinds, 'apiVersion.required')],
    changes: [without('apiVersion')],
  },
  {
    id: 'create/refuses-a-missing-spec',
    tests: (kinds) => ['create.spec-required', ...objectConstraints(kinds, 'spec.required')],
    changes: [without('spec')],
  },
];

const refusesMismatch = ({ id, tests, changes }: Mismatch, kinds: readonly Kind[]): Requirement =>
  requirement(id, {
    tests: tests(kinds),
    needs,
    async check(trial) {
      for (const change of changes)
        await createRefused(trial, trial.given.manifest(), change(trial.given.manifest(), trial));
    },
  });

/** Creates with one member of another type than the documented one. */
interface Mistyped {
  id: string;
  tests: (kinds: readonly Kind[]) => readonly string[];
  values: (trial: Trial) => readonly [path: readonly string[], value: Json][];
}

/**
 * Kubernetes, "Labels and Selectors", syntax: an optional prefix, which is a DNS subdomain, and a name of at most 63
 * characters.
 */
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
  ['a', 'a\n'],
  ['a', LONG],
];

/** Values that each member of the metadata cannot have. */
const MISTYPED_METADATA: Readonly<Record<string, readonly Json[]>> = {
  name: [7, ['a'], { a: 'b' }, true],
  generateName: [7, ['a']],
  namespace: [7],
  labels: ['a=b', ['a'], { app: 7 }, { app: true }, { app: ['a'] }, { app: { a: 'b' } }],
  // Tables 11 and 25 call an annotation a Boolean as well (erratum 25): none of those is sent.
  annotations: ['a=b', { note: 7 }, { note: { a: 'b' } }],
  finalizers: ['example.com/a', [7]],
  ownerReferences: ['owner', ['owner']],
};

const MISTYPED: readonly Mistyped[] = [
  {
    id: 'create/refuses-members-of-another-type',
    tests: (kinds) => [
      'create.invalid',
      ...kinds.flatMap(({ kind }) =>
        ['apiVersion', 'kind', 'metadata', 'spec'].map((member) => `field.${kind}.${member}`),
      ),
      ...objectConstraints(kinds, 'metadata.required'),
    ],
    values: () => [
      [['spec'], 'text'],
      [['spec'], ['text']],
      [['spec'], 7],
      [['metadata'], 'text'],
      [['metadata'], ['text']],
      [['kind'], 7],
      [['apiVersion'], 7],
    ],
  },
  {
    id: 'create/refuses-replica-specs-that-are-no-map',
    tests: () => ['create.replicas-are-maps'],
    values(trial) {
      const { replicaMap } = trial.kind;
      const manifest = trial.given.manifest();
      const replica = at(manifest, 'spec', replicaMap, firstReplica(trial, manifest)) ?? {};
      return [
        [['spec', replicaMap], [replica]],
        [['spec', replicaMap], 'text'],
      ];
    },
  },
  {
    id: 'create/refuses-metadata-of-another-type',
    tests: () => ['create.mistyped-metadata'],
    values: (trial) =>
      Object.entries(MISTYPED_METADATA).flatMap(([name, values]) =>
        someOf(trial, values).map((value): [string[], Json] => [['metadata', name], value]),
      ),
  },
  {
    id: 'create/refuses-labels-that-are-none',
    tests: () => ['metadata.labels.valid', 'metadata.annotations.valid', 'metadata.finalizers.valid'],
    values: () => [
      ...BAD_LABELS.map(([key, value]): [string[], Json] => [['metadata', 'labels', key], value]),
      ...BAD_NAMES.map((name): [string[], Json] => [['metadata', 'annotations', name], 'x']),
      ...BAD_NAMES.map((name): [string[], Json] => [['metadata', 'finalizers'], [name]]),
    ],
  },
];

const refusesMistyped = ({ id, tests, values }: Mistyped, kinds: readonly Kind[]): Requirement =>
  requirement(id, {
    tests: tests(kinds),
    needs,
    async check(trial) {
      const valid = (): JsonObject => trial.given.manifest({ labels: { app: 'a' }, annotations: { note: 'b' } });
      const control = await trial.given.control(valid());
      const refused: string[] = [];
      for (const [path, value] of values(trial)) {
        const manifest = withMember(valid(), path, value);
        const answer = await trial.target.create(manifest);
        trial.expect.that(answer.status >= 400 && answer.status < 500, {
          message: `A create with ${path.join('.')} ${JSON.stringify(value).slice(0, 80)} was not refused`,
          expected: 'a status of the 400s, as with a value of the documented type it is accepted',
          received: String(answer.status),
          path: `/${path.join('/')}`,
          answer,
        });
        const name = at(manifest, 'metadata', 'name');
        if (typeof name === 'string') refused.push(name);
      }
      await expectNoneStored(trial, refused, control);
    },
  });

const refusesElsewhere: readonly Requirement[] = [
  requirement('create/stores-nothing-under-the-kind-of-a-mismatched-body', {
    tests: ['create.kind-mismatch'],
    needs,
    async check(trial) {
      await trial.given.control(trial.given.manifest());
      for (const sibling of ofOtherKinds(trial)) {
        const manifest = sibling.given.manifest();
        trial.expect.refused(await trial.target.create(manifest));
        for (const place of [trial, sibling]) await place.expect.absent({ name: nameOf(manifest) });
      }
    },
  }),
  requirement('create/stores-nothing-in-the-namespace-of-a-mismatched-body', {
    tests: ['create.namespace-mismatch'],
    needs,
    requires: ['other-namespace'],
    async check(trial) {
      const namespace = trial.otherNamespace;
      await trial.given.control(trial.given.manifest({ namespace }), { namespace });
      const manifest = trial.given.manifest({ namespace });
      trial.expect.refused(await trial.target.create(manifest));
      for (const place of [{}, { namespace }]) await trial.expect.absent({ name: nameOf(manifest), ...place });
    },
  }),
  requirement('create/refuses-an-unknown-namespace', {
    tests: ['create.unknown-namespace'],
    needs,
    async check(trial) {
      await trial.given.control(trial.given.manifest());
      const namespace = `no-such-${trial.given.name()}`.slice(0, 63).replace(/-$/, 'x');
      const manifest = trial.given.manifest({ namespace });
      const answer = await trial.target.create(manifest, { namespace });
      trial.expect.refused(answer);
      const code =
        answer.status === 404 ? 'missing-namespace-404-on-create' : (`missing-namespace-${answer.status}` as const);
      trial.choice('missing-namespace', code, answer);
      await trial.expect.absent({ name: nameOf(manifest) });
    },
  }),
];

export const refused = ({ kinds }: Contract): readonly Requirement[] => [
  ...MISMATCHES.map((row) => refusesMismatch(row, kinds)),
  ...MISTYPED.map((row) => refusesMistyped(row, kinds)),
  ...refusesElsewhere,
];
