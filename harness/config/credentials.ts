import type { CredentialsDescription, MethodDescription } from '../credentials/create.ts';
import { isToken } from '../credentials/tokens.ts';
import { IDENTITIES, type NamedIdentity } from '../model/exchange.ts';
import { isFile } from '../errors/files.ts';
import { IDENTITY_FLAGS, METHOD_FLAGS, type MethodFlags, type MethodName } from './credential-flags.ts';
import { certificatesIn, privateKeyIn } from './pem.ts';
import type { Reader } from './reader.ts';
import { httpUrl } from './urls.ts';
import { UsageError } from '../errors/usage.ts';

/** The flags of one identity: their names without the prefix are the same for all. */
class Flags {
  readonly #read: Reader;
  readonly #prefix: string;

  constructor(read: Reader, identity: NamedIdentity) {
    this.#read = read;
    this.#prefix = IDENTITY_FLAGS[identity].prefix;
  }

  readonly name = (flag: string): string => `${this.#prefix}${flag}`;
  text = (flag: string): string | undefined => this.#read.text(this.name(flag));
  file = (flag: string): string | undefined => this.#read.file(this.name(flag));
  secret = (flag: string, isValid?: (text: string) => boolean): string | undefined =>
    this.#read.secret(this.name(flag), isValid);
  system = (name: string): string | undefined => this.#read.system(name)?.text;
  from = (flag: string): string => this.#read.from(this.name(flag));
  rank = (flag: string): number => this.#read.rank(this.name(flag));
  isFiled = (flag: string): boolean => this.rank(`${flag}-file`) < this.rank(flag);

  /** The identity's own, or else that of the main identity. */
  shared(flag: string): { text: string | undefined; from: string } {
    const own = this.text(flag);
    return own === undefined
      ? { text: this.#read.text(flag), from: this.#read.from(flag) }
      : { text: own, from: this.from(flag) };
  }

  /** Throws a UsageError when the flag is missing that goes with another. */
  needed<T>(value: T | undefined, flag: string, beside: string): T {
    if (value !== undefined) return value;
    throw new UsageError(`${this.from(beside)} needs --${this.name(flag)}`);
  }
}

const READERS: Readonly<Record<MethodName, (flags: Flags) => MethodDescription>> = {
  token(flags) {
    const header = readHeader(flags);
    const text = flags.needed(flags.secret('token'), 'token', 'token');
    const file = flags.isFiled('token') ? flags.text('token-file') : undefined;
    // A pipe is read once.
    return file === undefined || !isFile(file)
      ? { type: 'token', header, token: text }
      : { type: 'token-file', header, file };
  },
  iam(flags) {
    const need = (flag: string): string => flags.needed(flags.shared(flag).text, flag, 'iam-user');
    const user = flags.needed(flags.text('iam-user'), 'iam-user', passwordFlag(flags));
    const password = flags.needed(flags.secret('iam-password', isLine), 'iam-password-file', 'iam-user');
    const endpoint = httpUrl(need('iam-endpoint'), flags.shared('iam-endpoint').from, 'https://iam.example.com');
    return {
      type: 'iam',
      endpoint: endpoint.replace(/\/v3(\/auth\/tokens)?$/, ''),
      user,
      password,
      domain: need('iam-domain'),
      project: need('iam-project'),
    };
  },
  'access-key'(flags) {
    const beside = ['secret-key', 'secret-key-file', 'security-token', 'security-token-file'].find(
      (flag) => flags.text(flag) !== undefined,
    );
    const accessKey = flags.needed(flags.text('access-key'), 'access-key', beside ?? 'access-key');
    if (!isToken(accessKey)) throw new UsageError(`${flags.from('access-key')}: an access key has no spaces`);
    return {
      type: 'access-key',
      accessKey,
      secretKey: flags.needed(flags.secret('secret-key'), 'secret-key-file', 'access-key'),
      securityToken: flags.secret('security-token'),
    };
  },
  certificate(flags) {
    const certificate = flags.needed(flags.file('client-certificate'), 'client-certificate', 'client-key');
    const key = flags.needed(flags.file('client-key'), 'client-key', 'client-certificate');
    const [own] = certificatesIn(certificate, flags.from('client-certificate'));
    if (!own?.checkPrivateKey(privateKeyIn(key, flags.from('client-key'))))
      throw new UsageError(
        `${flags.from('client-certificate')} and ${flags.from('client-key')} do not belong together: check both files`,
      );
    return { type: 'certificate', certificate, key };
  },
  kubeconfig(flags) {
    // Only who asks for a context is given what KUBECONFIG names: no run begins by accident where a person works.
    const file = flags.needed(flags.text('kubeconfig') ?? flags.system('kubeconfig'), 'kubeconfig', 'context');
    return { type: 'kubeconfig', file, context: flags.text('context') };
  },
};

const passwordFlag = (flags: Flags): string =>
  flags.text('iam-password-file') === undefined ? 'iam-password' : 'iam-password-file';

/** Any text of one line. */
const isLine = (text: string): boolean => text !== '' && !/[\r\n]/.test(text);

function readHeader(flags: Flags): string {
  const { text: header = 'Authorization', from } = flags.shared('token-header');
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(header)) throw new UsageError(`${from}: "${header}" is no header name`);
  return header;
}

/**
 * The method of each identity that has one. Throws a UsageError for two methods of one identity, unless one of them was
 * given nearer to the command line (flag, environment, `.env`), and for a credential that two identities share.
 */
export function readCredentials(read: Reader): CredentialsDescription {
  const described: Partial<Record<NamedIdentity, MethodDescription>> = {};
  for (const identity of IDENTITIES) {
    const own = readIdentity(new Flags(read, identity));
    if (own === undefined) continue;
    const same = IDENTITIES.find((other) => proofOf(described[other]) === proofOf(own));
    if (same !== undefined)
      throw new UsageError(
        `the ${IDENTITY_FLAGS[identity].name}identity has the credentials of the ${IDENTITY_FLAGS[same].name || 'main '}one: give it its own`,
      );
    described[identity] = own;
  }
  return described;
}

/** What tells one identity from another: two with the same would be one. */
function proofOf(description: MethodDescription | undefined): string | undefined {
  if (description === undefined) return undefined;
  return JSON.stringify(
    description.type === 'token' ? description.token : { ...description, password: undefined, secretKey: undefined },
  );
}

function readIdentity(flags: Flags): MethodDescription | undefined {
  readHeader(flags); // a wrong one is an error also without a token
  const given = Object.entries<MethodFlags>(METHOD_FLAGS).flatMap(([method, { flags: all }]) => {
    const ranks = all
      .filter(({ accompanies }) => accompanies !== true)
      .map(({ flag }) => ({ flag, rank: flags.rank(flag) }))
      .sort((a, b) => a.rank - b.rank);
    const [nearest] = ranks;
    return nearest === undefined || nearest.rank === Infinity ? [] : [{ method: method as MethodName, ...nearest }];
  });
  const [first, second] = given.sort((a, b) => a.rank - b.rank);
  if (first === undefined) return undefined;
  if (second?.rank === first.rank)
    throw new UsageError(
      `${flags.from(first.flag)} and ${flags.from(second.flag)} exclude each other: give one of them`,
    );
  return READERS[first.method](flags);
}
