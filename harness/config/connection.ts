import type { Connection } from '../model/run.ts';
import { readCredentials } from './credentials.ts';
import { certificatesIn } from './pem.ts';
import { readProxies } from './proxies.ts';
import type { Reader } from './reader.ts';
import { httpUrl } from './urls.ts';

/** The connection as the flags give it. Without a target, the run uses the embedded reference server. */
export type AskedConnection = Omit<Connection, 'target'> & { target: string | undefined };

export function readConnection(read: Reader): AskedConnection {
  return {
    target: readTarget(read),
    credentials: readCredentials(read),
    ca: readCa(read),
    insecure: read.toggle('insecure'),
    proxies: readProxies(read),
    timeout: read.milliseconds('timeout', 0.05, 3600),
  };
}

function readTarget(read: Reader): string | undefined {
  const text = read.text('target');
  return text === undefined
    ? undefined
    : httpUrl(text, read.from('target'), 'https://cci.example.com or http://127.0.0.1:8080');
}

function readCa(read: Reader): string | undefined {
  const ca = read.file('ca');
  if (ca !== undefined) certificatesIn(ca, read.from('ca'));
  return ca;
}
