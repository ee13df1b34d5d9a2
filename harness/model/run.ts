/** The settings of a run, by subject. Plain data, which is passed unchanged from the flags to the judging thread. */
import type { CredentialsDescription } from '../credentials/create.ts';
import type { JobLimits } from './trial.ts';

/** The target, how to connect to it, and the credentials. */
export interface Connection {
  /** URL without a trailing slash. Its path, if it has one, is the prefix of the path of every request. */
  target: string;
  credentials: CredentialsDescription;
  /** Certificates (PEM) of the authorities to trust instead of those of the system. */
  ca?: string | undefined;
  /** Whether to trust any certificate. */
  insecure: boolean;
  /** The name that the target's certificate has to be for; default: the host of its URL. */
  serverName?: string | undefined;
  proxies?: Proxies | undefined;
  /** What must be masked besides what the credentials name: what was obtained for them before. */
  secrets?: readonly string[] | undefined;
  /** Maximum duration of one request, in milliseconds. */
  timeout: number;
}

/** URLs of proxies for targets by http and by https, and the hosts that are reached without one, as in NO_PROXY. */
export interface Proxies {
  http: string | undefined;
  https: string | undefined;
  none: string;
}

export interface Namespaces {
  namespace: string;
  otherNamespace?: string | undefined;
  /** A namespace of which the run may delete all jobs. */
  scratchNamespace?: string | undefined;
}

/** How to judge. */
export interface Execution {
  /** Seed of the run; the seed of every judgement is derived from it. */
  seed: number;
  /** Number of cases of properties, in percent of what each property asks for. */
  runs: number;
  /** Maximum number of simultaneous requests. */
  concurrency: number;
  /** Milliseconds to wait for a graceful deletion or for an event of a watch. */
  settle: number;
  /** Milliseconds for which a watch is left without any event; 0: none is. */
  patience: number;
  /** Milliseconds that a job with a short command may take to start and to end; 0: what jobs do is not judged. */
  running: number;
  /** Image and resources of the jobs that are created. */
  settings: JobLimits;
  /** Whether a kind of which the target does not show or remove a first job is judged no further. */
  gate?: boolean | undefined;
  /** Whether to stop after the first fail. */
  bail: boolean;
  /** Milliseconds after which nothing more is judged. */
  maxTime?: number | undefined;
}
