/** What a check sees. No check knows vitest, undici or the reference server. */
import type { Arbitrary } from 'fast-check';
import type { Clock } from '../../contract/clock.ts';
import type { FreedomId, OptionOf } from '../../contract/freedoms.ts';
import type { Json, JsonObject } from '../../contract/json.ts';
import type { Kind, Verb } from '../../contract/types.ts';
import type { Finding } from './finding.ts';
import type { Schemas } from './requirement.ts';
import type { Answer, CallOptions, Ref, Job, Target } from './target.ts';

/** What differs from the smallest valid manifest. Deep-merged; undefined removes. */
export interface Overrides {
  name?: string;
  namespace?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  metadata?: JsonObject;
  spec?: JsonObject;
}

/** `count` of them: of a known number, each can be named. */
export type Several<T, Count extends number, Rest extends readonly T[] = []> = number extends Count
  ? T[]
  : Rest['length'] extends Count
    ? [...Rest]
    : Several<T, Count, [T, ...Rest]>;

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
  adopted(manifest: JsonObject, overrides?: Overrides): JsonObject;
  /** Creates and reads back. */
  job(overrides?: Overrides): Promise<Job>;
  jobs<Count extends number>(count: Count, overrides?: Overrides): Promise<Several<Job, Count>>;
  /** Creates exactly this and reads it back. */
  created(manifest: JsonObject, options?: CallOptions): Promise<Job>;
  /** Read, change, PUT; retried on conflicts. Answers what is stored then. */
  updated(job: Ref, change: (object: JsonObject) => void): Promise<JsonObject>;
  /** The object as it is now; inconclusive when it cannot be read. */
  read(job: Ref): Promise<JsonObject>;
  /** Deletes and waits until it is gone. */
  deleted(job: Ref): Promise<void>;
}

/** In `expect.stored`: the member must not be there. */
export const ABSENT = Symbol('absent');

/** Objects as subsets, arrays item by item (items as subsets), scalars equal, quantities equal as quantities. */
export type Pattern = Json | typeof ABSENT | readonly Pattern[] | { [key: string]: Pattern };

/** Failing throws a finding: the requirement fails. */
export interface Expect {
  /**
   * 2xx. Quota, admission and throttling on a create make it inconclusive instead. Returns the body, which has to be an object;
   * an empty one for a stream, and for a code that comes without a body.
   */
  accepted(answer: Answer): JsonObject;
  /** The same, and the code is one that the page of the operation lists. */
  documented(answer: Answer): JsonObject;
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
  settings: JobLimits;
  /**
   * A property. Findings thrown by the predicate are shrunk to the smallest input; anything else aborts.
   * `runs` is scaled by the run's `--runs` (100 = as given).
   */
  property<T>(arbitrary: Arbitrary<T>, predicate: (value: T) => Promise<void>, runs?: number): Promise<void>;
  /** Polls until something defined comes, or time is up (default: settle). */
  eventually<T>(probe: () => Promise<T | undefined>, within?: number): Promise<T | undefined>;
  /**
   * Makes an attempt again while it turns out to have been disturbed, as by a controller that wrote in between, and returns
   * the outcome of the last one. How often, and after which pauses, is the same for all checks.
   */
  retry<T>(attempt: () => Promise<T>, disturbed: (outcome: T) => boolean | Promise<boolean>): Promise<T>;
  /** Records which option of a freedom the target was seen to take. */
  choice<Id extends FreedomId>(freedom: Id, option: OptionOf<Id>, answer?: Answer, verb?: Verb): void;
  /** Ends the judgement: the optional feature is absent, as shown by the answer. */
  notApplicable(reason: string): never;
  /** Ends the judgement: it cannot be judged, for reasons other than the subject of the requirement. */
  inconclusive(reason: string): never;
}

/** What is put into jobs that are really created. */
export interface JobLimits {
  image: string;
  cpu: string;
  memory: string;
  maxReplicas: number;
}
