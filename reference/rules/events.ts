import type { Json, JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import { apiVersionOf } from '../../contract/operations.ts';
import { metadataOf, withMetadata, type Change, type Env, type Job } from '../state/model.ts';

export type EventType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';

/** A server that ends the streams of slow readers keeps so many events for each. */
const FEW = 12;

export const eventRules = (env: Env) => ({
  /**
   * The event of a change for a watch with this selector; undefined for none. An object that no longer matches is shown
   * as DELETED, as it last matched or as it is now.
   */
  eventOf: (change: Change, matches: (job: Job) => boolean): { type: EventType; object: Job } | undefined => {
    const was = change.before !== undefined && matches(change.before);
    const is = change.type !== 'DELETED' && matches(change.after);
    if (is) return { type: was ? 'MODIFIED' : 'ADDED', object: change.after };
    if (!was || change.before === undefined) return undefined;
    if (change.type !== 'DELETED' && env.has('leaving-as-it-is')) return { type: 'DELETED', object: change.after };
    return {
      type: 'DELETED',
      object: withMetadata(change.before, { resourceVersion: metadataOf(change.after)['resourceVersion'] }),
    };
  },
  /** Whether a change belongs to the kind and namespace of a watch. */
  isWatched: (change: Change, kind: Kind, namespace: string | undefined): boolean =>
    change.kind === kind && (namespace === undefined || change.namespace === namespace),
  eventType: (type: EventType): string =>
    env.has('events-title') ? `${type.slice(0, 1)}${type.slice(1).toLowerCase()}` : type,
  /** An object as an event shows it. */
  watchedObject: (job: Job): Job => job,
  /** The objects that are sent as ADDED at the start of a watch. */
  initialState: (jobs: readonly Job[]): readonly Job[] => jobs,
  eventBody: (type: string, object: Json): JsonObject => ({ type, object }),
  eventLine: (event: JsonObject): string => `${JSON.stringify(event)}\n`,
  /** Whether a watch starts with the existing objects: without a resourceVersion, or with 0. */
  showsInitialState: (version: string): boolean => version === '' || version === '0',
  /** The revision after which a watch starts. */
  watchFrom: (revision: number): number => revision,
  /** Whether the changes after a revision are no longer known. */
  watchExpired: (revision: number, oldest: number): boolean => revision < oldest,
  tellsExpiryByEvent: (): boolean => env.has('expiry-error-event'),
  /** Milliseconds that the opening of a watch takes, during which others write. */
  openingTime: (): number => 0,
  /**
   * Where the two parts of a watch meet, which was asked for at one revision and is served at another: the revision of
   * the state (or of the last change of the log) that it begins with, and that after which it tells every change.
   */
  seam: (asked: number, _now: number, _version: string): { beginsWith: number; goesOnAfter: number } => ({
    beginsWith: asked,
    goesOnAfter: asked,
  }),
  /** The revision that answers resourceVersion=0: the present one, or that of a cache which follows a while later. */
  revisionAtZero: (cached: number, now: number): number => (env.has('version-0-cached') ? cached : now),
  /** Milliseconds after which an open watch shows a change. */
  eventLag: (): number => (env.has('events-late') ? 150 : 0),
  /** What becomes of an event for a watch with so many events that its client has not read. */
  fateOfSlow: (waiting: number): 'told' | 'left out' | 'ended' =>
    env.has('slow-readers-ended') && waiting >= FEW ? 'ended' : 'told',
  /** Milliseconds for which a stream goes on when its time is up; its last event was `quiet` milliseconds ago. */
  extension: (_quiet: number, _duration: number): number => 0,
  /** Whether a watch that has been open for so many milliseconds shows changes. */
  stillTells: (_open: number): boolean => true,
  /** The revision of a bookmark: that up to which the stream was told everything. */
  bookmarkRevision: (told: number, _now: number): number => told,
  sendsBookmarks: (asked: boolean): boolean => asked && !env.has('bookmarks-never'),
  /** Milliseconds between bookmarks. */
  bookmarkInterval: (): number => 10_000,
  bookmarkObject: (kind: Kind, version: string): JsonObject => ({
    kind: kind.kind,
    apiVersion: apiVersionOf(kind),
    metadata: { resourceVersion: version },
  }),
  /** Milliseconds after which the server ends a watch; undefined: never. */
  watchDuration: (timeoutSeconds: number | undefined): number | undefined =>
    timeoutSeconds === undefined || timeoutSeconds <= 0 ? undefined : timeoutSeconds * 1000,
});
