/** Bodies that servers and networks of the tests read, and which of them are those of watches. */
import type { WireRequest } from '../../contract/wire.ts';

export const isWatch = ({ method, path }: WireRequest): boolean => method === 'GET' && /[?&]watch=(true|1)/.test(path);

export async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** What has come of a body and was not taken yet. */
export interface Arriving {
  readonly come: Uint8Array[];
  /** Whether the body is at its end. */
  readonly ended: boolean;
  /** Resolves when something comes, or the body ends. */
  next(): Promise<void>;
  /** Resolves at the end of the body; rejects where it broke. */
  readonly whole: Promise<void>;
}

/** Reads the body as it comes, whether or not somebody takes it. */
export function arriving(body: AsyncIterable<Uint8Array>): Arriving {
  const come: Uint8Array[] = [];
  let ended = false;
  let ring = (): void => {};
  const pump = async (): Promise<void> => {
    for await (const chunk of body) {
      come.push(chunk);
      ring();
    }
  };
  const whole = pump().finally(() => {
    ended = true;
    ring();
  });
  whole.catch(() => {}); // the error is that of whoever awaits it
  return {
    come,
    get ended() {
      return ended;
    },
    next: () => new Promise((resolve) => (ended ? resolve() : (ring = resolve))),
    whole,
  };
}
