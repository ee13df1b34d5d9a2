/** Sends requests as somebody, repeats what the target asks to be repeated, and keeps everything as evidence. */
import { setMaxListeners } from 'node:events';
import type { Clock } from '../../contract/clock.ts';
import { parseJson } from '../../contract/json.ts';
import type { Send, WireResponse } from '../../contract/wire.ts';
import type { Kind } from '../../contract/types.ts';
import { abortable, Closed, deadline, Timeout } from './deadline.ts';
import { ACCEPT_ENCODING, decoded, decodedStream } from './decode.ts';
import { Inconclusive, sayError, Unreachable } from '../judge/errors.ts';
import { evidence, type Evidence, type Recording } from '../evidence/evidence.ts';
import { credentialsOf, identityName, secretsIn, tokenHeaderOf, type Tokens } from '../evidence/credentials.ts';
import { redactor, type Redact } from '../evidence/redact.ts';
import { retryDelay, type Limiter } from './throttle.ts';
import type { Answer } from '../model/target.ts';
import type { Identity } from '../model/exchange.ts';
import { operationOf } from '../../contract/request.ts';

export interface ClientOptions extends Tokens {
  send: Send;
  clock: Clock;
  kinds: readonly Kind[];
  limiter: Limiter;
  /** Milliseconds for one request: head and body, or the head alone for streams. */
  timeout: number;
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
  /** The answer, whole. Throws Unreachable when none came, Inconclusive when the target throttles throughout. */
  call(request: Outgoing): Promise<Answer>;
  open(request: Outgoing): Promise<Stream>;
  /** Ends all streams. */
  close(): void;
}

/** Times that a throttled request is sent again. */
const RETRIES = 4;

export const createClient = (options: ClientOptions): Client => new TargetClient(options);

/** One exchange that is under way. */
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
  readonly #secrets: Set<string | undefined>;
  #mask: Redact;
  /** Of each stream that is being read: records what has come so far. */
  readonly #open = new Set<() => void>();
  readonly #closing = new AbortController();
  readonly #ends: AbortSignal[];

  constructor(options: ClientOptions) {
    this.#options = options;
    this.evidence = evidence(tokenHeaderOf(options), options.clock);
    this.#secrets = new Set([options.token, options.readOnlyToken]);
    this.#mask = redactor([...this.#secrets]);
    this.#ends = [this.#closing.signal, ...(options.signal ? [options.signal] : [])];
    setMaxListeners(0, ...this.#ends); // one for each request under way
  }

  async call(request: Outgoing): Promise<Answer> {
    const attempt = async (): Promise<{ answer: Answer }> => ({
      answer: await this.#options.limiter.run(() => this.#once(request)),
    });
    return (await this.#patiently(attempt, () => {})).answer;
  }

  open(request: Outgoing): Promise<Stream> {
    return this.#patiently(
      () => this.#stream(request),
      (dropped) => dropped.close(),
    );
  }

  close(): void {
    for (const record of this.#open) record();
    this.#closing.abort(new Closed());
  }

  /** The target's wish to be asked again later is granted a few times; all exchanges stay in the evidence. */
  async #patiently<T extends { answer: Answer }>(attempt: () => Promise<T>, drop: (t: T) => void): Promise<T> {
    const { clock } = this.#options;
    for (let tries = 0; ; tries += 1) {
      const got = await attempt();
      const { status, headers, method, path, exchange } = got.answer;
      const wait = retryDelay(status, headers.get('retry-after'), tries, clock.now());
      if (wait === undefined) return got;
      drop(got);
      if (tries >= RETRIES)
        throw new Inconclusive(
          `${method} ${path} was answered ${status} ${tries + 1} times in a row (exchange ${exchange})`,
        );
      await clock.sleep(wait, AbortSignal.any(this.#ends));
    }
  }

  /** One exchange, whole, within the timeout. */
  async #once(request: Outgoing): Promise<Answer> {
    const { clock, timeout } = this.#options;
    const limit = deadline(clock, timeout, this.#ends);
    try {
      const { recording, response, answer } = await this.#start(request, limit.signal);
      try {
        const bytes = await abortable(collect(response.body), limit.signal);
        answer.text = textOf(bytes, answer.headers.get('content-encoding'), recording);
        answer.json = parseJson(answer.text);
        recording.body(answer.text);
        return answer;
      } catch (error) {
        throw this.#lost(error, recording, limit.signal);
      }
    } finally {
      limit.clear();
    }
  }

  async #stream(request: Outgoing): Promise<Stream> {
    const { clock, timeout } = this.#options;
    const end = new AbortController();
    const limit = deadline(clock, timeout, [...this.#ends, end.signal]);
    try {
      const started = await this.#start(request, limit.signal);
      return { answer: started.answer, chunks: this.#following(started), close: () => end.abort(new Closed()) };
    } finally {
      limit.rest();
    }
  }

  /** Up to the head. The caller reads the body. */
  async #start(request: Outgoing, signal: AbortSignal): Promise<Started> {
    const { kinds, send } = this.#options;
    const { method, path, body: requestBody, as = 'full' } = request;
    const headers = this.#headersOf(request, as);
    const recording = this.evidence.begin(
      {
        as: identityName(as, this.#options),
        verb: operationOf(method, path, kinds)?.verb,
        method,
        path,
        requestHeaders: headers,
        requestBody,
      },
      this.redact,
    );
    try {
      const body = requestBody === undefined ? undefined : new TextEncoder().encode(requestBody);
      const response = await abortable(send({ method, path, headers, ...(body && { body }), signal }), signal);
      recording.head(response.status, response.headers);
      return { recording, response, answer: answerOf(request, recording, response), signal };
    } catch (error) {
      throw this.#lost(error, recording, signal);
    }
  }

  #headersOf(request: Outgoing, as: Identity): [string, string][] {
    const own = request.headers ?? [];
    const said = new Set(own.map(([name]) => name.toLowerCase()));
    const defaults: [string, string][] = [
      ['accept', 'application/json'],
      ['accept-encoding', ACCEPT_ENCODING],
      ['user-agent', 'cci-job-conformance'],
    ];
    const credentials = credentialsOf(as, this.#options);
    if (credentials !== undefined) {
      this.#hide(credentials);
      defaults.push([tokenHeaderOf(this.#options), credentials]);
    }
    return [...defaults.filter(([name]) => !said.has(name)), ...own];
  }

  /** Masked from now on, besides what was before. */
  #hide(credentials: string): void {
    const known = this.#secrets.size;
    for (const secret of secretsIn(credentials)) this.#secrets.add(secret);
    if (this.#secrets.size > known) this.#mask = redactor([...this.#secrets]);
  }

  /** Reads on, keeping text and evidence up to date; ends quietly when the reader has closed it. */
  async *#following({ response, answer, recording, signal }: Started): AsyncGenerator<string> {
    const decoder = new TextDecoder();
    const record = (): void => recording.body(answer.text);
    this.#open.add(record);
    const coding = answer.headers.get('content-encoding');
    // A refusal has an end: it is decoded at once, as every whole body is, and by no thread that a virtual clock knows nothing of.
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
        answer.text += text;
        yield text;
      }
    } catch (error) {
      const left = signal.reason instanceof Closed;
      if (!left) throw this.#lost(error, recording, signal);
      // A refusal that was left before its end shows nothing; a stream that was left shows what came until then.
      if (answer.status >= 300) recording.failed('closed before its body had come');
    } finally {
      answer.json = parseJson(answer.text);
      record();
      this.#open.delete(record);
    }
  }

  /** What a lost exchange means, on record. What the suite did wrong itself stays an error of its own. */
  #lost(error: unknown, recording: Recording, signal: AbortSignal): unknown {
    const reason: unknown = signal.aborted ? signal.reason : error;
    recording.failed(sayError(reason));
    if ((error as { code?: unknown } | null)?.code === 'UND_ERR_INVALID_ARG') return error;
    if (reason instanceof Inconclusive && !(reason instanceof Timeout)) return reason;
    const { method, path, seq } = recording.exchange;
    return new Unreachable(
      `no complete answer to ${method} ${path} (exchange ${seq}): ${this.redact(sayError(reason))}`,
    );
  }
}

function answerOf({ method, path }: Outgoing, recording: Recording, response: WireResponse): Answer {
  const headers = new Map<string, string>();
  for (const [name, value] of response.headers) {
    const key = name.toLowerCase();
    const before = headers.get(key);
    headers.set(key, before === undefined ? value : `${before}, ${value}`);
  }
  return {
    exchange: recording.exchange.seq,
    method,
    path,
    status: response.status,
    headers,
    text: '',
    json: undefined,
  };
}

async function collect(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* decodedWhole(coding: string | undefined, body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield decoded(coding, await collect(body));
}

/** A body that is not coded as it says is a fault of the target: noted, and taken as it came. */
function textOf(bytes: Uint8Array, coding: string | undefined, recording: Recording): string {
  try {
    return new TextDecoder().decode(decoded(coding, bytes));
  } catch (error) {
    recording.failed(`the body is not ${coding}: ${sayError(error)}`);
    return new TextDecoder().decode(bytes);
  }
}
