import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { credentials } from './credentials.ts';
import { dryRuns } from './dry-runs.ts';
import { tokenHeaders } from './headers.ts';
import { limited } from './limited.ts';
import { paths } from './paths.ts';
import { precedence } from './precedence.ts';

export const authRequirements = (_contract: Contract): readonly Requirement[] => [
  ...credentials,
  ...paths,
  ...precedence,
  ...limited,
  ...tokenHeaders,
  ...dryRuns,
];
