/** Makes manifests for the run: with a name and the labels of the run, and with small resources. Nothing is sent. */
import { example } from '../../contract/examples.ts';
import { isObject, type JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import { RUN_LABEL, TRIAL_LABEL, type Journal } from '../ownership/journal.ts';
import { merged, overridden, smallest, limited } from './limits.ts';
import { metadataOf } from '../ownership/ownership.ts';
import type { Given, Overrides, JobLimits } from '../model/trial.ts';

export interface ManifestOptions {
  kind: Kind;
  journal: Journal;
  trialId: string;
  settings: JobLimits;
}

type Manifests = Pick<Given, 'name' | 'manifest' | 'documented' | 'adopted'>;

const LONGEST_NAME = 63;
/** Table 10. */
const VALID_NAME = /^(?=.{1,63}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

export function createManifests({ kind, journal, settings, trialId }: ManifestOptions): Manifests {
  const own = { [RUN_LABEL]: journal.runId, [TRIAL_LABEL]: trialId };

  const name = (hint = 'job'): string => {
    const tail = `-${journal.next()}`;
    const head = `${journal.runId}-${hint.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-')}`.slice(
      0,
      LONGEST_NAME - tail.length,
    );
    return head.replace(/-+$/, '') + tail;
  };

  /** Malformed parts are not changed: they are the subject of a check. */
  function adopted(manifest: JsonObject, overrides: Overrides = {}): JsonObject {
    const harmless = overridden(limited(manifest, kind, settings), overrides);
    const { metadata } = harmless;
    if (metadata !== undefined && !isObject(metadata)) return harmless;
    const { labels } = metadata ?? {};
    const fresh = overrides.name === undefined && wantsName(metadata ?? {}) ? { name: name() } : {};
    return merged(harmless, {
      metadata: { ...fresh, ...((labels === undefined || isObject(labels)) && { labels: own }) },
    });
  }

  const manifest = (overrides: Overrides = {}): JsonObject => {
    const base = overridden(smallest(kind, settings), overrides);
    return merged(base, { metadata: { ...(named(base) ? {} : { name: name() }), labels: own } });
  };

  const documented = (): JsonObject => {
    const shown = example(kind, 'create', 'request');
    return shown === undefined ? manifest() : adopted(shown);
  };
  return { name, manifest, documented, adopted };
}

/**
 * Whether to set a name of the run: a valid name is replaced; a missing one is added, unless the server is to generate
 * it.
 */
const wantsName = ({ name, generateName }: JsonObject): boolean =>
  name === undefined ? generateName === undefined : typeof name === 'string' && VALID_NAME.test(name);

const named = (manifest: JsonObject): boolean => {
  const { name, generateName } = metadataOf(manifest);
  return name !== undefined || generateName !== undefined;
};
