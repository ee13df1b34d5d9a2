import type { Namespaces } from '../model/run.ts';
import type { Reader } from './reader.ts';
import { UsageError } from '../errors/usage.ts';

/** The flag of each namespace. */
const FLAGS = {
  namespace: 'namespace',
  otherNamespace: 'other-namespace',
  scratchNamespace: 'scratch-namespace',
} as const satisfies Record<keyof Namespaces, string>;

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** Returns the name if it is a valid name of a namespace (table 10). */
export function namespaceName(name: string, from: string): string {
  if (DNS_LABEL.test(name) && name.length <= 63) return name;
  throw new UsageError(`${from}: "${name}" cannot be a namespace: lower-case letters, digits and "-", at most 63`);
}

export function readNamespaces(read: Reader): Namespaces {
  const nameAt = (flag: string): string | undefined => {
    const text = read.text(flag);
    return text === undefined ? undefined : namespaceName(text, read.from(flag));
  };
  const namespaces: Namespaces = {
    namespace: nameAt(FLAGS.namespace) ?? '',
    otherNamespace: nameAt(FLAGS.otherNamespace),
    scratchNamespace: nameAt(FLAGS.scratchNamespace),
  };
  const names = namesWithFlags(namespaces).map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return namespaces;
  const flags = Object.values(FLAGS).map((flag) => `--${flag}`);
  throw new UsageError(`the namespace "${twice}" is named twice: ${flags.join(', ')} must differ`);
}

export type NamespaceFlag = (typeof FLAGS)[keyof Namespaces];

/** The namespaces that the run has, each with the flag that named it. */
export const namesWithFlags = (namespaces: Namespaces): { name: string; flag: NamespaceFlag }[] =>
  (Object.keys(FLAGS) as (keyof Namespaces)[]).flatMap((key) => {
    const name = namespaces[key];
    return name === undefined ? [] : [{ name, flag: FLAGS[key] }];
  });
