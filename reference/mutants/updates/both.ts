/** Faults that a replace and a patch can have alike. */
import { type Json, type JsonObject, parseJson } from '../../../contract/json.ts';
import { KINDS } from '../../../contract/kinds.ts';
import type { Behaviour } from '../../rules/behaviour.ts';
import { isMarked, metadataOf, objectAt, textAt, withMetadata, type Job } from '../../state/model.ts';
import { readingTheFirst } from '../helpers/bodies.ts';
import { json, refusal } from '../helpers/exchange.ts';
import { also, elsewhere, longerNames } from '../helpers/others.ts';
import { pathTo } from '../helpers/request.ts';
import { onAnswer, onRequest } from '../helpers/wraps.ts';
import { mutant, mutantOn, perKind, type Mutant, type Override } from '../types.ts';

export const UPDATES = ['replace', 'patch'] as const;
type Update = (typeof UPDATES)[number];

export function fails(): never {
  throw new Error('nothing is written');
}

const answering = (verb: Update, change: (sent: JsonObject, stored: Job) => Job): Partial<Behaviour> =>
  verb === 'replace' ? { replaceAnswer: change } : { patchAnswer: change };

const answersBefore =
  (verb: Update): Override =>
  (base) => {
    const before = new Map<Json | undefined, Job>();
    return {
      isNoOp: (current, next) => {
        before.set(metadataOf(current)['uid'], current);
        return base.isNoOp(current, next);
      },
      ...answering(verb, (_, stored) => before.get(metadataOf(stored)['uid']) ?? stored),
    };
  };

/** Whether a job has about as much in it as a documented example. */
const isRich = (job: Job): boolean => {
  const spec = objectAt(job, 'spec');
  return (
    Object.keys(spec).length > 1 || KINDS.some(({ replicaMap }) => Object.keys(objectAt(spec, replicaMap)).length > 1)
  );
};

/** The body as JSON, if need be with braces that it lacks at its end. */
function mended(base: Behaviour, body: Uint8Array): Json {
  const text = new TextDecoder().decode(body);
  const mends = ['', '}', '}}', '}}}'].map((end) => parseJson(text + end));
  return mends.find((value) => value !== undefined) ?? base.parseJson(body);
}

/** What is stored and what is answered. `id` chooses the statement about the verb. */
const effects = (verb: Update, id: Choose): Mutant[] => {
  const onVerb = mutantOn(verb);
  return [
    onVerb(`${verb}-fails`, id('replace.success', 'patch.success'), {
      text: `Every ${verb} is refused.`,
      override: () => ({ isNoOp: fails }),
    }),
    onVerb(`${verb}-forgets`, id('replace.stores', 'patch.merges'), {
      text: `A ${verb} answers the change and stores nothing.`,
      override: () => ({ isDryRun: () => true }),
    }),
    ...perKind(KINDS, (kind) =>
      onVerb(`${verb}-forgets-labels`, id('replace.stores', 'patch.merges'), {
        text: `A ${verb} of a ${kind.kind} leaves the labels as they were.`,
        override: (base) => ({
          asStored: (job, current, writer) => {
            const stored = base.asStored(job, current, writer);
            return current === undefined ? stored : withMetadata(stored, { labels: metadataOf(current)['labels'] });
          },
        }),
      }),
    ),
    onVerb(`${verb}-answers-what-was-sent`, id('replace.answers-object', 'patch.answers-object'), {
      text: `A ${verb} answers the body that was sent.`,
      override: () => answering(verb, (sent) => sent),
    }),
    onVerb(`${verb}-answers-the-object-before`, id('replace.answers-object', 'patch.answers-object'), {
      text: `A ${verb} answers the object as it was before.`,
      override: answersBefore(verb),
    }),
    onVerb(`${verb}-answers-without-labels`, id('replace.answers-object', 'patch.answers-object'), {
      text: `The answer to a ${verb} has no labels.`,
      override: () => answering(verb, (_, stored) => withMetadata(stored, { labels: undefined })),
    }),
    onVerb(`${verb}-example-is-refused`, id('replace.example', 'patch.example'), {
      text: `A ${verb} of a job made from the documented example is refused.`,
      override: (base) => ({
        isNoOp: (current, next) => (isRich(current) ? fails() : base.isNoOp(current, next)),
      }),
    }),
    onVerb(`${verb}-ignores-dry-run`, id('replace.dry-run', 'patch.dry-run'), {
      text: `A ${verb} with dryRun=All is done.`,
      override: () => ({ isDryRun: () => false }),
    }),
    onVerb(`${verb}-without-effect-clears-labels`, id('replace.no-effect', 'patch.no-effect'), {
      text: `A ${verb} that changes nothing drops the annotations.`,
      override: (base) => ({
        isNoOp: () => false,
        asStored: (job, current, writer) => {
          const stored = base.asStored(job, current, writer);
          return current !== undefined && base.isNoOp(current, job)
            ? withMetadata(stored, { annotations: undefined })
            : stored;
        },
      }),
    }),
    onVerb(`${verb}-writes-status`, 'status.not-writable', {
      text: `The status that a ${verb} sends becomes the object's.`,
      variants: ['controller-absent'],
      override: () => ({ withStoredStatus: (_, next) => next }),
    }),
    onVerb(`${verb}-without-status-empties-it`, 'status.not-writable', {
      text: `A ${verb} after which the object would have no status removes it.`,
      override: (base) => ({
        withStoredStatus: (current, next) =>
          next['status'] === undefined ? next : base.withStoredStatus(current, next),
      }),
    }),
  ];
};

/** Bodies that are malformed or mistyped. */
const bodies = (verb: Update, id: Choose): Mutant[] => {
  const onVerb = mutantOn(verb);
  return [
    onVerb(`${verb}-mends-truncated-json`, id('replace.malformed', 'patch.malformed'), {
      text: `A ${verb} whose body lacks its last braces is read as if they were there.`,
      override: (base) => ({ parseJson: (body) => mended(base, body) }),
    }),
    onVerb(`${verb}-reads-the-first-of-several-objects`, id('replace.malformed', 'patch.malformed'), {
      text: `Of several objects in the body of a ${verb} the first counts.`,
      override: readingTheFirst,
    }),
    onVerb(`${verb}-fails-at-null`, id('replace.malformed', 'patch.not-an-object'), {
      text: `null as the body of a ${verb} makes the server fail.`,
      override: (base) => ({
        parseJson: (bytes) => {
          const body = base.parseJson(bytes);
          if (body === null) throw new Error('null');
          return body;
        },
      }),
    }),
    onVerb(`${verb}-ignores-other-text`, id('replace.malformed', 'patch.malformed'), {
      text: `A ${verb} whose body is no JSON changes nothing and succeeds.`,
      wrap: onAnswer({ verb, when: (request) => request.json === undefined, status: 400 }, () => json(200, {})),
    }),
    ...(['labels', 'annotations'] as const).map((map) =>
      onVerb(`${verb}-takes-mistyped-${map}`, id('replace.invalid', 'patch.invalid'), {
        text: `A ${verb} takes ${map} that are no texts.`,
        override: (base) => ({
          mistypedMetadata: (body) => base.mistypedMetadata(withMetadata(body, { [map]: undefined })),
        }),
      }),
    ),
  ];
};

/** Which object is meant, by the path and by the body. */
const addresses = (verb: Update, id: Choose): Mutant[] => {
  const onVerb = mutantOn(verb);
  return [
    onVerb(`${verb}-of-nothing-succeeds`, id('replace.missing', 'patch.missing'), {
      text: `A ${verb} of a missing object answers 200.`,
      wrap: onAnswer({ verb, status: 404 }, () => json(200, {})),
    }),
    onVerb(`${verb}-of-nothing-is-400`, id('replace.missing.code', 'patch.missing.code'), {
      text: `A ${verb} of a missing object answers 400.`,
      override: (base) => ({
        notFound: (kind, name) => ({ ...base.notFound(kind, name), code: 400, reason: 'BadRequest' }),
      }),
    }),
    mutant(`${verb}-of-nothing-at-a-version-is-409`, id('replace.missing.code', 'patch.missing.code'), {
      text: `A ${verb} of a missing object that carries a resourceVersion answers 409.`,
      wrap: onAnswer({ verb, status: 404 }, (answer, { json: sent }) =>
        metadataOf(sent)['resourceVersion'] === undefined ? answer : refusal(409, 'Conflict'),
      ),
    }),
    mutant(`${verb}-takes-owners-that-are-none`, `${verb}.invalid`, {
      text: `A ${verb} takes ownerReferences that lack a member.`,
      verbs: [verb],
      override: () => ({ ownerCauses: () => [] }),
    }),
    mutant(`${verb}-path-takes-prefixes`, id('replace.path.name', 'patch.path.name'), {
      text: `A ${verb} also changes objects whose names begin with the name.`,
      wrap: also(verb, longerNames),
    }),
    mutant(`${verb}-path-reaches-over-namespaces`, id('replace.path.namespace', 'patch.path.namespace'), {
      text: `A ${verb} also changes the object of that name in other namespaces.`,
      wrap: also(verb, elsewhere),
    }),
    onVerb(`${verb}-takes-another-name`, id('replace.name-mismatch', 'patch.name-mismatch'), {
      text: `A ${verb} with another name is accepted.`,
      override: () => ({ foreignName: () => undefined }),
    }),
    mutant(`${verb}-goes-where-the-body-says`, id('replace.name-mismatch', 'patch.name-mismatch'), {
      text: `A ${verb} of a body with another name is one of the object of that name.`,
      wrap: onRequest(
        { verb, when: ({ json: body, name }) => ![undefined, name].includes(textAt(metadataOf(body), 'name')) },
        (exchange) => exchange.forward({ path: pathTo(exchange, { name: textAt(metadataOf(exchange.json), 'name') }) }),
      ),
    }),
    onVerb(`${verb}-of-what-waits-changes-what-is-immutable`, id('replace.immutable', 'patch.immutable'), {
      text: `A ${verb} of an object that is being deleted changes immutable fields.`,
      override: (base) => ({
        immutableCauses: (kind, current, next) => (isMarked(current) ? [] : base.immutableCauses(kind, current, next)),
      }),
    }),
    onVerb(`${verb}-takes-another-namespace`, id('replace.namespace-mismatch', 'patch.namespace-mismatch'), {
      text: `A ${verb} with another namespace is accepted.`,
      override: () => ({ foreignNamespace: () => undefined }),
    }),
    onVerb(`${verb}-takes-another-kind`, id('replace.kind-mismatch', 'patch.kind-mismatch'), {
      text: `A ${verb} with another kind is accepted.`,
      override: (base) => ({
        kindCauses: () => [],
        shaped: (kind, job) => ({ ...base.shaped(kind, job), kind: kind.kind }),
      }),
    }),
    onVerb(`${verb}-takes-another-uid`, id('replace.uid-mismatch', 'patch.uid-mismatch'), {
      text: `A ${verb} with another object's uid is accepted.`,
      override: () => ({ isForeign: () => false }),
    }),
    onVerb(`${verb}-takes-the-beginning-of-a-uid`, id('replace.uid-mismatch', 'patch.uid-mismatch'), {
      text: `A ${verb} with the beginning of the object's uid is accepted.`,
      override: (base) => ({
        isForeign: (current, sent) =>
          base.isForeign(current, sent) && !String(metadataOf(current)['uid']).startsWith(sent ?? ''),
      }),
    }),
  ];
};

type Choose = (replace: string, patch: string) => string;

export const forBoth = (verb: Update): Mutant[] => {
  const id: Choose = (replace, patch) => (verb === 'replace' ? replace : patch);
  return [effects, bodies, addresses].flatMap((mutants) => mutants(verb, id));
};
