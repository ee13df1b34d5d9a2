/** Sends requests as an identity, repeats those that were throttled, and records every exchange as evidence. */
import { setMaxListeners } from 'node:events';
import type { Clock } from '../../contract/clock.ts';
import type { WireResponse } from '../../contract/wire.ts';
import type { Kind } from '../../contract/types.ts';
import { answerOf, decodedWhole, jsonOf, textOf } from './answer.ts';
import { abortable, Closed, deadline, Timeout } from './deadline.ts';
import { ACCEPT_ENCODING, decodedStream } from './decode.ts';
import { Inconclusive, isServedNothing, Refused, sayError, Throttled, Unreachable } from '../errors/endings.ts';
import { headersFor, identityName, secretsOf, type Headers } from '../credentials/credentials.ts';
import { sayRequest } from '../evidence/brief.ts';
import { evidence, uncollected, type Evidence, type Recording } from '../evidence/evidence.ts';
import { redactor, type Redact } from '../evidence/redact.ts';
import type { OpenConnection } from './connection.ts';
import { fromTarget } from './intermediaries.ts';
import { lossOf } from './loss.ts';
import { checkHeaders, collect, LIMITS, parseBounded, TooLarge } from './limits.ts';
import type { Outgoing } from './outgoing.ts';
import { retryDelay } from './throttle.ts';
import { prefixOf } from './transport.ts';
import type { Answer } from '../model/target.ts';
import type { Identity } from '../model/exchange.ts';
import { operationOf } from '../../contract/request.ts';
import { sayGone } from './silence.ts';

export interface ClientOptions {
  connection: OpenConnection;
  clock: Clock;
  kinds: readonly Kind[];
  /**
   * Whether it removes what the run made: its requests are not refused when the others are spent, and are no evidence
   * of what is judged.
   */
  removes?: boolean;
  /** Aborting it ends all requests and streams. */
  signal?: AbortSignal | undefined;
}

/** An answer whose body is still arriving. */
export interface Stream {
  /** `text` is what has arrived so far. */
  answer: Answer;
  chunks: AsyncIterable<string>;
  close(): void;
}

export interface Client {
  readonly evidence: Evidence;
  readonly redact: Redact;
  /**
   * Returns the whole answer. Throws Unreachable when there is none, Inconclusive when the target throttles every
   * attempt, Refused when it was not carried out for that reason, or since no more may be sent.
   */
  call(request: Outgoing): Promise<Answer>;
  open(request: Outgoing): Promise<Stream>;
  /** Ends all streams. */
  close(): void;
}

/** The suite's own, of every request. */
export const COMMON_HEADERS: Headers = [
  ['accept', 'application/json'],
  ['accept-encoding', ACCEPT_ENCODING],
  ['user-agent', 'cci-job-conformance'],
];

/** Characters of a stream that are kept besides its events. */
const KEPT_OF_STREAMS = 1024 * 1024;

/** Maximum number of times that a throttled request is sent again. */
const RETRIES = 4;

export const createClient = (options: ClientOptions): Client => new TargetClient(options);

/** An exchange of which the head of the answer has arrived. */
interface Started {
  recording: Recording;
  response: WireResponse;
  answer: Answer;
  signal: AbortSignal;
}

class TargetClient implements Client {
  readonly evidence: Evidence;
  readonly redact: Redact = (text) => this.#mask(text);
  readonly #options: ClientOptions;
  readonly #secrets = new Set<string>();
  readonly #target: URL;
  #mask: Redact = (text) => text;
  /** One function for each stream that is being read; it records what has arrived so far. */
  readonly #open = new Set<() => void>();
  /** Aborted by `close`, and with the signal of the options. */
  readonly #closing = new AbortController();

  constructor(options: ClientOptions) {
    this.#options = options;
    const { credentials, target, secrets = [] } = options.connection;
    this.#target = new URL(target);
    this.evidence =
      options.removes === true ? uncollected(options.clock) : evidence(credentials.carriers, options.clock);
    this.#hide([...secrets, ...credentials.secrets()]);
    setMaxListeners(0, this.#closing.signal); // each request in progress adds a listener
    const { signal } = options;
    const end = (): void => this.#closing.abort(signal?.reason);
    if (signal?.aborted === true) end();
    else signal?.addEventListener('abort', end, { once: true });
  }

  async call(request: Outgoing): Promise<Answer> {
    /** Whether an attempt may have been carried out: an answer of 429 refuses it. */
    let carried = false;
    const attempt = async (): Promise<{ answer: Answer }> => {
      try {
        const answer = await this.#options.connection.limiter.run(() => this.#once(request));
        carried ||= answer.status !== 429;
        return { answer };
      } catch (error) {
        carried ||= !(error instanceof Refused);
        throw error;
      }
    };
    try {
      return (await this.#fromTarget(request, attempt, () => {})).answer;
    } catch (error) {
      throw error instanceof Refused && carried ? new Inconclusive(error.message) : error;
    }
  }

  open(request: Outgoing): Promise<Stream> {
    return this.#fromTarget(
      request,
      () => this.#options.connection.limiter.paced()?.then(() => this.#stream(request)) ?? this.#stream(request),
      (dropped) => dropped.close(),
    );
  }

  close(): void {
    for (const record of this.#open) record();
    this.#closing.abort(new Closed());
  }

  /** An answer of the target itself, and not of something in between. A target that serves nothing is noticed. */
  async #fromTarget<T extends { answer: Answer }>(
    request: Outgoing,
    attempt: () => Promise<T>,
    drop: (t: T) => void,
  ): Promise<T> {
    const { clock, connection } = this.#options;
    const sentAt = clock.now();
    try {
      const got = await this.#pastOthers(request, attempt, drop);
      connection.silence?.answered();
      return got;
    } catch (error) {
      if (isServedNothing(error)) await connection.silence?.unanswered(sentAt);
      throw error;
    }
  }

  #pastOthers<T extends { answer: Answer }>(
    request: Outgoing,
    attempt: () => Promise<T>,
    drop: (t: T) => void,
  ): Promise<T> {
    const { clock, connection, kinds } = this.#options;
    const { credentials, intermediaries, limiter } = connection;
    return fromTarget(
      {
        request,
        attempt: () => this.#patiently(attempt, drop),
        drop: (got, why) => {
          drop(got);
          const exchange = this.evidence.exchanges[got.answer.exchange - 1];
          if (exchange) exchange.error = why;
        },
      },
      {
        known: intermediaries,
        credentials,
        kinds,
        clock,
        signal: this.#closing.signal,
        ask: (other) => limiter.run(() => this.#once(other)),
      },
    );
  }

  /** Sends a throttled request again, up to RETRIES times. All attempts are recorded as evidence. */
  async #patiently<T extends { answer: Answer }>(attempt: () => Promise<T>, drop: (t: T) => void): Promise<T> {
    const { clock } = this.#options;
    for (let tries = 0; ; tries += 1) {
      const got = await attempt();
      const { status, headers, exchange } = got.answer;
      const wait = retryDelay(status, headers.get('retry-after'), tries, clock.now());
      if (wait === undefined) return got;
      drop(got);
      if (tries >= RETRIES)
        throw new Throttled(
          `${sayRequest(got.answer)} was answered ${status} ${tries + 1} times in a row (exchange ${exchange})`,
        );
      await clock.sleep(wait, this.#closing.signal);
    }
  }

  /** One exchange with the whole body, each part of it within the timeout. */
  async #once(request: Outgoing): Promise<Answer> {
    const { clock, connection } = this.#options;
    const headers = this.#headersOf(request);
    const proven = headers instanceof Promise ? await headers : headers;
    const limit = deadline(clock, connection.timeout, [this.#closing.signal]);
    try {
      const { recording, response, answer } = await this.#start(request, proven, limit.signal);
      try {
        const bytes = await abortable(collect(response.body, limit.moved), limit.signal);
        answer.text = textOf(bytes, answer.headers.get('content-encoding'), recording);
        recording.body(answer.text);
        connection.limiter.saw(answer.status, clock.now() - recording.exchange.at);
        answer.json = parseBounded(answer.text);
        return answer;
      } catch (error) {
        throw this.#lost(error, recording, limit.signal);
      }
    } finally {
      limit.clear();
    }
  }

  async #stream(request: Outgoing): Promise<Stream> {
    const { clock, connection } = this.#options;
    const headers = this.#headersOf(request);
    const proven = headers instanceof Promise ? await headers : headers;
    const end = new AbortController();
    const limit = deadline(clock, connection.timeout, [this.#closing.signal, end.signal]);
    try {
      const started = await this.#start(request, proven, limit.signal);
      return { answer: started.answer, chunks: this.#following(started), close: () => end.abort(new Closed()) };
    } finally {
      limit.rest();
    }
  }

  /**
   * All headers of a request that may be sent. A promise of them where a proof has to be obtained first, which is no part
   * of the time that the target has; only then is it awaited: all other requests must be sent in the order of the calls.
   */
  #headersOf(request: Outgoing): [string, string][] | Promise<[string, string][]> {
    const { connection, removes } = this.#options;
    const silentSince = connection.silence?.since;
    if (silentSince !== undefined) throw new Unreachable(sayGone(silentSince));
    connection.budget?.[removes === true ? 'remove' : 'take']();
    const added = this.#addedHeaders(request, request.as ?? 'full', bytesOf(request.body));
    const own = request.headers ?? [];
    return added instanceof Promise
      ? abortable(added, this.#closing.signal).then((proof) => [...proof, ...own])
      : [...added, ...own];
  }

  /** Up to the head of the answer. The caller reads the body. */
  async #start(request: Outgoing, headers: [string, string][], signal: AbortSignal): Promise<Started> {
    const { kinds, connection } = this.#options;
    const { method, path, body: requestBody, as = 'full' } = request;
    const body = bytesOf(requestBody);
    const recording = this.evidence.begin(
      {
        as: identityName(as, connection.credentials),
        verb: operationOf(method, path, kinds)?.verb,
        method,
        path,
        requestHeaders: headers,
        requestBody,
      },
      this.redact,
    );
    try {
      const certificate = typeof as === 'string' ? connection.credentials.certificateFor(as) : undefined;
      const response = await abortable(
        connection.send({
          method,
          path,
          headers,
          ...(certificate && { certificate }),
          ...(body && { body, chunked: request.chunked }),
          signal,
        }),
        signal,
      );
      checkHeaders(response.headers);
      recording.head(response.status, response.headers);
      return { recording, response, answer: answerOf(request, recording, response), signal };
    } catch (error) {
      throw this.#lost(error, recording, signal);
    }
  }

  /** The suite's own headers and those of the identity. A header that the request sets itself is not added. */
  #addedHeaders(request: Outgoing, as: Identity, body: Uint8Array | undefined): Headers | Promise<Headers> {
    const { clock, connection } = this.#options;
    const own = request.headers ?? [];
    const set = new Set([...own.map(([name]) => name), ...(request.without ?? [])].map((name) => name.toLowerCase()));
    const unset = (headers: Headers): Headers => headers.filter(([name]) => !set.has(name.toLowerCase()));
    const common = unset(COMMON_HEADERS);
    const unproven = {
      method: request.method,
      host: this.#target.host,
      path: prefixOf(this.#target) + request.path,
      headers: [...common, ...own],
      body,
    };
    const joined = (proof: Headers): Headers => {
      this.#hide(secretsOf(connection.credentials, as, proof));
      return [...common, ...unset(proof)];
    };
    const proof = headersFor(connection.credentials, as, unproven, clock.now());
    return proof instanceof Promise ? proof.then(joined) : joined(proof);
  }

  /** Masks these secrets from now on, in addition to the earlier ones. */
  #hide(secrets: readonly string[]): void {
    const known = this.#secrets.size;
    for (const secret of secrets) this.#secrets.add(secret);
    if (this.#secrets.size > known) this.#mask = redactor([...this.#secrets]);
  }

  /**
   * Yields the body as it arrives, and keeps text and evidence up to date. Ends without an error when the suite closed
   * the stream.
   */
  async *#following({ response, answer, recording, signal }: Started): AsyncGenerator<string> {
    const decoder = new TextDecoder();
    let size = 0;
    const record = (): void => recording.body(answer.text);
    this.#open.add(record);
    const coding = answer.headers.get('content-encoding');
    // The body of a refusal ends, so it is decoded in one step. The decoder of streams works in a thread, for which a
    // virtual clock cannot wait.
    const chunks = (answer.status < 300 ? decodedStream(coding, response.body) : decodedWhole(coding, response.body))[
      Symbol.asyncIterator
    ]();
    try {
      for (
        let next = await abortable(chunks.next(), signal);
        !next.done;
        next = await abortable(chunks.next(), signal)
      ) {
        const text = decoder.decode(next.value, { stream: true });
        size += text.length;
        if (size > LIMITS.stream) throw new TooLarge('stream');
        if (answer.status >= 300 || answer.text.length < KEPT_OF_STREAMS) answer.text += text;
        yield text;
      }
    } catch (error) {
      const left = signal.reason instanceof Closed;
      if (!left) throw this.#lost(error, recording, signal);
      // A refusal that was closed before its end is not evidence; a stream that was closed is, up to there.
      if (answer.status >= 300) recording.failed('closed before its body had come');
    } finally {
      answer.json = jsonOf(answer.text, recording);
      record();
      this.#open.delete(record);
    }
  }

  /**
   * Records why an exchange failed, and returns the error to throw. An error of the suite itself is returned unchanged.
   */
  #lost(error: unknown, recording: Recording, signal: AbortSignal): unknown {
    const reason: unknown = signal.aborted ? signal.reason : error;
    recording.failed(sayError(reason));
    if ((error as { code?: unknown } | null)?.code === 'UND_ERR_INVALID_ARG') return error;
    const { seq } = recording.exchange;
    const request = sayRequest(recording.exchange);
    if (reason instanceof TooLarge || (reason as { code?: unknown } | null)?.code === 'UND_ERR_HEADERS_OVERFLOW')
      return new TooLarge(
        reason instanceof TooLarge ? reason.limit : 'headers',
        `the answer to ${request} (exchange ${seq}): `,
      );
    if (reason instanceof Inconclusive && !(reason instanceof Timeout)) return reason;
    return new Unreachable(
      `no complete answer to ${request} (exchange ${seq}): ${this.redact(sayError(reason))}`,
      reason instanceof Timeout ? undefined : lossOf(reason),
    );
  }
}

const bytesOf = (body: string | undefined): Uint8Array | undefined =>
  body === undefined ? undefined : new TextEncoder().encode(body);
