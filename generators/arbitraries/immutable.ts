import type { JsonObject } from '../../contract/seam.ts';
import type { Kind } from '../../contract/types.ts';

/** A change of a documented field that neither replace nor patch may make. */
export interface ForbiddenChange {
  /** Unique within a manifest: what happens, and where. */
  id: string;
  /** JSON pointer (RFC 6901) of what changes, comes or goes. */
  path: string;
  change: 'changed' | 'added' | 'removed';
  /** The manifest with that change and no other; still valid. Throws when the manifest has no such place. */
  apply(manifest: JsonObject): JsonObject;
}

export const immutablePaths = (_kind: Kind, _manifest: JsonObject): ForbiddenChange[] => [];
