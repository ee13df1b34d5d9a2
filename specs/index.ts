import type { Requirement } from '../harness/types.ts';
import { answers } from './answers.ts';
import { auth } from './auth.ts';
import { concurrency } from './concurrency.ts';
import { concurrentHistories } from './concurrent-histories.ts';
import { constraints } from './constraints.ts';
import { create } from './create.ts';
import { createRefusals } from './create-refusals.ts';
import { createTaken } from './create-taken.ts';
import { defaults } from './defaults.ts';
import { deleteCollection } from './delete-collection.ts';
import { deletion } from './delete.ts';
import { deleteOptions } from './delete-options.ts';
import { finalizers } from './finalizers.ts';
import { errors } from './errors.ts';
import { fields } from './fields.ts';
import { collectionSelectors } from './collection-selectors.ts';
import { isolation } from './isolation.ts';
import { list } from './list.ts';
import { listVersions } from './list-versions.ts';
import { malformedSelection } from './malformed-selectors.ts';
import { maps } from './maps.ts';
import { metadata } from './metadata.ts';
import { mergePatches } from './merge-patch.ts';
import { mutability } from './mutability.ts';
import { names } from './names.ts';
import { pagination } from './pagination.ts';
import { paginationSnapshot } from './pagination-snapshot.ts';
import { patch } from './patch.ts';
import { paths } from './paths.ts';
import { read } from './read.ts';
import { histories } from './histories.ts';
import { immutability } from './immutability.ts';
import { invalidWrites } from './invalid-writes.ts';
import { lockings } from './locking.ts';
import { received } from './received.ts';
import { refusals } from './refusals.ts';
import { replace } from './replace.ts';
import { replaceRefusals } from './replace-refusals.ts';
import { serverSetMembers } from './server-set.ts';
import { selectors } from './selectors.ts';
import { resources } from './resources.ts';
import { status } from './status.ts';
import { watch } from './watch.ts';
import { watchEnds } from './watch-ends.ts';
import { watchEvents } from './watch-events.ts';
import { watchQuiet } from './watch-quiet.ts';
import { watchSelectors } from './watch-selectors.ts';
import { writeIsolation } from './write-isolation.ts';

/** Everything that is demanded of a server, in the order in which a reader learns it. */
export const REQUIREMENTS: readonly Requirement[] = [
  ...create, ...names, ...metadata, ...maps, ...createTaken, ...createRefusals, ...fields, ...resources, ...defaults, ...constraints, ...read, ...list, ...listVersions, ...selectors, ...malformedSelection, ...pagination, ...paginationSnapshot, ...replace, ...replaceRefusals, ...patch, ...mergePatches, ...mutability, ...immutability, ...serverSetMembers, ...invalidWrites, ...lockings, ...deletion, ...deleteOptions, ...finalizers, ...writeIsolation, ...deleteCollection, ...watch, ...watchEvents, ...watchQuiet, ...watchSelectors, ...watchEnds, ...isolation, ...collectionSelectors,
  ...concurrency, ...concurrentHistories, ...histories, ...status, ...received, ...errors, ...refusals, ...paths, ...answers, ...auth,
];
