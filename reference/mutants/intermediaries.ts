/** Faults of what stands before a server: caches, buffers, compressors and proxies. */
import type { Send, WireRequest, WireResponse } from '../../contract/wire.ts';
import { read } from './helpers/exchange.ts';
import { isOne, type ParsedRequest, requestOf, type Which } from './helpers/request.ts';
import { onAnswer, onQuery, onRequest, succeeded } from './helpers/wraps.ts';
import { mutant, type Mutant, type Wrap } from './types.ts';

interface Kept {
  status: number;
  headers: WireResponse['headers'];
  body: Uint8Array[];
}

async function keep({ status, headers, body }: WireResponse): Promise<Kept> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return { status, headers, body: chunks };
}

async function* chunksOf({ body }: Kept): AsyncGenerator<Uint8Array> {
  yield* body;
}

const headerOf = ({ headers }: Pick<WireRequest, 'headers'>, name: string): string =>
  headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? '';

interface Cache {
  /** Which answers are kept. Default: reads and lists. */
  which?: Which;
  /** Answers of these codes alone. Default: successes. */
  status?: (status: number) => boolean;
  /** Two requests with the same key get one answer. */
  key: (request: ParsedRequest) => string;
  /** Whether a write empties the cache of an answer, by the paths of both, without query. Default: any write does. */
  empties?: (written: string, kept: string) => boolean;
}

/** A cache before the server. */
const cache =
  ({ which = { verb: ['read', 'list'] }, status = succeeded, key, empties = () => true }: Cache): Wrap =>
  (handle: Send): Send => {
    const kept = new Map<string, { path: string; answer: Kept }>();
    return async (request) => {
      const parsed = requestOf(request);
      if (parsed.method !== 'GET')
        for (const [name, { path }] of kept) if (empties(parsed.path, path)) kept.delete(name);
      if (!isOne(which, parsed)) return handle(request);
      const name = `${key(parsed)} ${headerOf(parsed, 'accept-encoding')}`;
      const found = kept.get(name);
      if (found !== undefined) return { ...found.answer, body: chunksOf(found.answer) };
      const answer = await keep(await handle(request));
      if (status(answer.status)) kept.set(name, { path: parsed.path, answer });
      return { ...answer, body: chunksOf(answer) };
    };
  };

const withQuery = (request: ParsedRequest): string =>
  `${request.path}?${request.search} ${headerOf(request, 'authorization')}`;
const alone = (written: string, kept: string): boolean => written === kept;
/** A write to an object empties the lists of its collection, too. */
const above = (written: string, kept: string): boolean => written === kept || written.startsWith(`${kept}/`);

const CACHES: readonly Mutant[] = [
  mutant('cache-keeps-lists-over-writes-to-objects', 'intermediaries.current', {
    text: 'A cache gives a list by a selector again until something is written to the path of the collection itself.',
    wrap: cache({ which: { verb: 'list', query: { labelSelector: true } }, key: withQuery, empties: alone }),
  }),
  mutant('cache-keeps-lists-by-field-over-writes-to-objects', 'intermediaries.current', {
    text: 'A cache gives a list by field again until something is written to the path of the collection itself.',
    wrap: cache({ which: { verb: 'list', query: { fieldSelector: true } }, key: withQuery, empties: alone }),
  }),
  mutant('cache-keeps-what-was-not-found', 'intermediaries.current', {
    text: 'A cache gives the 404 of a read again until something is written to the path of the object.',
    wrap: cache({ which: { verb: 'read' }, status: (code) => code === 404, key: withQuery, empties: above }),
  }),
  mutant('cache-keeps-reads-over-deletions-of-the-collection', 'intermediaries.current', {
    text: 'A cache gives a read again until something is written to the path of the object.',
    wrap: cache({ which: { verb: 'read' }, key: withQuery, empties: alone }),
  }),
  mutant('cache-ignores-the-query', 'intermediaries.own-query', {
    text: 'A cache that any write empties gives a list again whatever is selected.',
    wrap: cache({
      which: { verb: 'list', query: { continue: false, limit: false } },
      key: (request) => `${request.path} ${headerOf(request, 'authorization')}`,
    }),
  }),
  mutant('cache-ignores-label-selectors', 'intermediaries.own-query', {
    text: 'A cache that any write empties gives a list by field again for every label selector beside it.',
    wrap: cache({
      which: { verb: 'list', query: { fieldSelector: true } },
      key: (request) => `${request.path} ${request.query.get('fieldSelector')} ${headerOf(request, 'authorization')}`,
    }),
  }),
  mutant('cache-of-reads-ignores-the-caller', 'intermediaries.own-caller', {
    text: 'A cache that any write empties gives a read again to every caller.',
    wrap: cache({ which: { verb: 'read' }, key: ({ path, search }) => `${path}?${search}` }),
  }),
  mutant('cache-of-lists-ignores-the-caller', 'intermediaries.own-caller', {
    text: 'A cache that any write empties gives a list again to every caller.',
    wrap: cache({ which: { verb: 'list' }, key: ({ path, search }) => `${path}?${search}` }),
  }),
  mutant('cache-gives-foreigners-what-others-read', 'intermediaries.own-caller', {
    text: 'A cache that any write empties gives a read again to every caller who has some token that the server knows.',
    wrap: cache({
      which: { verb: 'read', when: (request) => /(full|foreign)-token$/.test(headerOf(request, 'authorization')) },
      key: ({ path, search }) => `${path}?${search}`,
    }),
  }),
  mutant('cache-of-refusals-ignores-the-caller', 'intermediaries.own-caller', {
    text: 'A cache that any write empties gives the refusal of a list to every caller.',
    wrap: cache({
      which: { verb: 'list' },
      status: (code) => code === 401 || code === 403,
      key: ({ path, search }) => `${path}?${search}`,
    }),
  }),
];

/** Chunks for which `isHeld` holds wait until `flush` is called by somebody, or the stream ends. */
async function* holding(
  body: AsyncIterable<Uint8Array>,
  isHeld: (line: string) => boolean,
  waiting: Set<() => void>,
): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = [];
  const held: Uint8Array[] = [];
  let over = false;
  let ring = (): void => {};
  const flush = (): void => {
    ready.push(...held.splice(0));
    ring();
  };
  waiting.add(flush);
  void (async () => {
    try {
      for await (const chunk of body) {
        held.push(chunk);
        if (!isHeld(Buffer.from(chunk).toString())) flush();
      }
    } finally {
      over = true;
      flush();
      waiting.delete(flush);
    }
  })().catch(() => {});
  for (;;) {
    yield* ready.splice(0);
    if (over && ready.length === 0) return;
    await new Promise<void>((resolve) => {
      ring = resolve;
      if (over || ready.length > 0) resolve();
    });
  }
}

/** A buffer before the server that holds these lines of a watch, until anybody sends another request. */
const buffer =
  (isHeld: (line: string) => boolean): Wrap =>
  (handle) => {
    const waiting = new Set<() => void>();
    return async (request) => {
      for (const flush of waiting) flush();
      const answer = await handle(request);
      return requestOf(request).verb === 'watch' && answer.status === 200
        ? { ...answer, body: holding(answer.body, isHeld, waiting) }
        : answer;
    };
  };

const BUFFERS: readonly Mutant[] = [
  mutant('buffer-holds-events', 'intermediaries.held-back', {
    text: 'A buffer before the server holds the events of a watch until another request comes.',
    wrap: buffer(() => true),
  }),
  ...['ADDED', 'MODIFIED', 'DELETED'].map((type) =>
    mutant(`buffer-holds-${type.toLowerCase()}`, 'intermediaries.held-back', {
      text: `A buffer before the server holds each ${type} of a watch until another request or event comes.`,
      wrap: buffer((line) => line.includes(`"type":"${type}"`)),
    }),
  ),
  mutant('compressor-holds-events', 'intermediaries.held-back', {
    text: 'A compressor holds the events of a watch until another request comes, if the client takes gzip.',
    wrap: (handle) => {
      const plain = handle;
      const held = buffer(() => true)(handle);
      return (request) => (headerOf(request, 'accept-encoding').includes('gzip') ? held : plain)(request);
    },
  }),
];

const decoder = new TextDecoder();
/** The bytes of a text that are as many as its characters: too few, where one character takes more than one byte. */
const cutByCharacters = (bytes: Uint8Array): Uint8Array => bytes.slice(0, decoder.decode(bytes).length);

const PROXIES: readonly Mutant[] = [
  mutant('proxy-sends-creates-twice', 'intermediaries.once', {
    text: 'A proxy sends each create twice, and gives the first answer.',
    wrap: onRequest({ verb: 'create' }, async ({ forward }) => {
      const answer = await keep(await forward());
      await read(await forward());
      return { ...answer, body: chunksOf(answer) };
    }),
  }),
  mutant('proxy-answers-the-second-create', 'create.success', {
    text: 'A proxy sends each create twice, and gives the second answer.',
    wrap: onRequest({ verb: 'create' }, async ({ forward }) => {
      await read(await forward());
      return forward();
    }),
  }),
  mutant('proxy-drops-bodies-of-deletions', 'delete.preconditions.uid', {
    text: 'A proxy drops the body of every DELETE.',
    wrap: onRequest({ verb: ['delete', 'deletecollection'] }, ({ forward }) => forward({ body: new Uint8Array() })),
  }),
  mutant('proxy-cuts-bodies-that-it-is-sent', 'values.texts', {
    text: 'A proxy cuts the body of a request after as many bytes as it has characters.',
    wrap: (handle) => (request) =>
      handle(request.body === undefined ? request : { ...request, body: cutByCharacters(request.body) }),
  }),
  mutant('proxy-cuts-bodies-that-it-gives', 'values.texts', {
    text: 'A proxy cuts the body of an answer after as many bytes as it has characters.',
    wrap: onAnswer({ verb: ['create', 'read', 'list', 'replace', 'patch'] }, async (answer) => {
      const { body, ...head } = await keep(answer);
      return { ...head, body: chunksOf({ ...head, body: [cutByCharacters(Buffer.concat(body))] }) };
    }),
  }),
  mutant('proxy-lowers-queries', 'selectors.label.exact', {
    text: 'A proxy writes the values of a query in lower case.',
    wrap: onQuery({ verb: ['list', 'deletecollection', 'watch'] }, (query) => {
      for (const [name, value] of [...query]) query.set(name, value.toLowerCase());
    }),
  }),
];

export const INTERMEDIARY_MUTANTS: readonly Mutant[] = [...CACHES, ...BUFFERS, ...PROXIES];
