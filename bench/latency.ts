/** A server that is far away: bytes arrive late, both ways, in their order. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Serving } from './programs.ts';

/** Passes on what comes, so many milliseconds later. */
function passOn(from: Socket, to: Socket, ms: number): void {
  from.setNoDelay(true);
  const later = (act: () => void): void => void setTimeout(act, ms);
  from.on('data', (chunk) => later(() => to.writable && to.write(chunk)));
  from.on('end', () => later(() => to.end()));
  from.on('error', () => later(() => to.destroy()));
}

/** A port before a server, at which an answer comes `ms` milliseconds later than at the server's. */
export async function farAway(url: string, ms: number): Promise<Serving> {
  const { hostname, port } = new URL(url);
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    for (const socket of [client, upstream]) open.add(socket.on('close', () => open.delete(socket)));
    passOn(client, upstream, ms / 2);
    passOn(upstream, client, ms / 2);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
