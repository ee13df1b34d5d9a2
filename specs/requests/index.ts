import type { Requirement } from '../../harness/model/requirement.ts';
import { bodies } from './bodies.ts';
import { headers } from './headers.ts';
import { methods } from './methods.ts';
import { queries } from './queries.ts';

export const requestsRequirements: readonly Requirement[] = [...headers, ...bodies, ...methods, ...queries];
