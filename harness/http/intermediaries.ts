/**
 * Answers that may not be the target's: gateways and load balancers say 502, 503 and 504, or 408, and credentials expire. They,
 * and a 500 that asks for another attempt, are asked for again, within bounds; what persists on one operation while
 * others are served is the target's own. So are requests for which there was no connection, and reads that were lost.
 */
import { sayRequest } from '../evidence/brief.ts';
import type { Clock } from '../../contract/clock.ts';
import { isObject, parseJson } from '../../contract/json.ts';
import { pathOf } from '../../contract/operations.ts';
import { operationOf } from '../../contract/request.ts';
import type { Kind } from '../../contract/types.ts';
import type { Credentials } from '../credentials/credentials.ts';
import { Disturbed, Inconclusive, Unreachable, Unserved } from '../errors/endings.ts';
import { clientNow } from '../evidence/together.ts';
import { isHtml, type NamedIdentity } from '../model/exchange.ts';
import type { Answer } from '../model/target.ts';
import { metadataOf } from '../ownership/ownership.ts';
import type { Outgoing } from './outgoing.ts';

/** What is known of the way to the target. All clients of a connection share it. */
export interface Intermediaries {
  /** Since when everything is answered by a gateway (milliseconds of the run's clock); undefined: it is not. */
  down: number | undefined;
  /** Whether anything was answered yet: a target that was never there is not waited for. */
  reached: boolean;
  /** The operations whose 502, 503 or 504 persisted while others were served. */
  readonly faulty: Set<string>;
  /** How often in turn an operation was answered so and had been carried out, as the next attempt showed. */
  readonly carriedOut: Map<string, number>;
  /** The operations that were last answered so, and since when. */
  readonly failing: Map<string, number>;
  /** The identities whose credentials were accepted for anything, and since when those of some are refused. */
  readonly accepted: Set<NamedIdentity>;
  readonly expired: Map<NamedIdentity, number>;
}

export const createIntermediaries = (): Intermediaries => ({
  down: undefined,
  reached: false,
  faulty: new Set(),
  carriedOut: new Map(),
  failing: new Map(),
  accepted: new Set(),
  expired: new Map(),
});

/** Milliseconds before each further attempt: together longer than most restarts of a gateway. */
const PAUSES = [250, 500, 1000, 2000, 4000];
/** Of them for an operation that is known to be faulty. */
const FEW_PAUSES = 1;
/** While nothing is served, a request waits a little; after LONG, not any more. */
const PAUSES_WHILE_DOWN = [1000];
const LONG = 60_000;
const pausesSince = (since: number | undefined, now: number): readonly number[] =>
  since === undefined ? PAUSES : now - since < LONG ? PAUSES_WHILE_DOWN : [];

/** What a part of a target answers, or a gateway for it, while it is started; so long, with an attempt every so often. */
const RESTARTED = new Set([502, 503]);
const RESTART = 45_000;
const WHILE_RESTARTED = 8_000;

/** So many times in turn, what is carried out and answered as by a gateway is the target's: it fails where it answers. */
const OWN_AFTER_CARRIED_OUT = 6;

/** So many times refused, while others are served as the same identity, it is the target's own 401. */
const OWN_AFTER = 4;

/** Beginning of the reason for which a judgement ends when credentials have expired. */
export const EXPIRED = 'The credentials were accepted before and are refused now';

/** How one request is sent. `drop` gives up an answer, which is no evidence about the target. */
export interface Sending<T extends { answer: Answer }> {
  request: Outgoing;
  attempt(): Promise<T>;
  drop(got: T, why: string): void;
}

export interface Means {
  known: Intermediaries;
  credentials: Credentials;
  kinds: readonly Kind[];
  clock: Clock;
  /** Aborted when the judgement ends. */
  signal: AbortSignal;
  /** Sends a request once. Rejects when there is no answer. */
  ask(request: Outgoing): Promise<Answer>;
}

/** 408: the request has not come in time (RFC 9110, section 15.5.9). From 520 on: the codes of delivery networks. */
const GATEWAYS = new Set([408, 502, 503, 504, 520, 521, 522, 523, 524]);
export const isGatewayCode = (status: number): boolean => GATEWAYS.has(status);
const isGateways = (answer: Answer): boolean =>
  isGatewayCode(answer.status) || asksAgain(answer) || isPage(answer) || isOfAnother(answer);

/** Who shows a page, or tells of its own fault by what is no object of the API, may stand before it. */
const isOfApi = ({ json }: Answer): boolean => isObject(json) && typeof json['kind'] === 'string';
const isPage = (answer: Answer): boolean =>
  answer.status === 500 && (isHtml(answer.headers.get('content-type')) || !isOfApi(answer));

/** A storage that elects its leader, and admission that got no answer from its webhook: no fault of what was asked. */
const PASSING = /etcdserver: |failed calling webhook/i;

/** A server that could not do it in time, and asks for another attempt (table 77, ServerTimeout), or says why one may succeed. */
function asksAgain({ status, json }: Answer): boolean {
  if (status !== 500 || !isObject(json) || json['kind'] !== 'Status') return false;
  const { reason, details, message } = json;
  if (typeof message === 'string' && PASSING.test(message)) return true;
  return reason === 'ServerTimeout' || (isObject(details) && Number(details['retryAfterSeconds']) > 0);
}
/** A create that met another write, not of its object but of what is counted beside it, such as a quota. */
function isOfAnother({ status, json, verb, path }: Answer): boolean {
  if (verb !== 'create' || status !== 409 || !isObject(json) || json['reason'] !== 'Conflict') return false;
  const { kind } = isObject(json['details']) ? json['details'] : {};
  return typeof kind === 'string' && kind !== '' && !path.toLowerCase().includes(kind.toLowerCase());
}
const identityOf = ({ as = 'full' }: Outgoing): NamedIdentity | undefined => (typeof as === 'string' ? as : undefined);

/** So many times a read that was lost is sent again at most: a target may break the connection at it each time. */
const LOST_READS = 2;

/** An answer, of whomever. Where there was no connection, it is waited for while the target is restarted. */
async function answered<T extends { answer: Answer }>({ attempt, request }: Sending<T>, means: Means): Promise<T> {
  const { known, clock, signal } = means;
  for (let tries = 0; ; tries += 1) {
    try {
      const got = await attempt();
      known.reached = true;
      return got;
    } catch (error) {
      const loss = error instanceof Unreachable && known.reached ? error.loss : undefined;
      const again = loss === 'unsent' || (loss === 'lost' && request.method === 'GET' && tries < LOST_READS);
      if (!again) throw error;
      const pause = pausesSince(known.down, clock.now())[tries];
      if (pause === undefined) {
        known.down ??= clock.now();
        throw error;
      }
      await clock.sleep(pause, signal);
    }
  }
}

/** Returns an answer of the target. Throws Inconclusive when none can be had, Disturbed when a write may have come twice. */
export async function fromTarget<T extends { answer: Answer }>(once: Sending<T>, means: Means): Promise<T> {
  const sending: Sending<T> = { ...once, attempt: () => answered(once, means) };
  const sentAt = means.clock.now();
  const got = await sending.attempt();
  const identity = identityOf(sending.request);
  if (isGateways(got.answer)) return behindGateway(sending, got, means);
  if (got.answer.status === 401 && identity !== undefined) return accredited(sending, got, identity, sentAt, means);
  means.known.down = undefined;
  if (means.known.failing.size > 0) means.known.failing.delete(whatIs(sending.request, means));
  if (got.answer.status < 300 && means.known.carriedOut.size > 0)
    means.known.carriedOut.delete(whatIs(sending.request, means));
  if (got.answer.status < 300 && identity !== undefined) {
    means.known.accepted.add(identity);
    means.known.expired.delete(identity);
  }
  return got;
}

/** The operation, or the path where it is none. */
function whatIs({ method, path }: Outgoing, { kinds }: Means): string {
  const operation = operationOf(method, path, kinds);
  return operation ? `${operation.verb} ${operation.kind.plural}` : `${method} ${path}`;
}

async function behindGateway<T extends { answer: Answer }>(sending: Sending<T>, first: T, means: Means): Promise<T> {
  const { known } = means;
  const { method, path } = sending.request;
  const key = whatIs(sending.request, means);
  let got = first;
  let attempts = 1;
  const again = async (ms: number): Promise<boolean> => {
    sending.drop(got, `answered ${got.answer.status}, which asks for another attempt or may be a gateway's`);
    await means.clock.sleep(ms, means.signal);
    got = await sending.attempt();
    attempts += 1;
    return !isGateways(got.answer);
  };
  const answered = (): T => {
    known.down = undefined;
    known.faulty.delete(key);
    known.failing.delete(key);
    if (got.answer.status < 300) known.carriedOut.delete(key);
    if (!isInDoubt(sending.request, got.answer)) return got;
    if (got.answer.status >= 300) known.carriedOut.set(key, (known.carriedOut.get(key) ?? 0) + 1);
    sending.drop(got, 'sent again, after an attempt that may have been carried out');
    throw new Disturbed(
      `${sayRequest(sending.request)} was answered ${first.answer.status}, and ${got.answer.status} when sent again: the first may have been carried out`,
    );
  };
  known.failing.set(key, known.failing.get(key) ?? means.clock.now());
  /** A part of the target may be restarted alone, and is waited for once. */
  const mayRecover = (): boolean =>
    operationOf(method, path, means.kinds) !== undefined &&
    RESTARTED.has(got.answer.status) &&
    !known.faulty.has(key) &&
    means.clock.now() < (known.failing.get(key) ?? 0) + RESTART;
  const alone = async (): Promise<boolean> =>
    known.down === undefined && (await othersAreServed(sending.request, means, isGateways));
  if ((known.carriedOut.get(key) ?? 0) >= OWN_AFTER_CARRIED_OUT && (await alone())) return got;
  for (const [i, ms] of pausesSince(known.down, means.clock.now()).entries()) {
    if (i === FEW_PAUSES && known.faulty.has(key) && (await othersAreServed(sending.request, means, isGateways)))
      return got;
    if (await again(ms)) return answered();
  }
  while (mayRecover() && (await alone())) if (await again(WHILE_RESTARTED)) return answered();
  if (await alone()) {
    if (await again(0)) return answered();
    known.faulty.add(key);
    return got;
  }
  known.down ??= means.clock.now();
  sending.drop(got, `answered ${got.answer.status}, which asks for another attempt or may be a gateway's`);
  throw new Unserved(
    `${sayRequest(sending.request)} was answered ${got.answer.status} ${attempts === 1 ? 'once' : `${attempts} times`}, as other requests were: the target, or a gateway before it, serves nothing`,
  );
}

/**
 * A 401 to credentials that were accepted before, or to none that were: they are obtained anew, once, where they can be.
 * For this operation alone, it is the target's own.
 */
async function accredited<T extends { answer: Answer }>(
  sending: Sending<T>,
  first: T,
  identity: NamedIdentity,
  sentAt: number,
  means: Means,
): Promise<T> {
  const { known, credentials, clock, signal } = means;
  let refused = first;
  const own = (sending.request.headers ?? []).some(([name]) => name.toLowerCase() === credentials.header);
  if (own) {
    if (!isHtml(refused.answer.headers.get('content-type'))) return refused;
    sending.drop(refused, 'a page with 401, which may be that of a gateway');
    return sending.attempt();
  }
  const served = (): Promise<boolean> =>
    othersAreServed(sending.request, means, ({ status }) => status === 401 || status >= 500);
  if (!known.accepted.has(identity)) {
    if (!(await served())) return refused;
    known.accepted.add(identity);
  }
  const since = known.expired.get(identity);
  if (since === undefined && credentials.renew(identity, sentAt)) {
    sending.drop(refused, 'answered 401 to credentials that were accepted before: they are obtained anew');
    refused = await sending.attempt();
    if (isGateways(refused.answer)) return behindGateway(sending, refused, means);
    if (refused.answer.status !== 401) return refused;
  }
  let refusals = 0;
  for (const ms of [...(since === undefined ? [0] : []), ...pausesSince(since, clock.now())]) {
    await clock.sleep(ms, signal);
    if (!(await served())) continue;
    known.expired.delete(identity);
    sending.drop(refused, 'answered 401 to credentials that were accepted before and after');
    refused = await sending.attempt();
    refusals += 1;
    if (isGateways(refused.answer)) return behindGateway(sending, refused, means);
    if (refused.answer.status !== 401 || refusals === OWN_AFTER) return refused;
  }
  known.expired.set(identity, since ?? clock.now());
  sending.drop(refused, 'answered 401 to credentials that were accepted before');
  throw new Inconclusive(
    credentials.has(identity)
      ? `${EXPIRED}: the token${identity === 'full' ? '' : ` of the ${identity} identity`} seems to have expired`
      : 'Requests without credentials were accepted before and are refused with 401 now',
  );
}

/** Whether the target answers requests of other operations, sent as the same identity. */
async function othersAreServed(request: Outgoing, means: Means, fails: (answer: Answer) => boolean): Promise<boolean> {
  for (const path of otherPaths(request, means.kinds)) {
    const answer = await means.ask({ method: 'GET', path, as: request.as }).catch(() => undefined);
    if (answer !== undefined && answer.status !== 429 && !fails(answer)) return true;
  }
  return false;
}

/** Of the same kind another operation, and of another kind a list. */
function otherPaths({ method, path }: Outgoing, kinds: readonly Kind[]): string[] {
  const operation = operationOf(method, path, kinds);
  const namespace = operation?.namespace ?? 'default';
  const list = (kind: Kind): string => `${pathOf(kind, namespace)}?limit=1`;
  const other = kinds.find((kind) => kind !== operation?.kind);
  const own =
    operation === undefined
      ? []
      : [
          method === 'GET' && operation.name === undefined
            ? pathOf(operation.kind, namespace, 'none')
            : list(operation.kind),
        ];
  return [...own, ...(other === undefined ? [] : [list(other)])];
}

/**
 * Whether the answer to a write that was sent again may come from the first having been carried out, or the write may
 * have been carried out twice. The version or uid that it insists on rules the latter out, and so does a name of its
 * own where nobody else may have deleted it meanwhile.
 */
function isInDoubt({ method, path, body = '', twice = false }: Outgoing, { status }: Answer): boolean {
  if (method === 'GET' || twice || /[?&]dryRun=All(&|$)/.test(path)) return false;
  if (status >= 300) return status === 404 || status === 409 || status === 410;
  const json = parseJson(body);
  const { name, resourceVersion } = metadataOf(json);
  if (method === 'POST') return name === undefined || clientNow() !== undefined;
  return resourceVersion === undefined && (isObject(json) ? json['preconditions'] : undefined) === undefined;
}
