/** Credentials: who is let in, and who may do what. */
import { KINDS } from '../../contract/kinds.ts';
import { VERBS, type Verb } from '../../contract/types.ts';
import { perKind, perVerb, type Mutant } from './types.ts';

const WRITES = ['create', 'replace', 'patch', 'delete', 'deletecollection'] as const satisfies readonly Verb[];
const READS = ['read', 'list', 'watch'] as const satisfies readonly Verb[];

export const AUTH_MUTANTS: readonly Mutant[] = [
  ...perVerb(VERBS, (verb) => ({
    name: 'serves-anonymous', breaks: 'auth.required', text: `A ${verb} without credentials is served.`,
    override: (b) => ({ callerOf: (token) => (token === undefined || token === '' ? 'full' : b.callerOf(token)) }),
  })),
  ...perVerb(VERBS, (verb) => ({
    name: 'takes-any-token', breaks: 'auth.wrong-token', text: `A ${verb} with a token that nobody knows is served.`,
    override: (b) => ({ callerOf: (token) => (b.callerOf(token) === 'unknown' ? 'full' : b.callerOf(token)) }),
  })),
  ...perKind(KINDS, (kind) => ({
    name: 'takes-any-token', breaks: 'auth.wrong-token', text: `${kind.plural} are served to a token that nobody knows.`,
    override: (b) => ({ callerOf: (token) => (b.callerOf(token) === 'unknown' ? 'full' : b.callerOf(token)) }),
  })),
  ...perVerb(WRITES, (verb) => ({
    name: 'lets-readers-write', breaks: 'auth.read-only.writes', text: `A ${verb} by a caller who may only read is done.`,
    override: () => ({ mayDo: () => true }),
  })),
  ...perVerb(READS, (verb) => ({
    name: 'refuses-readers', breaks: 'auth.read-only.reads', text: `A ${verb} by a caller who may read is refused.`,
    override: () => ({ mayDo: (caller) => caller === 'full' }),
  })),
];
