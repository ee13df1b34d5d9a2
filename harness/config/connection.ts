import type { Connection } from '../model/run.ts';
import { readCredentials } from './credentials.ts';
import type { Reader } from './reader.ts';
import { UsageError } from './usage.ts';

/** The connection as the flags give it. Without a target, the run uses the embedded reference server. */
export type AskedConnection = Omit<Connection, 'target'> & { target: string | undefined };

export function readConnection(read: Reader): AskedConnection {
  return {
    target: readTarget(read),
    credentials: readCredentials(read),
    ca: readCa(read),
    insecure: read.toggle('insecure'),
    timeout: read.milliseconds('timeout', 0.05, 3600),
  };
}

function readTarget(read: Reader): string | undefined {
  const text = read.text('target');
  if (text === undefined) return undefined;
  const from = read.from('target');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new UsageError(
      `${from}: "${text}" is no URL: give one such as https://cci.example.com or http://127.0.0.1:8080`,
    );
  }
  if (url.username !== '' || url.password !== '')
    throw new UsageError(`${from}: credentials do not go into the URL: use --token or --token-file`);
  if (url.search !== '' || url.hash !== '')
    throw new UsageError(`${from}: leave out what follows the path ("${url.search}${url.hash}")`);
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function readCa(read: Reader): string | undefined {
  const ca = read.file('ca');
  if (ca !== undefined && !ca.includes('-----BEGIN CERTIFICATE-----'))
    throw new UsageError(`${read.from('ca')}: the file holds no PEM certificate`);
  return ca;
}
