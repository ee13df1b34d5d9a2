/** A client of another project, and typical work with one kind. */
import type { Kind } from '../../contract/types.ts';

export interface Emulator {
  url: string;
  /** Absent: no request needs a token. */
  token?: string;
  namespace: string;
}

export interface Client {
  name: string;
  /** Whether the client sends tokens over plain HTTP, which the emulator uses. */
  sendsToken: boolean;
  /** What this machine lacks to run it, in one phrase; undefined: nothing. Installs what it can. */
  missing(): Promise<string | undefined>;
  /** Does all the work, on a collection that is empty before and after. Throws at the first wrong outcome. */
  work(kind: Kind, at: Emulator): Promise<void>;
}
