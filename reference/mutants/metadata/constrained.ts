/** What table 10 says of names and of what the server sets, each in one kind alone. */
import { isObject } from '../../../contract/json.ts';
import { withMetadata } from '../../state/model.ts';
import { nameCheckedAs, readAs } from '../helpers/bodies.ts';
import { kindInTurn } from '../helpers/catalogue.ts';
import { mutant, mutantOn, type Mutant, type Override } from '../types.ts';
import { renaming, SERVER_SET, taking } from './client-values.ts';
import { uncut } from './generated-names.ts';
import { showing } from './support.ts';

const onCreate = mutantOn('create');

/** Namespaces in a body that are not compared with that of the path. */
const overlookingNamespaces =
  (which: (namespace: string) => boolean): Override =>
  (base) => ({
    foreignNamespace: (namespace, metadata) =>
      which(String(metadata['namespace'] ?? '')) ? undefined : base.foreignNamespace(namespace, metadata),
  });

export const CONSTRAINED: readonly Mutant[] = [
  onCreate('unchecked-name-pattern', 'constraint.ObjectMeta.name.pattern', {
    text: 'A name of an MXJob may have upper-case letters.',
    kinds: ['mxjobs'],
    override: nameCheckedAs((name) => name.toLowerCase()),
  }),
  onCreate('unchecked-name-min-length', 'constraint.ObjectMeta.name.minLength', {
    text: 'A name of one character is refused.',
    kinds: ['mpijobs'],
    override: nameCheckedAs((name) => (name.length === 1 ? '-' : name)),
  }),
  onCreate('unchecked-name-max-length', 'constraint.ObjectMeta.name.maxLength', {
    text: 'A name of a TFJob may have 64 characters.',
    kinds: ['tfjobs'],
    override: nameCheckedAs((name) => (name.length === 64 ? name.slice(1) : name)),
  }),
  onCreate('unchecked-generate-name-pattern', 'constraint.ObjectMeta.generateName.pattern', {
    text: 'A generateName of other characters is mended.',
    override: (base) => ({
      generatedName: (prefix) =>
        base.generatedName(
          prefix
            .toLowerCase()
            .replaceAll(/[^-a-z0-9]/g, '-')
            .replace(/^-/, 'x'),
        ),
    }),
  }),
  onCreate('unchecked-generate-name-length', 'constraint.ObjectMeta.generateName.maxLength', {
    text: 'A long generateName makes a name that is as long.',
    override: uncut,
  }),
  onCreate('unchecked-namespace-pattern', 'constraint.ObjectMeta.namespace.pattern', {
    text: 'A namespace in a body that can be none is ignored.',
    override: overlookingNamespaces((namespace) => /[^-a-z0-9]/.test(namespace)),
  }),
  onCreate('unchecked-namespace-length', 'constraint.ObjectMeta.namespace.maxLength', {
    text: 'A namespace in a body that is too long is ignored.',
    override: overlookingNamespaces((namespace) => namespace.length > 63),
  }),
  onCreate('unchecked-name-unique', 'constraint.ObjectMeta.name.unique', {
    text: 'A PyTorchJob may take a name that is taken.',
    kinds: ['pytorchjobs'],
    override: () => ({ isTaken: () => false }),
  }),
  onCreate('unchecked-name-or-generate-name', 'constraint.ObjectMeta.name-or-generateName', {
    text: 'A body with neither name nor generateName is named by the server.',
    override: readAs((body) =>
      isObject(body['metadata']) &&
      body['metadata']['name'] === undefined &&
      body['metadata']['generateName'] === undefined
        ? withMetadata(body, { generateName: 'unnamed-' })
        : body,
    ),
  }),
  ...(['name', 'namespace'] as const).map((key) =>
    mutant(`unchecked-${key}-immutable`, `constraint.ObjectMeta.${key}.immutable`, {
      text: `A patch with another ${key} changes the ${key} that is shown.`,
      verbs: ['patch'],
      override: renaming(key),
    }),
  ),
  ...[...SERVER_SET, 'deletionGracePeriodSeconds' as const].map((key, i) =>
    onCreate(`unchecked-read-only-${key}`, `constraint.ObjectMeta.${key}.readOnly`, {
      text: `What a create sends for ${key} becomes the object's.`,
      kinds: [kindInTurn(i).plural],
      override: taking(key, 'create'),
    }),
  ),
  ...(['creationTimestamp', 'deletionTimestamp'] as const).map((key) =>
    mutant(`said-without-${key}-format`, `constraint.ObjectMeta.${key}.format`, {
      text: `${key} is no time.`,
      override: showing((metadata) => (metadata[key] === undefined ? {} : { [key]: 'yesterday' })),
    }),
  ),
];
