/** Tokens in each header that may carry one, and in two at once. */
import type { Identity } from '../../harness/model/exchange.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Answer } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { nameOf } from '../support/objects.ts';
import { someOf } from '../support/closeness.ts';
import { requirement } from '../support/requirement.ts';
import { CALLS, calledOn, expectNothingShown, expectNoTrace, swappedCase } from './calls.ts';

type Carried = Extract<Identity, { carried: unknown }>;
/** What it makes of a token, in words, and how. */
interface Change {
  what: string;
  of: (token: string) => string;
}

/** The headers that the documents know (X-Auth-Token) and that Kubernetes knows (Authorization). */
const BARE = 'x-auth-token';
const BEARER = 'authorization';

const carriedBy = (values: Readonly<Record<string, Change>>): Carried => ({
  what: Object.entries(values)
    .map(([header, { what }]) => `${what} in ${header}`)
    .join(' and '),
  carried: (token) => Object.fromEntries(Object.entries(values).map(([header, { of }]) => [header, of(token)])),
});
const after = (scheme: string, { what, of }: Change): Change => ({
  what: `${what} after ${scheme}`,
  of: (token) => `${scheme} ${of(token)}`,
});
const bearer = ({ what, of }: Change): Change => ({ what, of: (token) => `Bearer ${of(token)}` });

const same: Change = { what: 'the token', of: (token) => token };
const cut: Change = { what: 'the token without its last character', of: (token) => token.slice(0, -1) };
const longer: Change = { what: 'the token with a character more', of: (token) => `${token}x` };
const otherCase: Change = {
  what: 'the token in the other case',
  of: (token) => (swappedCase(token) === token ? longer.of(token) : swappedCase(token)),
};
const unknown: Change = { what: 'an unknown token', of: () => 'not-a-token-of-this-target' };

const WRONG: readonly Identity[] = [
  ...[cut, longer, otherCase, unknown].flatMap((change) => [
    carriedBy({ [BARE]: change }),
    carriedBy({ [BEARER]: bearer(change) }),
  ]),
  // The token after a scheme that is none of tokens, and in the header that has no scheme.
  carriedBy({ [BEARER]: after('Basic', same) }),
  carriedBy({ [BEARER]: after('Digest', same) }),
  carriedBy({ [BARE]: after('Basic', same) }),
  carriedBy({ [BARE]: cut, [BEARER]: bearer(longer) }),
  carriedBy({ [BARE]: unknown, [BEARER]: bearer(cut) }),
];

const everyHeader = (
  id: string,
  verb: 'read' | 'create',
  identities: readonly Identity[],
  needs: string,
): Requirement =>
  requirement(id, {
    tests: ['auth.every-header', 'auth.no-trace'],
    needs: [needs],
    requires: ['authentication'],
    async check(trial) {
      const job = await calledOn(trial, verb);
      for (const as of someOf(trial, identities)) {
        const answer = await CALLS[verb](trial, job, as);
        trial.expect.refused(answer, [400, 401, 403]);
        expectNothingShown(trial, answer, job);
      }
      await expectNoTrace(trial, job);
      // The control: the same call with the token works.
      trial.expect.accepted(await CALLS[verb](trial, job, 'full'));
    },
  });

const CONTRADICTIONS: readonly Identity[] = [
  carriedBy({ [BARE]: same, [BEARER]: bearer(unknown) }),
  carriedBy({ [BARE]: unknown, [BEARER]: bearer(same) }),
];

/** Served, or refused as credentials are. */
function servedOrRefused(trial: Trial, answer: Answer): boolean {
  if (answer.status >= 400) trial.expect.refused(answer, [400, 401, 403]);
  else trial.expect.documented(answer);
  return answer.status < 400;
}

const contradiction = requirement('auth/one-token-that-counts-beside-one-that-does-not-is-taken-or-refused', {
  tests: ['auth.contradiction'],
  needs: ['auth/read-refuses-a-wrong-token', 'auth/create-refuses-a-wrong-token'],
  requires: ['authentication'],
  async check(trial) {
    const job = await trial.given.shared();
    for (const as of CONTRADICTIONS) {
      const read = await trial.target.read(job, { as });
      if (servedOrRefused(trial, read)) trial.expect.match(read.json, { metadata: { name: job.name } }, read);
      else expectNothingShown(trial, read, job);
      const manifest = trial.given.manifest();
      const ref = { name: nameOf(manifest) };
      if (servedOrRefused(trial, await trial.target.create(manifest, { as })))
        await trial.expect.stored(ref, { metadata: ref });
      else await trial.expect.absent(ref);
    }
  },
});

export const tokenHeaders: readonly Requirement[] = [
  everyHeader('auth/read-refuses-wrong-tokens-in-every-header', 'read', WRONG, 'auth/read-refuses-a-wrong-token'),
  everyHeader('auth/create-refuses-wrong-tokens-in-every-header', 'create', WRONG, 'auth/create-refuses-a-wrong-token'),
  contradiction,
];
