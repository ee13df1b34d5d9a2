import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { bodies } from './bodies.ts';
import { codes } from './codes.ts';
import { schemas } from './schemas.ts';

export const answersRequirements = (_contract: Contract): readonly Requirement[] => [...bodies, ...schemas, ...codes];
