/** Creates that should be refused: taken names, bodies that do not fit the path or lack something. */
import { apiVersionOf } from '../../../contract/operations.ts';
import { metadataOf, textAt, withMetadata } from '../../state/model.ts';
import { nameCheckedAs } from '../helpers/bodies.ts';
import { json } from '../helpers/exchange.ts';
import { pathTo } from '../helpers/request.ts';
import { onAnswer } from '../helpers/wraps.ts';
import { mutantOn, type Mutant } from '../types.ts';

const onCreate = mutantOn('create');

/** Characters of names that a check overlooks: it sees the name as mended. */
const OVERLOOKED: readonly (readonly [what: string, text: string, mended: (name: string) => string])[] = [
  ['a-space-in-a-name', 'Inner spaces of a name are accepted.', (name) => name.replaceAll(/\b \b/g, '-')],
  [
    'a-letter-beyond-ascii-in-a-name',
    'Letters of every language are accepted in a name.',
    (name) => name.replaceAll(/\p{Ll}/gu, 'x'),
  ],
  [
    'a-line-break-after-a-name',
    'A name may have a line break behind it, which the end of the pattern overlooks.',
    (name) => name.replace(/\n$/, ''),
  ],
];

export const REFUSALS: readonly Mutant[] = [
  onCreate('create-takes-a-taken-name', 'create.taken-name', {
    text: 'A create under a taken name overwrites the object.',
    override: () => ({ isTaken: () => false }),
  }),
  onCreate('create-under-a-taken-name-answers-it', 'create.taken-name', {
    text: 'A create under a taken name answers 200 and the object that is there.',
    wrap: onAnswer({ verb: 'create', status: 409 }, async (_, exchange) => {
      const name = textAt(metadataOf(exchange.json), 'name');
      const { body } = await exchange.send('GET', pathTo(exchange, { name }));
      return json(200, body);
    }),
  }),
  onCreate('create-under-a-taken-name-conflicts', 'create.taken-name.code', {
    text: 'A taken name has the reason Conflict.',
    override: (base) => ({ alreadyExists: (...asked) => ({ ...base.alreadyExists(...asked), reason: 'Conflict' }) }),
  }),
  onCreate('create-under-a-taken-name-is-422', 'create.taken-name.code', {
    text: 'A taken name is answered with 422.',
    override: (base) => ({
      alreadyExists: (...asked) => ({ ...base.alreadyExists(...asked), code: 422, reason: 'Invalid' }),
    }),
  }),
  onCreate('create-compares-namespaces-without-case', 'create.namespace-mismatch', {
    text: 'The namespace of a body may be in capital letters.',
    override: (base) => ({
      foreignNamespace: (namespace, metadata) =>
        base.foreignNamespace(namespace, {
          ...metadata,
          namespace: textAt(metadata, 'namespace')?.toLowerCase() ?? null,
        }),
    }),
  }),
  onCreate('create-ignores-the-kind', 'create.kind-mismatch', {
    text: "A body of another kind is stored as one of the path's.",
    override: (base) => ({
      kindCauses: () => [],
      schemaCauses: () => [],
      shaped: (kind, job) => ({ ...base.shaped(kind, job), kind: kind.kind }),
    }),
  }),
  onCreate('create-needs-no-kind', 'create.kind-required', {
    text: 'A body without kind is accepted.',
    override: (base) => ({
      unreadable: () => undefined,
      kindCauses: (kind, body) => (body['kind'] === undefined ? [] : base.kindCauses(kind, body)),
      schemaCauses: () => [],
      shaped: (kind, job) => ({ kind: kind.kind, ...base.shaped(kind, job) }),
    }),
  }),
  onCreate('create-needs-no-api-version', 'create.api-version-required', {
    text: 'A body without apiVersion is accepted.',
    override: (base) => ({
      foreignVersion: (kind, body) => (body['apiVersion'] === undefined ? undefined : base.foreignVersion(kind, body)),
      schemaCauses: (kind, job) => base.schemaCauses(kind, { apiVersion: apiVersionOf(kind), ...job }),
      shaped: (kind, job) => ({ apiVersion: apiVersionOf(kind), ...base.shaped(kind, job) }),
    }),
  }),
  onCreate('create-needs-no-spec', 'create.spec-required', {
    text: 'A body without spec is accepted.',
    override: (base) => ({
      schemaCauses: (kind, job) => (job['spec'] === undefined ? [] : base.schemaCauses(kind, job)),
    }),
  }),
  onCreate('create-puts-it-elsewhere', 'create.namespace', {
    text: 'A body without a namespace gets none in its answer.',
    override: () => ({
      createAnswer: (sent, stored) =>
        metadataOf(sent)['namespace'] === undefined ? withMetadata(stored, { namespace: undefined }) : stored,
    }),
  }),
  onCreate('create-ignores-the-namespace', 'create.namespace-mismatch', {
    text: "A body of another namespace is created in the path's.",
    override: () => ({ foreignNamespace: () => undefined }),
  }),
  onCreate('create-takes-mistyped-labels', 'create.mistyped-metadata', {
    text: 'Labels and annotations that are no strings are taken as their text.',
    override: (base) => ({
      mistypedMetadata: (body) =>
        base.mistypedMetadata({ ...body, metadata: { ...metadataOf(body), labels: null, annotations: null } }),
    }),
  }),
  onCreate('create-takes-mistyped-lists', 'create.mistyped-metadata', {
    text: 'finalizers that are no array are ignored.',
    override: (base) => ({
      mistypedMetadata: (body) =>
        base.mistypedMetadata({ ...body, metadata: { ...metadataOf(body), finalizers: null, ownerReferences: null } }),
    }),
  }),
  onCreate('create-opens-any-namespace', 'create.unknown-namespace', {
    text: 'A create in a namespace that does not exist succeeds.',
    override: () => ({ namespaceExists: () => true }),
  }),
  ...OVERLOOKED.map(([what, text, mended]) =>
    onCreate(`create-accepts-${what}`, 'metadata.name.pattern', {
      text,
      override: nameCheckedAs(mended),
    }),
  ),
];
