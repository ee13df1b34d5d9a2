/** Certificates and keys in PEM (RFC 7468), as files of users hold them. */
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { UsageError } from '../errors/usage.ts';

/** The certificates of a file. Throws a UsageError that begins with where the text is from, if none can be used. */
export function certificatesIn(text: string, from: string): readonly X509Certificate[] {
  const blocks = text
    .split(/(?=-----BEGIN CERTIFICATE-----)/)
    .filter((part) => part.startsWith('-----BEGIN CERTIFICATE-----'));
  if (blocks.length === 0) throw new UsageError(`${from}: the file holds no PEM certificate`);
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    throw new UsageError(`${from}: a certificate in the file cannot be read: check that it is whole`);
  }
}

/** The private key of a file. Throws a UsageError that begins with where the text is from, if it cannot be used. */
export function privateKeyIn(text: string, from: string): KeyObject {
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text))
    throw new UsageError(`${from}: the file holds no PEM private key`);
  if (/-----BEGIN ENCRYPTED|Proc-Type: 4,ENCRYPTED/.test(text))
    throw new UsageError(`${from}: the key is encrypted: give one without a passphrase`);
  try {
    return createPrivateKey(text);
  } catch {
    throw new UsageError(`${from}: the private key cannot be read: check that it is whole`);
  }
}
