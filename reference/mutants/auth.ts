/** Credentials: who is let in, and who may do what. */
import { KINDS } from '../../contract/kinds.ts';
import { VERBS, type Verb } from '../../contract/types.ts';
import type { Caller } from '../rules/auth.ts';
import type { Behaviour } from '../rules/behaviour.ts';
import type { Reply } from '../rules/response.ts';
import { isObject } from '../../contract/json.ts';
import { refusal } from './helpers/exchange.ts';
import { onRequest } from './helpers/wraps.ts';
import { mutant, perKind, perVerb, type Mutant, type Override } from './types.ts';

const WRITES = ['create', 'replace', 'patch', 'delete', 'deletecollection'] as const satisfies readonly Verb[];
const READS = ['read', 'list', 'watch'] as const satisfies readonly Verb[];
const OF_OBJECTS = ['read', 'replace', 'patch', 'delete'] as const satisfies readonly Verb[];
const WITH_BODIES = ['create', 'replace', 'patch'] as const satisfies readonly Verb[];
const PRINTABLE = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i));

/** Callers of one sort are let in. */
const lettingIn =
  (who: (base: Behaviour, token: string | undefined) => boolean): Override =>
  (base) => ({ callerOf: (token) => (who(base, token) ? 'full' : base.callerOf(token)) });
const unknown = lettingIn((base, token) => base.callerOf(token) === 'unknown');
const anonymous = lettingIn((base, token) => base.callerOf(token) === 'anonymous');

/** The request is done first, and the caller looked at when the reply leaves. */
const checkedLate =
  (refusal: (base: Behaviour, caller: Caller, reply: Reply, method: string) => Reply): Override =>
  (base) => ({
    callerOf: () => 'full',
    replied: (reply, { method, headers }) => {
      const token = base.tokenOf(new Map(headers.map(([name, value]) => [name.toLowerCase(), value])));
      return refusal(base, base.callerOf(token), reply, method);
    },
  });
const unauthorized = (base: Behaviour, method: string): Reply => ({
  code: 401,
  json: base.statusBody(base.unauthorized(), method),
});
const known = (caller: Caller): boolean => !['anonymous', 'unknown'].includes(caller);

const TOKENS: readonly Mutant[] = [
  ...perVerb(VERBS, (verb) =>
    mutant('serves-anonymous', 'auth.required', {
      text: `A ${verb} without credentials is served.`,
      override: anonymous,
    }),
  ),
  ...perKind(KINDS, (kind) =>
    mutant('serves-anonymous', 'auth.required', {
      text: `${kind.kind}s are served to whoever shows no credentials.`,
      override: anonymous,
    }),
  ),
  ...perVerb(VERBS, (verb) =>
    mutant('takes-any-token', 'auth.wrong-token', {
      text: `A ${verb} with a token that nobody knows is served.`,
      override: unknown,
    }),
  ),
  ...perKind(KINDS, (kind) =>
    mutant('takes-any-token', 'auth.wrong-token', {
      text: `${kind.kind}s are served to a token that nobody knows.`,
      override: unknown,
    }),
  ),
  ...perVerb(VERBS, (verb) =>
    mutant('answers-403-to-a-wrong-token', 'auth.wrong-token', {
      text: `A ${verb} with a token that nobody knows is answered with 403.`,
      override: (base) => ({ unauthorized: () => ({ ...base.unauthorized(), code: 403, reason: 'Forbidden' }) }),
    }),
  ),
  ...perVerb(VERBS, (verb) =>
    mutant('takes-the-beginning-of-a-token', 'auth.truncated-token', {
      text: `A ${verb} with a token that lacks its last character is served.`,
      override: lettingIn(
        (base, token) => token !== undefined && PRINTABLE.some((last) => base.callerOf(token + last) === 'full'),
      ),
    }),
  ),
  ...perVerb(VERBS, (verb) =>
    mutant('takes-more-than-a-token', 'auth.truncated-token', {
      text: `A ${verb} with a token and one character more is served.`,
      override: lettingIn((base, token) => base.callerOf(token?.slice(0, -1)) === 'full'),
    }),
  ),
  mutant('takes-a-token-in-any-case', 'auth.wrong-token', {
    text: 'Tokens are compared without regard to case.',
    override: lettingIn(
      (base, token) => base.callerOf(token?.toLowerCase()) === 'full' || base.callerOf(token?.toUpperCase()) === 'full',
    ),
  }),
  mutant('takes-any-scheme', 'auth.malformed', {
    text: 'The token is taken from a header of any scheme.',
    override: (base) => ({
      tokenOf: (headers) => /^\S+ +(\S+)$/.exec(headers.get('authorization') ?? '')?.[1] ?? base.tokenOf(headers),
    }),
  }),
  mutant('serves-an-empty-bearer', 'auth.malformed', {
    text: 'A Bearer header without a token is served.',
    override: (base) => ({ callerOf: (token) => (/^bearer *$/i.test(token ?? 'x') ? 'full' : base.callerOf(token)) }),
  }),
  mutant('serves-a-basic-header', 'auth.malformed', {
    text: 'Whoever sends a Basic header is served.',
    override: (base) => ({ callerOf: (token) => (/^basic /i.test(token ?? '') ? 'full' : base.callerOf(token)) }),
  }),
  mutant('unauthorized-without-a-reason', 'auth.status', {
    text: 'The Status of a 401 has no reason.',
    override: (base) => ({
      statusBody: (fault, method) =>
        fault.code === 401 ? { ...base.statusBody(fault, method), reason: '' } : base.statusBody(fault, method),
    }),
  }),
  mutant('unauthorized-says-forbidden', 'auth.status', {
    text: 'The Status of a 401 has the reason Forbidden.',
    override: (base) => ({ unauthorized: () => ({ ...base.unauthorized(), reason: 'Forbidden' }) }),
  }),
  mutant('unauthorized-as-text', 'auth.status', {
    text: 'A 401 is a line of text.',
    override: () => ({ replied: (reply) => (reply.code === 401 ? { code: 401, text: 'Unauthorized\n' } : reply) }),
  }),
];

/** Requests that go by without a token. */
const passing = (
  name: string,
  text: string,
  which: (method: string, path: string, query: URLSearchParams) => boolean,
): Mutant => ({
  ...mutant('needs-no-token', 'auth.required', {
    text,
    override: (base) => ({
      authenticates: (method, path, query) =>
        !which(method, path ?? '', query) && base.authenticates(method, path, query),
    }),
  }),
  name: `${name}-needs-no-token`,
});

const AROUND: readonly Mutant[] = [
  passing('head', 'A HEAD needs no token.', (method) => method === 'HEAD'),
  passing('pretty', 'A request for indented JSON needs no token.', (_, __, query) => query.has('pretty')),
  passing('version', 'A request for a version needs no token.', (_, __, query) => query.has('resourceVersion')),
  passing('later-pages', 'A page after the first needs no token of the caller.', (_, __, query) =>
    query.has('continue'),
  ),
  passing('escape', 'A request with an escape in its path needs no token.', (_, path) => path.includes('%')),
  passing('other-namespaces', 'Namespaces with a dash in their names need no token.', (_, path) =>
    /\/namespaces\/[^/]*-/.test(path),
  ),
];

const ORDER: readonly Mutant[] = [
  ...perVerb(WRITES, (verb) =>
    mutant('is-done-before-the-token-is-refused', 'auth.no-trace', {
      text: `A ${verb} with a token that nobody knows is done, and then answered with 401.`,
      override: checkedLate((base, caller, reply, method) => (known(caller) ? reply : unauthorized(base, method))),
    }),
  ),
  ...perVerb(['read', 'list'], (verb) =>
    mutant('shows-what-it-refuses', 'auth.no-trace', {
      text: `A ${verb} with a token that nobody knows is answered with 401 and the objects.`,
      override: checkedLate((_, caller, reply) =>
        known(caller) || reply.code >= 300 ? reply : { ...reply, code: 401 },
      ),
    }),
  ),
  ...perVerb(OF_OBJECTS, (verb) =>
    mutant('looks-the-object-up-first', 'auth.before-lookup', {
      text: `A ${verb} of a missing object is answered with 404 whatever the token.`,
      override: (base) => {
        const late = checkedLate((_, caller, reply, method) =>
          known(caller) || reply.code === 404 ? reply : unauthorized(base, method),
        )(base);
        return verb === 'read' ? late : { ...late, mayDo: () => true };
      },
    }),
  ),
  ...perVerb(WITH_BODIES, (verb) =>
    mutant('reads-the-body-first', 'auth.before-body', {
      text: `A ${verb} with a malformed body is answered with 400 whatever the token.`,
      wrap: onRequest({ verb, when: ({ json }) => !isObject(json) }, () => refusal(400, 'BadRequest')),
    }),
  ),
];

const PERMISSION: readonly Mutant[] = [
  ...perVerb(WRITES, (verb) =>
    mutant('lets-readers-write', 'auth.read-only.writes', {
      text: `A ${verb} by a caller who may only read is done.`,
      override: () => ({ mayDo: () => true }),
    }),
  ),
  ...perKind(KINDS, (kind) =>
    mutant('lets-readers-write', 'auth.read-only.writes', {
      text: `${kind.kind}s may be written by a caller who may only read.`,
      override: () => ({ mayDo: () => true }),
    }),
  ),
  ...perVerb(WRITES, (verb) =>
    mutant('is-done-before-it-is-forbidden', 'auth.read-only.writes', {
      text: `A ${verb} by a caller who may only read is done, and then answered with 403.`,
      override: checkedLate((base, caller, reply, method) => {
        if (caller === 'full') return reply;
        const fault =
          caller === 'read-only' ? { code: 403, reason: 'Forbidden', message: 'forbidden' } : base.unauthorized();
        return { code: fault.code, json: base.statusBody(fault, method) };
      }),
    }),
  ),
  ...perVerb(WRITES, (verb) =>
    mutant('hides-from-readers', `${verb}.code.403`, {
      text: `A ${verb} by a caller who may only read is answered with 404.`,
      override: (base) => ({
        forbidden: (...asked) => ({ ...base.forbidden(...asked), code: 404, reason: 'NotFound' }),
      }),
    }),
  ),
  ...perVerb(READS, (verb) =>
    mutant('refuses-readers', 'auth.read-only.reads', {
      text: `A ${verb} by a caller who may read is refused.`,
      override: () => ({ mayDo: (caller) => caller === 'full' }),
    }),
  ),
  ...perKind(KINDS, (kind) =>
    mutant('refuses-readers', 'auth.read-only.reads', {
      text: `${kind.kind}s are refused to a caller who may read.`,
      override: () => ({ mayDo: (caller) => caller === 'full' }),
    }),
  ),
];

const letsForeignersIn: Override = (base) => ({
  mayDo: (caller, verb) => caller === 'foreign' || base.mayDo(caller, verb),
});

/** The request of a foreigner is done, and answered in another way than it was done. */
const afterAForeigner = (answer: (reply: Reply, refusal: Reply) => Reply): Override =>
  checkedLate((base, caller, reply, method) => {
    if (caller === 'full' || caller === 'read-only') return reply;
    if (caller !== 'foreign') return unauthorized(base, method);
    const fault = { code: 403, reason: 'Forbidden', message: 'forbidden' };
    return answer(reply, { code: 403, json: base.statusBody(fault, method) });
  });

const FOREIGNERS: readonly Mutant[] = [
  ...perVerb(VERBS, (verb) =>
    mutant('lets-foreigners-in', 'auth.foreign', {
      text: `A ${verb} by a caller who has no permission is done.`,
      override: letsForeignersIn,
    }),
  ),
  ...perKind(KINDS, (kind) =>
    mutant('lets-foreigners-in', 'auth.foreign', {
      text: `${kind.kind}s are served to a caller who has no permission.`,
      override: letsForeignersIn,
    }),
  ),
  ...perVerb(WRITES, (verb) =>
    mutant('is-done-before-foreigners-are-refused', 'auth.foreign', {
      text: `A ${verb} by a caller who has no permission is done, and then answered with 403.`,
      override: afterAForeigner((_, refusal) => refusal),
    }),
  ),
  ...perVerb(['read', 'list'], (verb) =>
    mutant('shows-foreigners-what-it-refuses', 'auth.foreign', {
      text: `A ${verb} by a caller who has no permission is answered with 403 and the objects.`,
      override: afterAForeigner((reply) => (reply.code >= 300 ? reply : { ...reply, code: 403 })),
    }),
  ),
  ...perVerb(VERBS, (verb) =>
    mutant('answers-foreigners-with-404', 'auth.foreign', {
      text: `A ${verb} by a caller who has no permission is answered with 404.`,
      override: (base) => ({
        callerOf: (token) => (base.callerOf(token) === 'foreign' ? 'unknown' : base.callerOf(token)),
        replied: (reply, request) => {
          const token = base.tokenOf(new Map(request.headers.map(([name, value]) => [name.toLowerCase(), value])));
          return base.callerOf(token) === 'foreign'
            ? {
                code: 404,
                json: base.statusBody({ code: 404, reason: 'NotFound', message: 'not found' }, request.method),
              }
            : base.replied(reply, request);
        },
      }),
    }),
  ),
  ...perVerb(READS, (verb) =>
    mutant('takes-foreigners-for-readers', 'auth.foreign', {
      text: `A ${verb} is served to whoever shows a token that is known.`,
      override: (base) => ({
        callerOf: (token) => (base.callerOf(token) === 'foreign' ? 'read-only' : base.callerOf(token)),
      }),
    }),
  ),
];

export const AUTH_MUTANTS: readonly Mutant[] = [...TOKENS, ...AROUND, ...ORDER, ...PERMISSION, ...FOREIGNERS];
