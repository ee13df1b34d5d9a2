/** The parts of what a run is told: plain data, which is passed on whole from the flags to the judging thread. */
import type { CredentialsDescription } from '../credentials/create.ts';
import type { JobLimits } from './trial.ts';

/** How a target is reached, and as whom. */
export interface Connection {
  /** Without a trailing slash. Its path, if it has one, goes before the path of every request. */
  target: string;
  credentials: CredentialsDescription;
  /** PEM of the authorities to trust instead of the system's. */
  ca?: string | undefined;
  /** Trust any certificate. */
  insecure: boolean;
  /** Milliseconds that one request may take. */
  timeout: number;
}

export interface Namespaces {
  namespace: string;
  otherNamespace?: string | undefined;
  /** One that the run may empty. */
  scratchNamespace?: string | undefined;
}

/** How the judgements are made. */
export interface Execution {
  /** The run's; every judgement derives its own from it. */
  seed: number;
  /** How often the properties run, in percent of what each asks for. */
  runs: number;
  /** Requests at once. */
  concurrency: number;
  /** Milliseconds that a graceful deletion or a watch's event may take. */
  settle: number;
  /** Of the jobs that are really created. */
  settings: JobLimits;
  /** Stop at the first requirement that fails. */
  bail: boolean;
}
