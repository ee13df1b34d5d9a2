import type { Kind, Structure } from '../../../contract/types.ts';

/** What is always the same for a structure of a kind is made once: whoever changes it changes it for all. */
export function onceForEach<T>(make: (kind: Kind, structure: Structure) => T): (kind: Kind, structure: Structure) => T {
  const made = new WeakMap<Kind, WeakMap<Structure, { value: T }>>();
  return (kind, structure) => {
    const ofKind = made.get(kind) ?? new WeakMap<Structure, { value: T }>();
    const one = ofKind.get(structure) ?? { value: make(kind, structure) };
    made.set(kind, ofKind.set(structure, one));
    return one.value;
  };
}
