import { nameFor } from '../../contract/kinds.ts';
import { isObject } from '../../contract/json.ts';
import type { Clock } from '../../contract/clock.ts';
import { OPERATIONS, pathOf, succeeds } from '../../contract/operations.ts';
import type { Kind, Verb } from '../../contract/types.ts';
import type { Client, Stream } from './client.ts';
import type { Outgoing } from './outgoing.ts';
import { Inconclusive, Refused } from '../errors/endings.ts';
import type { Redact } from '../evidence/redact.ts';
import { RUN_LABEL, TRIAL_LABEL, type Journal, type MadeAddress, type ObjectAddress } from '../ownership/journal.ts';
import type { Made } from '../ownership/made.ts';
import { madeBy, maybeMade, metadataOf, textOf } from '../ownership/ownership.ts';
import type { Namespaces } from '../model/run.ts';
import type { Answer, Body, CallOptions, Target } from '../model/target.ts';
import { operationOf, type Addressed } from '../../contract/request.ts';
import type { Seen } from './seen.ts';
import { watchStream } from './watch-stream.ts';

export interface TargetOptions {
  client: Client;
  clock: Clock;
  journal: Journal;
  kinds: readonly Kind[];
  namespaces: Namespaces;
  /** Value of the trial's label. */
  trialId: string;
  /** Milliseconds to wait for an event of a watch. */
  settle: number;
  /** Follows what is sent and answered. */
  seen?: Seen | undefined;
  /** Called with every object that the target says it has created. */
  onMade?: ((made: Made) => void) | undefined;
}

type Options = CallOptions & { body?: Body };

/** In the journal, in the place of a status. */
const NOT_CARRIED_OUT = 0;

const MERGE_PATCH = 'application/merge-patch+json';
const JSON_TYPE = 'application/json';
/** More pages than there are objects, by so many, and we conclude that the continue tokens of a target loop. */
const EMPTY_PAGES = 200;

export function createTarget(options: TargetOptions, kind: Kind): Target {
  const { client } = options;
  const { namespace: home, scratchNamespace } = options.namespaces;
  const collection = (o?: CallOptions): string => pathOf(kind, o?.namespace ?? home);
  const object = (ref: { name: string; namespace?: string }, o?: CallOptions): string =>
    pathOf(kind, o?.namespace ?? ref.namespace ?? home, ref.name);
  const call = (verb: Verb, path: string, o: Options = {}): Promise<Answer> =>
    perform(options, outgoing(OPERATIONS[verb].method, path, o));

  return {
    create: (body, o) => call('create', collection(o), { ...o, body }),
    read: (ref, o) => call('read', object(ref, o), o),
    list: (o) => call('list', collection(o), o),
    replace: (ref, body, o) => call('replace', object(ref, o), { ...o, body }),
    patch: (ref, body, o) => call('patch', object(ref, o), { ...o, body }),
    delete: (ref, o) => call('delete', object(ref, o), o),
    async deleteCollection(o = {}) {
      const scratch = (o.namespace ?? home) === scratchNamespace;
      const own = `${RUN_LABEL}=${options.journal.runId},${TRIAL_LABEL}=${options.trialId}`;
      const asked = o.query?.['labelSelector'];
      const labelSelector = asked === undefined || asked === '' ? own : `${asked},${own}`;
      return call('deletecollection', collection(o), scratch ? o : { ...o, query: { ...o.query, labelSelector } });
    },
    async watch(o) {
      const open = async (query: CallOptions['query']): Promise<Stream> => {
        const stream = await client.open(
          outgoing('GET', collection(o), { ...o, query: { watch: true, ...o?.query, ...query } }),
        );
        stream.answer.streaming = stream.answer.status < 300;
        if (!stream.answer.streaming) for await (const _ of stream.chunks); // the body of a refusal is read to its end
        return stream;
      };
      const from = String(o?.query?.['resourceVersion'] ?? '');
      return watchStream(await open({}), {
        clock: options.clock,
        settle: options.settle,
        renewal: {
          from: from === '0' ? '' : from,
          open: (version) => open(version === '' ? {} : { resourceVersion: version }),
        },
      });
    },
    send: (method, path, o) => perform(options, outgoing(method, path, o ?? {})),
    for: (other) => createTarget(options, other),
  };
}

function outgoing(method: string, path: string, o: Options): Outgoing {
  const query = Object.entries(o.query ?? {}).filter(([, value]) => value !== undefined);
  const search = query
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`)
    .join('&');
  const type = o.contentType === undefined ? defaultType(method, o) : o.contentType;
  const headers: [string, string][] = [
    ...(type === null ? [] : [['content-type', type] as [string, string]]),
    ...Object.entries(o.headers ?? {}).flatMap(([name, value]): [string, string][] =>
      value === null ? [] : [[name, value]],
    ),
  ];
  return {
    method,
    path: search === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${search}`,
    headers,
    without: Object.keys(o.headers ?? {}).filter((name) => o.headers?.[name] === null),
    body: o.body === undefined ? undefined : textOf(o.body),
    chunked: o.chunked,
    as: o.as,
  };
}

const defaultType = (method: string, o: Options): string | null =>
  o.body === undefined ? null : method === 'PATCH' ? MERGE_PATCH : JSON_TYPE;

/**
 * Writes into the journal what the request may create, sends it, and writes what the answer says was created or
 * deleted.
 */
async function perform(options: TargetOptions, request: Outgoing): Promise<Answer> {
  const { client, journal } = options;
  const operation = operationOf(request.method, request.path, options.kinds);
  await guard(options, request, operation);
  const place = operation && maybeMade(operation, request.body ?? '');
  if (place) journal.intend(place);
  const send = (): Promise<Answer> =>
    client.call(request).catch((error: unknown) => {
      if (error instanceof Refused && place) journal.answered(place, NOT_CARRIED_OUT);
      throw error;
    });
  const answer = await (options.seen?.follow(request, operation, send) ?? send());
  if (!operation) return answer;
  const made = place && madeBy(place, operation.verb, answer, journal.runId);
  if (made) {
    const noted = withoutSecrets(made, place, client.redact);
    if (noted !== undefined) journal.made(noted);
    options.onMade?.({ ...made, kind: operation.kind });
  } else if (place && answer.status < 500) journal.answered(place, answer.status); // a gateway's 5xx says nothing
  if (answer.status === 404 && isReadOrDelete(operation)) {
    const gone = {
      kind: nameFor(operation.kind, operation.kind.kind),
      namespace: operation.namespace,
      name: operation.name,
    };
    if (journal.knows(gone)) journal.gone(gone);
  }
  return answer;
}

/**
 * The journal is a file: a uid that repeats a secret is left out, and so is an object whose name does, where the target
 * has chosen it; cleanup knows such a one by what it was asked for.
 */
function withoutSecrets(made: MadeAddress, asked: ObjectAddress, redact: Redact): MadeAddress | undefined {
  const holds = (text: string): boolean => redact(text) !== text;
  const { uid, ...place } = made;
  if (asked.name === undefined && holds(made.name.slice(asked.generateName?.length))) return undefined;
  return uid === undefined || holds(uid) ? place : made;
}

/** An operation on one object, which has a name. */
type OnObject = Addressed & { name: string };

const isReadOrDelete = (operation: Addressed): operation is OnObject =>
  operation.verb === 'read' || operation.verb === 'delete';

const changesObject = (operation: Addressed): operation is OnObject =>
  operation.verb === 'replace' || operation.verb === 'patch' || operation.verb === 'delete';

/** Throws when the request could change an object that this run did not make. */
async function guard(options: TargetOptions, request: Outgoing, operation: Addressed | undefined): Promise<void> {
  const { journal } = options;
  if (!operation) {
    if (request.method === 'DELETE' && !request.path.includes(journal.runId))
      throw new Error(`the suite must not send DELETE ${request.path}`);
    return;
  }
  if (operation.verb === 'deletecollection') return guardCollection(options, operation);
  if (!changesObject(operation)) return;
  const { verb, kind, namespace, name } = operation;
  const ours = name.includes(journal.runId) || journal.hasMade({ kind: nameFor(kind, kind.kind), namespace, name });
  if (!ours) throw new Error(`the suite must not ${verb} ${kind.plural}/${name}: this run did not make it`);
}

/**
 * A target may ignore selectors: no collection is deleted where the namespace holds objects that this run did not make.
 */
async function guardCollection(options: TargetOptions, { kind, namespace }: Addressed): Promise<void> {
  const { journal } = options;
  let foreign = 0;
  const isWhole = await listEach(options.client, kind, namespace, (items) => {
    for (const item of items) {
      const name = String(metadataOf(item)['name']);
      if (!name.includes(journal.runId) && !journal.hasMade({ kind: nameFor(kind, kind.kind), namespace, name }))
        foreign += 1;
    }
    return foreign === 0;
  });
  if (foreign > 0)
    throw new Inconclusive(
      `namespace ${namespace} holds ${foreign}${isWhole ? '' : ' or more'} ${kind.plural} that this run did not make: no collection is deleted there`,
    );
}

/**
 * Visits the items of a collection page by page, which are not kept: there may be very many. Returns whether all were
 * visited. Throws Inconclusive when the collection cannot be listed.
 *
 * @param visit returns false to see no more pages
 */
export async function listEach(
  client: Client,
  kind: Kind,
  namespace: string,
  visit: (items: readonly unknown[]) => boolean | void,
): Promise<boolean> {
  const names = new Set<unknown>();
  const isRefused = ({ status }: Answer): boolean => status === 400 || status === 422;
  let token = '';
  for (let page = 0; page < EMPTY_PAGES + names.size; page += 1) {
    const query = token === '' ? '?limit=500' : `?limit=500&continue=${encodeURIComponent(token)}`;
    const path = pathOf(kind, namespace);
    const paged = await client.call({ method: 'GET', path: path + query });
    // A target may refuse limit: then everything comes at once.
    const answer = page === 0 && isRefused(paged) ? await client.call({ method: 'GET', path }) : paged;
    const list = isObject(answer.json) ? answer.json : {};
    if (!succeeds('list', answer.status) || !Array.isArray(list['items']))
      throw new Inconclusive(
        `${kind.plural} in ${namespace} cannot be listed: answered ${answer.status} (exchange ${answer.exchange})`,
      );
    for (const item of list['items']) names.add(metadataOf(item)['name']);
    const metadata = list['metadata'];
    token = isObject(metadata) && typeof metadata['continue'] === 'string' ? metadata['continue'] : '';
    if (visit(list['items']) === false) return token === '';
    if (token === '') return true;
  }
  throw new Inconclusive(`the list of ${kind.plural} in ${namespace} has no end`);
}
