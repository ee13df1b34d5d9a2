/** Credentials: who is let in, and who may do what. */
import { KINDS } from '../../contract/kinds.ts';
import { VERBS, type Verb } from '../../contract/types.ts';
import type { Caller } from '../rules/auth.ts';
import type { Behaviour } from '../rules/behaviour.ts';
import type { Reply } from '../rules/response.ts';
import { perKind, perVerb, type Mutant } from './types.ts';

const WRITES = ['create', 'replace', 'patch', 'delete', 'deletecollection'] as const satisfies readonly Verb[];
const READS = ['read', 'list', 'watch'] as const satisfies readonly Verb[];
const OF_OBJECTS = ['read', 'replace', 'patch', 'delete'] as const satisfies readonly Verb[];
const WITH_BODIES = ['create', 'replace', 'patch'] as const satisfies readonly Verb[];
const PRINTABLE = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i));

type Override = NonNullable<Mutant['override']>;

/** Callers of one sort are let in. */
const lettingIn =
  (who: (b: Behaviour, token: string | undefined) => boolean): Override =>
  (base) => ({ callerOf: (token) => (who(base, token) ? 'full' : base.callerOf(token)) });
const unknown = lettingIn((base, token) => base.callerOf(token) === 'unknown');
const anonymous = lettingIn((base, token) => base.callerOf(token) === 'anonymous');

/** The request is done first, and the caller looked at when the reply leaves. */
const afterwards =
  (refusal: (b: Behaviour, caller: Caller, reply: Reply, method: string) => Reply): Override =>
  (base) => ({
    callerOf: () => 'full',
    replied: (reply, request) =>
      refusal(
        base,
        base.callerOf(base.tokenOf(new Map(request.headers.map(([name, value]) => [name.toLowerCase(), value])))),
        reply,
        request.method,
      ),
  });
const unauthorized = (base: Behaviour, method: string): Reply => ({
  code: 401,
  json: base.statusBody(base.unauthorized(), method),
});
const known = (caller: Caller): boolean => caller === 'full' || caller === 'read-only';

const TOKENS: readonly Mutant[] = [
  ...perVerb(VERBS, (verb) => ({
    name: 'serves-anonymous',
    breaks: 'auth.required',
    text: `A ${verb} without credentials is served.`,
    override: anonymous,
  })),
  ...perKind(KINDS, (kind) => ({
    name: 'serves-anonymous',
    breaks: 'auth.required',
    text: `${kind.kind}s are served to whoever shows no credentials.`,
    override: anonymous,
  })),
  ...perVerb(VERBS, (verb) => ({
    name: 'takes-any-token',
    breaks: 'auth.wrong-token',
    text: `A ${verb} with a token that nobody knows is served.`,
    override: unknown,
  })),
  ...perKind(KINDS, (kind) => ({
    name: 'takes-any-token',
    breaks: 'auth.wrong-token',
    text: `${kind.kind}s are served to a token that nobody knows.`,
    override: unknown,
  })),
  ...perVerb(VERBS, (verb) => ({
    name: 'answers-403-to-a-wrong-token',
    breaks: 'auth.wrong-token',
    text: `A ${verb} with a token that nobody knows is answered with 403.`,
    override: (base) => ({ unauthorized: () => ({ ...base.unauthorized(), code: 403, reason: 'Forbidden' }) }),
  })),
  ...perVerb(VERBS, (verb) => ({
    name: 'takes-the-beginning-of-a-token',
    breaks: 'auth.truncated-token',
    text: `A ${verb} with a token that lacks its last character is served.`,
    override: lettingIn(
      (base, token) => token !== undefined && PRINTABLE.some((c) => base.callerOf(token + c) === 'full'),
    ),
  })),
  ...perVerb(VERBS, (verb) => ({
    name: 'takes-more-than-a-token',
    breaks: 'auth.truncated-token',
    text: `A ${verb} with a token and one character more is served.`,
    override: lettingIn((base, token) => base.callerOf(token?.slice(0, -1)) === 'full'),
  })),
  {
    name: 'takes-a-token-in-any-case',
    breaks: 'auth.wrong-token',
    text: 'Tokens are compared without regard to case.',
    override: lettingIn(
      (base, token) => base.callerOf(token?.toLowerCase()) === 'full' || base.callerOf(token?.toUpperCase()) === 'full',
    ),
  },
  {
    name: 'takes-any-scheme',
    breaks: 'auth.malformed',
    text: 'The token is taken from a header of any scheme.',
    override: (base) => ({
      tokenOf: (headers) => /^\S+ +(\S+)$/.exec(headers.get('authorization') ?? '')?.[1] ?? base.tokenOf(headers),
    }),
  },
  {
    name: 'serves-an-empty-bearer',
    breaks: 'auth.malformed',
    text: 'A Bearer header without a token is served.',
    override: (base) => ({ callerOf: (token) => (/^bearer *$/i.test(token ?? 'x') ? 'full' : base.callerOf(token)) }),
  },
  {
    name: 'serves-a-basic-header',
    breaks: 'auth.malformed',
    text: 'Whoever sends a Basic header is served.',
    override: (base) => ({ callerOf: (token) => (/^basic /i.test(token ?? '') ? 'full' : base.callerOf(token)) }),
  },
  {
    name: 'unauthorized-without-a-reason',
    breaks: 'auth.status',
    text: 'The Status of a 401 has no reason.',
    override: (base) => ({
      statusBody: (fault, method) =>
        fault.code === 401 ? { ...base.statusBody(fault, method), reason: '' } : base.statusBody(fault, method),
    }),
  },
  {
    name: 'unauthorized-says-forbidden',
    breaks: 'auth.status',
    text: 'The Status of a 401 has the reason Forbidden.',
    override: (base) => ({ unauthorized: () => ({ ...base.unauthorized(), reason: 'Forbidden' }) }),
  },
  {
    name: 'unauthorized-as-text',
    breaks: 'auth.status',
    text: 'A 401 is a line of text.',
    override: () => ({ replied: (reply) => (reply.code === 401 ? { code: 401, text: 'Unauthorized\n' } : reply) }),
  },
];

const ORDER: readonly Mutant[] = [
  ...perVerb(WRITES, (verb) => ({
    name: 'is-done-before-the-token-is-refused',
    breaks: 'auth.no-trace',
    text: `A ${verb} with a token that nobody knows is done, and then answered with 401.`,
    override: afterwards((base, caller, reply, method) => (known(caller) ? reply : unauthorized(base, method))),
  })),
  ...perVerb(['read', 'list'], (verb) => ({
    name: 'shows-what-it-refuses',
    breaks: 'auth.no-trace',
    text: `A ${verb} with a token that nobody knows is answered with 401 and the objects.`,
    override: afterwards((_b, caller, reply) => (known(caller) || reply.code >= 300 ? reply : { ...reply, code: 401 })),
  })),
  ...perVerb(OF_OBJECTS, (verb) => ({
    name: 'looks-the-object-up-first',
    breaks: 'auth.before-lookup',
    text: `A ${verb} of a missing object is answered with 404 whatever the token.`,
    override: (base) => {
      const late = afterwards((_, caller, reply, method) =>
        known(caller) || reply.code === 404 ? reply : unauthorized(base, method),
      )(base);
      return verb === 'read' ? late : { ...late, mayDo: () => true };
    },
  })),
  ...perVerb(WITH_BODIES, (verb) => ({
    name: 'reads-the-body-first',
    breaks: 'auth.before-body',
    text: `A ${verb} with a malformed body is answered with 400 whatever the token.`,
    override: afterwards((base, caller, reply, method) =>
      known(caller) || reply.code === 400 ? reply : unauthorized(base, method),
    ),
  })),
  ...perVerb(WITH_BODIES, (verb) => ({
    name: 'looks-at-the-type-first',
    breaks: 'auth.before-body',
    text: `A ${verb} with a body of another type is answered with 415 whatever the token.`,
    override: afterwards((base, caller, reply, method) =>
      known(caller) || reply.code === 415 ? reply : unauthorized(base, method),
    ),
  })),
];

const PERMISSION: readonly Mutant[] = [
  ...perVerb(WRITES, (verb) => ({
    name: 'lets-readers-write',
    breaks: 'auth.read-only.writes',
    text: `A ${verb} by a caller who may only read is done.`,
    override: () => ({ mayDo: () => true }),
  })),
  ...perKind(KINDS, (kind) => ({
    name: 'lets-readers-write',
    breaks: 'auth.read-only.writes',
    text: `${kind.kind}s may be written by a caller who may only read.`,
    override: () => ({ mayDo: () => true }),
  })),
  ...perVerb(WRITES, (verb) => ({
    name: 'is-done-before-it-is-forbidden',
    breaks: 'auth.read-only.writes',
    text: `A ${verb} by a caller who may only read is done, and then answered with 403.`,
    override: afterwards((base, caller, reply, method) => {
      if (caller === 'full') return reply;
      const fault =
        caller === 'read-only' ? { code: 403, reason: 'Forbidden', message: 'forbidden' } : base.unauthorized();
      return { code: fault.code, json: base.statusBody(fault, method) };
    }),
  })),
  ...perVerb(WRITES, (verb) => ({
    name: 'hides-from-readers',
    breaks: `${verb}.code.403`,
    text: `A ${verb} by a caller who may only read is answered with 404.`,
    override: (base) => ({ forbidden: (...asked) => ({ ...base.forbidden(...asked), code: 404, reason: 'NotFound' }) }),
  })),
  ...perVerb(READS, (verb) => ({
    name: 'refuses-readers',
    breaks: 'auth.read-only.reads',
    text: `A ${verb} by a caller who may read is refused.`,
    override: () => ({ mayDo: (caller) => caller === 'full' }),
  })),
  ...perKind(KINDS, (kind) => ({
    name: 'refuses-readers',
    breaks: 'auth.read-only.reads',
    text: `${kind.kind}s are refused to a caller who may read.`,
    override: () => ({ mayDo: (caller) => caller === 'full' }),
  })),
];

export const AUTH_MUTANTS: readonly Mutant[] = [...TOKENS, ...ORDER, ...PERMISSION];
