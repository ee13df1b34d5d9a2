/** What becomes of the dependents of an object that is deleted. */
import { isObject } from '../../../contract/json.ts';
import type { DeleteOptions } from '../../rules/deletion.ts';
import { metadataOf, withMetadata } from '../../state/model.ts';
import { itemsOf } from '../helpers/others.ts';
import { afterwards } from '../helpers/wraps.ts';
import { mutant, mutantOn, type Mutant, type Override } from '../types.ts';
import { inBody, inQuery } from './readings.ts';

const onDelete = mutantOn('delete');
const onDeleteCollection = mutantOn('deletecollection');

const taken = (policy: string, other: string) => (options: DeleteOptions) =>
  options.policy === policy ? { ...options, policy: other } : options;

/** One policy counts as none. */
const policiesOf =
  (policy: string): Override =>
  (base) => ({
    policyFinalizer: (options) => (options.policy === policy ? undefined : base.policyFinalizer(options)),
  });

export const DEPENDENTS: readonly Mutant[] = [
  onDelete('policies-mean-nothing', 'delete.dependents', {
    text: 'Dependents are deleted in the background, whatever the policy.',
    override: () => ({ policyFinalizer: () => undefined }),
  }),
  mutant('collector-takes-what-has-another-owner', 'delete.dependents.background', {
    text: 'The garbage collector removes a dependent as soon as one of its owners is gone.',
    override: () => ({ isCollected: (owners) => owners.includes('gone') }),
  }),
  mutant('collector-minds-one-kind-alone', 'delete.dependents.other-kind', {
    text: 'The garbage collector follows no reference to an owner of another kind.',
    override: (base) => ({ ownersOf: (job) => base.ownersOf(job).filter((one) => one['kind'] === job['kind']) }),
  }),
  mutant('collector-knows-owners-by-name', 'delete.dependents.background', {
    text: 'The garbage collector takes a new object for the owner of its name.',
    override: () => ({ isOwner: (reference, owner) => reference['name'] === metadataOf(owner)['name'] }),
  }),
  onDelete('delete-orphans-in-the-background', 'delete.dependents.background', {
    text: 'Background in the body orphans dependents.',
    override: inBody(taken('Background', 'Orphan')),
  }),
  onDelete('delete-orphans-by-orphan-dependents-false', 'delete.dependents.background', {
    text: 'orphanDependents=false orphans dependents.',
    override: inQuery((options) => (options.orphan === false ? { ...options, orphan: true } : options)),
  }),
  onDelete('delete-orphans-none-by-orphan-dependents', 'delete.dependents.orphan', {
    text: 'orphanDependents=true orphans no dependents.',
    override: inQuery((options) => (options.orphan === true ? { ...options, orphan: false } : options)),
  }),
  onDelete('delete-orphans-none-by-query', 'delete.dependents.orphan', {
    text: 'Orphan in the query orphans no dependents.',
    override: inQuery(taken('Orphan', 'Background')),
  }),
  onDelete('delete-orphans-none-by-body', 'delete.dependents.orphan', {
    text: 'Orphan in the body orphans no dependents.',
    override: inBody(taken('Orphan', 'Background')),
  }),
  mutant('orphans-name-their-owner', 'delete.dependents.orphan', {
    text: 'Orphans still name the owner that is gone.',
    override: (base) => ({
      orphaned: (job, isIts) =>
        withMetadata(job, {
          ownerReferences: base.ownersOf(job).map((one) => (isIts(one) ? { ...one, apiVersion: 'v1' } : one)),
        }),
    }),
  }),
  mutant('orphans-keep-their-owner', 'delete.dependents.orphan', {
    text: 'The owner of orphans is never let go.',
    override: (base) => ({ released: (owner) => (base.orphansDependents(owner) ? owner : base.released(owner)) }),
  }),
  onDelete('delete-awaits-none-by-query', 'delete.dependents.foreground', {
    text: 'Foreground in the query waits for no dependents.',
    override: inQuery(taken('Foreground', 'Background')),
  }),
  onDelete('delete-awaits-none-by-body', 'delete.dependents.foreground', {
    text: 'Foreground in the body waits for no dependents.',
    override: inBody(taken('Foreground', 'Background')),
  }),
  mutant('foreground-waits-for-none', 'delete.dependents.foreground', {
    text: 'An owner goes in the foreground as soon as its dependents are being deleted.',
    override: () => ({ blocksOwner: () => false }),
  }),
  mutant('foreground-takes-none', 'delete.dependents.foreground', {
    text: 'An owner in the foreground waits for dependents that nobody deletes.',
    override: () => ({ isCollected: (owners) => owners.length > 0 && owners.every((one) => one === 'gone') }),
  }),
  mutant('foreground-waits-for-all', 'delete.dependents.not-blocking', {
    text: 'An owner in the foreground waits for dependents that do not block it.',
    override: () => ({ blocksOwner: () => true }),
  }),
  onDeleteCollection('collection-orphans-none', 'deletecollection.dependents', {
    text: 'Orphan orphans no dependents of a collection.',
    override: policiesOf('Orphan'),
  }),
  onDeleteCollection('collection-awaits-none', 'deletecollection.dependents', {
    text: 'Foreground waits for no dependents of a collection.',
    override: policiesOf('Foreground'),
  }),
  onDeleteCollection('collection-orphans-always', 'deletecollection.dependents', {
    text: 'A delete of a collection orphans dependents, whatever the policy.',
    override: () => ({ policyFinalizer: () => 'orphan' }),
  }),
  ...(['Background', 'Orphan'] as const).map((policy) =>
    mutant(`dry-run-concerns-dependents-by-${policy.toLowerCase()}`, 'delete.dependents', {
      text: `A dry run of a delete with the policy ${policy} does to dependents what the delete would do.`,
      wrap: afterwards(
        { verb: 'delete', query: { dryRun: 'All', propagationPolicy: policy } },
        async ({ path, send }) => {
          const { uid } = metadataOf((await send('GET', path)).body);
          const collection = path.slice(0, path.lastIndexOf('/'));
          for (const item of itemsOf((await send('GET', collection)).body)) {
            const { name, ownerReferences } = metadataOf(item);
            const owners = Array.isArray(ownerReferences) ? ownerReferences.filter(isObject) : [];
            const others = owners.filter((owner) => owner['uid'] !== uid);
            if (uid === undefined || others.length === owners.length) continue;
            const place = `${collection}/${String(name)}`;
            if (policy === 'Background') await send('DELETE', place);
            else await send('PATCH', place, { metadata: { ownerReferences: others } });
          }
        },
      ),
    }),
  ),
];
