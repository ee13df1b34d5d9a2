/** A model of several objects with one value each, of which a list shows all at one moment. */
import type { Model } from './linearizability.ts';
import { describeEvent, register, type Register, type RegisterEvent } from './register-model.ts';

/** An operation on the object of one name, or a list, with the values by name that it showed. */
export type RegistersEvent =
  | { op: 'one'; name: string; event: RegisterEvent }
  | { op: 'list'; values: Readonly<Record<string, string | undefined>> };

type Registers = Readonly<Record<string, Register>>;

const ONE = register(undefined);

export const registers = (initial: Readonly<Record<string, string>>): Model<Registers, RegistersEvent> => ({
  initial: Object.fromEntries(Object.entries(initial).map(([name, value]) => [name, { value }])),
  key: (state) => JSON.stringify(Object.entries(state).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  step(state, happened) {
    if (happened.op === 'list')
      return Object.entries(state).every(([name, { value }]) => happened.values[name] === value) ? [state] : [];
    const { name, event } = happened;
    return ONE.step(state[name] ?? { value: undefined }, event).map((next) => ({ ...state, [name]: next }));
  },
});

/** For people: `a: read v1`, `list a v1, b v2`. */
export const describeRegistersEvent = (happened: RegistersEvent): string =>
  happened.op === 'one'
    ? `${happened.name}: ${describeEvent(happened.event)}`
    : `list ${Object.entries(happened.values)
        .map(([name, value]) => `${name} ${value ?? 'nothing'}`)
        .join(', ')}`;
