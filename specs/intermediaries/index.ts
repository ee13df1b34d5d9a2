import type { Requirement } from '../../harness/model/requirement.ts';
import { buffers } from './buffers.ts';
import { caches } from './caches.ts';
import { proxies } from './proxies.ts';

export const intermediariesRequirements: readonly Requirement[] = [...caches, ...proxies, ...buffers];
