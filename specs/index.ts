import { CCI, type Contract } from '../contract/contract.ts';
import type { Requirement } from '../harness/model/requirement.ts';
import { createRequirements } from './create/index.ts';
import { metadataRequirements } from './metadata/index.ts';
import { fieldsRequirements } from './fields/index.ts';
import { defaultsRequirements } from './defaults/index.ts';
import { constraintsRequirements } from './constraints/index.ts';
import { readRequirements } from './read/index.ts';
import { listRequirements } from './list/index.ts';
import { paginationRequirements } from './pagination/index.ts';
import { replaceRequirements } from './replace/index.ts';
import { patchRequirements } from './patch/index.ts';
import { mutabilityRequirements } from './mutability/index.ts';
import { deleteRequirements } from './delete/index.ts';
import { deleteCollectionRequirements } from './delete-collection/index.ts';
import { watchRequirements } from './watch/index.ts';
import { isolationRequirements } from './isolation/index.ts';
import { concurrencyRequirements } from './concurrency/index.ts';
import { historiesRequirements } from './histories/index.ts';
import { statusRequirements } from './status/index.ts';
import { errorsRequirements } from './errors/index.ts';
import { valuesRequirements } from './values/index.ts';
import { sizeRequirements } from './size/index.ts';
import { requestsRequirements } from './requests/index.ts';
import { intermediariesRequirements } from './intermediaries/index.ts';
import { answersRequirements } from './answers/index.ts';
import { authRequirements } from './auth/index.ts';

/** Everything that is demanded of a server under a contract, in the order in which a reader learns it. */
export const requirementsOf = (contract: Contract): readonly Requirement[] => [
  ...createRequirements(contract),
  ...metadataRequirements(contract),
  ...fieldsRequirements(contract),
  ...defaultsRequirements(contract),
  ...constraintsRequirements(contract),
  ...readRequirements(contract),
  ...listRequirements(contract),
  ...paginationRequirements(contract),
  ...replaceRequirements(contract),
  ...patchRequirements(contract),
  ...mutabilityRequirements(contract),
  ...deleteRequirements(contract),
  ...deleteCollectionRequirements(contract),
  ...watchRequirements(contract),
  ...isolationRequirements(contract),
  ...statusRequirements(contract),
  ...errorsRequirements(contract),
  ...valuesRequirements(contract),
  ...sizeRequirements(contract),
  ...requestsRequirements,
  ...intermediariesRequirements,
  ...answersRequirements(contract),
  ...authRequirements(contract),
  // The first that fails is the cause of others: what is direct comes before what mixes everything.
  ...concurrencyRequirements(contract),
  ...historiesRequirements(contract),
];

export const REQUIREMENTS: readonly Requirement[] = requirementsOf(CCI);
