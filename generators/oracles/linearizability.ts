/**
 * Decides whether a history of overlapping operations has an explanation: an order in which each took effect at one
 * moment between its call and its return (Herlihy and Wing's linearizability, by the search of Wing and Gong with
 * Lowe's memory of visited states).
 */

/** One operation. `call` and `return` are readings of one counter or clock; what never returned has Infinity. */
export interface Operation<Event> {
  call: number;
  return: number;
  event: Event;
}

export interface Model<State, Event> {
  initial: State;
  /** The states that the event may lead to from this one; none when it cannot have happened then. */
  step(state: State, event: Event): readonly State[];
  /** Equal for equal states. */
  key(state: State): string;
}

export interface Explanation<Event> {
  holds: boolean;
  /** The order that explains the history, or the longest beginning of one that was found. */
  order: Operation<Event>[];
}

/**
 * Searches for an order. Exponential at worst in the number of operations that overlap; an operation without a return
 * may be left out.
 */
export function linearize<State, Event>(
  history: readonly Operation<Event>[],
  model: Model<State, Event>,
): Explanation<Event> {
  const operations = [...history].sort((a, b) => a.call - b.call);
  const visited = new Set<string>();
  let longest: Operation<Event>[] = [];

  function search(state: State, done: ReadonlySet<number>, order: Operation<Event>[]): Operation<Event>[] | undefined {
    if (order.length > longest.length) longest = order;
    const open = operations.flatMap((operation, i) => (done.has(i) ? [] : [{ operation, i }]));
    if (open.every(({ operation }) => operation.return === Infinity)) return order;
    const memory = `${open.map(({ i }) => i).join()}|${model.key(state)}`;
    if (visited.has(memory)) return undefined;
    visited.add(memory);
    // An operation cannot be first if it was called after another one had returned.
    const soonest = Math.min(...open.map(({ operation }) => operation.return));
    for (const { operation, i } of open.filter((one) => one.operation.call <= soonest)) {
      for (const next of model.step(state, operation.event)) {
        const found = search(next, new Set([...done, i]), [...order, operation]);
        if (found) return found;
      }
    }
    return undefined;
  }

  const found = search(model.initial, new Set(), []);
  return { holds: found !== undefined, order: found ?? longest };
}
