import type { Json, JsonObject } from '../../../contract/json.ts';
import type { Verb } from '../../../contract/types.ts';
import { metadataOf, withMetadata } from '../../state/model.ts';
import { inAnswers } from '../helpers/answers.ts';
import type { Override } from '../types.ts';

export const UPDATES = ['replace', 'patch'] as const satisfies readonly Verb[];
export const WRITES = ['create', ...UPDATES] as const satisfies readonly Verb[];

/** Members of metadata that change; undefined removes one. */
type Members = Record<string, Json | undefined>;

/** Metadata is changed before it is stored; `current` is that of the object before, undefined for a new one. */
export const storing =
  (change: (metadata: JsonObject, current: JsonObject | undefined) => Members): Override =>
  (base) => ({
    asStored: (job, current, writer) => {
      const stored = base.asStored(job, current, writer);
      return withMetadata(stored, change(metadataOf(stored), current && metadataOf(current)));
    },
  });

/** Metadata is stored as it should be, and shown with changes. */
export const showing = (change: (metadata: JsonObject) => Members): Override =>
  inAnswers((_, job) => withMetadata(job, change(metadataOf(job))));
