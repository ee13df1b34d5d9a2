/** Legal servers and bad networks before the reference server: what they do accuses nobody. */
import type { Clock } from '../../contract/clock.ts';
import type { WireRequest, WireResponse } from '../../contract/wire.ts';
import type { ServerOptions } from '../../reference/server.ts';
import {
  countedBeside,
  cutShort,
  deletingLater,
  documentedAlone,
  dropping,
  electing,
  forgetful,
  heldByAdmission,
  hurrying,
  inSlowParts,
  oneAfterTheOther,
  quota,
  replacesAnswered,
  reset,
  restarting,
  sometimes,
  throttling,
  unsteady,
} from './bad-ways.ts';
import { annotatingAfterwards, annotatingBefore } from './annotators.ts';
import {
  denyingGeneratedNames,
  denyingVolumes,
  forbidding,
  injecting,
  injectingFirst,
  notPermitting,
} from './admission.ts';
import { answer, failure, refusal } from './answers.ts';
import { contended } from './contention.ts';
import { firewall, guarding, ownJson, publishing, refusingOddPaths, strict } from './gateways.ts';
import { othersWrite } from './others-write.ts';
import { deletingAll, forgettingVersions, labellingAll } from './other-users.ts';
import { oneByOne } from './paced.ts';
import { arriving, isWatch, textOf } from './streams.ts';
import { dice, type Between } from './in-process-liars.ts';

const HTML: [string, string][] = [['content-type', 'text/html']];
const gateway = (status: number, roll: number): WireResponse => {
  const [headers, body] =
    roll < 0.5
      ? [HTML, `<html><head><title>${status}</title></head><body><center>nginx</center></body></html>`]
      : [[['content-type', 'text/plain']] as [string, string][], 'upstream connect error or disconnect\n'];
  return answer(status, body, headers);
};

const SECONDS = 1000;
const HOUR = 3600 * SECONDS;
/** So many requests, and at least so long, between two bursts. */
const EVERY = 70;
const QUIET = 20 * SECONDS;

/** Every so many requests, this status for some seconds; the gateway has passed on none of them, or all. */
const burst =
  (status: number, passedOn: boolean, lasting = 5 * SECONDS): Between =>
  (send, clock) => {
    const next = dice(status);
    let served = 0;
    let until = 0;
    return async (request) => {
      served += 1;
      if (served % EVERY === 0 && clock.now() >= until + QUIET) until = clock.now() + lasting;
      if (clock.now() >= until) return send(request);
      if (passedOn && !isWatch(request)) await textOf((await send(request)).body);
      return gateway(status, next());
    };
  };

/** Some requests are not served in the first seconds, while others are. */
const unavailable =
  (which: (request: WireRequest) => boolean, seconds: number): Between =>
  (send, clock) => {
    const begun = clock.now();
    return async (request) =>
      which(request) && clock.now() < begun + seconds * SECONDS ? gateway(503, 0) : send(request);
  };

/** One request in thirty or so. */
const nowAndThen =
  (passedOn: boolean, rate = 0.03, codes: readonly number[] = [502, 503, 504]): Between =>
  (send) => {
    const next = dice(17);
    return async (request) => {
      if (next() >= rate) return send(request);
      if (passedOn && !isWatch(request)) await textOf((await send(request)).body);
      return gateway(codes[Math.floor(next() * codes.length)]!, next());
    };
  };

/** After so many requests each token is refused, for good or for a while. */
const expiring =
  (lasting = Infinity): Between =>
  (send, clock) => {
    let served = 0;
    let until = 0;
    return async (request) => {
      served += 1;
      if (served % EVERY === 0 && clock.now() >= until + QUIET) until = clock.now() + lasting;
      if (clock.now() >= until) return send(request);
      return refusal(401, 'Unauthorized', 'Unauthorized');
    };
  };

const late =
  (ms: number): Between =>
  (send, clock) =>
  async (request) => {
    await clock.sleep(ms, request.signal);
    return send(request);
  };

/** The chunks of a stream until `ends` says so or the time is up; then its end, or a connection that was reset. */
async function* cut(
  { body }: WireResponse,
  clock: Clock,
  { within = Infinity, events = Infinity, reset = false }: Cut,
): AsyncGenerator<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]();
  const timer = new AbortController();
  const up =
    within === Infinity
      ? new Promise<never>(() => {})
      : clock.sleep(within, timer.signal).then(
          () => 'up' as const,
          () => 'up' as const,
        );
  try {
    for (let sent = 0; sent < events; sent += 1) {
      const next = await Promise.race([chunks.next(), up]);
      if (next === 'up' || next.done) break;
      yield next.value;
    }
    if (reset) throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  } finally {
    timer.abort('called off');
    void chunks.return?.();
  }
}
interface Cut {
  within?: number;
  events?: number;
  reset?: boolean;
}
const cutting =
  (how: Cut): Between =>
  (send, clock) =>
  async (request) => {
    const response = await send(request);
    return isWatch(request) && response.status === 200 ? { ...response, body: cut(response, clock, how) } : response;
  };

/** What has come in the meantime comes together, so many milliseconds after the first of it. */
async function* inBursts(body: AsyncIterable<Uint8Array>, clock: Clock, ms: number): AsyncGenerator<Uint8Array> {
  const stream = arriving(body);
  while (!stream.ended || stream.come.length > 0) {
    if (stream.come.length === 0) await stream.next();
    if (!stream.ended) await clock.sleep(ms);
    yield* stream.come.splice(0);
  }
  await stream.whole;
}
const inBurstsOf =
  (ms: number): Between =>
  (send, clock) =>
  async (request) => {
    const response = await send(request);
    return isWatch(request) && response.status === 200
      ? { ...response, body: inBursts(response.body, clock, ms) }
      : response;
  };

const EXPIRED = failure(410, 'Expired', 'The provided continue parameter is too old');
/** Every second list that goes on with a token meets one that has expired. */
const expiredTokens: Between = (send) => {
  let asked = 0;
  return async (request) => {
    if (request.method === 'GET' && /[?&]continue=./.test(request.path) && ++asked % 2 === 0)
      return answer(410, EXPIRED);
    return send(request);
  };
};

/** Before the first page of each list comes an empty one. */
const emptyPages: Between = (send) => {
  const kept = new Map<string, { path: string; text: string; headers: [string, string][]; limit: number }>();
  return async (request) => {
    const [path = '', query = ''] = request.path.split('?');
    const asked = new URLSearchParams(query);
    const held = kept.get(asked.get('continue') ?? '');
    if (request.method === 'GET' && held?.path === path)
      return held.limit > Number(asked.get('limit') ?? Infinity)
        ? answer(410, EXPIRED, held.headers)
        : answer(200, held.text, held.headers);
    const response = await send(request);
    if (request.method !== 'GET' || isWatch(request) || !asked.has('limit') || asked.has('continue')) return response;
    const text = await textOf(response.body);
    const headers = response.headers.filter(([name]) => name.toLowerCase() !== 'content-length');
    const body =
      response.status === 200
        ? (JSON.parse(text) as { metadata: Record<string, unknown>; items: unknown[] })
        : undefined;
    if (typeof body?.metadata['continue'] !== 'string' || body.metadata['continue'] === '')
      return answer(response.status, text, headers);
    const token = Buffer.from(`empty page ${kept.size} of ${path}`).toString('base64url');
    kept.set(token, { path, text, headers, limit: Number(asked.get('limit')) });
    const { remainingItemCount: _, ...metadata } = body.metadata;
    return answer(200, JSON.stringify({ ...body, metadata: { ...metadata, continue: token }, items: [] }), headers);
  };
};

/** Each page holds half of what was asked for. */
const shortPages: Between = (send) => (request) =>
  send(
    request.method === 'GET'
      ? {
          ...request,
          path: request.path.replace(
            /([?&]limit=)(\d+)/,
            (_, key: string, n: string) => key + Math.ceil(Number(n) / 2),
          ),
        }
      : request,
  );

const without =
  (name: string): Between =>
  (send) =>
  (request) =>
    send({ ...request, headers: request.headers.filter(([header]) => header.toLowerCase() !== name) });

const refusingTwoTokens: Between = (send) => async (request) => {
  const names = new Set(request.headers.map(([name]) => name.toLowerCase()));
  return names.has('authorization') && names.has('x-auth-token')
    ? answer(400, 'two credentials\n', [['content-type', 'text/plain']])
    : send(request);
};

export interface BadNetwork {
  /** Areas that a sample is taken from; default: all. */
  about?: readonly string[];
  between?: Between;
  behaviour?: ServerOptions['behaviour'];
  /** Runs of the suite at once, in the same namespaces. */
  runsAtOnce?: number;
}

const STREAMS = ['watch/', 'concurrency/', 'histories/'];
const PAGES = ['pagination/', 'histories/'];
const WRITES = ['replace/', 'patch/', 'metadata/', 'watch/'];
const SPECS = ['create/', 'fields/', 'values/', 'metadata/', 'replace/', 'patch/', 'mutability/', 'size/'];
const UPDATES = ['replace/', 'patch/', 'mutability/', 'delete/'];
const HTTP = ['requests/', 'errors/', 'auth/', 'patch/'];
const SHARED = ['create/accepts-a-name', 'list/', 'pagination/', 'delete-collection/', 'watch/'];

/** None of them may make a requirement fail. That something cannot be judged is no accusation. */
export const BAD_NETWORKS: Readonly<Record<string, BadNetwork>> = {
  '502 for five seconds, not passed on': { between: burst(502, false) },
  '503 for five seconds, not passed on': { between: burst(503, false) },
  '504 for five seconds, passed on': { between: burst(504, true) },
  '502, 503 or 504 now and then, not passed on': { between: nowAndThen(false) },
  '502, 503 or 504 now and then, passed on': { between: nowAndThen(true) },
  '502, 503 or 504 on one answer in twenty, passed on': { between: nowAndThen(true, 0.05) },
  '502 for ten seconds, passed on': { between: burst(502, true, 10 * SECONDS) },
  'connections that are reset within a body': { between: sometimes(0.03, reset) },
  'bodies that end in the middle': { between: sometimes(0.03, cutShort) },
  '429 until a date': { between: throttling(0.1) },
  'answers that take half a second or two and a half': { between: unsteady(1.5 * SECONDS, SECONDS) },
  'writes that meet another are conflicts': { about: ['concurrency/', 'watch/'], between: contended(409) },
  'writes that meet another are to be tried again': { about: ['concurrency/'], between: contended(500) },
  'writes that meet another are unavailable': { about: ['concurrency/', 'read/', 'list/'], between: contended(503) },
  '503 for a minute': { between: burst(503, false, 60 * SECONDS) },
  'tokens that expire': { between: expiring() },
  'tokens that are refused for a while': { between: expiring(3 * SECONDS) },
  'answers that take two seconds': { between: late(2 * SECONDS) },
  'watches that end after three seconds': { about: STREAMS, between: cutting({ within: 3 * SECONDS }) },
  'events that come in bursts, five seconds late': {
    about: [...STREAMS, 'intermediaries/'],
    between: inBurstsOf(5 * SECONDS),
  },
  'watches that end after each event': { about: STREAMS, between: cutting({ events: 1 }) },
  'watches whose connection is reset after two events': {
    about: STREAMS,
    between: cutting({ events: 2, reset: true }),
  },
  'slow answers, and watches that end after three seconds': {
    about: STREAMS,
    between: (send, clock) => late(SECONDS)(cutting({ within: 3 * SECONDS })(send, clock), clock),
  },
  'tokens of pages that expire': { about: PAGES, between: expiredTokens },
  'an empty page before the first': { about: PAGES, between: emptyPages },
  'pages half as long as asked': { about: PAGES, between: shortPages },
  'a status that moves between any two requests': {
    about: WRITES,
    between: late(50),
    behaviour: (base) => ({ ...base, busyInterval: () => 20 }),
  },
  'tokens in Authorization alone': { about: ['auth/'], between: without('x-auth-token') },
  'two tokens at once are refused': { about: ['auth/'], between: refusingTwoTokens },
  'writers of others': { about: SHARED, between: othersWrite },
  'two runs at once': { about: SHARED, runsAtOnce: 2 },
  'two slow runs at once': { about: SHARED, between: late(300), runsAtOnce: 2 },
  '408 or 520 to 524 now and then, passed on': { between: nowAndThen(true, 0.05, [408, 520, 521, 522, 523, 524]) },
  'a page to sign in, now and then': { between: forgetful(0.05) },
  'pages with 500, now and then': { between: nowAndThen(false, 0.03, [500]) },
  'errors of a gateway in JSON of its own': { between: sometimes(0.03, () => ownJson(500, 'APIG.0601')) },
  'a storage that elects its leader': { between: electing(EVERY, 2) },
  'watches that are not served for half a minute': { about: STREAMS, between: unavailable(isWatch, 30) },
  'connections that are refused for five seconds': { between: restarting(EVERY, 5) },
  'connections that break': { between: dropping(0.03) },
  'containers, variables and volumes that admission adds': { about: SPECS, between: injecting },
  'containers, variables and volumes that admission puts first': {
    about: [...SPECS, 'defaults/', 'constraints/'],
    between: injectingFirst,
  },
  'limits and levels of security': { about: ['fields/', 'create/', 'constraints/'], between: forbidding },
  'a token that may neither watch nor delete collections': {
    about: ['watch/', 'delete-collection/', 'isolation/'],
    between: notPermitting('watch', 'deletecollection'),
  },
  'bodies that come in parts, one every two seconds': {
    about: ['read/', 'list/', 'patch/', 'delete/'],
    between: inSlowParts(2 * SECONDS),
  },
  'a token that may ask for what is documented': { about: ['errors/', 'list/', 'watch/'], between: documentedAlone },
  'a quota of five jobs': { between: quota(5) },
  'a quota in words of its own': {
    between: quota(8, 'The number of jobs has reached the upper limit of this account'),
  },
  'admission that takes ten seconds, now and then': { about: STREAMS, between: heldByAdmission(0.1) },
  'a policy of the cluster against volumes': { about: SPECS, between: denyingVolumes },
  'a policy of the cluster against generated names': {
    between: denyingGeneratedNames,
    about: ['create/generates', 'replace/keeps-what', 'patch/keeps-what', 'concurrency/generated'],
  },
  'a quota that others change': { between: countedBeside(0.1) },
  'watches that show five events a second': { about: ['watch/'], between: oneByOne(200) },
  '429 that asks to come back at once': { between: hurrying(EVERY, 3) },
  'a clock that is set back and forth by an hour': {
    about: ['status/', 'create/', 'delete/'],
    behaviour: (base) => ({ ...base, timestamp: (at) => base.timestamp(at + HOUR * (Math.floor(at / 5000) % 2)) }),
  },
  'controllers that annotate after half of the writes': { about: UPDATES, between: annotatingAfterwards(0.5) },
  'controllers that annotate before some writes': { about: UPDATES, between: annotatingBefore(0.3) },
  'replaces that are answered 201': { about: ['metadata/', 'replace/'], between: replacesAnswered(201) },
  'a gateway that answers odd paths itself': {
    about: [...HTTP, 'read/', 'delete/'],
    between: refusingOddPaths,
  },
  'a gateway that takes every odd path for an attack': { about: HTTP, between: guarding },
  'a firewall that reads bodies': { about: ['metadata/', 'values/', 'fields/', 'create/'], between: firewall },
  'a gateway that refuses what is too long or of another type': { about: HTTP, between: strict },
  'a gateway that knows the paths of the API': { about: HTTP, between: publishing },
  'somebody deletes all jobs in the middle': { about: [...SHARED, 'delete/'], between: deletingAll(80) },
  'somebody labels all jobs in the middle': { about: UPDATES, between: labellingAll(80) },
  'versions that are forgotten now and then': { about: ['watch/'], between: forgettingVersions(0.1) },
  'deletions that take a minute': {
    about: ['delete/', 'delete-collection/'],
    behaviour: (base) => ({ ...base, graceOf: () => 60 }),
  },
  'collections that are deleted after the answer': { about: ['delete-collection/'], between: deletingLater(1500) },
  'one write after the other': {
    about: ['concurrency/', 'create/', 'delete/', 'watch/'],
    between: oneAfterTheOther(200),
  },
};
