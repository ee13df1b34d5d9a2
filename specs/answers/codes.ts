import { succeeds, successCodes } from '../../contract/operations.ts';
import type { Verb } from '../../contract/types.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { found, succeeded } from '../support/exchanges.ts';
import { requirement } from '../support/requirement.ts';
import { successes } from '../support/successes.ts';

/**
 * A patch of an object that exists is answered with 200; 201 says that there was none (erratum 12), which no exchange
 * by itself contradicts.
 */
async function patchExisting(trial: Trial): Promise<void> {
  const job = await trial.given.reused();
  trial.expect.documented(await trial.target.patch(job, { metadata: { labels: { app: 'x' } } }));
}

/** No other code of the 200s than those of the page. */
const succeedsWithDocumentedCode = (id: string, verb: Verb): Requirement =>
  requirement(id, {
    tests: [`${verb}.code.success`],
    check: verb === 'patch' ? patchExisting : (trial) => successes(trial, [verb]),
    everywhere(exchange) {
      if (exchange.verb !== verb || !succeeded(exchange) || (verb === 'patch' && exchange.status === 201))
        return undefined;
      return succeeds(verb, exchange.status)
        ? 'holds'
        : found(exchange, {
            message: `A ${verb} succeeded with a code that its page does not have`,
            expected: successCodes(verb).join(' or '),
            received: String(exchange.status),
            path: 'status',
          });
    },
  });

export const codes: readonly Requirement[] = [
  succeedsWithDocumentedCode('answers/create-succeeds-with-a-documented-code', 'create'),
  succeedsWithDocumentedCode('answers/read-succeeds-with-a-documented-code', 'read'),
  succeedsWithDocumentedCode('answers/list-succeeds-with-a-documented-code', 'list'),
  succeedsWithDocumentedCode('answers/replace-succeeds-with-a-documented-code', 'replace'),
  succeedsWithDocumentedCode('answers/patch-succeeds-with-a-documented-code', 'patch'),
  succeedsWithDocumentedCode('answers/delete-succeeds-with-a-documented-code', 'delete'),
  succeedsWithDocumentedCode('answers/deletecollection-succeeds-with-a-documented-code', 'deletecollection'),
  succeedsWithDocumentedCode('answers/watch-succeeds-with-a-documented-code', 'watch'),
];
