/** Faults of a patch alone: its media types, its body as a whole, and what it may not do. */
import { isObject, type Json, type JsonObject } from '../../../contract/json.ts';
import { apiVersionOf } from '../../../contract/operations.ts';
import { metadataOf, objectAt, withMetadata } from '../../state/model.ts';
import { json } from '../helpers/exchange.ts';
import { afterwards, onAnswer } from '../helpers/wraps.ts';
import { mutant, mutantOn, type Mutant, type Override } from '../types.ts';

const onPatch = mutantOn('patch');

/** Patches of some more media types are read as merge patches. */
const takingToo =
  (takes: (type: string) => boolean): Override =>
  (base) => ({ takesPatchType: (type) => base.takesPatchType(type) || takes(type ?? '') });

export const PATCH: readonly Mutant[] = [
  onPatch('patch-takes-another-api-version', 'patch.kind-mismatch', {
    text: 'A patch with another apiVersion is accepted.',
    override: (base) => ({
      foreignVersion: () => undefined,
      shaped: (kind, job) => ({ ...base.shaped(kind, job), apiVersion: apiVersionOf(kind) }),
    }),
  }),
  onPatch('patch-loses-the-replica-map', 'immutable.replica-map', {
    text: 'A patch that sets the replica map to null removes it.',
    override: (base) => ({
      immutableCauses: (kind, current, next) =>
        objectAt(next, 'spec')[kind.replicaMap] === undefined ? [] : base.immutableCauses(kind, current, next),
      schemaCauses: (kind, job) =>
        objectAt(job, 'spec')[kind.replicaMap] === undefined ? [] : base.schemaCauses(kind, job),
    }),
  }),
  onPatch('patch-takes-json-patch', 'patch.media-type', {
    text: 'JSON Patch is read as a merge patch of its first value.',
    override: (base) => ({
      takesPatchType: () => true,
      parseJson: (body) => {
        const parsed = base.parseJson(body);
        return Array.isArray(parsed) && isObject(parsed[0]) ? { metadata: { labels: { patched: 'yes' } } } : parsed;
      },
    }),
  }),
  onPatch('patch-takes-any-type', 'patch.media-type', {
    text: 'Whatever its type, a patch is a merge patch.',
    override: () => ({ takesPatchType: () => true }),
  }),
  onPatch('patch-takes-strategic', 'patch.media-type', {
    text: 'A strategic merge patch is applied as a merge patch.',
    override: takingToo((type) => type.startsWith('application/strategic')),
  }),
  onPatch('patch-takes-apply', 'patch.media-type', {
    text: 'An apply patch is taken for a merge patch.',
    override: takingToo((type) => type.startsWith('application/apply-patch')),
  }),
  onPatch('patch-takes-plain-json', 'patch.media-type', {
    text: 'application/json is a merge patch.',
    override: takingToo((type) => type.startsWith('application/json') && !type.includes('patch')),
  }),
  onPatch('patch-type-says-bad-request', 'patch.media-type.code', {
    text: 'A 415 has the reason BadRequest.',
    override: (base) => ({
      unsupportedMediaType: (accepted) => ({ ...base.unsupportedMediaType(accepted), reason: 'BadRequest' }),
    }),
  }),
  onPatch('patch-knows-no-parameters', 'patch.media-type.parameters', {
    text: 'application/merge-patch+json with a charset is refused.',
    override: (base) => ({ takesPatchType: (type) => base.takesPatchType(type) && !(type ?? '').includes(';') }),
  }),
  onPatch('patch-takes-arrays', 'patch.not-an-object', {
    text: 'A patch that is no object changes nothing and succeeds.',
    override: (base) => ({
      isPatch: (_patch: Json): _patch is JsonObject => true,
      mergePatch: (target, patch) => (isObject(patch) ? base.mergePatch(target, patch) : (target ?? null)),
    }),
  }),
  onPatch('patch-takes-null', 'patch.not-an-object', {
    text: 'A patch that is null succeeds and changes nothing.',
    override: (base) => ({ parseJson: (body) => base.parseJson(body) ?? {} }),
  }),
  mutant('patch-does-what-it-may', 'patch.all-or-nothing', {
    text: 'Of a patch that is refused the labels are stored.',
    wrap: afterwards({ verb: 'patch', query: { dryRun: false }, status: 422 }, async ({ json: patch, path, send }) => {
      const labels = objectAt(metadataOf(patch), 'labels');
      if (Object.keys(labels).length > 0) await send('PATCH', path, { metadata: { labels } });
    }),
  }),
  onPatch('patch-with-no-finalizers-keeps-them', 'delete.finalizers.last', {
    text: 'A patch with an empty array of finalizers leaves them as they are.',
    override: (base) => ({
      mergePatch: (target, patch) => {
        const merged = base.mergePatch(target, patch) as JsonObject;
        const { finalizers } = metadataOf(patch);
        return Array.isArray(finalizers) && finalizers.length === 0
          ? withMetadata(merged, { finalizers: metadataOf(target)['finalizers'] })
          : merged;
      },
    }),
  }),
  mutant('patch-of-nothing-by-nothing-succeeds', 'patch.missing.code', {
    text: 'An empty patch of a missing object succeeds.',
    wrap: onAnswer({ verb: 'patch', status: 404, when: ({ json: sent }) => JSON.stringify(sent) === '{}' }, () =>
      json(200, {}),
    ),
  }),
];
