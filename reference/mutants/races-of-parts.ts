/** Races that one part of an object loses, or one precondition. */
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import { KINDS } from '../../contract/kinds.ts';
import { metadataOf, objectAt, equal, type Job, type Writer } from '../state/model.ts';
import { whileOthersGoOn } from './helpers/exchange.ts';
import type { Which } from './helpers/request.ts';
import { onRequest } from './helpers/wraps.ts';
import { mutant, type Mutant, type Override, type Wrap } from './types.ts';

/** The object without one of its parts, and without what every write moves. */
function withoutPart(job: Job | undefined, part: string): Json {
  const { status: _, metadata, spec, ...rest } = job ?? {};
  const kept = (object: Json | undefined, prefix: string): JsonObject =>
    Object.fromEntries(
      Object.entries(isObject(object) ? object : {}).filter(
        ([key]) => !['resourceVersion', 'generation'].includes(key) && `${prefix}.${key}` !== part,
      ),
    );
  return { ...rest, metadata: kept(metadata, 'metadata'), spec: kept(spec, 'spec') };
}

/** A writer does not see that somebody else has written this part meanwhile, and stores it as it was. */
const overlooking =
  (part: string, writer: Writer): Override =>
  (base) => ({
    mayCommit: (before, now, by) =>
      base.mayCommit(before, now, by) ||
      (by === writer &&
        before !== undefined &&
        now !== undefined &&
        equal(withoutPart(before, part), withoutPart(now, part))),
  });

/** Of every kind, though no page calls them mutable: a client adds its own, and removes them. */
const FINALIZERS = 'metadata.finalizers';
const PARTS = [...new Set(KINDS.flatMap((kind) => kind.mutable)), FINALIZERS].filter(
  (part) => part !== 'metadata.labels',
);
const plurals = (part: string): string[] =>
  KINDS.filter((kind) => part === FINALIZERS || kind.mutable.includes(part)).map((kind) => kind.plural);

const OF_PARTS: readonly Mutant[] = PARTS.flatMap((part) => [
  mutant(`race-of-patches-forgets-${part}`, 'concurrency.patch', {
    text: `A patch stores ${part} as it was before, though somebody was faster.`,
    verbs: ['patch'],
    kinds: plurals(part),
    override: overlooking(part, 'patch'),
  }),
  mutant(`race-of-replaces-forgets-${part}`, 'concurrency.compare-and-swap', {
    text: `A replace does not see that another has changed ${part} meanwhile.`,
    verbs: ['replace'],
    kinds: plurals(part),
    override: overlooking(part, 'replace'),
  }),
  mutant(`race-of-replace-and-patch-forgets-${part}`, 'concurrency.replace-and-patch', {
    text: `A replace undoes a patch of ${part} that comes while it is being written.`,
    verbs: ['replace'],
    kinds: plurals(part),
    override: overlooking(part, 'replace'),
  }),
]);

/** A condition of a request is checked, and the request then served without it a moment later. */
const checkedEarly = (
  which: Which,
  holds: (body: JsonObject, stored: JsonObject) => boolean,
  without: (body: JsonObject) => JsonObject,
): Wrap =>
  onRequest(which, async ({ path, json, send, forward }) => {
    const body = isObject(json) ? json : {};
    const { status, body: stored } = await send('GET', path);
    if (status !== 200 || !holds(body, stored)) return forward();
    await whileOthersGoOn();
    return forward({ body: new TextEncoder().encode(JSON.stringify(without(body))) });
  });

const preconditionsOf = (body: Json | undefined): JsonObject => objectAt(body, 'preconditions');
const withoutPreconditions = ({ preconditions: _, ...body }: JsonObject): JsonObject => body;

const EARLY: readonly Mutant[] = [
  mutant('uid-of-a-delete-is-checked-early', 'concurrency.preconditions', {
    text: 'The uid that a delete is meant for is checked before the object is locked.',
    wrap: checkedEarly(
      { verb: 'delete', when: ({ json }) => preconditionsOf(json)['uid'] !== undefined },
      (body, stored) => preconditionsOf(body)['uid'] === metadataOf(stored)['uid'],
      withoutPreconditions,
    ),
  }),
  mutant('uid-of-a-patch-is-checked-early', 'concurrency.preconditions', {
    text: 'The uid that a patch is meant for is checked before the object is locked.',
    wrap: checkedEarly(
      { verb: 'patch', when: ({ json }) => metadataOf(json)['uid'] !== undefined },
      (body, stored) => metadataOf(body)['uid'] === metadataOf(stored)['uid'],
      (body) => {
        const { uid: _, ...metadata } = metadataOf(body);
        return { ...body, metadata };
      },
    ),
  }),
  mutant('version-of-a-delete-is-checked-early', 'concurrency.preconditions.version', {
    text: 'The resourceVersion that a delete is meant for is checked before the object is locked.',
    wrap: checkedEarly(
      { verb: 'delete', when: ({ json }) => preconditionsOf(json)['resourceVersion'] !== undefined },
      (body, stored) => preconditionsOf(body)['resourceVersion'] === metadataOf(stored)['resourceVersion'],
      withoutPreconditions,
    ),
  }),
  mutant('race-of-collection-deletes-fails', 'concurrency.delete-collection', {
    text: 'A delete of a collection is answered with 500 where another has deleted one of its objects meanwhile.',
    verbs: ['deletecollection'],
    override: (base) => ({
      mayCommit: (before, now, writer) => {
        if (writer === 'delete' && before !== undefined && now === undefined) throw new Error('it is gone');
        return base.mayCommit(before, now, writer);
      },
    }),
  }),
];

export const PART_RACE_MUTANTS: readonly Mutant[] = [...OF_PARTS, ...EARLY];
