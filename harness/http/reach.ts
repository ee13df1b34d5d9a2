/** How credentials ask a server that is not the target, such as that of IAM: over the same network and proxies. */
import { rootCertificates } from 'node:tls';
import { sayError } from '../errors/endings.ts';
import type { Reach } from '../credentials/reach.ts';
import type { Connection } from '../model/run.ts';
import type { Network } from './network.ts';
import { abortable, deadline } from './deadline.ts';
import { routeOf } from './proxy.ts';

/** Part of the time of a request that an answer may take: the request that waits for it says then why it could not leave. */
const SHARE = 0.8;

export const reachOver =
  (connection: Connection, { clock, transport }: Network): Reach =>
  async ({ method, url, headers, body }) => {
    const { origin, pathname, search } = new URL(url);
    // A private authority of the target is trusted beside the public ones, which the other server may have.
    const ca = connection.ca === undefined ? undefined : [...rootCertificates, connection.ca].join('\n');
    const { send, close } = transport({ ...connection, target: origin, ca, serverName: undefined });
    const limit = deadline(clock, connection.timeout * SHARE, []);
    try {
      const response = await abortable(
        send({
          method,
          path: `${pathname}${search}`,
          headers,
          ...(body !== undefined && { body: new TextEncoder().encode(body) }),
          signal: limit.signal,
        }),
        limit.signal,
      );
      const text = await abortable(textOf(response.body), limit.signal);
      return {
        status: response.status,
        headers: new Map(response.headers.map(([name, value]) => [name.toLowerCase(), value])),
        text,
      };
    } catch (error) {
      return unanswered(error, routeOf(new URL(url), connection.proxies));
    } finally {
      limit.clear();
      await close();
    }
  };

function unanswered(error: unknown, route: string): never {
  throw new Error(`${sayError(error)} (${route})`);
}

/** Maximum number of bytes of an answer that are read. */
const LONGEST = 1024 * 1024;

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > LONGEST) break;
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}
