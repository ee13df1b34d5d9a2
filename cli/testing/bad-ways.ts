/** Ways to a good server that lose, cut or put off some of its answers. */
import type { WireRequest, WireResponse } from '../../contract/wire.ts';
import { KINDS } from '../../contract/kinds.ts';
import { operationOf } from '../../contract/request.ts';
import { answer, refusal } from './answers.ts';
import { dice, type Between } from './in-process-liars.ts';
import { isWatch, textOf } from './streams.ts';

/** Some answers, by the part of them, are put in place of the server's own. */
export const sometimes =
  (rate: number, instead: (response: WireResponse, now: number) => WireResponse): Between =>
  (send, clock) => {
    const next = dice(41);
    return async (request) => {
      const response = await send(request);
      return next() < rate && !isWatch(request) ? instead(response, clock.now()) : response;
    };
  };

/** A proxy that lost its upstream in the middle of the body, and ends it as if it were whole. */
export const cutShort = (response: WireResponse): WireResponse => ({
  ...response,
  headers: response.headers.filter(([name]) => name.toLowerCase() !== 'content-length'),
  body: half(response.body, 'ends'),
});
export const reset = (response: WireResponse): WireResponse => ({ ...response, body: half(response.body, 'breaks') });

async function* half(body: AsyncIterable<Uint8Array>, then: 'ends' | 'breaks'): AsyncGenerator<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  const whole = Buffer.concat(chunks);
  yield whole.subarray(0, Math.floor(whole.byteLength / 2));
  if (then === 'breaks') throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
}

/** Too many requests: the server has not seen them. The time to come back is a date, or there is none. */
export const throttling =
  (rate: number): Between =>
  (send, clock) => {
    const next = dice(43);
    return async (request) => {
      if (next() >= rate) return send(request);
      const date = new Date(clock.now() + 2000).toUTCString();
      const later: [string, string][] = next() < 0.8 ? [['retry-after', date]] : [];
      return answer(429, 'Too many requests\n', [['content-type', 'text/plain'], ...later]);
    };
  };

/** Milliseconds around a mean, each answer others. */
export const unsteady =
  (mean: number, by: number): Between =>
  (send, clock) => {
    const next = dice(47);
    return async (request) => {
      await clock.sleep(mean + (next() * 2 - 1) * by, request.signal);
      return send(request);
    };
  };

/** Some writes take nearly as long as admission may. */
export const heldByAdmission =
  (rate: number): Between =>
  (send, clock) => {
    const next = dice(37);
    return async (request) => {
      if (request.method !== 'GET' && next() < rate) await clock.sleep(9500, request.signal);
      return send(request);
    };
  };

const SIGNED_IN = /^(Bearer )?(full|read-only|foreign)-token$/;

/** A proxy before the server that forgets now and then that somebody is signed in, and shows its own page. */
export const forgetful =
  (rate: number): Between =>
  (send) => {
    const next = dice(53);
    return async (request) =>
      request.headers.some(([, value]) => SIGNED_IN.test(value)) && next() < rate
        ? answer(401, '<html><title>Sign in</title></html>', [['content-type', 'text/html']])
        : send(request);
  };

/** So many jobs of a kind and namespace, and no more: looked at before anything else is. */
export const quota =
  (most: number, says = 'exceeded quota: jobs'): Between =>
  (send) =>
  async (request) => {
    const operation = operationOf(request.method, request.path, KINDS);
    if (operation?.verb !== 'create') return send(request);
    const { path = request.path } = /^(?<path>[^?]*)/.exec(request.path)?.groups ?? {};
    const listed = await send({ method: 'GET', path, headers: [['authorization', 'Bearer full-token']] });
    let text = '';
    for await (const chunk of listed.body) text += Buffer.from(chunk).toString();
    const { items = [] } = JSON.parse(text) as { items?: unknown[] };
    return items.length < most
      ? send(request)
      : refusal(403, 'Forbidden', `${says}, used: ${items.length}, limited: ${most}`);
  };

/** The page of a replace documents two codes, and says of neither what it is for. */
export const replacesAnswered =
  (status: number): Between =>
  (send) =>
  async (request) => {
    const response = await send(request);
    const { verb } = operationOf(request.method, request.path, KINDS) ?? {};
    return verb === 'replace' && response.status === 200 ? { ...response, status } : response;
  };

/** A token that may ask for what is documented, and for nothing else: it is not told what there is not. */
export const documentedAlone: Between = (send) => async (request) =>
  operationOf(request.method, request.path, KINDS) === undefined && /\/namespaces\/[^/]+\//.test(request.path)
    ? refusal(403, 'Forbidden', 'the user may not ask for this resource')
    : send(request);

/** Some creates meet another write to the quota, which admission counts them in. */
export const countedBeside =
  (rate: number): Between =>
  (send) => {
    const next = dice(61);
    const details = { name: 'jobs', kind: 'resourcequotas' };
    return async (request) =>
      operationOf(request.method, request.path, KINDS)?.verb === 'create' && next() < rate
        ? refusal(409, 'Conflict', 'Operation cannot be fulfilled on resourcequotas "jobs": it was modified', {
            details,
          })
        : send(request);
  };

/** No write begins before the one before it has ended; each takes some milliseconds. */
export const oneAfterTheOther =
  (ms: number): Between =>
  (send, clock) => {
    let last: Promise<unknown> = Promise.resolve();
    return (request) => {
      if (request.method === 'GET') return send(request);
      const own = last.then(() => clock.sleep(ms)).then(() => send(request));
      last = own.catch(() => {});
      return own;
    };
  };

const REFUSED = { code: 'ECONNREFUSED', syscall: 'connect' };

/** Now and then, for some seconds, requests meet `meanwhile` instead; it says of each how it is answered, or that it is served. */
const outages =
  (every: number, seconds: number, meanwhile: (request: WireRequest) => WireResponse | 'served'): Between =>
  (send, clock) => {
    let served = 0;
    let until = 0;
    return async (request) => {
      served += 1;
      if (served % every === 0 && clock.now() >= until + 20_000) until = clock.now() + seconds * 1000;
      const answer = clock.now() < until ? meanwhile(request) : 'served';
      return answer === 'served' ? send(request) : answer;
    };
  };

/** Now and then, for some seconds, nobody listens. */
export const restarting = (every: number, seconds: number): Between =>
  outages(every, seconds, () => {
    throw Object.assign(new Error('connect ECONNREFUSED'), REFUSED);
  });

/** Now and then, for some seconds, too many requests, each to be sent again at once. */
export const hurrying = (every: number, seconds: number): Between =>
  outages(every, seconds, () => answer(429, '', [['retry-after', '0']]));

/** The connection breaks before the request is read. */
export const dropping =
  (rate: number): Between =>
  (send) => {
    const next = dice(59);
    return async (request) => {
      if (next() < rate) throw Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });
      return send(request);
    };
  };

/** Each part of a body comes so many milliseconds after the one before it; together they take longer than any timeout. */
export const inSlowParts =
  (ms: number, parts = 20): Between =>
  (send, clock) =>
  async (request) => {
    const response = await send(request);
    async function* slowly(): AsyncGenerator<Uint8Array> {
      const chunks: Uint8Array[] = [];
      for await (const chunk of response.body) chunks.push(chunk);
      const whole = Buffer.concat(chunks);
      const size = Math.ceil(whole.byteLength / parts);
      for (let at = 0; at < whole.byteLength; at += size) {
        await clock.sleep(ms, request.signal);
        yield whole.subarray(at, at + size);
      }
    }
    return isWatch(request) ? response : { ...response, body: slowly() };
  };

/** Now and then, for some seconds, the storage takes no write. */
export const electing = (every: number, seconds: number): Between =>
  outages(every, seconds, ({ method }) =>
    method === 'GET' ? 'served' : refusal(500, 'InternalError', 'etcdserver: leader changed'),
  );

/** The collection is deleted once it was said that it is: what matched then, one after the other. */
export const deletingLater =
  (ms: number): Between =>
  (send, clock) => {
    const next = dice(89);
    return async (request) => {
      const { signal: _, ...own } = request;
      if (operationOf(request.method, request.path, KINDS)?.verb !== 'deletecollection') return send(request);
      const [path = '', query = ''] = request.path.split('?');
      const asked = new URLSearchParams(query);
      const selected = new URLSearchParams(
        [...asked].filter(([name]) => ['labelSelector', 'fieldSelector', 'limit'].includes(name)),
      );
      const body = new TextDecoder().decode(request.body);
      const isPlain = !asked.has('dryRun') && !/"(dryRun|preconditions)"/.test(body);
      const tried = new URLSearchParams([...asked, ['dryRun', 'All']]);
      const first = await send(isPlain ? { ...own, path: `${path}?${tried.toString()}` } : own);
      if (!isPlain || first.status !== 200) return first;
      const headers = own.headers.filter(([name]) => !/^content-/i.test(name));
      const listed = await textOf(
        (await send({ method: 'GET', path: `${path}?${selected.toString()}`, headers })).body,
      );
      const { items = [] } = JSON.parse(listed) as { items?: { metadata: { name: string } }[] };
      for (const name of [...selected.keys(), 'continue', 'resourceVersion', 'watch', 'timeoutSeconds'])
        asked.delete(name);
      void (async () => {
        for (const { metadata } of items) {
          await clock.sleep(ms * next());
          await textOf((await send({ ...own, path: `${path}/${metadata.name}?${asked.toString()}` })).body);
        }
      })();
      await textOf(first.body);
      return answer(200, JSON.stringify({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' }));
    };
  };
