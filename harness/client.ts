/** Sends requests as somebody, repeats what the target asks to be repeated, and keeps everything as evidence. */
import type { Clock, Json, Send, WireResponse } from '../contract/seam.ts';
import type { Kind } from '../contract/types.ts';
import { ACCEPT_ENCODING, decoded, decodedStream } from './decode.ts';
import { Inconclusive, sayError, Unreachable } from './errors.ts';
import { type Evidence, evidence, type Recording } from './evidence.ts';
import { redactor, type Redact } from './redact.ts';
import { type Limiter, retryDelay } from './throttle.ts';
import type { Answer, Identity } from './types.ts';
import { operationOf } from './verb.ts';

export interface ClientOptions {
  send: Send;
  clock: Clock;
  kinds: readonly Kind[];
  limiter: Limiter;
  /** Milliseconds for one request: head and body, or the head alone for streams. */
  timeout: number;
  token?: string | undefined;
  readOnlyToken?: string | undefined;
  tokenHeader?: string | undefined;
  /** Ends everything that is under way. */
  signal?: AbortSignal | undefined;
}

export interface Outgoing {
  method: string;
  /** Path and query below the target's prefix, percent-encoded. */
  path: string;
  headers?: readonly [string, string][];
  body?: string | undefined;
  as?: Identity | undefined;
}

/** A body that is still coming. */
export interface Stream {
  /** `text` is what has come so far. */
  answer: Answer;
  chunks: AsyncIterable<string>;
  close(): void;
}

export interface Client {
  readonly evidence: Evidence;
  readonly redact: Redact;
  call(request: Outgoing): Promise<Answer>;
  open(request: Outgoing): Promise<Stream>;
  /** Ends all streams. */
  close(): void;
}

/** Times that a throttled request is sent again. */
const RETRIES = 4;
const DEFAULT_TOKEN_HEADER = 'authorization';

export function createClient(options: ClientOptions): Client {
  const { clock, limiter } = options;
  const tokenHeader = options.tokenHeader ?? DEFAULT_TOKEN_HEADER;
  const secrets = new Set([options.token, options.readOnlyToken].filter((s) => s !== undefined));
  let mask = redactor([...secrets]);
  const redact: Redact = (text) => mask(text);
  const kept = evidence(tokenHeader);
  /** Of each stream that is being read: records what has come so far. */
  const open = new Set<() => void>();
  const closing = new AbortController();
  const ends = [closing.signal, ...(options.signal ? [options.signal] : [])];

  /** One exchange up to its head. The caller reads the body. */
  async function head(request: Outgoing, signal: AbortSignal, at: number): Promise<{ recording: Recording; response: WireResponse }> {
    const as = request.as ?? 'full';
    const credentials = credentialsOf(as, options, tokenHeader);
    const headers = headersOf(request, tokenHeader, credentials);
    const fresh = secretsIn(credentials).filter((secret) => !secrets.has(secret));
    if (fresh.length > 0) mask = redactor([...fresh.reduce((all, secret) => all.add(secret), secrets)]);
    const recording = kept.begin(
      {
        at, as: nameOf(as, options), verb: operationOf(request.method, request.path, options.kinds)?.verb, method: request.method,
        path: request.path, requestHeaders: headers, ...(request.body !== undefined && { requestBody: request.body }),
      },
      redact,
    );
    try {
      const body = request.body === undefined ? undefined : new TextEncoder().encode(request.body);
      const sent = options.send({ method: request.method, path: request.path, headers, ...(body && { body }), signal });
      const response = await abortable(sent, signal);
      recording.head(response.status, response.headers);
      return { recording, response };
    } catch (error) {
      throw lost(error, recording, at, signal);
    }
  }

  function lost(error: unknown, recording: Recording, at: number, signal: AbortSignal): unknown {
    const reason: unknown = signal.aborted ? signal.reason : error;
    recording.failed(sayError(reason), clock.now() - at);
    if ((error as { code?: unknown } | null)?.code === 'UND_ERR_INVALID_ARG') return error;
    if (reason instanceof Inconclusive && !(reason instanceof Timeout)) return reason;
    const { method, path, seq } = recording.exchange;
    return new Unreachable(`no complete answer to ${method} ${path} (exchange ${seq}): ${redact(sayError(reason))}`);
  }

  /** One exchange, whole, within the timeout. */
  async function once(request: Outgoing): Promise<Answer> {
    const at = clock.now();
    const limit = deadline(clock, options.timeout, ends);
    try {
      const { recording, response } = await head(request, limit.signal, at);
      try {
        const bytes = await abortable(collect(response.body), limit.signal);
        const answer = answerOf(request, recording, response);
        answer.text = textOf(bytes, answer.headers.get('content-encoding'), recording, clock.now() - at);
        answer.json = parsed(answer.text);
        recording.body(answer.text, clock.now() - at);
        return answer;
      } catch (error) {
        throw lost(error, recording, at, limit.signal);
      }
    } finally {
      limit.clear();
    }
  }

  /** The target's wish to be asked again later is granted a few times; both exchanges stay in the evidence. */
  async function patiently<T extends { answer: Answer }>(attempt: () => Promise<T>, drop: (t: T) => void): Promise<T> {
    for (let tries = 0; ; tries += 1) {
      const got = await attempt();
      const { status, headers, method, path } = got.answer;
      const wait = retryDelay(status, headers.get('retry-after'), tries, clock.now());
      if (wait === undefined) return got;
      drop(got);
      if (tries >= RETRIES)
        throw new Inconclusive(`${method} ${path} was answered ${status} ${tries + 1} times in a row (exchange ${got.answer.exchange})`);
      await clock.sleep(wait, AbortSignal.any(ends));
    }
  }

  async function stream(request: Outgoing): Promise<Stream> {
    const at = clock.now();
    const end = new AbortController();
    const limit = deadline(clock, options.timeout, [...ends, end.signal]);
    try {
      const { recording, response } = await head(request, limit.signal, at);
      const answer = answerOf(request, recording, response);
      return { answer, chunks: following(response, answer, recording, limit.signal, at), close: () => end.abort(new Closed()) };
    } finally {
      limit.rest();
    }
  }

  /** Reads on, keeping text and evidence up to date; ends quietly when the reader has closed it. */
  async function* following(response: WireResponse, answer: Answer, recording: Recording, signal: AbortSignal, at: number): AsyncGenerator<string> {
    const decoder = new TextDecoder();
    const record = (): void => recording.body(answer.text, clock.now() - at);
    open.add(record);
    const chunks = decodedStream(answer.headers.get('content-encoding'), response.body)[Symbol.asyncIterator]();
    try {
      for (let next = await abortable(chunks.next(), signal); !next.done; next = await abortable(chunks.next(), signal)) {
        const text = decoder.decode(next.value, { stream: true });
        answer.text += text;
        yield text;
      }
    } catch (error) {
      if (!(signal.aborted && signal.reason instanceof Closed)) throw lost(error, recording, at, signal);
    } finally {
      answer.json = parsed(answer.text);
      record();
      open.delete(record);
    }
  }

  return {
    evidence: kept,
    redact,
    async call(request) {
      const attempt = async (): Promise<{ answer: Answer }> => ({ answer: await limiter.run(() => once(request)) });
      return (await patiently(attempt, () => {})).answer;
    },
    open: (request) => patiently(() => stream(request), (dropped) => dropped.close()),
    close() {
      for (const record of open) record();
      closing.abort(new Closed());
    },
  };
}

/** The reader has had enough. */
class Closed extends Error {
  constructor() {
    super('closed by the suite');
  }
}

class Timeout extends Inconclusive {}

interface Deadline {
  signal: AbortSignal;
  /** No longer: neither time nor the others. */
  clear(): void;
  /** Time no longer matters, the others do. */
  rest(): void;
}

/** A signal that fires after so many milliseconds of the clock, or with any of the others. */
function deadline(clock: Clock, ms: number, others: readonly AbortSignal[]): Deadline {
  const own = new AbortController();
  const calm = new AbortController();
  const pass = (event: Event): void => own.abort((event.target as AbortSignal).reason);
  for (const other of others) {
    if (other.aborted) own.abort(other.reason);
    other.addEventListener('abort', pass, { once: true });
  }
  clock.sleep(ms, calm.signal).then(() => own.abort(new Timeout(`none within ${ms} ms`)), () => {});
  return {
    signal: own.signal,
    rest: () => calm.abort(),
    clear() {
      calm.abort();
      for (const other of others) other.removeEventListener('abort', pass);
    },
  };
}

/** The work's outcome, or the signal's reason, whichever comes first. */
function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    work.catch(() => {});
    return Promise.reject(signal.reason);
  }
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

const nameOf = (as: Identity, options: ClientOptions): string => {
  if (as === 'full') return options.token === undefined ? 'anonymous' : 'full';
  if (as === 'read-only') return 'read-only';
  return 'credentials' in as && as.credentials === null ? 'anonymous' : 'other';
};

/** The exact value of the token header, or undefined for no such header. */
function credentialsOf(as: Identity, options: ClientOptions, tokenHeader: string): string | undefined {
  const full = (token: string | undefined): string | undefined =>
    token !== undefined && tokenHeader.toLowerCase() === DEFAULT_TOKEN_HEADER ? `Bearer ${token}` : token;
  if (as === 'full') return full(options.token);
  if (as === 'read-only') return full(options.readOnlyToken);
  return ('credentials' in as ? as.credentials : as.altered(full(options.token) ?? '')) ?? undefined;
}

/** What an echo could give away: the value, and what follows the scheme. The scheme alone is no secret. */
const secretsIn = (credentials: string | undefined): string[] =>
  [credentials ?? '', credentials?.split(/\s+/).at(-1) ?? ''].filter((part) => part !== '' && !/^(bearer|basic)\s*$/i.test(part));

function headersOf(request: Outgoing, tokenHeader: string, credentials: string | undefined): [string, string][] {
  const own = request.headers ?? [];
  const said = new Set(own.map(([name]) => name.toLowerCase()));
  const defaults: [string, string][] = [
    ['accept', 'application/json'], ['accept-encoding', ACCEPT_ENCODING], ['user-agent', 'cci-job-conformance'],
    ...(credentials === undefined ? [] : [[tokenHeader.toLowerCase(), credentials] as [string, string]]),
  ];
  return [...defaults.filter(([name]) => !said.has(name)), ...own];
}

function answerOf(request: Outgoing, recording: Recording, response: WireResponse): Answer {
  const headers = new Map<string, string>();
  for (const [name, value] of response.headers) {
    const key = name.toLowerCase();
    const before = headers.get(key);
    headers.set(key, before === undefined ? value : `${before}, ${value}`);
  }
  return { exchange: recording.exchange.seq, method: request.method, path: request.path, status: response.status, headers, text: '', json: undefined };
}

async function collect(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
}

/** A body that is not coded as it says is a fault of the target: noted, and taken as it came. */
function textOf(bytes: Uint8Array, coding: string | undefined, recording: Recording, ms: number): string {
  try {
    return new TextDecoder().decode(decoded(coding, bytes));
  } catch (error) {
    recording.failed(`the body is not ${coding}: ${sayError(error)}`, ms);
    return new TextDecoder().decode(bytes);
  }
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined; // no JSON: who needs it finds so
  }
}
