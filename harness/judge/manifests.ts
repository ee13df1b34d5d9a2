/** Manifests of the run's own, not sent yet: named, labelled, small. */
import { example } from '../../contract/examples.ts';
import { isObject, type JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import { RUN_LABEL, TRIAL_LABEL, type Journal } from '../ownership/journal.ts';
import { merged, overridden, smallest, tame } from './limits.ts';
import { metadataOf } from '../ownership/ownership.ts';
import type { Given, Overrides, JobLimits } from '../model/trial.ts';

export interface ManifestOptions {
  kind: Kind;
  journal: Journal;
  trialId: string;
  settings: JobLimits;
}

type Drafts = Pick<Given, 'name' | 'manifest' | 'documented' | 'adopted'>;

const LONGEST_NAME = 63;
/** Table 10. */
const VALID_NAME = /^(?=.{1,63}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

export function createManifests({ kind, journal, settings, trialId }: ManifestOptions): Drafts {
  const own = { [RUN_LABEL]: journal.runId, [TRIAL_LABEL]: trialId };

  const name = (hint = 'job'): string => {
    const tail = `-${journal.next()}`;
    const head = `${journal.runId}-${hint.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-')}`.slice(
      0,
      LONGEST_NAME - tail.length,
    );
    return head.replace(/-+$/, '') + tail;
  };

  /** What is malformed stays so: it is what some check is about. */
  function tamed(manifest: JsonObject, overrides: Overrides = {}): JsonObject {
    const harmless = overridden(tame(manifest, kind, settings), overrides);
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
    return shown === undefined ? manifest() : tamed(shown);
  };
  return { name, manifest, documented, adopted: tamed };
}

/** A name that is valid is replaced by one of the run's; one that is missing is given, unless the server is to make it. */
const wantsName = ({ name, generateName }: JsonObject): boolean =>
  name === undefined ? generateName === undefined : typeof name === 'string' && VALID_NAME.test(name);

const named = (manifest: JsonObject): boolean => {
  const { name, generateName } = metadataOf(manifest);
  return name !== undefined || generateName !== undefined;
};
