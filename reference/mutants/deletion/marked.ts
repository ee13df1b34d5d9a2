/** Objects that are being deleted: what their finalizers hold, and that there is no way back. */
import { isObject, type Json } from '../../../contract/json.ts';
import { equal, finalizersOf, isMarked, metadataOf, objectAt, withMetadata, type Job } from '../../state/model.ts';
import { without } from '../helpers/places.ts';
import { afterwards, onRequest, remembering, succeeded } from '../helpers/wraps.ts';
import { mutant, mutantOn, perVerb, type Mutant } from '../types.ts';

const onDelete = mutantOn('delete');
const UPDATES = ['replace', 'patch'] as const;

const unmarked = (job: Job): Job =>
  withMetadata(job, { deletionTimestamp: undefined, deletionGracePeriodSeconds: undefined });

export const MARKED: readonly Mutant[] = [
  onDelete('finalizers-hold-nothing', 'delete.finalizers', {
    text: 'An object with finalizers goes at once.',
    override: () => ({ marked: () => undefined }),
  }),
  onDelete('finalizers-hold-without-a-mark', 'delete.finalizers', {
    text: 'An object with finalizers stays, and is not marked.',
    override: (base) => ({
      marked: (job, finalizer, grace, at) =>
        finalizersOf(job).length > 0 ? job : base.marked(job, finalizer, grace, at),
    }),
  }),
  mutant('finalizers-hold-for-a-moment', 'constraint.ObjectMeta.finalizers.hold-deletion', {
    text: 'The server takes the finalizers of clients off by itself.',
    override: () => ({ withoutOwnFinalizers: (job) => withMetadata(job, { finalizers: undefined }) }),
  }),
  ...perVerb(UPDATES, (verb) =>
    mutant('sets-finalizers-that-hold-nothing', 'delete.finalizers', {
      text: `Finalizers that a ${verb} has set are shown, and hold no deletion.`,
      wrap: remembering(
        () => new Set<string>(),
        (loose) => (handle) => {
          const setting = afterwards({ verb, status: succeeded }, async ({ path, json }) => {
            if (finalizersOf(isObject(json) ? json : {}).length > 0) loose.add(path);
          });
          const freeing = onRequest({ verb: 'delete', when: ({ path }) => loose.has(path) }, async (exchange) => {
            await exchange.send('PATCH', exchange.path, { metadata: { finalizers: null } });
            return exchange.forward();
          });
          return setting(freeing(handle));
        },
      ),
    }),
  ),
  mutant('last-finalizer-frees-nothing', 'delete.finalizers.last', {
    text: 'An object stays marked when its last finalizer is removed.',
    override: () => ({ isGone: () => false }),
  }),
  mutant('any-finalizer-frees', 'delete.finalizers.last', {
    text: 'Removing one of two finalizers completes the deletion.',
    override: (base) => ({ isGone: (job) => base.isGone(job) || (isMarked(job) && finalizersOf(job).length === 1) }),
  }),
  ...perVerb(UPDATES, (verb) =>
    mutant('adds-finalizers-late', 'delete.finalizers.none-added', {
      text: `A ${verb} adds finalizers to an object that is being deleted.`,
      override: () => ({ addedFinalizerCauses: () => [] }),
    }),
  ),
  mutant('finalizers-swap-late', 'constraint.ObjectMeta.finalizers.removal-only', {
    text: 'A finalizer may be exchanged for another while the object is being deleted.',
    override: (base) => ({
      addedFinalizerCauses: (current, next) =>
        finalizersOf(next).length <= finalizersOf(current).length ? [] : base.addedFinalizerCauses(current, next),
    }),
  }),
  ...perVerb(UPDATES, (verb) =>
    mutant('loses-the-grace-of-a-deletion', 'delete.irrevocable', {
      text: `A ${verb} drops the deletionGracePeriodSeconds of an object that is being deleted.`,
      override: (base) => ({
        lastingMetadata: (current) => {
          const { deletionGracePeriodSeconds: _, ...lasting } = base.lastingMetadata(current);
          return lasting;
        },
      }),
    }),
  ),
  ...perVerb(UPDATES, (verb) =>
    mutant('of-what-waits-keeps-the-spec', 'delete.irrevocable', {
      text: `A ${verb} of an object that is being deleted succeeds, and changes nothing of the spec.`,
      override: (base) => ({
        asStored: (job, current, writer) => {
          const stored = base.asStored(job, current, writer);
          return current !== undefined && isMarked(current) ? { ...stored, spec: objectAt(current, 'spec') } : stored;
        },
      }),
    }),
  ),
  ...perVerb(UPDATES, (verb) =>
    mutant('takes-deletion-back', 'delete.irrevocable', {
      text: `A ${verb} that removes deletionTimestamp takes the deletion back.`,
      override: (base) => {
        let removed = false;
        return {
          deletionTimestampCauses: (current, sent) => {
            removed = isMarked(current) && sent['deletionTimestamp'] === undefined;
            return base.deletionTimestampCauses(current, sent);
          },
          lastingMetadata: (current) =>
            removed
              ? without(without(base.lastingMetadata(current), 'deletionTimestamp'), 'deletionGracePeriodSeconds')
              : base.lastingMetadata(current),
        };
      },
    }),
  ),
  ...perVerb(UPDATES, (verb) =>
    mutant('of-labels-takes-deletion-back', 'delete.irrevocable', {
      text: `A ${verb} that changes labels takes the deletion back.`,
      override: (base) => ({
        asStored: (job, current, writer) => {
          const stored = base.asStored(job, current, writer);
          return equal(objectAt(metadataOf(current), 'labels'), objectAt(metadataOf(stored), 'labels'))
            ? stored
            : unmarked(stored);
        },
      }),
    }),
  ),
  onDelete('repeated-delete-postpones-deletion', 'delete.irrevocable', {
    text: 'A second delete of a marked object sets the deletionTimestamp anew.',
    override: (base) => ({
      marked: (job, finalizer, grace, at) =>
        isMarked(job) ? withMetadata(job, { deletionTimestamp: at }) : base.marked(job, finalizer, grace, at),
    }),
  }),
  onDelete('repeated-delete-takes-deletion-back', 'delete.irrevocable', {
    text: 'A second delete of a marked object takes the mark away.',
    variants: ['controller-absent'],
    override: (base) => ({
      marked: (job, finalizer, grace, at) => (isMarked(job) ? unmarked(job) : base.marked(job, finalizer, grace, at)),
    }),
  }),
  ...perVerb(UPDATES, (verb) =>
    mutant('sets-the-grace-of-what-waits', 'delete.irrevocable', {
      text: `A ${verb} sets the deletionGracePeriodSeconds of an object that is being deleted.`,
      override: (base) => {
        let sent: Json | undefined;
        return {
          deletionTimestampCauses: (current, metadata) => {
            sent = metadata['deletionGracePeriodSeconds'];
            return base.deletionTimestampCauses(current, metadata);
          },
          asStored: (job, current, writer) => {
            const stored = base.asStored(job, current, writer);
            return current !== undefined && isMarked(current) && typeof sent === 'number'
              ? withMetadata(stored, { deletionGracePeriodSeconds: sent })
              : stored;
          },
        };
      },
    }),
  ),
  ...perVerb(UPDATES, (verb) =>
    mutant('of-what-waits-takes-the-status', 'status.not-writable', {
      text: `A ${verb} of an object that is being deleted stores the status of its body.`,
      override: (base) => ({
        withStoredStatus: (current, next) =>
          isMarked(current) && isObject(next['status']) ? next : base.withStoredStatus(current, next),
      }),
    }),
  ),
  mutant('repeated-delete-as-a-dry-run-removes', 'delete.finalizers', {
    text: 'A dry run of a second delete removes an object that waits for its finalizers.',
    wrap: afterwards({ verb: 'delete', query: { dryRun: 'All' }, status: succeeded }, async ({ path, send }) => {
      if (isMarked((await send('GET', path)).body)) await send('PATCH', path, { metadata: { finalizers: null } });
    }),
  }),
  mutant('replace-takes-one-finalizer-at-a-time', 'delete.finalizers', {
    text: 'A replace that leaves out several finalizers removes the first of them.',
    verbs: ['replace'],
    override: (base) => ({
      asStored: (job, current, writer) => {
        const stored = base.asStored(job, current, writer);
        const left = finalizersOf(stored);
        const gone = finalizersOf(current ?? {}).filter((name) => !left.includes(name));
        return gone.length > 1 ? withMetadata(stored, { finalizers: [...gone.slice(1), ...left] }) : stored;
      },
    }),
  }),
];
