/**
 * The flags of the methods by which an identity is proven. Each flag exists for each identity: with a prefix for all but
 * the one that may do everything.
 */
import type { MethodType } from '../credentials/create.ts';
import type { NamedIdentity } from '../model/exchange.ts';
import type { Option } from './option.ts';

/** What the flags of an identity begin with, and its name in messages and helps. */
export const IDENTITY_FLAGS: Readonly<Record<NamedIdentity, { prefix: string; name: string; may: string }>> = {
  full: { prefix: '', name: '', may: 'that may do everything' },
  'read-only': { prefix: 'read-only-', name: 'read-only ', may: 'that may only read' },
  foreign: { prefix: 'foreign-', name: 'foreign ', may: 'that the target knows and that may do nothing' },
};

interface CredentialFlag extends Pick<Option, 'flag' | 'value' | 'help' | 'secret' | 'default'> {
  /** Does not choose the method by itself. */
  accompanies?: boolean;
  /** `serve` has it, too. */
  served?: boolean;
}

/** A method, as a person chooses it by its flags. */
export interface MethodFlags {
  title: string;
  flags: readonly CredentialFlag[];
}

const filed = (flag: string, value: string, help: string): CredentialFlag[] => [
  { flag, value, help, secret: true },
  { flag: `${flag}-file`, value: 'FILE', help: `a file that holds it` },
];

export const METHOD_FLAGS = {
  token: {
    title: 'token',
    flags: [
      { flag: 'token', value: 'TOKEN', help: 'the token', secret: true, served: true },
      { flag: 'token-file', value: 'FILE', help: 'a file that holds it, read again when it changes', served: true },
      {
        flag: 'token-header',
        value: 'NAME',
        help: 'Authorization sends `Bearer TOKEN`; any other, such as X-Auth-Token, the bare token',
        default: 'Authorization',
        accompanies: true,
      },
    ],
  },
  iam: {
    title: 'user and password of IAM',
    flags: [
      { flag: 'iam-user', value: 'NAME', help: 'the IAM user, for whom a token is obtained and renewed' },
      ...filed('iam-password', 'PASSWORD', 'their password'),
      { flag: 'iam-domain', value: 'NAME', help: 'the account that they belong to', accompanies: true },
      { flag: 'iam-project', value: 'NAME', help: 'the project that the token is for', accompanies: true },
      {
        flag: 'iam-endpoint',
        value: 'URL',
        help: 'the IAM service, such as https://iam.example.com',
        accompanies: true,
      },
    ],
  },
  'access-key': {
    title: 'access key, which signs each request',
    flags: [
      { flag: 'access-key', value: 'ID', help: 'the access key ID (AK)' },
      ...filed('secret-key', 'KEY', 'the secret access key (SK)'),
      ...filed('security-token', 'TOKEN', 'what goes with a temporary access key'),
    ],
  },
  certificate: {
    title: 'client certificate',
    flags: [
      { flag: 'client-certificate', value: 'FILE', help: 'the client certificate (PEM)' },
      { flag: 'client-key', value: 'FILE', help: 'its private key (PEM)' },
    ],
  },
  kubeconfig: {
    title: 'kubeconfig: token, password, certificate or plugin',
    flags: [
      {
        flag: 'kubeconfig',
        value: 'FILE',
        help: 'a kubeconfig, or several, joined as in KUBECONFIG; that of the main identity gives the target, too, where --target does not',
      },
      {
        flag: 'context',
        value: 'NAME',
        help: 'its context (default: the current one); without a kubeconfig, one of those that KUBECONFIG names',
      },
    ],
  },
} as const satisfies Record<string, MethodFlags>;

export type MethodName = keyof typeof METHOD_FLAGS;

/** What is refused when an identity is refused, and the flag to check. */
export const PROOF_NAMES: Readonly<Record<string, { name: string; flag: string }>> &
  Record<MethodType, { name: string; flag: string }> = {
  token: { name: 'token', flag: 'token' },
  'token-file': { name: 'token', flag: 'token-file' },
  iam: { name: 'token from IAM', flag: 'iam-user' },
  'access-key': { name: 'access key', flag: 'access-key' },
  certificate: { name: 'client certificate', flag: 'client-certificate' },
  kubeconfig: { name: 'kubeconfig', flag: 'kubeconfig' },
};

/** The options of one identity. */
export function credentialOptions(identity: NamedIdentity): Option[] {
  const { prefix, name, may } = IDENTITY_FLAGS[identity];
  return Object.entries<MethodFlags>(METHOD_FLAGS).flatMap(([method, { flags }]) =>
    flags.map(({ flag, help, accompanies: _, served, default: preset, ...rest }): Option => ({
      ...rest,
      flag: `${prefix}${flag}`,
      help: flag === method ? `${help} ${may}` : prefix === '' ? help : `${help} (${name}identity)`,
      ...(preset === undefined || prefix !== '' ? {} : { default: preset }),
      credential: { identity, method },
      commands: [
        'run',
        ...(prefix === '' ? (['cleanup'] as const) : []),
        ...(served === true ? (['serve'] as const) : []),
      ],
    })),
  );
}

const code = (text: string): string => `\`${text}\``;
const variable = (flag: string): string => `CCI_${flag.toUpperCase().replaceAll('-', '_')}`;

/** The methods as a table in Markdown, for the README: the flags of the main identity alone. */
export function credentialsTable(): string {
  const rows = Object.values<MethodFlags>(METHOD_FLAGS).map(
    ({ title, flags }) =>
      `| ${title} | ${flags.map(({ flag, value = '', help }) => `${code(`--${flag} ${value}`)} ${help}`).join('<br>')} | ${flags
        .map(({ flag }) => code(variable(flag)))
        .join('<br>')} |`,
  );
  return ['| method | flags | variables |', '| --- | --- | --- |', ...rows].join('\n');
}
