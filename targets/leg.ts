/** A real server that nobody here wrote, and how the suite reaches it. */
export interface Leg {
  name: string;
  /** In the compatibility matrix: the head of its column, and what it is with its version, in one sentence. */
  title: string;
  about: string;
  /** The leg whose expectations these are too; its own otherwise. */
  expects?: string;
  /** Flags of the suite that suit it, such as shorter waits for what never answers. */
  flags?: readonly string[];
  /** What this machine lacks for it, in one phrase; undefined: nothing. */
  toolchain(): Promise<string | undefined>;
  /** Builds what is not built yet, and resolves when the server answers. */
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
  tokenHeader?: string;
  namespace: string;
  otherNamespace: string;
  scratchNamespace: string;
  /** Ends the server and removes what it kept. */
  stop(): Promise<void>;
}

export const NAMESPACES = {
  namespace: 'conformance',
  otherNamespace: 'conformance-other',
  scratchNamespace: 'conformance-scratch',
} as const;
