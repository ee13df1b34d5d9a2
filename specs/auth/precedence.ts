/** Who calls is checked first: before the object is looked up, and before the body is read. */
import type { Verb } from '../../contract/types.ts';
import type { Answer, Body } from '../../harness/model/target.ts';
import type { Identity } from '../../harness/model/exchange.ts';
import type { Capability, Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { someOf } from '../support/closeness.ts';
import { requirement } from '../support/requirement.ts';
import { ok } from '../support/updates/write.ts';
import { UNKNOWN, calledOn, expectNothingShown, expectNoTrace } from './calls.ts';

type ObjectVerb = Extract<Verb, 'read' | 'replace' | 'patch' | 'delete'>;

/** A call on a name that nobody has. */
const MISSING: Readonly<Record<ObjectVerb, (trial: Trial, name: string, as: Identity) => Promise<Answer>>> = {
  read: (trial, name, as) => trial.target.read({ name }, { as }),
  replace: (trial, name, as) => trial.target.replace({ name }, trial.given.manifest({ name }), { as }),
  patch: (trial, name, as) => trial.target.patch({ name }, { metadata: { labels: { app: 'x' } } }, { as }),
  delete: (trial, name, as) => trial.target.delete({ name }, { as }),
};

const beforeLookup = (id: string, verb: ObjectVerb, needs: string): Requirement =>
  requirement(id, {
    tests: ['auth.before-lookup'],
    needs: [needs],
    requires: ['authentication'],
    async check(trial) {
      const name = trial.given.name('never');
      trial.expect.refused(await MISSING[verb](trial, name, UNKNOWN), [401]);
      const answer = await MISSING[verb](trial, name, 'full');
      // A replace or patch may create what is missing; which code a missing object has is another requirement.
      if (!ok(answer)) trial.expect.refused(answer);
      trial.expect.that(answer.status !== 401, {
        message: 'A call with a right token on a name that nobody has was refused as unauthorized',
        expected: 'any code but 401',
        received: '401',
        path: 'status',
        answer,
      });
    },
  });

/** Bodies that no target can accept. What a header calls them may be looked at before the credentials. */
const BAD_BODIES: readonly { body: Body; contentType?: string }[] = [
  { body: { raw: '{' } },
  { body: { raw: '' } },
  { body: [] },
  { body: { raw: 'kind: TFJob' }, contentType: 'text/plain' },
];

/** A caller who may not write, and the code of the refusal. */
interface Caller {
  as: Identity;
  code: number;
  requires: Capability;
}

const STRANGER: Caller = { as: UNKNOWN, code: 401, requires: 'authentication' };
const READER: Caller = { as: 'read-only', code: 403, requires: 'read-only-token' };

const beforeBody = (
  id: string,
  verb: 'create' | 'replace' | 'patch',
  { as, code, requires }: Caller,
  needs: string,
): Requirement =>
  requirement(id, {
    tests: ['auth.before-body'],
    needs: [needs],
    requires: [requires],
    async check(trial) {
      const job = await calledOn(trial, verb);
      for (const { body, contentType } of someOf(trial, BAD_BODIES)) {
        const options = { as, ...(contentType === undefined ? {} : { contentType }) };
        const answer =
          verb === 'create' ? await trial.target.create(body, options) : await trial.target[verb](job, body, options);
        trial.expect.refused(answer, contentType === undefined ? [code] : [code, 400, 415]);
        expectNothingShown(trial, answer, job);
      }
      await expectNoTrace(trial, job);
    },
  });

export const precedence: readonly Requirement[] = [
  beforeLookup('auth/read-looks-at-the-token-before-the-object', 'read', 'auth/read-refuses-a-wrong-token'),
  beforeLookup('auth/replace-looks-at-the-token-before-the-object', 'replace', 'auth/replace-refuses-a-wrong-token'),
  beforeLookup('auth/patch-looks-at-the-token-before-the-object', 'patch', 'auth/patch-refuses-a-wrong-token'),
  beforeLookup('auth/delete-looks-at-the-token-before-the-object', 'delete', 'auth/delete-refuses-a-wrong-token'),
  beforeBody('auth/create-looks-at-the-token-before-the-body', 'create', STRANGER, 'auth/create-refuses-a-wrong-token'),
  beforeBody(
    'auth/create-looks-at-the-permission-before-the-body',
    'create',
    READER,
    'auth/create-refuses-the-read-only-token',
  ),
  beforeBody(
    'auth/replace-looks-at-the-token-before-the-body',
    'replace',
    STRANGER,
    'auth/replace-refuses-a-wrong-token',
  ),
  beforeBody(
    'auth/replace-looks-at-the-permission-before-the-body',
    'replace',
    READER,
    'auth/replace-refuses-the-read-only-token',
  ),
  beforeBody('auth/patch-looks-at-the-token-before-the-body', 'patch', STRANGER, 'auth/patch-refuses-a-wrong-token'),
  beforeBody(
    'auth/patch-looks-at-the-permission-before-the-body',
    'patch',
    READER,
    'auth/patch-refuses-the-read-only-token',
  ),
];
