/**
 * Servers that the program reaches without sockets, in virtual time: a test does not depend on how fast the machine is.
 */
import { virtualClock } from '../../harness/http/clock.ts';
import type { VirtualClock } from '../../harness/http/clock.ts';
import type { Network } from '../../harness/http/network.ts';
import type { Send } from '../../contract/wire.ts';
import { MUTANTS } from '../../reference/mutants/index.ts';
import { behaviourOf } from '../../reference/mutants/types.ts';
import { createServer } from '../../reference/server.ts';
import type { Between } from './in-process-liars.ts';
import { NAMESPACES, TOKENS, type Lie } from './liars.ts';

export interface InProcessTarget {
  url: string;
  /** For `invoke`: the target is what every URL leads to. */
  network: Network & { clock: VirtualClock };
  send: Send;
  close(): void;
}

/** A target whose handler is made for the clock that it lives by. */
export function targetOf(handler: (clock: VirtualClock) => Send): InProcessTarget {
  const clock = virtualClock();
  const send = handler(clock);
  return {
    url: 'http://in-process.test',
    network: { clock, transport: () => ({ send, close: async () => {} }) },
    send,
    close: () => clock.stop(),
  };
}

/** A liar, and the requests that it was sent. */
export const lying = (lie: Lie): InProcessTarget =>
  targetOf(() => async ({ method, path, headers, body }) => {
    const said = lie({ method, url: path, rawHeaders: headers.flat() }, new TextDecoder().decode(body));
    return {
      status: said.status,
      headers: Object.entries({ 'content-type': said.type ?? 'application/json', ...said.headers }),
      body: bytesOf(said.body),
    };
  });

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  if (text !== '') yield new TextEncoder().encode(text);
}

/** The reference server or a mutant of it, with another between it and its clients if need be. */
export function reference(
  between: Between = (send) => send,
  { anonymous = false, mutant }: { anonymous?: boolean; mutant?: string | undefined } = {},
): InProcessTarget & { objects(): unknown[] } {
  const broken = MUTANTS.find(({ name }) => name === mutant);
  if (mutant !== undefined && broken === undefined) throw new Error(`no mutant is named ${mutant}`);
  let objects = (): unknown[] => [];
  let stop = (): void => {};
  const target = targetOf((clock) => {
    const server = createServer({
      clock,
      namespaces: NAMESPACES,
      ...(anonymous ? {} : TOKENS),
      ...(broken === undefined ? {} : { behaviour: behaviourOf(broken) }),
    });
    objects = () => server.objects();
    stop = () => server.stop();
    return between(broken?.wrap?.(server.handle) ?? server.handle, clock);
  });
  return {
    ...target,
    objects: () => objects(),
    close() {
      stop();
      target.close();
    },
  };
}

/** The answer to one request of the test itself. */
export async function sent(
  { send }: InProcessTarget,
  method: string,
  path: string,
  body: unknown,
): Promise<{ status: number; json: unknown }> {
  const response = await send({
    method,
    path,
    headers: [['content-type', 'application/json']],
    body: new TextEncoder().encode(JSON.stringify(body)),
  });
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  return { status: response.status, json: JSON.parse(Buffer.concat(chunks).toString()) as unknown };
}
