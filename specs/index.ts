import type { Requirement } from '../harness/model/requirement.ts';
import { answers } from './answers/answers.ts';
import { auth } from './auth/auth.ts';
import { concurrency } from './concurrency/concurrency.ts';
import { concurrentHistories } from './concurrency/linearizability.ts';
import { constraints } from './constraints/tables.ts';
import { create } from './create/accepted.ts';
import { createRefusals } from './create/refused.ts';
import { createTaken } from './create/taken-names.ts';
import { defaults } from './defaults/defaults.ts';
import { deleteCollection } from './delete-collection/delete-collection.ts';
import { deletion } from './delete/delete.ts';
import { deleteOptions } from './delete/options.ts';
import { finalizers } from './delete/finalizers.ts';
import { errors } from './errors/errors.ts';
import { fields } from './fields/sent.ts';
import { collectionSelectors } from './delete-collection/selectors.ts';
import { isolation } from './isolation/isolation.ts';
import { list } from './list/list.ts';
import { listVersions } from './list/resource-versions.ts';
import { malformedSelection } from './list/malformed-selectors.ts';
import { maps } from './metadata/labels-and-annotations.ts';
import { metadata } from './create/metadata.ts';
import { mergePatches } from './patch/merge-patch.ts';
import { mutability } from './mutability/mutable.ts';
import { names } from './create/names.ts';
import { pagination } from './pagination/pages.ts';
import { paginationSnapshot } from './pagination/snapshot.ts';
import { patch } from './patch/patch.ts';
import { paths } from './errors/paths.ts';
import { read } from './read/read.ts';
import { histories } from './histories/histories.ts';
import { immutability } from './mutability/immutable.ts';
import { invalidWrites } from './support/updates/invalid.ts';
import { lockings } from './support/updates/locking.ts';
import { received } from './fields/received.ts';
import { refusals } from './errors/without-trace.ts';
import { replace } from './replace/replace.ts';
import { replaceRefusals } from './replace/refused.ts';
import { serverSetMembers } from './support/updates/server-set.ts';
import { selectors } from './list/selectors.ts';
import { resources } from './fields/resources.ts';
import { status } from './status/status.ts';
import { watch } from './watch/watch.ts';
import { watchEnds } from './watch/ends.ts';
import { watchEvents } from './watch/events.ts';
import { watchQuiet } from './watch/no-spurious-events.ts';
import { watchSelectors } from './watch/selectors.ts';
import { writeIsolation } from './support/updates/isolation.ts';

/** Everything that is demanded of a server, in the order in which a reader learns it. */
export const REQUIREMENTS: readonly Requirement[] = [
  ...create,
  ...names,
  ...metadata,
  ...maps,
  ...createTaken,
  ...createRefusals,
  ...fields,
  ...resources,
  ...defaults,
  ...constraints,
  ...read,
  ...list,
  ...listVersions,
  ...selectors,
  ...malformedSelection,
  ...pagination,
  ...paginationSnapshot,
  ...replace,
  ...replaceRefusals,
  ...patch,
  ...mergePatches,
  ...mutability,
  ...immutability,
  ...serverSetMembers,
  ...invalidWrites,
  ...lockings,
  ...deletion,
  ...deleteOptions,
  ...finalizers,
  ...writeIsolation,
  ...deleteCollection,
  ...watch,
  ...watchEvents,
  ...watchQuiet,
  ...watchSelectors,
  ...watchEnds,
  ...isolation,
  ...collectionSelectors,
  ...concurrency,
  ...concurrentHistories,
  ...histories,
  ...status,
  ...received,
  ...errors,
  ...refusals,
  ...paths,
  ...answers,
  ...auth,
];
