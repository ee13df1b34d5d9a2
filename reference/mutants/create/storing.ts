/** What a create stores and shows of the body. */
import { isObject, type Json } from '../../../contract/json.ts';
import { KINDS } from '../../../contract/kinds.ts';
import { metadataOf, objectAt, withMetadata } from '../../state/model.ts';
import { firstMember, inBodies, invalid, refusing, replicasOf, withReplicas } from '../helpers/bodies.ts';
import { placesOf, without } from '../helpers/places.ts';
import { onBody } from '../helpers/wraps.ts';
import { mutant, mutantOn, perKind, type Mutant, type Override } from '../types.ts';

const onCreate = mutantOn('create');

const isNumber = (value: Json): value is number => typeof value === 'number';

/** Each amount of limits and requests is stored as another. */
const amountsAs = (change: (amount: Json) => Json): Override =>
  inBodies('ResourceRequirements', (resources) =>
    Object.fromEntries(
      Object.entries(resources).map(([side, amounts]) => [
        side,
        isObject(amounts)
          ? Object.fromEntries(Object.entries(amounts).map(([key, amount]) => [key, change(amount)]))
          : amounts,
      ]),
    ),
  );

export const STORING: readonly Mutant[] = [
  onCreate('create-refuses-every-body', 'create.success', {
    text: 'Every create is refused as invalid.',
    override: () => ({
      kindCauses: () => invalid('kind', 'no'),
    }),
  }),
  ...perKind(KINDS, (kind) =>
    onCreate('create-refuses-the-example', 'create.accepts', {
      text: `The documented example of a ${kind.kind} is refused.`,
      override: refusing(
        'too much',
        (of, job) => Object.keys(replicasOf(of, job)).length > 1 || Object.keys(objectAt(job, 'spec')).length > 1,
      ),
    }),
  ),
  ...perKind(KINDS, (kind) =>
    onCreate('create-forgets', 'create.stores', {
      text: `A create of a ${kind.kind} answers and stores nothing.`,
      override: () => ({ isDryRun: () => true }),
    }),
  ),
  onCreate('create-answers-what-was-sent', 'create.answers-object', {
    text: 'A create answers the body that was sent.',
    override: () => ({ createAnswer: (sent) => sent }),
  }),
  onCreate('create-answers-an-empty-object', 'create.answers-object', {
    text: 'A create answers {}.',
    override: () => ({ createAnswer: () => ({}) }),
  }),
  onCreate('create-answers-another-spec', 'create.answers-object', {
    text: 'A create answers the object without its run policy, which it stores.',
    override: () => ({
      createAnswer: (_, stored) => ({ ...stored, spec: without(objectAt(stored, 'spec'), 'cleanPodPolicy') }),
    }),
  }),
  onCreate('create-answer-without-uid', 'create.example-answer', {
    text: 'The answer to a create lacks the uid.',
    override: () => ({ createAnswer: (_, stored) => withMetadata(stored, { uid: undefined }) }),
  }),
  onCreate('create-answer-without-generation', 'create.example-answer', {
    text: 'The answer to a create lacks the generation.',
    override: () => ({ createAnswer: (_, stored) => withMetadata(stored, { generation: undefined }) }),
  }),
  onCreate('create-stores-half-of-the-replicas', 'create.round-trip', {
    text: 'Of several replica types only the first is stored.',
    override: (base) => ({
      shaped: (kind, job) => {
        const shaped = base.shaped(kind, job);
        return Object.keys(replicasOf(kind, shaped)).length > 1 ? withReplicas(kind, shaped, firstMember) : shaped;
      },
    }),
  }),
  onCreate('create-resets-replicas-to-one', 'create.round-trip', {
    text: 'replicas is stored as 1, whatever was sent.',
    override: inBodies('ReplicaSpec', (replica) =>
      replica['replicas'] === undefined ? replica : { ...replica, replicas: 1 },
    ),
  }),
  onCreate('create-keeps-one-env', 'create.round-trip', {
    text: 'Of several environment variables of a container the last is lost.',
    override: inBodies('Container', (container) =>
      Array.isArray(container['env']) && container['env'].length > 1
        ? { ...container, env: container['env'].slice(0, -1) }
        : container,
    ),
  }),
  onCreate('create-trims-arguments', 'create.round-trip', {
    text: 'Arguments of containers lose their upper case.',
    override: inBodies('Container', (container) =>
      Array.isArray(container['args'])
        ? {
            ...container,
            args: container['args'].map((arg) => (typeof arg === 'string' ? arg.toLowerCase() : arg)),
          }
        : container,
    ),
  }),
  onCreate('create-doubles-quantities', 'create.quantities', {
    text: 'An amount given as a number is stored as thousandths.',
    override: amountsAs((amount) => (isNumber(amount) ? `${amount}m` : amount)),
  }),
  onCreate('create-rounds-quantities-up', 'values.kept-or-refused', {
    text: 'An amount in billionths is stored in thousandths.',
    override: amountsAs((amount) =>
      typeof amount === 'string' && amount.endsWith('n') ? `${Math.ceil(Number.parseInt(amount, 10) / 1e6)}m` : amount,
    ),
  }),
  onCreate('create-refuses-numeric-quantities', 'create.quantities', {
    text: 'An amount given as a number is refused.',
    override: refusing('no string', (kind, job) =>
      placesOf(kind, job, 'ResourceRequirements').some(({ object }) =>
        Object.values(object).some((map) => isObject(map) && Object.values(map).some(isNumber)),
      ),
    ),
  }),
  mutant('create-makes-a-copy', 'create.only-that', {
    text: 'A create makes a second object beside the first.',
    wrap: onBody({ verb: 'create', status: 201, query: { dryRun: false } }, async (body, { path, send }) => {
      const name = `${String(metadataOf(body)['name']).slice(0, 58)}-copy`;
      await send('POST', path, withMetadata(body, { name, uid: undefined, resourceVersion: undefined }));
      return body;
    }),
  }),
];
