/** One of the two servers that a history is sent to: its answers, in a form that does not depend on the server. */
import { apiVersionOf, pathOf } from '../../contract/operations.ts';
import type { Clock } from '../../contract/clock.ts';
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Send } from '../../contract/wire.ts';
import type { Kind } from '../../contract/types.ts';
import type { Command, Content, Selection, Slot, Version } from '../../generators/arbitraries/histories.ts';
import { createCredentials } from '../../harness/credentials/create.ts';
import { tokenCredentials } from '../../harness/credentials/tokens.ts';
import { createClient } from '../../harness/http/client.ts';
import type { Client } from '../../harness/http/client.ts';
import { merged, smallest } from '../../harness/judge/limits.ts';
import { metadataOf } from '../../harness/ownership/ownership.ts';
import { limiter } from '../../harness/http/throttle.ts';
import { createIntermediaries } from '../../harness/http/intermediaries.ts';
import type { Answer, WatchStream } from '../../harness/model/target.ts';
import { watchStream } from '../../harness/http/watch-stream.ts';
import { Likeness } from './likeness.ts';

export interface SideOptions {
  target: string;
  send: Send;
  clock: Clock;
  token: string;
  kinds: readonly Kind[];
  namespaces: readonly string[];
}

/** Keeps an object that is deleted, until a replace removes the finalizer. */
const FINALIZER = 'example.com/hold';
const isHeld = ({ labels }: Content): boolean => labels['tier'] === 'b';

const SETTINGS = { image: 'busybox:1.36', cpu: '250m', memory: '512Mi', maxReplicas: 2, mostObjects: 510 };
const NAMES = ['a', 'a-b', 'b', 'c'];
/**
 * Name of an object that is created at the end in each watched collection: its event shows that a watch has sent all
 * earlier ones.
 */
const LAST = 'z-last';
/** Milliseconds. */
const PATIENCE = 10_000;

interface Known {
  current: string;
  before?: string;
  uid: string;
}
interface Watched {
  stream: WatchStream;
  kind: Kind;
  namespace: string;
  select: Selection;
  /** Number of events for the objects that exist at its start. */
  initial: number;
}

export class Side {
  readonly #options: SideOptions;
  readonly #client: Client;
  readonly #known = new Map<string, Known>();
  readonly #likeness = new Likeness();
  readonly #watches: Watched[] = [];
  readonly #touched = new Map<string, { kind: Kind; namespace: string }>();

  constructor(options: SideOptions) {
    this.#options = options;
    const { target, send, clock, token, kinds } = options;
    const credentials = createCredentials(tokenCredentials('Authorization', { full: token }));
    this.#client = createClient({
      connection: {
        target,
        credentials,
        timeout: PATIENCE,
        send,
        limiter: limiter(16),
        intermediaries: createIntermediaries(),
      },
      clock,
      kinds,
    });
  }

  async perform(command: Command): Promise<Json> {
    switch (command.op) {
      case 'create':
        return this.#write(command.at, 'POST', this.#manifest(command.at, command.content));
      case 'replace':
        return this.#write(command.at, 'PUT', this.#manifest(command.at, command.content, command.version));
      case 'patch':
        return this.#write(command.at, 'PATCH', merged(command.patch, this.#versioned(command.at, command.version)));
      case 'read':
        return this.#describe(command.at, await this.#call('GET', this.#path(command.at)));
      case 'delete':
        return this.#delete(command.at, command.uid);
      case 'list':
        return this.#list(command.in, command.select, command.limit);
      case 'deletecollection':
        return this.#deleteCollection(command.in, command.select);
      case 'watch':
        return this.#watch(command.in, command.select);
    }
  }

  /** The events of every watch, in the order in which the watches were started. */
  async events(): Promise<Json[]> {
    const ofWatches: Json[] = [];
    for (const { stream, kind, namespace, select, initial } of this.#watches) {
      const name = `${LAST}-${ofWatches.length}`;
      await this.#call(
        'POST',
        pathOf(kind, namespace),
        named(kind, name, { labels: select, annotations: {}, spec: {} }),
      );
      const events = await stream.collect(
        (seen) => seen.length > 0 && nameOf(seen.at(-1)?.object as JsonObject) === name,
        PATIENCE,
      );
      const first = events.slice(0, initial).sort((a, b) => (nameOf(a.object) < nameOf(b.object) ? -1 : 1));
      ofWatches.push(
        [...first, ...events.slice(initial)].map(({ type, object }) => ({
          type,
          object: this.#likeness.object(object),
        })),
      );
    }
    return ofWatches;
  }

  /** Deletes all objects of the history. */
  async end(): Promise<void> {
    for (const { stream } of this.#watches) stream.close();
    for (const { kind, namespace } of this.#touched.values()) {
      await this.#call('DELETE', pathOf(kind, namespace));
      for (const item of itemsOf(await this.#call('GET', pathOf(kind, namespace))))
        await this.#call('PATCH', pathOf(kind, namespace, nameOf(item)), { metadata: { finalizers: null } });
    }
    this.#client.close();
  }

  #kind(at: { kind: number }): Kind {
    return this.#options.kinds[at.kind] as Kind;
  }

  #collection(at: { kind: number; namespace: number }): string {
    const kind = this.#kind(at),
      namespace = this.#options.namespaces[at.namespace] as string;
    this.#touched.set(`${at.kind} ${at.namespace}`, { kind, namespace });
    return pathOf(kind, namespace);
  }

  #path(at: Slot): string {
    return `${this.#collection(at)}/${NAMES[at.name]}`;
  }

  #manifest(at: Slot, content: Content, version: Version = 'none'): JsonObject {
    return merged(named(this.#kind(at), NAMES[at.name] as string, content), this.#versioned(at, version));
  }

  #versioned(at: Slot, version: Version): JsonObject {
    const known = this.#known.get(keyOf(at));
    if (version === 'none') return {};
    return {
      metadata: { resourceVersion: (version === 'stale' ? known?.before : undefined) ?? known?.current ?? '1' },
    };
  }

  async #write(at: Slot, method: 'POST' | 'PUT' | 'PATCH', body: JsonObject): Promise<Json> {
    const answer = this.#describe(
      at,
      await this.#call(method, method === 'POST' ? this.#collection(at) : this.#path(at), body),
    );
    return { answer, stored: this.#describe(at, await this.#call('GET', this.#path(at))) };
  }

  /** Describes an answer about one object, with the version and identity of the object. */
  #describe(at: Slot, answer: Answer): Json {
    const { resourceVersion, uid } = metadataOf(answer.json);
    const before = this.#known.get(keyOf(at));
    if (answer.status >= 300 || typeof resourceVersion !== 'string' || typeof uid !== 'string')
      return this.#likeness.answer(answer);
    const kept = before?.current === resourceVersion;
    if (!kept)
      this.#known.set(keyOf(at), {
        current: resourceVersion,
        uid,
        ...(before?.uid === uid ? { before: before.current } : {}),
      });
    return { ...this.#likeness.answer(answer), version: kept ? 'kept' : 'moved' };
  }

  async #delete(at: Slot, uid: 'current' | 'other' | undefined): Promise<Json> {
    const known = this.#known.get(keyOf(at));
    const wanted = uid === 'current' ? (known?.uid ?? 'none') : '00000000-0000-4000-8000-000000000000';
    const answer = await this.#call(
      'DELETE',
      this.#path(at),
      uid === undefined ? undefined : { preconditions: { uid: wanted } },
    );
    return {
      answer: afterwards(answer, this.#likeness),
      stored: this.#describe(at, await this.#call('GET', this.#path(at))),
    };
  }

  async #list(at: { kind: number; namespace: number }, select: Selection, limit: number | undefined): Promise<Json> {
    const pages: Answer[] = [];
    let token = '';
    do {
      pages.push(
        await this.#call('GET', this.#collection(at), undefined, {
          ...selector(select),
          ...(limit === undefined ? {} : { limit: String(limit) }),
          ...(token === '' ? {} : { continue: token }),
        }),
      );
      token = String(metadataOf(pages.at(-1)?.json)['continue'] ?? '');
    } while (token !== '' && pages.length < 50);
    const [first] = pages as [Answer];
    return {
      ...this.#likeness.answer({
        ...first,
        json: { ...(first.json as JsonObject), items: pages.flatMap((page) => itemsOf(page)) },
      }),
      pages: pages.map((page) => itemsOf(page).length),
    };
  }

  async #deleteCollection(at: { kind: number; namespace: number }, select: Selection): Promise<Json> {
    const answer = await this.#call('DELETE', this.#collection(at), undefined, selector(select));
    return {
      answer: afterwards(answer, this.#likeness),
      stored: this.#likeness.answer(await this.#call('GET', this.#collection(at))),
    };
  }

  /** Every second watch starts at the version of a list, so that it has no events for existing objects. */
  async #watch(at: { kind: number; namespace: number }, select: Selection): Promise<Json> {
    const path = this.#collection(at);
    const now = await this.#call('GET', path, undefined, selector(select));
    const fresh = this.#watches.length % 2 === 0;
    const from: Record<string, string> = fresh
      ? {}
      : { resourceVersion: String(metadataOf(now.json)['resourceVersion']) };
    const query = new URLSearchParams({ watch: 'true', ...selector(select), ...from });
    const stream = await this.#client.open({ method: 'GET', path: `${path}?${query.toString()}` });
    this.#watches.push({
      stream: watchStream(stream, { clock: this.#options.clock, settle: PATIENCE }),
      kind: this.#kind(at),
      namespace: this.#options.namespaces[at.namespace] as string,
      select,
      initial: fresh ? itemsOf(now).length : 0,
    });
    return { status: stream.answer.status };
  }

  #call(method: string, path: string, body?: JsonObject, query: Record<string, string> = {}): Promise<Answer> {
    const search = new URLSearchParams(query).toString();
    return this.#client.call({
      method,
      path: search === '' ? path : `${path}?${search}`,
      ...(body === undefined
        ? {}
        : {
            body: JSON.stringify(body),
            headers: [
              ['content-type', method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'],
            ] as const,
          }),
    });
  }
}

/** A successful delete is described only as such: the object is read afterwards. */
const afterwards = (answer: Answer, likeness: Likeness): Json =>
  answer.status < 300 ? { status: answer.status } : likeness.answer(answer);

const keyOf = ({ kind, namespace, name }: Slot): string => `${kind} ${namespace} ${name}`;

const nameOf = (object: JsonObject): string => String(metadataOf(object)['name']);

const itemsOf = ({ json }: Answer): JsonObject[] =>
  isObject(json) && Array.isArray(json['items']) ? json['items'].filter(isObject) : [];

const selector = (select: Selection): Record<string, string> =>
  Object.keys(select).length === 0
    ? {}
    : {
        labelSelector: Object.entries(select)
          .map(([key, value]) => `${key}=${value}`)
          .join(','),
      };

function named(kind: Kind, name: string, content: Content): JsonObject {
  const { labels, annotations, spec } = content;
  return merged(smallest(kind, SETTINGS), {
    apiVersion: apiVersionOf(kind),
    metadata: { name, labels, annotations, ...(isHeld(content) ? { finalizers: [FINALIZER] } : {}) },
    spec,
  });
}
