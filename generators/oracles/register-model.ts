/** A model of an object with one value: a register with create, delete, write and compare-and-swap. */
import type { Model } from './linearizability.ts';

/**
 * An operation and its answer. Values are unique, so that a value identifies its write; `undefined`: there is no
 * object. A swap (a PUT) replaces the value that its resourceVersion was read with; a write (a PATCH) any.
 */
export type RegisterEvent =
  | { op: 'create'; value: string; ok: boolean }
  | { op: 'read'; value: string | undefined }
  | { op: 'write'; value: string; ok: boolean }
  | { op: 'swap'; from: string; value: string; ok: boolean }
  | { op: 'delete'; ok: boolean };

/** The value stored, if there is an object. */
export interface Register {
  value: string | undefined;
}

const nothing: readonly Register[] = [];

/**
 * A refused swap or write may be another's fault: a controller moves resourceVersions, a server gives up retrying. A
 * refused create or delete may not: the name is taken, or nothing is there.
 */
export const register = (initial: string | undefined): Model<Register, RegisterEvent> => ({
  initial: { value: initial },
  key: ({ value }) => JSON.stringify(value ?? null),
  step(state, event) {
    const there = state.value !== undefined;
    switch (event.op) {
      case 'read':
        return event.value === state.value ? [state] : nothing;
      case 'create':
        return event.ok !== there ? [event.ok ? { value: event.value } : state] : nothing;
      case 'delete':
        return event.ok === there ? [{ value: undefined }] : nothing;
      case 'write':
        return event.ok ? (there ? [{ value: event.value }] : nothing) : [state];
      case 'swap':
        return event.ok ? (state.value === event.from ? [{ value: event.value }] : nothing) : [state];
    }
  },
});

/** For people: `PUT a -> b: refused`. */
export function describeEvent(event: RegisterEvent): string {
  const came = (ok: boolean): string => (ok ? 'accepted' : 'refused');
  switch (event.op) {
    case 'read':
      return `read ${event.value ?? 'nothing'}`;
    case 'create':
      return `create ${event.value}: ${came(event.ok)}`;
    case 'delete':
      return `delete: ${came(event.ok)}`;
    case 'write':
      return `PATCH ${event.value}: ${came(event.ok)}`;
    case 'swap':
      return `PUT ${event.from} -> ${event.value}: ${came(event.ok)}`;
  }
}
