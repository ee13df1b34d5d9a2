/** Which of several clients at work at once sends a request: a mark for the reader, and for who sends one again. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Exchange } from '../model/exchange.ts';

const current = new AsyncLocalStorage<NonNullable<Exchange['together']>>();

/** The client for which this code runs; undefined where there is one alone. */
export const clientNow = (): Exchange['together'] => current.getStore();

/** Starts all of them at once, each as a client of its own. */
export const together = <T extends readonly unknown[]>(
  group: number,
  works: { readonly [I in keyof T]: () => Promise<T[I]> },
): Promise<{ -readonly [I in keyof T]: Awaited<T[I]> }> =>
  Promise.all(works.map((work, index) => current.run({ group, client: index + 1 }, work))) as Promise<{
    -readonly [I in keyof T]: Awaited<T[I]>;
  }>;
