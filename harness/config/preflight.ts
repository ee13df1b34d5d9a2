import { isObject, type Json } from '../../contract/json.ts';
import { apiVersionOf, pathOf } from '../../contract/operations.ts';
import type { Kind } from '../../contract/types.ts';
import type { Client } from '../http/client.ts';
import { Inconclusive, sayError } from '../judge/errors.ts';
import { RUN_LABEL } from '../ownership/journal.ts';
import type { Journal } from '../ownership/journal.ts';
import type { Answer } from '../model/target.ts';

/** The target's answers (or their absence) leave nothing to judge: exit code 3, one line that says what to do. */
export class Unjudgeable extends Error {}

export interface FirstLook {
  client: Client;
  journal: Journal;
  /** As it was given, for messages. */
  target: string;
  kinds: readonly Kind[];
  /** By the flag that named them. */
  namespaces: Readonly<Record<string, string>>;
  /** Whether there is a token, and a read-only one. */
  token: boolean;
  readOnlyToken: boolean;
}

/** Throws Unjudgeable. What a JSON API answers wrongly is left to the requirements. */
export async function preflight(look: FirstLook): Promise<void> {
  const namespace = Object.values(look.namespaces)[0] as string;
  const collections = look.kinds.map((kind) => pathOf(kind, namespace));
  const absent = look.kinds.map((kind) => pathOf(kind, namespace, `${look.journal.runId}-absent`));
  const lists = await ask(look, collections, 'full');
  refuseUnwell(look, lists);
  refuseToken(
    look,
    [...lists, ...(await ask(look, absent, 'full'))],
    look.token ? 'the token is refused: check --token' : 'the target asks for a token: give --token',
  );
  refuseForeign(look, lists);
  if (look.readOnlyToken) {
    refuseToken(
      look,
      await ask(look, [...collections, ...absent], 'read-only'),
      'the read-only token is refused: check --read-only-token',
    );
  }
  for (const [flag, name] of Object.entries(look.namespaces)) await refuseMissing(look, flag, name);
}

/** The kinds of which the namespace holds objects, as words; undefined when it holds none that a list shows. */
export async function occupants(
  { client }: Pick<FirstLook, 'client'>,
  kinds: readonly Kind[],
  namespace: string,
): Promise<string | undefined> {
  const found: string[] = [];
  for (const kind of kinds) {
    const items = member((await client.call({ method: 'GET', path: pathOf(kind, namespace) })).json, 'items');
    if (Array.isArray(items) && items.length > 0) found.push(`${items.length} ${kind.plural}`);
  }
  return found.length === 0 ? undefined : found.join(', ');
}

/** The answers that came; throws when none did. */
async function ask(
  { client, target }: FirstLook,
  paths: readonly string[],
  as: 'full' | 'read-only',
): Promise<Answer[]> {
  const outcomes = await Promise.allSettled(paths.map((path) => client.call({ method: 'GET', path, as })));
  const answers = outcomes.flatMap((o) => (o.status === 'fulfilled' ? [o.value] : []));
  if (answers.length === outcomes.length) return answers;
  const failed = outcomes.find((o) => o.status === 'rejected') as PromiseRejectedResult;
  if (!(failed.reason instanceof Inconclusive)) throw failed.reason;
  if (answers.length > 0) return answers;
  const why = client.evidence.exchanges.findLast((e) => e.error !== undefined)?.error ?? sayError(failed.reason);
  throw new Unjudgeable(`no answer from ${target}: ${oneLine(why)}; ${advice(why)}`);
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

function advice(error: string): string {
  if (/cert|self.signed|issuer|altname/i.test(error)) return 'trust it by --ca FILE, or by --insecure';
  if (/ENOTFOUND|EAI_AGAIN/.test(error)) return 'check the host name in --target';
  if (/SSL|TLS|EPROTO|wrong version/i.test(error)) return 'check http or https in --target';
  return 'check --target, and that the server runs';
}

const member = (value: Json | undefined, key: string): Json | undefined => (isObject(value) ? value[key] : undefined);
const isRefusal = ({ status }: Answer): boolean => status === 401 || status === 403;
const isMarkup = ({ text }: Answer): boolean => text.trimStart().startsWith('<');
/** An empty success claims to be an answer; what is wrong with it is for the requirements to say. */
const mayBeApi = ({ json, status, text }: Answer): boolean => json !== undefined || (text === '' && status < 300);

function refuseUnwell({ target }: FirstLook, lists: readonly Answer[]): void {
  const { status } = lists[0] as Answer;
  if (lists.every((a) => a.status >= 500))
    throw new Unjudgeable(`${target} answers ${status} to everything: look at the server and run again`);
}

/** A token that is refused is refused everywhere; one that may not list, but may read, is a matter for the requirements. */
function refuseToken({ target }: FirstLook, answers: readonly Answer[], what: string): void {
  const { status } = answers[0] as Answer;
  if (answers.every((a) => isRefusal(a) && !isMarkup(a))) throw new Unjudgeable(`${target} answers ${status}: ${what}`);
}

function refuseForeign({ target }: FirstLook, lists: readonly Answer[]): void {
  if (lists.some(mayBeApi)) return;
  const { status, headers, method, path } = lists[0] as Answer;
  const type = headers.get('content-type')?.split(';')[0];
  const moved = headers.get('location');
  const got =
    moved === undefined ? `${status} with ${type ?? 'no content type'}` : `${status}, to ${moved.slice(0, 200)}`;
  throw new Unjudgeable(
    `${target} is no such API: ${method} ${path} is answered ${oneLine(got)}, not with JSON; check --target`,
  );
}

/**
 * A server need not serve namespaces to this token, or at all: then a job that nobody can accept is sent, and a refusal
 * that names the namespace tells. A target that accepts it all the same is rid of it at once; it is in the journal, too.
 */
async function refuseMissing(
  { client, journal, kinds, target }: FirstLook,
  flag: string,
  namespace: string,
): Promise<void> {
  const direct = await client.call({ method: 'GET', path: `/api/v1/namespaces/${encodeURIComponent(namespace)}` });
  if (direct.status < 300) return;
  if (!saysMissing(direct, namespace)) {
    const kind = kinds[0] as Kind;
    const name = `${journal.runId}-probe`;
    journal.intend({ kind: kind.kind, namespace, name });
    const body = {
      apiVersion: apiVersionOf(kind),
      kind: kind.kind,
      metadata: { name, namespace, labels: { [RUN_LABEL]: journal.runId } },
    };
    const probe = await client.call({
      method: 'POST',
      path: pathOf(kind, namespace),
      headers: [['content-type', 'application/json']],
      body: JSON.stringify(body),
    });
    if (probe.status < 300) await client.call({ method: 'DELETE', path: pathOf(kind, namespace, name) });
    if (!saysMissing(probe, namespace)) return;
  }
  throw new Unjudgeable(`${target} has no namespace "${namespace}": create it, or name another by --${flag}`);
}

/** A 404 whose Status is about the namespace, and not about something in it. */
function saysMissing({ status, json }: Answer, namespace: string): boolean {
  if (status !== 404) return false;
  const details = member(json, 'details'),
    about = member(details, 'kind');
  if (typeof about === 'string') return /^namespaces?$/i.test(about) && member(details, 'name') === namespace;
  return new RegExp(`(?<!in )\\bnamespaces? "?${namespace}(?![\\w-]).* not (found|exist)`, 'i').test(
    String(member(json, 'message')),
  );
}
