/** Which of several clients at work at once sends a request: a mark for the reader, and for who sends one again. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Exchange } from '../model/exchange.ts';

const current = new AsyncLocalStorage<NonNullable<Exchange['together']>>();

/** The client for which this code runs; undefined where there is one alone. */
export const clientNow = (): Exchange['together'] => current.getStore();

/** Groups of which a client is at work. */
let groups = 0;

/** Starts all of them at once, each as a client of its own. */
export function together<T extends readonly unknown[]>(
  group: number,
  works: { readonly [I in keyof T]: () => Promise<T[I]> },
): Promise<{ -readonly [I in keyof T]: Awaited<T[I]> }> {
  groups += 1;
  const running = works.map((work, index) => current.run({ group, client: index + 1 }, work));
  // While the storage is in use, each promise of the process takes three times as long.
  void Promise.allSettled(running).then(() => {
    groups -= 1;
    if (groups === 0) current.disable();
  });
  return Promise.all(running) as Promise<{ -readonly [I in keyof T]: Awaited<T[I]> }>;
}
