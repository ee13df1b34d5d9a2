/** Every kind of credentials, by the name that its description carries. */
import type { Credentials } from './credentials.ts';
import { bareToken, bearer } from './tokens.ts';

/** A further kind is one more entry. What it is made from is plain data: it crosses into the judging thread. */
export const IMPLEMENTATIONS = { bearer, 'bare-token': bareToken };

type Implementations = typeof IMPLEMENTATIONS;
type Type = keyof Implementations;
type DescriptionOf<T extends Type> = { [K in T]: { type: K } & Parameters<Implementations[K]>[0] }[T];

/** Credentials as plain data. */
export type CredentialsDescription = DescriptionOf<Type>;

const makers: { [T in Type]: (description: DescriptionOf<T>) => Credentials } = IMPLEMENTATIONS;

export const createCredentials = <T extends Type>(description: DescriptionOf<T>): Credentials =>
  makers[description.type](description);
