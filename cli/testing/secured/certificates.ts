/** An authority with a server's and clients' certificates, made when a test runs: what is committed expires. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporary } from '../invoke.ts';

export interface Pair {
  /** Paths of PEM files. */
  certificate: string;
  key: string;
}

export interface Authority {
  certificate: string;
  /** @param days for which the certificate holds; 0: it has expired */
  issue(name: string, extensions?: string, days?: number): Pair;
}

const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

export function newAuthority(): Authority {
  const folder = temporary();
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { stdio: 'pipe' });
  const ca = { certificate: at('ca.pem'), key: at('ca-key.pem') };
  openssl('req', '-x509', ...EC, '-keyout', ca.key, '-out', ca.certificate, '-days', '1', '-subj', '/CN=authority');
  return {
    certificate: ca.certificate,
    issue(name, extensions = 'basicConstraints=CA:FALSE', days = 1) {
      const pair = { certificate: at(`${name}.pem`), key: at(`${name}-key.pem`) };
      const [request, config] = [at(`${name}.csr`), at(`${name}.ext`)];
      writeFileSync(config, extensions);
      openssl('req', '-new', ...EC, '-keyout', pair.key, '-out', request, '-subj', `/CN=${name}`);
      openssl(
        ...['x509', '-req', '-in', request, '-CA', ca.certificate, '-CAkey', ca.key, '-CAcreateserial'],
        ...['-out', pair.certificate, '-days', String(days), '-extfile', config],
      );
      return pair;
    },
  };
}

export const textOf = (path: string): string => readFileSync(path, 'utf8');
