/** Every kind of credentials, by the name that its description has. */
import type { Credentials } from './credentials.ts';
import { bareToken, bearer } from './tokens.ts';

/**
 * A further kind of credentials is one more entry. Its description is plain data, because it is passed to the judging
 * thread.
 */
export const IMPLEMENTATIONS = { bearer, 'bare-token': bareToken };

type Implementations = typeof IMPLEMENTATIONS;
type Type = keyof Implementations;
type DescriptionOf<T extends Type> = { [K in T]: { type: K } & Parameters<Implementations[K]>[0] }[T];

/** Credentials as plain data. */
export type CredentialsDescription = DescriptionOf<Type>;

const makers: { [T in Type]: (description: DescriptionOf<T>) => Credentials } = IMPLEMENTATIONS;

export const createCredentials = <T extends Type>(description: DescriptionOf<T>): Credentials =>
  makers[description.type](description);
