/** Records the requests of a run, and sends them again, bare. */
import { Agent } from 'undici';
import type { WireRequest } from '../contract/wire.ts';
import { realClock } from '../harness/http/clock.ts';
import { listen } from '../reference/http.ts';
import { createServer } from '../reference/server.ts';
import { NAMESPACES } from '../targets/leg.ts';
import type { Sample } from './figures.ts';
import { judged, TOKENS } from './programs.ts';

export type Recorded = Pick<WireRequest, 'method' | 'path' | 'headers' | 'body'>;

/** What the connection decides, not the request. */
const HOP = new Set(['connection', 'content-length', 'host', 'keep-alive', 'transfer-encoding', 'expect']);

/** The requests of one run with these flags, in the order in which they reached the server. */
export async function record(flags: readonly string[]): Promise<Recorded[]> {
  const server = createServer({ clock: realClock, namespaces: Object.values(NAMESPACES), ...TOKENS });
  const requests: Recorded[] = [];
  const { url, close } = await listen((request) => {
    const { method, path, headers, body } = request;
    requests.push({
      method,
      path,
      headers: headers.filter(([name]) => !HOP.has(name.toLowerCase())),
      ...(body !== undefined && body.byteLength > 0 ? { body } : {}),
    });
    return server.handle(request);
  });
  try {
    await judged(url, flags);
    return requests;
  } finally {
    server.stop();
    await close();
  }
}

const isWatch = ({ method, path }: Recorded): boolean => method === 'GET' && /[?&]watch=(true|1|t)\b/i.test(path);

/** Sends them again, so many at once, and reads each answer; of a watch its head. What is refused counts, too. */
export async function replay(url: string, requests: readonly Recorded[], concurrency: number): Promise<Sample> {
  const agent = new Agent();
  const began = performance.now();
  const waiting = requests.values();
  const send = async (request: Recorded): Promise<void> => {
    const { body } = await agent.request({
      origin: url,
      method: request.method,
      path: request.path,
      headers: request.headers.flat(),
      body: request.body ?? null,
    });
    if (!isWatch(request)) return body.dump({ limit: Infinity });
    body.on('error', () => {}); // that it was broken off is no news
    body.destroy();
  };
  const work = async (): Promise<void> => {
    for (const request of waiting) await send(request).catch(() => {});
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  const seconds = (performance.now() - began) / 1000;
  await agent.destroy();
  return { seconds, requests: requests.length };
}
