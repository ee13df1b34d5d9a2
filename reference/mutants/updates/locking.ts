/** resourceVersion and uid in the body of an update. */
import { KINDS } from '../../../contract/kinds.ts';
import type { Behaviour } from '../../rules/behaviour.ts';
import { equal, isMarked, metadataOf, objectAt, type Job } from '../../state/model.ts';
import { json } from '../helpers/exchange.ts';
import { onAnswer } from '../helpers/wraps.ts';
import { mutant, mutantOn, perKind, perVerb, type Mutant } from '../types.ts';
import { UPDATES } from './both.ts';

const onReplace = mutantOn('replace');
const onPatch = mutantOn('patch');

/** The resourceVersions that are near enough to the stored one to be of the change before. */
const NEAR = 6;

function isNear(base: Behaviour, current: Job, sent: string): boolean {
  const stored = String(metadataOf(current)['resourceVersion']);
  return Math.abs((base.versionNumber(sent) ?? 0) - (base.versionNumber(stored) ?? 0)) < NEAR;
}

/** Smaller than any resourceVersion of the server. */
const FIRST_VERSION = 72_000_000;

export const LOCKING: readonly Mutant[] = [
  ...perKind(KINDS, (kind) =>
    onReplace('replace-takes-stale-versions', 'locking.stale', {
      text: `A replace of a ${kind.kind} with a stale resourceVersion is accepted.`,
      override: () => ({ isStale: () => false }),
    }),
  ),
  onReplace('replace-takes-the-version-before', 'locking.stale', {
    text: 'A replace with the resourceVersion before the stored one is accepted.',
    override: (base) => ({ isStale: (current, sent) => base.isStale(current, sent) && !isNear(base, current, sent) }),
  }),
  onReplace('replace-takes-versions-of-nonsense', 'locking.stale', {
    text: 'A replace with a resourceVersion that was never issued is accepted.',
    override: (base) => ({
      isStale: (current, sent) => base.isStale(current, sent) && (base.versionNumber(sent) ?? 0) >= FIRST_VERSION,
    }),
  }),
  ...perKind(KINDS, (kind) =>
    onPatch('patch-takes-stale-versions', 'locking.patch', {
      text: `A patch of a ${kind.kind} with a stale resourceVersion is accepted.`,
      override: () => ({ isStale: () => false }),
    }),
  ),
  onReplace('stale-is-422', 'locking.stale.code', {
    text: 'A stale replace is answered with 422.',
    override: (base) => ({
      staleVersion: (kind, name) => ({ ...base.staleVersion(kind, name), code: 422, reason: 'Invalid' }),
    }),
  }),
  onReplace('stale-already-exists', 'locking.stale.code', {
    text: 'A stale replace has the reason AlreadyExists.',
    override: (base) => ({
      staleVersion: (kind, name) => ({ ...base.staleVersion(kind, name), reason: 'AlreadyExists' }),
    }),
  }),
  ...perVerb(UPDATES, (verb) =>
    mutant('of-what-waits-takes-stale-versions', verb === 'replace' ? 'locking.stale' : 'locking.patch', {
      text: `A ${verb} of an object that is being deleted is accepted with a stale resourceVersion.`,
      override: (base) => ({ isStale: (current, sent) => !isMarked(current) && base.isStale(current, sent) }),
    }),
  ),
  onPatch('patch-of-the-right-version-takes-another-uid', 'patch.uid-mismatch', {
    text: "A patch with another object's uid is accepted where its resourceVersion is right.",
    override: (base) => ({
      patchUid: (metadata) => (base.patchVersion(metadata) === undefined ? base.patchUid(metadata) : undefined),
    }),
  }),
  ...perVerb(UPDATES, (verb) =>
    mutant('refuses-current-versions', 'locking.current', {
      text: `A ${verb} with the stored resourceVersion is refused.`,
      override: () => ({ isStale: () => true }),
    }),
  ),
  mutant('patch-takes-uid-and-version-for-a-conflict', 'locking.current', {
    text: 'A patch with the uid and the resourceVersion that are stored is refused.',
    verbs: ['patch'],
    override: (base) => {
      let hasUid = false;
      return {
        patchUid: (metadata) => {
          const uid = base.patchUid(metadata);
          hasUid = uid !== undefined;
          return uid;
        },
        isStale: (current, sent) => hasUid || base.isStale(current, sent),
      };
    },
  }),
  ...perVerb(UPDATES, (verb) =>
    mutant('touches-the-successor', 'locking.predecessor', {
      text: `A ${verb} with uid and resourceVersion of a deleted object changes its successor.`,
      override: (base) => {
        let foreign = false;
        return {
          isForeign: (current, sent) => {
            foreign = base.isForeign(current, sent);
            return false;
          },
          isStale: (current, sent) => !foreign && base.isStale(current, sent),
        };
      },
    }),
  ),
  mutant('patch-of-a-stale-version-alone-succeeds', 'locking.patch', {
    text: 'A patch that carries an old resourceVersion and changes nothing succeeds.',
    wrap: onAnswer({ verb: 'patch', status: 409 }, async (answer, { json: sent, path, send }) => {
      const { resourceVersion, ...others } = metadataOf(sent);
      if (
        resourceVersion === undefined ||
        Object.keys(others).length > 0 ||
        Object.keys(objectAt(sent, 'spec')).length > 0
      )
        return answer;
      const { status, body } = await send('GET', path);
      return status === 200 ? json(200, body) : answer;
    }),
  }),
  onReplace('replace-with-what-is-stored-is-never-stale', 'locking.stale', {
    text: 'A replace with a stale resourceVersion succeeds where its body is otherwise what is stored.',
    override: (base) => {
      let sent: Job = {};
      const content = (job: Job): Job => ({ spec: job['spec'] ?? null, labels: metadataOf(job)['labels'] ?? null });
      return {
        kindCauses: (kind, body) => base.kindCauses(kind, (sent = body)),
        isStale: (current, version) => base.isStale(current, version) && !equal(content(sent), content(current)),
      };
    },
  }),
];
