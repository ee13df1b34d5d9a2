/** Servers that take a value from the client where they should not. */
import type { Json, JsonObject } from '../../../contract/json.ts';
import type { Verb } from '../../../contract/types.ts';
import { textAt, withMetadata, type Job } from '../../state/model.ts';
import type { Override } from '../types.ts';

export const SERVER_SET = [
  'uid',
  'selfLink',
  'creationTimestamp',
  'resourceVersion',
  'generation',
  'deletionTimestamp',
] as const;

/** A name or namespace that an update sends becomes the object's. */
export function renaming(key: 'name' | 'namespace'): Override {
  return (base) => {
    let wanted: Json | undefined;
    const accepted = (_: string, metadata: JsonObject): undefined => {
      wanted = metadata[key];
    };
    return {
      ...(key === 'name' ? { foreignName: accepted } : { foreignNamespace: accepted }),
      lastingMetadata: (current) => ({
        ...base.lastingMetadata(current),
        ...(wanted === undefined ? {} : { [key]: wanted }),
      }),
    };
  };
}

/**
 * The value that a write sends is stored, and nothing is checked about it. A resourceVersion is shown, but not stored.
 */
export function taking(key: (typeof SERVER_SET)[number] | 'deletionGracePeriodSeconds', verb: Verb): Override {
  return (base) => {
    let sent: JsonObject = {};
    const clientMetadata = (metadata: JsonObject): JsonObject => {
      sent = metadata;
      return base.clientMetadata(metadata);
    };
    if (key === 'resourceVersion') {
      const versioned = (_: Job, stored: Job): Job =>
        textAt(sent, key) === undefined ? stored : withMetadata(stored, { [key]: sent[key] });
      return {
        clientMetadata,
        ...(verb === 'create' ? {} : { isStale: () => false }),
        createAnswer: versioned,
        replaceAnswer: versioned,
        patchAnswer: versioned,
      };
    }
    return {
      clientMetadata,
      ...(key === 'uid' && verb !== 'create' ? { isForeign: () => false } : {}),
      ...(key === 'deletionTimestamp' ? { deletionTimestampCauses: () => [] } : {}),
      asStored: (job, current, writer) => {
        const stored = base.asStored(job, current, writer);
        return withMetadata(stored, (sent[key] ?? null) === null ? {} : { [key]: sent[key] });
      },
      nextGeneration: (current, next) =>
        key === 'generation' && typeof sent[key] === 'number' ? sent[key] : base.nextGeneration(current, next),
    };
  };
}
