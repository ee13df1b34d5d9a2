import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { agedTokens } from './aged.ts';
import { pagination } from './pages.ts';
import { tokens } from './tokens.ts';
import { paginationSnapshot } from './snapshot.ts';

export const paginationRequirements = (_contract: Contract): readonly Requirement[] => [
  ...pagination,
  ...tokens,
  ...paginationSnapshot,
  ...agedTokens,
];
