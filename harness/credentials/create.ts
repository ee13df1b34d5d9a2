/** Every method by which an identity is proven, by the name that its description has. */
import { IDENTITIES, type NamedIdentity } from '../model/exchange.ts';
import { accessKey } from './access-key.ts';
import { certificate } from './certificate.ts';
import { credentialsOf, type Credentials, type Method } from './credentials.ts';
import { iam } from './iam.ts';
import { kubeconfig } from './kubeconfig.ts';
import { NOWHERE, type Reach } from './reach.ts';
import { token, tokenFile } from './tokens.ts';

/**
 * A further method is one more entry, and one in `harness/config/credential-flags.ts`. Its description is plain data,
 * because it is passed to the judging thread.
 */
export const METHODS = {
  token,
  'token-file': tokenFile,
  iam,
  'access-key': accessKey,
  certificate,
  kubeconfig,
};

type Methods = typeof METHODS;
export type MethodType = keyof Methods;
type DescriptionOf<T extends MethodType> = { [K in T]: { type: K } & Parameters<Methods[K]>[0] }[T];

/** One identity's credentials as plain data. */
export type MethodDescription = DescriptionOf<MethodType>;

/** The credentials of a run as plain data. An identity without any is anonymous. */
export type CredentialsDescription = Readonly<Partial<Record<NamedIdentity, MethodDescription | undefined>>>;

type Maker<T extends MethodType> = (description: DescriptionOf<T>, reach: Reach) => Omit<Method, 'type'>;
const makers: { [T in MethodType]: Maker<T> } = METHODS;

const createMethod = <T extends MethodType>(description: DescriptionOf<T>, reach: Reach): Method => ({
  ...makers[description.type](description, reach),
  type: description.type,
});

/** @param reach how a method asks another server, such as that of IAM */
export function createCredentials(description: CredentialsDescription, reach: Reach = NOWHERE): Credentials {
  const methods: Partial<Record<NamedIdentity, Method>> = {};
  for (const identity of IDENTITIES) {
    const own = description[identity];
    if (own !== undefined) methods[identity] = createMethod(own, reach);
  }
  return credentialsOf(methods);
}
