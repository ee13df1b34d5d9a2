import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import { apiVersionOf, pathOf } from '../../contract/operations.ts';
import { equal, finalizersOf, isMarked, metadataOf, type Env, type Job } from '../state/model.ts';
import { uidFrom } from '../state/random.ts';

/** The metadata that a client may set. The rest is the server's. */
const CLIENTS = ['generateName', 'labels', 'annotations', 'finalizers', 'ownerReferences'] as const;
/** The metadata that the server sets and no update changes. */
const SERVERS = [
  'name',
  'generateName',
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
  'resourceVersion',
  'generation',
  'managedFields',
] as const;

export const OWN_FINALIZER = 'reference.example.com/cleanup';
const OWN_ANNOTATION = 'reference.example.com/seen';
const GENERATED_BASE = 58;
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

const pick = (metadata: JsonObject, keys: readonly string[]): JsonObject =>
  Object.fromEntries(
    keys
      .filter((key) => metadata[key] !== undefined && metadata[key] !== null)
      .map((key) => [key, metadata[key] as Json]),
  );

/** A map of strings: null becomes the empty string; an empty map becomes undefined. */
const strings = (map: Json | undefined): JsonObject | undefined => {
  if (!isObject(map) || Object.keys(map).length === 0) return undefined;
  return Object.values(map).includes(null)
    ? Object.fromEntries(Object.entries(map).map(([k, v]) => [k, v ?? '']))
    : map;
};

/** All but metadata and status. */
const wantedOf = (job: Job): JsonObject =>
  Object.fromEntries(Object.entries(job).filter(([key]) => key !== 'metadata' && key !== 'status'));

export const metadataRules = (env: Env) => ({
  /** RFC 3339 in UTC; whole seconds unless the variant shows milliseconds (erratum 16). */
  timestamp: (at: number): string => {
    const text = new Date(at).toISOString();
    return env.has('milliseconds') ? text : `${text.slice(0, 19)}Z`;
  },
  newUid: (): string => uidFrom(env.random),
  /** The resourceVersion of a revision. */
  versionText: (revision: number): string =>
    env.has('rv-opaque') ? `r~+/=& %${[...revision.toString(36)].reverse().join('')}` : String(revision),
  /** The revision of a resourceVersion; undefined when the text is not one. */
  versionNumber: (text: string): number | undefined => {
    if (!env.has('rv-opaque')) return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
    if (text === '0') return 0;
    const digits = /^r~\+\/=& %([0-9a-z]{1,10})$/.exec(text)?.[1];
    return digits === undefined ? undefined : Number.parseInt([...digits].reverse().join(''), 36);
  },
  selfLink: (kind: Kind, namespace: string, name?: string): string | undefined =>
    env.has('selflink-absent') ? undefined : pathOf(kind, namespace, name),
  firstGeneration: (): number => 1,
  /** Generates a name: the prefix, cut so that five random characters fit into the limit of 63. */
  generatedName: (prefix: string): string =>
    prefix.slice(0, GENERATED_BASE) +
    Array.from({ length: 5 }, () => ALPHABET[Math.floor(env.random() * ALPHABET.length)]).join(''),

  /** The members of a client's metadata that the object gets. */
  clientMetadata: (sent: JsonObject): JsonObject => {
    const { labels, annotations, finalizers, ...rest } = pick(sent, CLIENTS);
    return {
      ...rest,
      ...(strings(labels) === undefined ? {} : { labels: strings(labels) as JsonObject }),
      ...(strings(annotations) === undefined ? {} : { annotations: strings(annotations) as JsonObject }),
      ...(Array.isArray(finalizers) && finalizers.length > 0 ? { finalizers } : {}),
    };
  },
  /** The members of the stored metadata that no update changes. */
  lastingMetadata: (current: JsonObject): JsonObject => pick(current, SERVERS),
  /** The metadata with what the server adds by itself when a job is created or updated. */
  addedMetadata: (kind: Kind, metadata: JsonObject): JsonObject => {
    const added: JsonObject = {};
    if (env.has('annotations-added'))
      added['annotations'] = { ...(strings(metadata['annotations']) ?? {}), [OWN_ANNOTATION]: 'true' };
    if (env.has('finalizer-added') && metadata['deletionTimestamp'] === undefined) {
      const others = finalizersOf({ metadata }).filter((f) => f !== OWN_FINALIZER);
      added['finalizers'] = [...others, OWN_FINALIZER];
    }
    if (env.has('managed-fields-present')) {
      added['managedFields'] = [
        {
          manager: 'reference',
          operation: 'Update',
          apiVersion: apiVersionOf(kind),
          fieldsType: 'FieldsV1',
          fieldsV1: { 'f:spec': {} },
        },
      ];
    }
    return added;
  },

  /** The next generation: it counts changes of everything except metadata and status. */
  nextGeneration: (current: Job, next: Job): number => {
    const before = metadataOf(current)['generation'];
    const generation = typeof before === 'number' ? before : 1;
    if (env.has('generation-on-any-write')) return generation + 1;
    return equal(wantedOf(current), wantedOf(next)) ? generation : generation + 1;
  },
  /** Whether a write changes nothing, so that the resourceVersion stays the same. */
  isNoOp: (current: Job, next: Job): boolean => !env.has('no-op-moves-rv') && equal(current, next),
  /** Whether an object that is being deleted can be removed: it has no finalizers, and its grace period is over. */
  isGone: (job: Job): boolean => {
    const { deletionGracePeriodSeconds: grace, deletionTimestamp: at } = metadataOf(job);
    return isMarked(job) && finalizersOf(job).length === 0 && (grace === 0 || env.now() >= Date.parse(String(at)));
  },
});
