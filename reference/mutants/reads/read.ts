/** Reads of one object. */
import type { Json } from '../../../contract/json.ts';
import { KINDS } from '../../../contract/kinds.ts';
import { metadataOf, objectAt, withMetadata, type Job } from '../../state/model.ts';
import { inAnswers } from '../helpers/answers.ts';
import { firstMember, withReplicas } from '../helpers/bodies.ts';
import { json } from '../helpers/exchange.ts';
import { elsewhere, instead, longerNames, otherKinds, type Others } from '../helpers/others.ts';
import { without } from '../helpers/places.ts';
import { onAnswer, onRequest } from '../helpers/wraps.ts';
import { mutant, mutantOn, perKind, type Mutant, type Wrap } from '../types.ts';
import { notFoundWhere } from './support.ts';

const onRead = mutantOn('read');

/** A read of a missing object finds another one. */
const found = (others: Others): Wrap => instead(404, others);

const withFirstReplica = (job: Job): Job => {
  const kind = KINDS.find((one) => one.kind === job['kind']);
  return kind === undefined ? job : withReplicas(kind, job, firstMember);
};

export const READS: readonly Mutant[] = [
  ...perKind(KINDS, (kind) =>
    onRead('read-fails', 'read.success', {
      text: `A read of a ${kind.kind} is answered with 404.`,
      override: notFoundWhere((reply) => reply.code === 200),
    }),
  ),
  onRead('read-without-spec', 'read.answers-object', {
    text: 'A read leaves out the spec.',
    override: (base) => ({ readAnswer: (job) => without(base.readAnswer(job), 'spec') }),
  }),
  onRead('read-without-labels', 'read.answers-object', {
    text: 'A read leaves out the labels.',
    override: (base) => ({ readAnswer: (job) => withMetadata(base.readAnswer(job), { labels: undefined }) }),
  }),
  onRead('read-in-an-envelope', 'read.answers-object', {
    text: 'A read answers the object inside an item member.',
    override: (base) => ({ readAnswer: (job) => ({ item: base.readAnswer(job) }) }),
  }),
  onRead('read-of-the-example-lacks-replicas', 'read.example-answer', {
    text: 'A read shows one replica type where there are several.',
    override: (base) => ({ readAnswer: (job) => withFirstReplica(base.readAnswer(job)) }),
  }),
  mutant('read-takes-prefixes', 'read.missing', {
    text: 'A read of a name that nobody has finds an object whose name begins so.',
    wrap: found(longerNames),
  }),
  mutant('read-ignores-case', 'read.missing', {
    text: 'Names in a path are compared without regard to case.',
    wrap: onRequest({ when: ({ method }) => method === 'GET' }, ({ path, search, forward }) =>
      forward({ path: `${path.toLowerCase()}?${search}` }),
    ),
  }),
  mutant('read-of-nothing-is-empty', 'read.missing', {
    text: 'A read of a name that nobody has answers 200 and {}.',
    wrap: onAnswer({ verb: 'read', status: 404 }, () => json(200, {})),
  }),
  mutant('read-finds-other-kinds', 'read.kind', {
    text: 'A read finds the object of that name of another kind.',
    wrap: found(otherKinds),
  }),
  mutant('read-finds-other-namespaces', 'read.namespace', {
    text: 'A read finds the object of that name in another namespace.',
    wrap: found(elsewhere),
  }),
  mutant('read-path-ignores-the-namespace', 'read.path.namespace', {
    text: 'The namespace in the path of a read counts for nothing.',
    wrap: found(elsewhere),
  }),
  mutant('read-path-takes-prefixes', 'read.path.name', {
    text: 'The name in the path of a read may be the beginning of one.',
    wrap: found(longerNames),
  }),
  onRead('read-counts-reads', 'read.stable', {
    text: 'Each read shows another annotation under the same resourceVersion.',
    override: (base) => {
      let reads = 0;
      return {
        readAnswer: (job) =>
          withMetadata(base.readAnswer(job), {
            annotations: { ...objectAt(metadataOf(job), 'annotations'), reads: String(reads++) },
          }),
      };
    },
  }),
  onRead('read-shows-what-was-first', 'concurrency.linearizable', {
    text: 'Every third read of an object shows it as it was when it was first read.',
    override: (base) => {
      const first = new Map<Json | undefined, { job: Job; reads: number }>();
      return {
        readAnswer: (job) => {
          const { uid } = metadataOf(job);
          const known = first.get(uid) ?? { job, reads: 0 };
          first.set(uid, { ...known, reads: known.reads + 1 });
          return base.readAnswer(known.reads % 3 === 2 ? known.job : job);
        },
      };
    },
  }),
  mutant('objects-without-kind', 'read.answers-object', {
    text: 'Objects are shown without their kind.',
    override: inAnswers((_, job) => without(job, 'kind')),
  }),
  mutant('read-takes-json-off-a-name', 'read.missing', {
    text: 'A read of a name that ends in .json finds the object whose name stands before that.',
    wrap: onRequest({ verb: 'read', when: ({ path }) => path.endsWith('.json') }, ({ path, forward }) =>
      forward({ path: path.replace(/\.json$/, '') }),
    ),
  }),
];
