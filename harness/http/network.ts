/** By what requests leave: sockets, or what a test puts in their place. */
import type { Clock } from '../../contract/clock.ts';
import type { Connection } from '../model/run.ts';
import { realClock } from './clock.ts';
import { socketTransport, type Transport } from './transport.ts';

/** By what requests reach a target, and the time that goes by meanwhile. */
export interface Network {
  clock: Clock;
  transport(connection: Connection): Transport;
}

export const SOCKETS: Network = { clock: realClock, transport: socketTransport };
