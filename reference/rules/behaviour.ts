/**
 * All decisions of the server, as one flat record of small functions. The files that move data (server, write,
 * reads, stream) call these functions and decide nothing themselves, so that a mutant can replace a single decision.
 */
import type { Env } from '../state/model.ts';
import { answerRules } from './response.ts';
import { authRules } from './auth.ts';
import { deletionRules } from './deletion.ts';
import { dependentRules } from './dependents.ts';
import { errorRules } from './errors.ts';
import { eventRules } from './events.ts';
import { fieldRules } from './fields.ts';
import { jobRules } from './jobs.ts';
import { podRules } from './pods.ts';
import { listRules } from './lists.ts';
import { metadataRules } from './metadata.ts';
import { patchRules } from './patch.ts';
import { queryRules } from './query.ts';
import { routeRules } from './routes.ts';
import { selectorRules } from './selectors.ts';
import { updateRules } from './updates.ts';
import { validationRules } from './validation.ts';

export const conforming = (env: Env) => ({
  ...errorRules(env),
  ...answerRules(env),
  ...routeRules(),
  ...authRules(env),
  ...queryRules(env),
  ...metadataRules(env),
  ...validationRules(env),
  ...fieldRules(env),
  ...updateRules(env),
  ...patchRules(),
  ...selectorRules(),
  ...listRules(env),
  ...deletionRules(env),
  ...dependentRules(env),
  ...eventRules(env),
  ...jobRules(env),
  ...podRules(),
});

export type Behaviour = ReturnType<typeof conforming>;
