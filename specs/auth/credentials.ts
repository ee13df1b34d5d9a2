/** Every operation refuses credentials that are missing or wrong. */
import { isObject } from '../../contract/json.ts';
import { VERBS, type Verb } from '../../contract/types.ts';
import type { Identity } from '../../harness/model/exchange.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { requirement } from '../support/requirement.ts';
import { CALLS, UNKNOWN, calledOn, expectNothingShown, expectNoTrace, swappedCase, withToken } from './calls.ts';

/** The token after another scheme. */
const withScheme = (name: string): Identity => ({
  what: `the token after ${name}`,
  altered: (value) => `${name} ${value.replace(/^Bearer +/i, '')}`,
});

/** Credentials that have to be refused. */
interface Wrong {
  tests: string;
  codes: readonly number[];
  as: readonly Identity[];
}

const NO_TOKEN: Wrong = { tests: 'auth.required', codes: [401, 403], as: [{ credentials: null }] };

const WRONG_TOKEN: Wrong = {
  tests: 'auth.wrong-token',
  codes: [401],
  as: [
    UNKNOWN,
    withToken('the token in the other case', swappedCase),
    withToken('the token backwards', (token) => [...token].reverse().join('')),
  ],
};

const MALFORMED_HEADER: Wrong = {
  tests: 'auth.malformed',
  codes: [400, 401, 403],
  as: [
    { what: 'an empty header', credentials: '' },
    { what: 'Bearer without a token', credentials: 'Bearer' },
    { what: 'Bearer, a space and no token', credentials: 'Bearer ' },
    { what: 'a user and password after Basic', credentials: 'Basic dXNlcjpwYXNzd29yZA==' },
    withScheme('Basic'),
  ],
};

const NEARLY_RIGHT: Wrong = {
  tests: 'auth.truncated-token',
  codes: [401],
  as: [
    withToken('the token without its last character', (token) => token.slice(0, -1)),
    withToken('the token without its first character', (token) => token.slice(1)),
    withToken('the first half of the token', (token) => token.slice(0, Math.ceil(token.length / 2))),
    withToken('the token with a character more', (token) => `${token}x`),
    withToken('the token after another character', (token) => `x${token}`),
    withToken('the token twice', (token) => token + token),
  ],
};

const refuses = (id: string, verb: Verb, { tests, codes, as }: Wrong): Requirement =>
  requirement(id, {
    tests: [tests, 'auth.no-trace', ...(codes.length === 1 ? [`${verb}.code.401`] : [])],
    needs: ['read/answers-with-what-is-stored'],
    requires: ['authentication'],
    async check(trial) {
      const job = await calledOn(trial, verb);
      for (const identity of as) {
        const answer = await CALLS[verb](trial, job, identity);
        trial.expect.refused(answer, codes);
        expectNothingShown(trial, answer, job);
      }
      await expectNoTrace(trial, job);
      // The control: the same call with the token works.
      trial.expect.accepted(await CALLS[verb](trial, job, 'full'));
    },
  });

export const credentials: readonly Requirement[] = [
  refuses('auth/create-refuses-no-token', 'create', NO_TOKEN),
  refuses('auth/create-refuses-a-wrong-token', 'create', WRONG_TOKEN),
  refuses('auth/create-refuses-a-malformed-header', 'create', MALFORMED_HEADER),
  refuses('auth/create-refuses-a-token-that-is-nearly-right', 'create', NEARLY_RIGHT),
  refuses('auth/read-refuses-no-token', 'read', NO_TOKEN),
  refuses('auth/read-refuses-a-wrong-token', 'read', WRONG_TOKEN),
  refuses('auth/read-refuses-a-malformed-header', 'read', MALFORMED_HEADER),
  refuses('auth/read-refuses-a-token-that-is-nearly-right', 'read', NEARLY_RIGHT),
  refuses('auth/list-refuses-no-token', 'list', NO_TOKEN),
  refuses('auth/list-refuses-a-wrong-token', 'list', WRONG_TOKEN),
  refuses('auth/list-refuses-a-malformed-header', 'list', MALFORMED_HEADER),
  refuses('auth/list-refuses-a-token-that-is-nearly-right', 'list', NEARLY_RIGHT),
  refuses('auth/replace-refuses-no-token', 'replace', NO_TOKEN),
  refuses('auth/replace-refuses-a-wrong-token', 'replace', WRONG_TOKEN),
  refuses('auth/replace-refuses-a-malformed-header', 'replace', MALFORMED_HEADER),
  refuses('auth/replace-refuses-a-token-that-is-nearly-right', 'replace', NEARLY_RIGHT),
  refuses('auth/patch-refuses-no-token', 'patch', NO_TOKEN),
  refuses('auth/patch-refuses-a-wrong-token', 'patch', WRONG_TOKEN),
  refuses('auth/patch-refuses-a-malformed-header', 'patch', MALFORMED_HEADER),
  refuses('auth/patch-refuses-a-token-that-is-nearly-right', 'patch', NEARLY_RIGHT),
  refuses('auth/delete-refuses-no-token', 'delete', NO_TOKEN),
  refuses('auth/delete-refuses-a-wrong-token', 'delete', WRONG_TOKEN),
  refuses('auth/delete-refuses-a-malformed-header', 'delete', MALFORMED_HEADER),
  refuses('auth/delete-refuses-a-token-that-is-nearly-right', 'delete', NEARLY_RIGHT),
  refuses('auth/deletecollection-refuses-no-token', 'deletecollection', NO_TOKEN),
  refuses('auth/deletecollection-refuses-a-wrong-token', 'deletecollection', WRONG_TOKEN),
  refuses('auth/deletecollection-refuses-a-malformed-header', 'deletecollection', MALFORMED_HEADER),
  refuses('auth/deletecollection-refuses-a-token-that-is-nearly-right', 'deletecollection', NEARLY_RIGHT),
  refuses('auth/watch-refuses-no-token', 'watch', NO_TOKEN),
  refuses('auth/watch-refuses-a-wrong-token', 'watch', WRONG_TOKEN),
  refuses('auth/watch-refuses-a-malformed-header', 'watch', MALFORMED_HEADER),
  refuses('auth/watch-refuses-a-token-that-is-nearly-right', 'watch', NEARLY_RIGHT),
  requirement('auth/answers-401-with-a-status', {
    tests: ['auth.status'],
    needs: ['auth/read-refuses-a-wrong-token'],
    requires: ['authentication'],
    async check(trial) {
      const job = await calledOn(trial, 'replace');
      for (const verb of VERBS.filter((one) => one !== 'watch')) {
        const answer = await CALLS[verb](trial, job, UNKNOWN);
        trial.expect.refused(answer, [401]);
        trial.expect.that(isObject(answer.json), {
          message: 'A 401 carries no Status',
          expected: 'a Status object',
          received: answer.text.slice(0, 120),
          answer,
        });
        trial.expect.match(answer.json, { kind: 'Status', status: 'Failure', reason: 'Unauthorized' }, answer);
      }
    },
  }),
];
