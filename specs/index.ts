import type { Requirement } from '../harness/types.ts';
import { auth } from './auth.ts';
import { concurrency } from './concurrency.ts';
import { create } from './create.ts';
import { deleteCollection } from './delete-collection.ts';
import { deletion } from './delete.ts';
import { errors } from './errors.ts';
import { list } from './list.ts';
import { mutability } from './mutability.ts';
import { pagination } from './pagination.ts';
import { patch } from './patch.ts';
import { read } from './read.ts';
import { replace } from './replace.ts';
import { status } from './status.ts';
import { watch } from './watch.ts';

/** Everything that is demanded of a server, in the order in which a reader learns it. */
export const REQUIREMENTS: readonly Requirement[] = [
  ...create, ...read, ...list, ...pagination, ...replace, ...patch, ...mutability, ...deletion, ...deleteCollection, ...watch,
  ...concurrency, ...status, ...errors, ...auth,
];
