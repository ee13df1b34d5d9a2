/** A client that others wrote, and its everyday work with one kind. */
import type { Kind } from '../../contract/types.ts';

export interface Emulator {
  url: string;
  /** Absent: everybody may do everything. */
  token?: string;
  namespace: string;
}

export interface Client {
  name: string;
  /** Whether it sends tokens over plain HTTP, which is what the emulator speaks. */
  sendsToken: boolean;
  /** What this machine lacks for it, in one phrase; undefined: nothing. Installs what it can. */
  missing(): Promise<string | undefined>;
  /** Does everything, on a collection that is empty before and after. Throws at the first thing that is not as it should be. */
  work(kind: Kind, at: Emulator): Promise<void>;
}
