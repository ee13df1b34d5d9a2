import type { Send } from '../../contract/wire.ts';
import type { Kind, Verb } from '../../contract/types.ts';
import type { Behaviour } from '../rules/behaviour.ts';
import type { Where } from '../server.ts';

export interface Mutant {
  /** Says what it does: `patch-keeps-null`. */
  name: string;
  /** The statement of the register that it breaks. The requirements that test that have to report it. */
  breaks: string;
  /** One sentence: what is wrong with this server. */
  text: string;
  /** Plurals of the kinds that are broken; absent: all, and what is decided before a kind is known. */
  kinds?: readonly string[];
  /** Verbs that are broken; absent: all. */
  verbs?: readonly Verb[];
  /** Options of freedoms without which the fault would not show. */
  variants?: readonly string[];
  /** The behaviours that are replaced; called for each kind and verb, so that what it remembers is theirs. */
  override?: Override;
  /** Around the whole server, where the fault is in what goes over the wire. */
  wrap?: Wrap;
}

export type Override = (base: Behaviour) => Partial<Behaviour>;
export type Wrap = (handle: Send) => Send;

const applies = ({ kinds, verbs }: Mutant, at: Where): boolean =>
  (kinds === undefined || (at.kind !== undefined && kinds.includes(at.kind.plural))) &&
  (verbs === undefined || (at.verb !== undefined && verbs.includes(at.verb)));

/** What the server's options take of a mutant. */
export const behaviourOf =
  (mutant: Mutant) =>
  (base: Behaviour, at: Where): Behaviour =>
    mutant.override !== undefined && applies(mutant, at) ? { ...base, ...mutant.override(base) } : base;

/**
 * A mutant of every verb, or of those that `rest` names. Its name and statement stand in one line, to be found by
 * either.
 */
export const mutant = (name: string, breaks: string, rest: Omit<Mutant, 'name' | 'breaks'>): Mutant => ({
  name,
  breaks,
  ...rest,
});

/** Builds mutants of some verbs alone: `const onWatch = mutantOn('watch')`. */
export const mutantOn =
  (...verbs: Verb[]) =>
  (name: string, breaks: string, rest: Omit<Mutant, 'name' | 'breaks' | 'verbs'>): Mutant =>
    mutant(name, breaks, { verbs, ...rest });

/** The same fault in each kind alone. */
export const perKind = (kinds: readonly Kind[], mutant: (kind: Kind) => Omit<Mutant, 'kinds'>): Mutant[] =>
  kinds.map((kind) => {
    const one = mutant(kind);
    return { ...one, name: `${one.name}-of-${kind.singular}`, kinds: [kind.plural] };
  });

/** The same fault in each verb alone. */
export const perVerb = (verbs: readonly Verb[], mutant: (verb: Verb) => Omit<Mutant, 'verbs'>): Mutant[] =>
  verbs.map((verb) => {
    const one = mutant(verb);
    return { ...one, name: `${verb}-${one.name}`, verbs: [verb] };
  });
