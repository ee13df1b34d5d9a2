import { nameFor } from '../../contract/kinds.ts';
import { isObject, type Json } from '../../contract/json.ts';
import { apiVersionOf, pathOf } from '../../contract/operations.ts';
import type { Kind } from '../../contract/types.ts';
import type { Client } from '../http/client.ts';
import { Unproven } from '../credentials/reach.ts';
import type { OpenConnection } from '../http/connection.ts';
import { Inconclusive, sayError } from '../errors/endings.ts';
import { RUN_LABEL } from '../ownership/journal.ts';
import type { Journal } from '../ownership/journal.ts';
import { header, IDENTITIES, type Exchange, type NamedIdentity } from '../model/exchange.ts';
import type { Namespaces } from '../model/run.ts';
import type { Answer } from '../model/target.ts';
import { IDENTITY_FLAGS, PROOF_NAMES } from './credential-flags.ts';
import { namesWithFlags } from './namespaces.ts';
import { Unjudgeable } from '../errors/usage.ts';

export interface PreflightOptions {
  client: Client;
  journal: Journal;
  connection: Pick<OpenConnection, 'target' | 'credentials' | 'route'>;
  kinds: readonly Kind[];
  namespaces: Namespaces;
}

/** Throws Unjudgeable. A JSON API with wrong answers is accepted here: the requirements judge the answers. */
export async function preflight(options: PreflightOptions): Promise<void> {
  const { kinds, namespaces, journal } = options;
  const { credentials } = options.connection;
  const collections = kinds.map((kind) => `${pathOf(kind, namespaces.namespace)}?limit=1`);
  const absent = kinds.map((kind) => pathOf(kind, namespaces.namespace, `${journal.runId}-absent`));
  const lists = await ask(options, collections, 'full');
  refuseUnwell(options, lists);
  refuseCredentials(
    options,
    [...lists, ...(await ask(options, absent, 'full'))],
    credentials.has('full') ? refused(options, 'full') : 'the target asks for a token: give --token',
  );
  refuseForeign(options, lists);
  for (const identity of IDENTITIES) {
    if (identity === 'full' || !credentials.has(identity)) continue;
    const answers = await ask(options, [...collections, ...absent], identity);
    // The foreign identity has to be refused: the requirements judge that.
    if (identity !== 'foreign') refuseCredentials(options, answers, refused(options, identity));
  }
  for (const { name, flag } of namesWithFlags(namespaces)) await refuseMissing(options, flag, name);
}

function refused({ client, connection: { credentials } }: PreflightOptions, identity: NamedIdentity): string {
  const { prefix, name: whose } = IDENTITY_FLAGS[identity];
  const { name, flag } = PROOF_NAMES[credentials.methodOf(identity) ?? 'token'] ?? PROOF_NAMES.token;
  const clock = credentials.methodOf(identity) === 'access-key' ? clocksOf(client.evidence.exchanges) : '';
  return `the ${whose}${name} is refused: check --${prefix}${flag}${clock}`;
}

/** Minutes for which a signature holds, by the documents. */
const SIGNED_FOR = 15;

/** A signature has the time of this machine in it. */
function clocksOf(exchanges: readonly Exchange[]): string {
  const { at = 0, responseHeaders = [] } = exchanges.at(-1) ?? {};
  const date = Date.parse(header({ responseHeaders }, 'date') ?? '');
  const minutes = Math.round((date - at) / 60_000);
  return Math.abs(minutes) < SIGNED_FOR
    ? ''
    : `, and the clock of this machine, which is ${Math.abs(minutes)} minutes ${minutes > 0 ? 'behind' : 'ahead of'} the target's`;
}

/** The same words with the flags of the identity. */
const ofIdentity = ({ message }: Unproven, identity: NamedIdentity): string => {
  const { prefix, name } = IDENTITY_FLAGS[identity];
  return `${name === '' ? '' : `the ${name}identity: `}${message.replaceAll(/--(?=[a-z])/g, `--${prefix}`)}`;
};

/** So many objects of a collection are counted. */
const COUNTED = 100;

/** Objects of one kind in a namespace. */
export interface Occupant {
  kind: Kind;
  /** `2`, or `more than 100`. */
  count: string;
}

/** `2 tfjobs, 1 mxjobs`. */
export const sayOccupants = (occupants: readonly Occupant[]): string =>
  occupants.map(({ kind, count }) => `${count} ${kind.plural}`).join(', ');

/** The kinds of which a list of the namespace shows objects. */
export async function occupants(client: Client, kinds: readonly Kind[], namespace: string): Promise<Occupant[]> {
  const found = await Promise.all(
    kinds.map(async (kind): Promise<Occupant[]> => {
      const path = pathOf(kind, namespace);
      const items =
        itemsOf(await client.call({ method: 'GET', path: `${path}?limit=${COUNTED + 1}` })) ??
        itemsOf(await client.call({ method: 'GET', path })) ??
        [];
      const count = items.length > COUNTED ? `more than ${COUNTED}` : String(items.length);
      return items.length === 0 ? [] : [{ kind, count }];
    }),
  );
  return found.flat();
}

function itemsOf({ json }: Answer): Json[] | undefined {
  const items = member(json, 'items');
  return Array.isArray(items) ? items : undefined;
}

type Answers = readonly [first: Answer, ...Answer[]];

/** Returns the answers that arrived; throws when none did. */
async function ask(
  { client, connection }: PreflightOptions,
  paths: readonly string[],
  as: NamedIdentity,
): Promise<Answers> {
  const outcomes = await Promise.allSettled(paths.map((path) => client.call({ method: 'GET', path, as })));
  const [error] = outcomes.flatMap((outcome): unknown[] => (outcome.status === 'rejected' ? [outcome.reason] : []));
  if (error instanceof Unproven) throw new Unjudgeable(client.redact(ofIdentity(error, as)));
  if (error !== undefined && !(error instanceof Inconclusive)) throw error;
  const [first, ...others] = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  if (first !== undefined) return [first, ...others];
  const why = client.evidence.exchanges.findLast((exchange) => exchange.error !== undefined)?.error ?? sayError(error);
  const route = connection.route === undefined ? '' : ` (${connection.route})`;
  throw new Unjudgeable(
    `no answer from ${connection.target}: ${oneLine(why)}${route}; ${adviceFor(why, connection, as)}`,
  );
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** A target that refuses a client certificate may close the connection without a word. */
function adviceFor(error: string, { credentials, route }: PreflightOptions['connection'], as: NamedIdentity): string {
  const { prefix, name } = IDENTITY_FLAGS[as];
  const flag = PROOF_NAMES[credentials.methodOf(as) ?? 'token']?.flag;
  return credentials.certificateFor(as) !== undefined && /other side closed|ECONNRESET|alert/i.test(error)
    ? `the target may refuse the client certificate of the ${name || 'main '}identity (expired, or of an authority that it does not know): check --${prefix}${flag}`
    : advice(error, route ?? '');
}

function advice(error: string, route: string): string {
  if (/\b407\b/.test(error))
    return 'the proxy asks for user and password: give them in its URL, by CCI_PROXY or HTTPS_PROXY';
  if (/key values mismatch|\bPEM\b|DECODER|asn1/i.test(error)) return 'check the client certificate and its key';
  if (/Proxy response/.test(error)) return 'ask whoever runs the proxy';
  if (/certificate required|bad certificate|handshake failure|unknown ca/i.test(error))
    return 'the target refuses the client certificate: check --client-certificate';
  if (/cert|self.signed|issuer|altname/i.test(error)) return 'trust it by --ca FILE, or by --insecure';
  // What this machine itself connects to is the proxy.
  if (/^(getaddrinfo|connect) /.test(error.trim()) && route.startsWith('through the proxy'))
    return 'check the URL of the proxy, and that it runs';
  if (/ENOTFOUND|EAI_AGAIN/.test(error)) return 'check the host name in --target';
  if (/SSL|TLS|EPROTO|wrong version/i.test(error)) return 'check http or https in --target';
  return 'check --target, and that the server runs';
}

const member = (value: Json | undefined, key: string): Json | undefined => (isObject(value) ? value[key] : undefined);
const isRefusal = ({ status }: Answer): boolean => status === 401 || status === 403;
const isMarkup = ({ text }: Answer): boolean => text.trimStart().startsWith('<');
/** An empty body with a success status is accepted: the requirements judge it. */
const mayBeApi = ({ json, status, text }: Answer): boolean => json !== undefined || (text === '' && status < 300);

function refuseUnwell({ connection }: PreflightOptions, lists: Answers): void {
  const [{ status }] = lists;
  if (lists.every((answer) => answer.status >= 500))
    throw new Unjudgeable(`${connection.target} answers ${status} to everything: look at the server and run again`);
}

/**
 * Credentials are invalid when every request is refused. Credentials that may read but not list are accepted: the
 * requirements judge that.
 */
function refuseCredentials({ connection }: PreflightOptions, answers: Answers, what: string): void {
  const [{ status }] = answers;
  if (answers.every((answer) => isRefusal(answer) && !isMarkup(answer)))
    throw new Unjudgeable(`${connection.target} answers ${status}: ${what}`);
}

function refuseForeign({ client, connection }: PreflightOptions, lists: Answers): void {
  if (lists.some(mayBeApi)) return;
  const [{ status, headers, method, path }] = lists;
  const type = headers.get('content-type')?.split(';')[0];
  const moved = headers.get('location');
  const got =
    moved === undefined
      ? `${status} with ${type ?? 'no content type'}`
      : `${status}, to ${client.redact(moved).slice(0, 200)}`;
  throw new Unjudgeable(
    `${connection.target} is no such API: ${method} ${path} is answered ${oneLine(client.redact(got))}, not with JSON; check --target`,
  );
}

/**
 * A server may serve no namespaces, or not to this identity. Then we send an invalid job: if the refusal names the
 * namespace, it is missing. If the target accepts the job nevertheless, it is deleted at once; the journal knows it,
 * too.
 */
async function refuseMissing(
  { client, journal, kinds, connection }: PreflightOptions,
  flag: string,
  namespace: string,
): Promise<void> {
  const direct = await client.call({ method: 'GET', path: `/api/v1/namespaces/${encodeURIComponent(namespace)}` });
  if (direct.status < 300) return;
  if (!saysMissing(direct, namespace)) {
    const kind = kinds[0] as Kind;
    const name = `${journal.runId}-probe`;
    const place = { kind: nameFor(kind, kind.kind), namespace, name };
    journal.intend(place);
    const body = {
      apiVersion: apiVersionOf(kind),
      kind: nameFor(kind, kind.kind),
      metadata: { name, namespace, labels: { [RUN_LABEL]: journal.runId } },
    };
    const probe = await client.call({
      method: 'POST',
      path: pathOf(kind, namespace),
      headers: [['content-type', 'application/json']],
      body: JSON.stringify(body),
    });
    if (probe.status < 300) {
      journal.made(place);
      await client.call({ method: 'DELETE', path: pathOf(kind, namespace, name) });
    } else if (probe.status < 500) journal.answered(place, probe.status);
    if (!saysMissing(probe, namespace)) return;
  }
  throw new Unjudgeable(
    `${connection.target} has no namespace "${namespace}": create it, or name another by --${flag}`,
  );
}

/** Whether this is a 404 whose Status is about the namespace, and not about something in it. */
function saysMissing({ status, json }: Answer, namespace: string): boolean {
  if (status !== 404) return false;
  const details = member(json, 'details'),
    about = member(details, 'kind');
  if (typeof about === 'string') return /^namespaces?$/i.test(about) && member(details, 'name') === namespace;
  return new RegExp(`(?<!in )\\bnamespaces? "?${namespace}(?![\\w-]).* not (found|exist)`, 'i').test(
    String(member(json, 'message')),
  );
}
