/** A plugin of a kubeconfig that is run to obtain credentials (client.authentication.k8s.io). What it prints is never shown. */
import { execFile } from 'node:child_process';
import { isObject, parseJson, type Json, type JsonObject } from '../../contract/json.ts';

/** Milliseconds that a plugin may take, and bytes that it may print. */
const MOST = { time: 20_000, output: 1024 * 1024 };

export interface ExecPlugin {
  apiVersion?: string;
  command: string;
  args?: string[];
  env?: { name: string; value: string }[];
  /** What it is told of the cluster, if it asks for that. */
  cluster?: JsonObject | undefined;
}

export interface PluginCredential {
  token: string | undefined;
  cert: string | undefined;
  key: string | undefined;
  /** Milliseconds since the epoch. */
  expires: number | undefined;
}

/** Throws an Error of one line, without anything that the plugin printed. */
export async function runPlugin({
  apiVersion,
  command,
  args = [],
  env = [],
  cluster,
}: ExecPlugin): Promise<PluginCredential> {
  const info = { apiVersion, kind: 'ExecCredential', spec: { interactive: false, cluster } };
  const variables = Object.fromEntries(env.map(({ name, value }) => [name, value]));
  const printed = await new Promise<string>((resolve, reject) => {
    const child = execFile(
      command,
      args,
      {
        env: { ...process.env, KUBERNETES_EXEC_INFO: JSON.stringify(info), ...variables },
        timeout: MOST.time,
        maxBuffer: MOST.output,
        killSignal: 'SIGKILL',
      },
      (error, stdout) => (error === null ? resolve(stdout) : reject(new Error(`the plugin ${command} ${why(error)}`))),
    );
    child.stdin?.end();
  });
  const answer = parseJson(printed);
  const status = isObject(answer) ? answer['status'] : undefined;
  const text = (name: string): string | undefined => textOf(isObject(status) ? status[name] : undefined);
  const [token, cert, key] = [text('token'), text('clientCertificateData'), text('clientKeyData')];
  if (token === undefined && (cert === undefined || key === undefined))
    throw new Error(`the plugin ${command} prints no ExecCredential with a token, or a certificate and its key`);
  const expires = Date.parse(text('expirationTimestamp') ?? '');
  return { token, cert, key, expires: Number.isNaN(expires) ? undefined : expires };
}

const textOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;

function why({ code, killed, signal }: { code?: unknown; killed?: boolean; signal?: unknown }): string {
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return `prints more than ${MOST.output} bytes`;
  if (typeof code === 'string') return `cannot be run (${code})`;
  if (killed === true) return `does not end within ${MOST.time / 1000} s`;
  return typeof code === 'number' ? `ends with ${code}: run it by hand to see why` : `was ended by ${String(signal)}`;
}
