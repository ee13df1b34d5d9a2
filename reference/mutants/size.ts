/** What goes wrong only with many objects, or with large ones. */
import { KINDS } from '../../contract/kinds.ts';
import { parseJson, type Json, type JsonObject } from '../../contract/json.ts';
import { metadataOf } from '../state/model.ts';
import { inBodies } from './helpers/bodies.ts';
import { items } from './helpers/answers.ts';
import { refusal } from './helpers/exchange.ts';
import { inMember } from './helpers/places.ts';
import { onAnswer, onReply, onRequest, withItems } from './helpers/wraps.ts';
import { mutant, mutantOn, perVerb, type Mutant, type Override } from './types.ts';

const onList = mutantOn('list');
const onWatch = mutantOn('watch');
const onDeleteCollection = mutantOn('deletecollection');

const KIB = 1024;
const LINE = 64 * KIB;
const encoder = new TextEncoder();
const sizeOf = (value: Json): number => encoder.encode(JSON.stringify(value)).byteLength;

/** Texts put together of chunks that were decoded one by one: characters that a border cuts are lost. */
const decodedByChunks = (bytes: Uint8Array): string => {
  let text = '';
  for (let at = 0; at < bytes.byteLength; at += 64 * KIB)
    text += new TextDecoder().decode(bytes.subarray(at, at + 64 * KIB));
  return text;
};

/** Events of a stream from the nth on are lost. */
const losingEventsFrom = (count: number): Override => {
  return (base) => {
    const sent = new Map<unknown, number>();
    return {
      eventOf: (change, matches) => {
        const event = base.eventOf(change, matches);
        if (event === undefined) return event;
        sent.set(matches, (sent.get(matches) ?? 0) + 1);
        return (sent.get(matches) ?? 0) > count ? undefined : event;
      },
    };
  };
};

/** Only of the first kind are there hundreds. */
const HUNDREDS = KINDS.slice(0, 1).map(({ plural }) => plural);

const MANY: readonly Mutant[] = [
  ...[100, 500].map((most) =>
    onList(`list-holds-at-most-${most}`, 'size.list.many', {
      text: `A list without limit holds the first ${most} objects, and no token.`,
      ...(most > 100 && { kinds: HUNDREDS }),
      override: items((all) => all.slice(0, most)),
    }),
  ),
  onList('list-in-pages-of-500-unasked', 'size.list.many', {
    text: 'A list without limit is a page of 500, with a token.',
    kinds: HUNDREDS,
    override: (base) => ({ pageSize: (limit) => base.pageSize(limit) ?? 500 }),
  }),
  onList('list-without-selector-holds-at-most-250', 'size.list.many', {
    text: 'A list without limit and selector holds the first 250 objects.',
    kinds: HUNDREDS,
    override: onReply({ verb: 'list', query: { labelSelector: false, limit: false } }, (reply) =>
      withItems(reply, (all) => all.slice(0, 250)),
    ),
  }),
  onList('great-limits-are-500', 'size.pages.many', {
    text: 'A limit of more than 500 gives 500 items, and no token.',
    kinds: HUNDREDS,
    override: (base) => ({
      pageSize: (limit) => base.pageSize(limit === undefined ? limit : Math.min(limit, 500)),
      nextOffset: (total, offset, shown) => (shown === 500 ? undefined : base.nextOffset(total, offset, shown)),
    }),
  }),
  onList('pages-end-after-400', 'size.pages.many', {
    text: 'Pages end after 400 items.',
    kinds: HUNDREDS,
    override: (base) => ({
      nextOffset: (total, offset, shown) =>
        offset > 0 && offset + shown >= 400 ? undefined : base.nextOffset(total, offset, shown),
    }),
  }),
  onWatch('watch-begins-with-at-most-100', 'size.watch.initial', {
    text: 'A watch begins with the first 100 objects.',
    override: () => ({ initialState: (jobs) => jobs.slice(0, 100) }),
  }),
  onWatch('watch-shows-at-most-300-events', 'size.watch.events', {
    text: 'A watch shows 300 changes and no more.',
    kinds: HUNDREDS,
    override: losingEventsFrom(300),
  }),
  ...[100, 250].map((most) =>
    onDeleteCollection(`collection-deletes-at-most-${most}`, 'size.deletecollection.many', {
      text: `A delete of a collection deletes the first ${most} objects.`,
      ...(most > 100 && { kinds: HUNDREDS }),
      override: () => ({ collectionVictims: (victims) => victims.slice(0, most) }),
    }),
  ),
];

const KEPT: readonly Mutant[] = [
  ...[64, 128].map((size) =>
    mutant(`annotations-cut-at-${size}-kib`, 'size.kept', {
      text: `An annotation is cut at ${size} KiB.`,
      override: (base) => ({
        clientMetadata: (sent) =>
          inMember(base.clientMetadata(sent), 'annotations', (map) =>
            Object.fromEntries(
              Object.entries(map).map(([key, value]) => [
                key,
                typeof value === 'string'
                  ? Buffer.from(value)
                      .subarray(0, size * KIB)
                      .toString()
                  : value,
              ]),
            ),
          ),
      }),
    }),
  ),
  mutant('bodies-decoded-by-chunks', 'size.kept', {
    text: 'A body is decoded chunk by chunk: characters that a border cuts are lost.',
    override: () => ({ parseJson: (bytes) => parseJson(decodedByChunks(bytes)) ?? null }),
  }),
  ...perVerb(['read', 'list'], (verb) =>
    mutant('is-encoded-by-chunks', 'size.kept', {
      text: `The answer to a ${verb} loses the characters that a border of two chunks cuts.`,
      override: (base) => ({
        written: (json, pretty) => decodedByChunks(encoder.encode(base.written(json, pretty))),
      }),
    }),
  ),
  mutant('keeps-sixteen-arguments', 'size.kept', {
    text: 'Of the arguments of a container the first sixteen are stored.',
    override: inBodies('Container', (container) =>
      Array.isArray(container['args']) ? { ...container, args: container['args'].slice(0, 16) } : container,
    ),
  }),
  mutant('keeps-64-arguments', 'size.kept', {
    text: 'Of the arguments of a container the first 64 are stored.',
    override: inBodies('Container', (container) =>
      Array.isArray(container['args']) ? { ...container, args: container['args'].slice(0, 64) } : container,
    ),
  }),
  ...(['labels', 'annotations'] as const).map((key) =>
    mutant(`keeps-64-${key}`, 'size.kept', {
      text: `Of the ${key} the first 64 are stored.`,
      override: (base) => ({
        clientMetadata: (sent) =>
          inMember(base.clientMetadata(sent), key, (map) => Object.fromEntries(Object.entries(map).slice(0, 64))),
      }),
    }),
  ),
  onList('lists-leave-out-the-largest', 'size.kept', {
    text: 'A list leaves out items of more than a mebibyte.',
    override: items((all) => all.filter((item) => sizeOf(item) < KIB * KIB)),
  }),
  ...perVerb(['replace', 'patch'], (verb) =>
    mutant('of-a-large-object-loses-annotations', 'size.kept', {
      text: `A ${verb} drops annotations of more than 200 KiB in all.`,
      override: (base) => ({
        asStored: (job, current, writer) => {
          const stored = base.asStored(job, current, writer);
          const metadata = metadataOf(stored);
          return sizeOf(metadata['annotations'] ?? {}) > 200 * KIB
            ? { ...stored, metadata: { ...metadata, annotations: {} } satisfies JsonObject }
            : stored;
        },
      }),
    }),
  ),
];

/** An index that holds names of fewer characters than a name may have. */
const NAMED: readonly Mutant[] = perVerb(['replace', 'patch', 'delete'], (verb) =>
  mutant('does-not-find-the-longest-name', 'metadata.name.pattern', {
    text: `A ${verb} of an object whose name has 63 characters finds nothing.`,
    wrap: onRequest({ verb, when: ({ name }) => name?.length === 63 }, () => refusal(404, 'NotFound')),
  }),
);

const EVENTS: readonly Mutant[] = [
  onWatch('long-events-are-left-out', 'size.watch.event', {
    text: 'An event of more than 64 KiB is left out.',
    override: (base) => ({
      eventLine: (event) => (base.eventLine(event).length > 64 * KIB ? '' : base.eventLine(event)),
    }),
  }),
  onWatch('long-events-in-several-lines', 'size.watch.event', {
    text: 'An event of more than 64 KiB comes on several lines.',
    override: (base) => ({
      eventLine(event) {
        const line = base.eventLine(event);
        const parts = Array.from({ length: Math.ceil(line.length / LINE) }, (_, i) =>
          line.slice(i * LINE, (i + 1) * LINE),
        );
        return parts.map((part) => (part.length === LINE ? `${part}\n` : part)).join('');
      },
    }),
  }),
];

const isTooLarge = (status: number): boolean => status === 413;

const REFUSED: readonly Mutant[] = [
  mutant('too-large-is-a-page', 'size.refused', {
    text: 'What is too large is refused with a page of HTML.',
    wrap: onAnswer({ status: isTooLarge }, () => ({
      status: 413,
      headers: [['content-type', 'text/html']],
      body: (async function* () {
        yield encoder.encode('<html><body><h1>413 Request Entity Too Large</h1></body></html>');
      })(),
    })),
  }),
  mutant('too-large-is-a-500', 'size.refused', {
    text: 'What is too large is answered with 500.',
    wrap: onAnswer({ status: isTooLarge }, () => refusal(500, 'InternalError')),
  }),
  ...perVerb(['replace', 'patch'], (verb) =>
    mutant('takes-too-large-and-keeps-nothing', 'size.refused', {
      text: `A ${verb} that is too large succeeds, and nothing of it is stored.`,
      wrap: onRequest({ verb }, async ({ forward, path, send }) => {
        const answer = await forward();
        if (answer.status !== 413) return answer;
        const { body } = await send('GET', path);
        return {
          ...answer,
          status: 200,
          body: (async function* () {
            yield encoder.encode(JSON.stringify(body));
          })(),
        };
      }),
    }),
  ),
];

export const SIZE_MUTANTS: readonly Mutant[] = [...MANY, ...KEPT, ...NAMED, ...EVENTS, ...REFUSED];
