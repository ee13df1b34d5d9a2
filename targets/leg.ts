/** A leg: a real server of another project, and how the suite connects to it. */
export interface Leg {
  name: string;
  /** It is also asked for by the name of another leg with these flags. */
  variant?: { of: string; by: readonly string[] };
  /** The leg whose expectations hold for it as well as its own. */
  expects?: string;
  /** The kinds that it is judged with unless --kind says others; default: all. */
  kinds?: readonly string[];
  /** Flags of the suite for this server, such as shorter timeouts for requests that it never answers. */
  flags?: readonly string[];
  /** What this machine lacks to run it, in one phrase; undefined: nothing. */
  toolchain(): Promise<string | undefined>;
  /** Builds, without starting it, what takes minutes to build. */
  prepare?(): Promise<unknown>;
  /** Builds the server if necessary, starts it, and resolves when it answers. */
  start(): Promise<Running>;
}

export interface Running {
  /** Without a trailing slash. */
  url: string;
  /** The PEM file to trust. */
  ca?: string;
  insecure?: boolean;
  token: string;
  readOnlyToken?: string;
  /** Known, and allowed nothing. */
  foreignToken?: string;
  tokenHeader?: string;
  namespace: string;
  otherNamespace: string;
  scratchNamespace: string;
  /** Stops the server and removes its data. */
  stop(): Promise<void>;
}

export const NAMESPACES = {
  namespace: 'conformance',
  otherNamespace: 'conformance-other',
  scratchNamespace: 'conformance-scratch',
} as const;
