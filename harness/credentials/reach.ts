/** How a method of credentials asks a server that is not the target. */
import { Inconclusive } from '../errors/endings.ts';

export interface Asked {
  method: string;
  url: string;
  headers: [name: string, value: string][];
  body?: string;
}

export interface Answered {
  status: number;
  /** Names in lower case. */
  headers: ReadonlyMap<string, string>;
  text: string;
}

/** Rejects with one line when no answer came: it says whether a proxy was used. */
export type Reach = (asked: Asked) => Promise<Answered>;

/** For credentials of which only their description is looked at. */
export const NOWHERE: Reach = () => Promise.reject(new Unproven('no other server can be asked here'));

/** The headers that prove an identity cannot be obtained: one line that says why, and what to look at. */
export class Unproven extends Inconclusive {
  constructor(reason: string) {
    super(reason, { name: 'Unproven' });
  }
}
