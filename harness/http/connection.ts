/** An open connection, which all clients of a run share. */
import type { Send } from '../../contract/wire.ts';
import { createCredentials } from '../credentials/create.ts';
import type { Credentials } from '../credentials/credentials.ts';
import type { Connection } from '../model/run.ts';
import { routeOf, secretsOfProxies } from './proxy.ts';
import { SOCKETS, type Network } from './network.ts';
import { reachOver } from './reach.ts';
import { createIntermediaries, type Intermediaries } from './intermediaries.ts';
import { limiter, type Limiter } from './throttle.ts';
import type { Budget } from './budget.ts';
import type { Silence } from './silence.ts';

export interface OpenConnection {
  target: string;
  credentials: Credentials;
  /** How the target is reached, for messages: `without a proxy`, or through which; undefined in this process. */
  route?: string | undefined;
  /** What must be masked besides what the credentials name. */
  secrets?: readonly string[];
  /** Milliseconds that a request waits for the head of its answer, or for the next part of its body; of a stream, for the head alone. */
  timeout: number;
  /**
   * Sends over a socket, or calls the handler of a server in this process. Adds the target's path prefix, if it has
   * one.
   */
  send: Send;
  limiter: Limiter;
  intermediaries: Intermediaries;
  /** How many requests may be sent; absent: as many as are needed. */
  budget?: Budget | undefined;
  /** Absent where nobody needs to know: then requests without an answer are not counted. */
  silence?: Silence | undefined;
}

/** A connection over sockets, or another network. */
export function openConnection(
  connection: Connection,
  limits: { slots: number; rate?: number | undefined },
  network: Network = SOCKETS,
): OpenConnection & { close(): Promise<void> } {
  const { target, timeout } = connection;
  return {
    target,
    timeout,
    credentials: createCredentials(connection.credentials, reachOver(connection, network)),
    route: routeOf(new URL(target), connection.proxies),
    secrets: [...secretsOfProxies(connection.proxies), ...(connection.secrets ?? [])],
    limiter: limiter(limits.slots, { clock: network.clock, rate: limits.rate }),
    intermediaries: createIntermediaries(),
    ...network.transport(connection),
  };
}
