/**
 * What a check sees, what it leaves behind, and what a run is made of. Types alone: specs and reports import from here,
 * and no check knows vitest, undici or the reference server.
 */
import type { Arbitrary } from 'fast-check';
import type { Clock, Json, JsonObject } from '../contract/seam.ts';
import type { Kind, Layer, Level, Verb } from '../contract/types.ts';

// ---------------------------------------------------------------------------------------------- evidence

/**
 * Who a request is sent as. `credentials`: that exact value of the token header, or null for no such header. `altered`: what
 * it makes of the full identity's value (`Bearer T`, or the bare token), for tokens that are nearly right.
 */
export type Identity = 'full' | 'read-only' | { credentials: string | null } | { altered: (value: string) => string };

/** One request and its answer, as recorded at the seam. Credentials are redacted before anything is recorded. */
export interface Exchange {
  /** Numbered from 1 within one judgement (requirement and kind). */
  seq: number;
  /** Milliseconds since the epoch, by the trial's clock, and how long until the body ended. */
  at: number;
  ms: number;
  /** `full`, `read-only`, `anonymous`, or `other` for credentials of the check's own making. */
  as: string;
  verb: Verb | undefined;
  method: string;
  /** Path and query below the target's path prefix: a URL is the target's URL and this. */
  path: string;
  requestHeaders: [string, string][];
  requestBody?: string;
  /** Absent when no response head arrived; then `error` says why. */
  status?: number;
  responseHeaders: [string, string][];
  responseBody: string;
  /** The recorded body was cut: nothing that needs the whole may judge it. */
  truncated?: boolean;
  error?: string;
  /** The property's case this belongs to, from 1; absent outside properties. */
  case?: number;
}

/** What did not hold. A person can act on it without having read the suite. */
export interface Finding {
  /** One sentence: what is wrong. */
  message: string;
  expected: string;
  received: string;
  /** JSON pointer into the body (or `header:NAME`, or `status`) at which it was seen. */
  path?: string;
  /** The exchange that shows it. */
  exchange?: number;
  /** The exchanges that led there, in order: the smallest history known. */
  history?: number[];
  /** For properties: the seed and fast-check path that replay it, and the shrunk input. */
  seed?: number;
  counterexample?: string;
}

export const VERDICTS = ['pass', 'fail', 'inconclusive', 'not-applicable', 'waived', 'harness-error'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** A choice of the target that an exchange has shown. */
export interface Sighting {
  freedom: string;
  option: string;
  /** The operation it was seen on, for freedoms whose scope is the operation. */
  verb?: Verb;
  exchange?: number;
}

/** What an invariant saw during one judgement. */
export interface Observation {
  invariant: string;
  /** Exchanges it applied to. */
  seen: number;
  /** The first few violations, with the exchanges that show them. */
  findings: { finding: Finding; exchange: Exchange }[];
}

/** The outcome of judging one requirement for one kind. Plain data: it crosses threads and goes into the report. */
export interface Result {
  id: string;
  kind: string;
  verdict: Verdict;
  /** Why, for every verdict but pass and fail. */
  reason?: string;
  findings: Finding[];
  /** All exchanges of the judgement. */
  exchanges: Exchange[];
  sightings: Sighting[];
  observations: Observation[];
  ms: number;
  seed: number;
  /** Requirement whose failure explains this one's (set by the roll-up). */
  causedBy?: string;
  /** Of waived results: what it was before an expectation waived it (set by the roll-up). */
  was?: { verdict: Verdict; reason?: string };
  /** For harness errors. */
  stack?: string;
}

/** The generated JSON Schemas: `${singular}.sent|received|list|patch`, `status`, `watchevent`, `deleteoptions`. */
export interface Schemas {
  validate(name: string, value: unknown): { path: string; message: string }[];
}

// ---------------------------------------------------------------------------------------------- requirements

/** What a requirement needs of the run besides a namespace and a token; without it the requirement is not planned. */
export type Capability = 'authentication' | 'read-only-token' | 'other-namespace' | 'scratch-namespace';

export interface Requirement {
  /** `area/what-holds`. Frozen by a snapshot. */
  id: string;
  revision: number;
  /** Statements of the register. Level, layer and source follow from them. */
  tests: readonly string[];
  /** Requirements whose failure would explain this one's. */
  needs?: readonly string[];
  requires?: readonly Capability[];
  /** Kinds it speaks about; absent: all. */
  appliesTo?: (kind: Kind) => boolean;
  check(trial: Trial): Promise<void>;
  /**
   * Looked at on every exchange of the whole run, not only on the check's own: a finding, 'holds', or undefined where it
   * does not apply. A violation anywhere in the run fails this requirement, not the one that happened to cause the traffic.
   */
  everywhere?: (exchange: Exchange, kind: Kind, schemas: Schemas) => Finding | 'holds' | undefined;
}

/** A requirement with what follows from its statements. */
export interface Derived { level: Level; layer: Layer }

// ---------------------------------------------------------------------------------------------- the trial

export interface Answer {
  exchange: number;
  method: string;
  path: string;
  status: number;
  /** Lower-case names; repeated headers joined by `, `. */
  headers: ReadonlyMap<string, string>;
  text: string;
  /** The parsed body; undefined when it is no JSON. */
  json: Json | undefined;
  /** The head of a stream whose body is still coming: no whole JSON is to be expected of it. */
  streaming?: boolean;
}

/** A body sent as it stands, for requests that are no JSON on purpose. */
export interface Raw { raw: string }
export type Body = JsonObject | Json[] | string | number | boolean | null | Raw;

export interface CallOptions {
  /** Default: the run's namespace. */
  namespace?: string | undefined;
  as?: Identity;
  query?: Record<string, string | number | boolean | undefined>;
  headers?: Record<string, string>;
  /** null sends none. Default: application/json, and application/merge-patch+json for patch. */
  contentType?: string | null;
}

/** An object on the target by its address; what `given` makes is one too. */
export interface Ref { name: string; namespace?: string }

/** An object that the check made. */
export interface Job extends Ref {
  namespace: string;
  /** What was sent. */
  sent: JsonObject;
  /** What was read back after the target accepted it. */
  stored: JsonObject;
  uid: string;
}

export interface WatchEvent {
  /** Upper case (erratum 13). */
  type: string;
  object: JsonObject;
  /** The line as received. */
  line: string;
}

export interface WatchStream {
  /** The head; `text` fills as the stream goes. */
  answer: Answer;
  /** The next event; 'end' when the stream ended, 'timeout' when none came within so many milliseconds. */
  next(within?: number): Promise<WatchEvent | 'end' | 'timeout'>;
  /** Events until `done` says so, the stream ends or time is up (default: the settle time). */
  collect(done: (events: WatchEvent[]) => boolean, within?: number): Promise<WatchEvent[]>;
  /** Milliseconds until the stream ended by itself, or undefined when it did not within so many. */
  ended(within: number): Promise<boolean>;
  close(): void;
}

/** The eight operations on the trial's kind. Every call is evidence; creates are journaled before they leave. */
export interface Target {
  create(body: Body, options?: CallOptions): Promise<Answer>;
  read(ref: Ref, options?: CallOptions): Promise<Answer>;
  list(options?: CallOptions): Promise<Answer>;
  replace(ref: Ref, body: Body, options?: CallOptions): Promise<Answer>;
  patch(ref: Ref, body: Body, options?: CallOptions): Promise<Answer>;
  /** `body`: DeleteOptions; none unless given. */
  delete(ref: Ref, options?: CallOptions & { body?: Body }): Promise<Answer>;
  /**
   * Always carries the run's label selector (joined to one of the query's), unless the namespace is the scratch one.
   * Throws Inconclusive where foreign objects of the kind exist and the target might not honour selectors.
   */
  deleteCollection(options?: CallOptions & { body?: Body }): Promise<Answer>;
  watch(options?: CallOptions): Promise<WatchStream>;
  /** Anything else: the path as given (prefixed by the target's base path). */
  send(method: string, path: string, options?: CallOptions & { body?: Body }): Promise<Answer>;
  /** The same target for another kind of the run (for what must not reach over kinds). */
  for(kind: Kind): Target;
}

/** What differs from the smallest valid manifest. Deep-merged; undefined removes. */
export interface Overrides {
  name?: string;
  namespace?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  metadata?: JsonObject;
  spec?: JsonObject;
}

/** Makes what a check starts from. When the target refuses, the judgement is inconclusive, never a failure. */
export interface Given {
  /** A name of this run, unique, within the documented pattern and length. */
  name(hint?: string): string;
  /** A small valid manifest with a fresh name, the run's label and small resources; not sent. */
  manifest(overrides?: Overrides): JsonObject;
  /**
   * The documented create example, with a fresh name, the run's label, image and resources of the settings; of a kind that the
   * documents show none of, what `manifest` gives. Not sent.
   */
  documented(): JsonObject;
  /** Any manifest made the run's own: name (unless it has generateName), label, image, resources, replica bound. */
  tamed(manifest: JsonObject, overrides?: Overrides): JsonObject;
  /** Creates and reads back. */
  job(overrides?: Overrides): Promise<Job>;
  jobs(count: number, overrides?: Overrides): Promise<Job[]>;
  /** Creates exactly this and reads it back. */
  stored(manifest: JsonObject, options?: CallOptions): Promise<Job>;
  /** Read, change, PUT; retried on conflicts. Answers what is stored then. */
  updated(job: Ref, change: (object: JsonObject) => void): Promise<JsonObject>;
  /** The object as it is now; inconclusive when it cannot be read. */
  now(job: Ref): Promise<JsonObject>;
  /** Deletes and waits until it is gone. */
  gone(job: Ref): Promise<void>;
}

/** In `expect.stored`: the member must not be there. */
export const ABSENT = Symbol('absent');
/** Objects as subsets, arrays item by item (items as subsets), scalars equal, quantities equal as quantities. */
export type Pattern = Json | typeof ABSENT | readonly Pattern[] | { [key: string]: Pattern };

/** Failing throws a finding: the requirement fails. */
export interface Expect {
  /** 2xx. Quota, admission and throttling on a create make it inconclusive instead. Answers the body as an object (of a stream: empty). */
  accepted(answer: Answer, codes?: readonly number[]): JsonObject;
  /** 4xx, or one of the codes. Neither success nor 5xx. */
  refused(answer: Answer, codes?: readonly number[]): void;
  /** The value matches; `path` is the JSON pointer of `actual` itself within the answer. */
  match(actual: Json | undefined, pattern: Pattern, answer: Answer | undefined, path?: string): void;
  /** Reads the object back and matches it. Answers it. */
  stored(job: Ref, pattern: Pattern): Promise<JsonObject>;
  /** Reads back: 404. With `settle`, waits for a graceful deletion. */
  absent(job: Ref, options?: { settle?: boolean }): Promise<void>;
  /** What `before` held is still stored: same resourceVersion, or the same metadata (labels, annotations, uid) and spec. */
  unchanged(job: Ref, before: JsonObject): Promise<void>;
  /** Anything else. */
  that(holds: boolean, finding: Omit<Finding, 'exchange' | 'history'> & { answer?: Answer | undefined }): void;
}

/** Everything a check cannot compute comes through here: the network, time, randomness, names, waiting. */
export interface Trial {
  kind: Kind;
  /** All kinds of the run. */
  kinds: readonly Kind[];
  /** The same trial for another kind of the run: for what must not reach over kinds. */
  for(kind: Kind): Trial;
  namespace: string;
  /** Present when planned by capability. */
  otherNamespace: string;
  scratchNamespace: string;
  target: Target;
  given: Given;
  expect: Expect;
  schemas: Schemas;
  clock: Clock;
  /** Milliseconds that a graceful deletion, or an event of a watch, may take. */
  settle: number;
  seed: number;
  settings: TameSettings;
  /**
   * A property. Findings thrown by the predicate are shrunk to the smallest input; anything else aborts.
   * `runs` is scaled by the run's `--runs` (100 = as given).
   */
  property<T>(arbitrary: Arbitrary<T>, predicate: (value: T) => Promise<void>, runs?: number): Promise<void>;
  /** Polls until something defined comes, or time is up (default: settle). */
  eventually<T>(probe: () => Promise<T | undefined>, within?: number): Promise<T | undefined>;
  /** Records which option of a freedom the target was seen to take. */
  saw(freedom: string, option: string, answer?: Answer, verb?: Verb): void;
  /** Ends the judgement: the optional feature is absent, as shown by the answer. */
  notApplicable(reason: string): never;
  /** Ends the judgement: it cannot be judged, for reasons other than the subject of the requirement. */
  inconclusive(reason: string): never;
}

/** What is put into jobs that are really created. */
export interface TameSettings { image: string; cpu: string; memory: string; maxReplicas: number }

// ---------------------------------------------------------------------------------------------- the report

export interface Count { pass: number; fail: number; inconclusive: number; 'not-applicable': number; waived: number; 'harness-error': number }

/** One entry of `results` in `report.json`: a result with what a reader needs beside it. */
export interface ReportEntry {
  id: string;
  kind: string;
  verdict: Verdict;
  level: Level;
  layer: Layer;
  area: string;
  reason?: string;
  causedBy?: string;
  /** Of waived entries: the verdict that an expectation waived; `reason` is then the expectation's. */
  was?: { verdict: Verdict; reason?: string };
  statements: { id: string; text: string; source: string; level: Level; layer: Layer; errata?: { number: number; reading: string }[] }[];
  findings: Finding[];
  /** For failures, inconclusives and errors: the exchanges. For passes: how many there were. */
  exchanges?: Exchange[];
  exchangeCount: number;
  ms: number;
  seed: number;
  /** For failures: the command that replays it. */
  replay?: string;
  stack?: string;
}

/** `report.json`, whole. */
export interface Report {
  format: 1;
  suite: { name: string; version: string; contractDigest: string };
  target: { url: string; embedded: boolean; namespace: string; otherNamespace?: string; scratchNamespace?: string };
  startedAt: string;
  ms: number;
  seed: number;
  runs: number;
  /** partial when anything was left out: by a flag, a capability or an interruption. */
  scope: { extent: 'full' | 'partial'; layers: Layer[]; kinds: string[]; planned: number; ran: number; notPlanned: { reason: string; count: number }[] };
  conformant: boolean;
  exitCode: number;
  /** One sentence for a person. */
  conclusion: string;
  results: ReportEntry[];
  summary: { total: Count; byLayer: Record<string, Count>; byKind: Record<string, Count>; byArea: Record<string, Count>; byLevel: Record<string, Count> };
  /** From the traffic: per kind and verb, the number of exchanges and the status codes seen. */
  coverage: { kind: string; verb: Verb; exchanges: number; statusCodes: number[] }[];
  freedoms: { freedom: string; text: string; option: string; optionText: string; verb?: Verb; times: number }[];
  register: { statements: number; tested: number; untestable: number; open: number };
  requests: number;
  leftBehind: string[];
  /** With `--expect`: the file, how many results it waived, and what of it is out of date, one line each. */
  expectations?: { file: string; used: number; stale: string[]; expired: string[] };
}
