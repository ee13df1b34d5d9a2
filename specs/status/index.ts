import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { conditions } from './conditions.ts';
import { overTime } from './over-time.ts';
import { ofRunningJobs } from './running.ts';
import { status } from './status.ts';

export const statusRequirements = (_contract: Contract): readonly Requirement[] => [
  ...status,
  ...conditions,
  ...overTime,
  ...ofRunningJobs,
];
