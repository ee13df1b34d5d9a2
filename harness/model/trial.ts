/** The interface that checks use. No check knows vitest, undici or the reference server. */
import type { Arbitrary } from 'fast-check';
import type { Clock } from '../../contract/clock.ts';
import type { FreedomId, OptionOf } from '../../contract/freedoms/index.ts';
import type { Json, JsonObject } from '../../contract/json.ts';
import type { Kind, Verb } from '../../contract/types.ts';
import type { Finding } from './finding.ts';
import type { Schemas } from './schemas.ts';
import type { Accepted, Answer, CallOptions, Ref, Job, Target } from './target.ts';

/** Differences from the smallest valid manifest. Merged deeply; undefined removes a member. */
export interface Overrides {
  name?: string;
  namespace?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  metadata?: JsonObject;
  spec?: JsonObject;
}

/** `Count` items: a tuple if the number is known at compile time, so that each item can be destructured. */
export type Several<T, Count extends number, Rest extends readonly T[] = []> = number extends Count
  ? T[]
  : Rest['length'] extends Count
    ? [...Rest]
    : Several<T, Count, [T, ...Rest]>;

/** Prepares what a check starts from. When the target refuses, the verdict is inconclusive, never fail. */
export interface Given {
  /** A new unique name, within the documented pattern and length (table 10). */
  name(hint?: string): string;
  /** A small valid manifest with a fresh name, the run's label and small resources; not sent. */
  manifest(overrides?: Overrides): JsonObject;
  /**
   * The documented example of a create, with a fresh name, the run's label, and image and resources from the settings.
   * For a kind that the documents have no example for, the same as `manifest`. Not sent.
   */
  documented(): JsonObject;
  /**
   * The manifest with a name (unless it has generateName) and label of the run, and with image, resources and number of
   * replicas limited. Not sent.
   */
  adopted(manifest: JsonObject, overrides?: Overrides): JsonObject;
  /**
   * Creates a small valid job, for a check that is not about creates. It is read back, unless the run has seen that the
   * answers to creates of the kind show what is stored; then as the answer shows it.
   */
  job(overrides?: Overrides): Promise<Job>;
  /**
   * As `job`, for a check that does not change it, and to which it is all the same who has made it and how old it is:
   * where it can be, one that another judgement of the run has made. It has that one's labels of the suite.
   */
  shared(overrides?: Overrides): Promise<Job>;
  /**
   * As `shared`, for a check that patches or replaces the job: others may have done so before it, which is undone. Its
   * generation counts their changes, too. What the check does to its labels, annotations, finalizers and spec is undone
   * when the next one needs the job.
   */
  reused(overrides?: Overrides): Promise<Job>;
  /**
   * As `shared`, several jobs under one value of the label `set`, which no other object has. They are as the answers to
   * their creates show them. The name of one, if it is given, is what follows that value in its name.
   */
  sharedSet(
    all: readonly Omit<Overrides, 'namespace'>[],
    namespace?: string,
  ): Promise<{ set: string; jobs: Accepted[] }>;
  jobs<Count extends number>(count: Count, overrides?: Overrides): Promise<Several<Job, Count>>;
  /** Creates exactly this manifest and reads it back. */
  created(manifest: JsonObject, options?: CallOptions): Promise<Job>;
  /** As `job`, for a check that does not look at what is stored: one that the answer to the create shows is not read. */
  accepted(overrides?: Overrides): Promise<Accepted>;
  allAccepted<Count extends number>(count: Count, overrides?: Overrides): Promise<Several<Accepted, Count>>;
  /**
   * The control of a create that has to be refused: one like it, which has to be accepted. Undefined where a judgement of
   * the run has seen this manifest to be accepted, but for its name and the labels of the run. The first of a kind is
   * read back, which gives a read that finds nothing its weight.
   */
  control(manifest: JsonObject, options?: CallOptions): Promise<Accepted | undefined>;
  /**
   * The answer to a create that the target may refuse, and that is sent to see whether it does. Undefined where a
   * judgement of the run has seen this manifest to be accepted, as with `control`.
   */
  tried(manifest: JsonObject): Promise<Answer | undefined>;
  /** Reads, changes and replaces the object; tries again after a 409. */
  updated(job: Ref, change: (object: JsonObject) => void): Promise<void>;
  /** Returns the object as it is now; inconclusive when it cannot be read. */
  read(job: Ref): Promise<JsonObject>;
  /**
   * The object as the check has read it last, if it has sent nothing since that may change an object; otherwise it is
   * read. For a write that is made from it, and sent again where it is refused for its version.
   */
  known(job: Ref): Promise<JsonObject>;
  /** Deletes the object and waits until a read returns 404. */
  deleted(job: Ref): Promise<void>;
}

/** In a pattern: the member must be absent. */
export const ABSENT = Symbol('absent');

/**
 * How values match: objects may have more members than the pattern; arrays have the same length and match item by item;
 * quantities and timestamps are equal by value; other scalars are equal. A member that is undefined expects nothing: the
 * target never showed what it should be, such as the uid of an object without one.
 */
export type Pattern = Json | typeof ABSENT | readonly Pattern[] | { [key: string]: Pattern | undefined };

/** Each method throws a finding when it does not hold: the verdict is fail. */
export interface Expect {
  /**
   * 2xx. A create that quota, admission or permissions refuse is inconclusive instead. Returns the body, which must be
   * an object; an empty object for a stream, and for a code without a body.
   */
  accepted(answer: Answer): JsonObject;
  /** As `accepted`, and the page of the operation lists the code. */
  documented(answer: Answer): JsonObject;
  /** 4xx, or one of the codes if given. Never a success or 5xx. */
  refused(answer: Answer, codes?: readonly number[]): void;
  /** The value matches the pattern; `path` is the JSON pointer of `actual` within the answer. */
  match(actual: Json | undefined, pattern: Pattern, answer: Answer | undefined, path?: string): void;
  /** Reads the object back and matches it. Returns the object. */
  stored(job: Ref, pattern: Pattern): Promise<JsonObject>;
  /** A read returns 404. With `settle`, waits for a graceful deletion. */
  absent(job: Ref, options?: { settle?: boolean }): Promise<void>;
  /**
   * The object is still stored as `before`: the same labels, annotations, finalizers, uid and spec, but for what
   * controllers add. Returns the object.
   */
  unchanged(job: Ref, before: JsonObject): Promise<JsonObject>;
  /** Anything else. */
  that(holds: boolean, finding: Omit<Finding, 'exchange' | 'history'> & { answer?: Answer | undefined }): void;
}

/** Everything that a check uses from outside: the network, time, randomness, names, waiting. */
export interface Trial {
  kind: Kind;
  /** All kinds that the run judges. */
  kinds: readonly Kind[];
  /**
   * Whether it is the run's first kind, which is looked at most closely. What serves one kind serves each: of what is drawn,
   * or tried over and over, the others have about half.
   */
  isClosest: boolean;
  /** The same trial for another kind of the run, to check that an operation does not affect other kinds. */
  for(kind: Kind): Trial;
  namespace: string;
  /** Empty when the run has none; a requirement that uses it needs the capability `other-namespace`. */
  otherNamespace: string;
  scratchNamespace: string;
  target: Target;
  given: Given;
  expect: Expect;
  schemas: Schemas;
  clock: Clock;
  /** Milliseconds to wait for a graceful deletion, or for an event of a watch. */
  settle: number;
  /** Milliseconds for which a watch is left without any event; needs the capability `patience`. */
  patience: number;
  /** Milliseconds that a job with a short command may take to start and to end; needs the capability `running-jobs`. */
  running: number;
  seed: number;
  settings: JobLimits;
  /**
   * Checks a property. A finding that the predicate throws is shrunk to a small input; any other error ends the
   * judgement. `runs` is scaled by the run's `--runs` (100 = as given), and half
   * as many unless the kind is the closest.
   */
  property<T>(arbitrary: Arbitrary<T>, predicate: (value: T) => Promise<void>, runs?: number): Promise<void>;
  /**
   * Starts all of them at once, as clients that know nothing of each other, and resolves as `Promise.all` does. The
   * exchanges say which client sent them.
   */
  together<T extends readonly unknown[]>(
    works: readonly [...{ [I in keyof T]: () => Promise<T[I]> }],
  ): Promise<{ -readonly [I in keyof T]: Awaited<T[I]> }>;
  /** Calls `probe` again and again until it returns a value, or the time is up (milliseconds; default: settle). */
  eventually<T>(probe: () => Promise<T | undefined>, within?: number): Promise<T | undefined>;
  /**
   * Repeats an attempt while `disturbed` says that something interfered, such as a write by a controller, and returns
   * the first outcome that was not disturbed. Throws Inconclusive when there is none. The number of attempts and the
   * pauses are the same for all checks. `describe`: the reason, from the last outcome; default: that others wrote.
   */
  retry<T>(
    attempt: () => Promise<T>,
    disturbed: (outcome: T) => boolean | Promise<boolean>,
    describe?: (outcome: T) => string,
  ): Promise<T>;
  /** Records which option of a freedom an answer shows that the target has chosen. */
  choice<Id extends FreedomId>(freedom: Id, option: OptionOf<Id>, answer?: Answer, verb?: Verb): void;
  /** Ends the judgement: the answers show that the target lacks the optional feature. */
  notApplicable(reason: string): never;
  /**
   * Ends the judgement: it is not possible, for a reason that is not the subject of the requirement. `restsOn`: the id of
   * the statement that the target breaks, if that is the reason.
   */
  inconclusive(reason: string, restsOn?: string): never;
}

/** Image, resources and number of the jobs that are created. */
export interface JobLimits {
  image: string;
  cpu: string;
  memory: string;
  maxReplicas: number;
  /** The most jobs that one check may have at a time. */
  mostObjects: number;
}
