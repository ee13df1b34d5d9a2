/** Tokens in other headers, what readers see, and dry runs: faults of who is let in where others look less closely. */
import { isObject } from '../../contract/json.ts';
import type { Verb } from '../../contract/types.ts';
import type { WireResponse } from '../../contract/wire.ts';
import type { Behaviour } from '../rules/behaviour.ts';
import { withMetadata } from '../state/model.ts';
import type { ParsedRequest } from './helpers/request.ts';
import { onAnswer, onBody, onRequest } from './helpers/wraps.ts';
import { mutant, perVerb, type Mutant, type Override } from './types.ts';

const WRITES = ['create', 'replace', 'patch', 'delete', 'deletecollection'] as const satisfies readonly Verb[];
const PRINTABLE = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i));

const byReader = ({ headers }: ParsedRequest): boolean =>
  headers.some(([name, value]) => name.toLowerCase() === 'authorization' && value.endsWith('read-only-token'));

async function* withoutChunks(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) yield chunk.subarray(0, 0);
}

/** Which header a token was taken from decides how it is looked at. */
const bareAs =
  (who: (base: Behaviour, token: string) => boolean): Override =>
  (base) => ({
    tokenOf: (headers) => {
      const bare = headers.get('x-auth-token') ?? '';
      return bare !== '' && who(base, bare) ? 'full-token' : base.tokenOf(headers);
    },
  });
const otherCase = (text: string, other: string): boolean =>
  text !== other && text.toLowerCase() === other.toLowerCase();
const both = (headers: ReadonlyMap<string, string>): boolean =>
  headers.has('x-auth-token') && headers.has('authorization');

const IN_OTHER_HEADERS: readonly Mutant[] = [
  ...perVerb(['read', 'create'], (verb) =>
    mutant('takes-any-bare-token', 'auth.every-header', {
      text: `A ${verb} with any token in X-Auth-Token is served.`,
      override: bareAs(() => true),
    }),
  ),
  mutant('takes-the-beginning-of-a-bare-token', 'auth.every-header', {
    text: 'A token that lacks its last character is served in X-Auth-Token.',
    override: bareAs((base, token) => PRINTABLE.some((last) => base.callerOf(token + last) === 'full')),
  }),
  mutant('takes-more-than-a-bare-token', 'auth.every-header', {
    text: 'A token and one character more is served in X-Auth-Token.',
    override: bareAs((base, token) => base.callerOf(token.slice(0, -1)) === 'full'),
  }),
  mutant('takes-a-bare-token-in-any-case', 'auth.every-header', {
    text: 'A token in X-Auth-Token is compared without regard to case.',
    override: bareAs((_, token) => otherCase(token, 'full-token')),
  }),
  mutant('takes-a-bare-token-after-any-scheme', 'auth.every-header', {
    text: 'What stands before a token in X-Auth-Token does not count.',
    override: bareAs((base, token) => base.callerOf(token.split(' ')[1]) === 'full'),
  }),
  mutant('two-wrong-tokens-are-right', 'auth.every-header', {
    text: 'Where two headers carry tokens, none of them is looked at.',
    override: (base) => ({
      tokenOf: (headers) => (both(headers) ? 'full-token' : base.tokenOf(headers)),
    }),
  }),
  mutant('two-tokens-are-a-500', 'auth.contradiction', {
    text: 'Tokens in two headers make the server fail.',
    override: (base) => ({
      tokenOf: (headers) => {
        if (both(headers)) throw new Error('two tokens');
        return base.tokenOf(headers);
      },
    }),
  }),
  mutant('two-tokens-are-refused-too-late', 'auth.contradiction', {
    text: 'A create with tokens in two headers is done if one of them counts, and refused if the other does not.',
    wrap: onRequest(
      {
        verb: 'create',
        when: ({ headers }) => both(new Map(headers.map(([name, value]) => [name.toLowerCase(), value]))),
      },
      async ({ forward, headers }) => {
        const one = async (carrier: string): Promise<WireResponse> =>
          forward({ headers: headers.filter(([name]) => name.toLowerCase() !== carrier) });
        const first = await one('x-auth-token');
        const second = await one('authorization');
        return first.status >= 400 ? first : second;
      },
    ),
  }),
];

const SEEN: readonly Mutant[] = [
  mutant('read-only-reads-lack-the-spec', 'auth.read-only.same', {
    text: 'A read with the read-only token lacks the spec.',
    wrap: onBody({ verb: 'read', when: byReader, status: 200 }, ({ spec: _, ...job }) => job),
  }),
  mutant('read-only-lists-are-empty', 'auth.read-only.same', {
    text: 'A list with the read-only token is empty.',
    wrap: onBody({ verb: 'list', when: byReader, status: 200 }, (list) => ({ ...list, items: [] })),
  }),
  mutant('read-only-lists-lack-annotations', 'auth.read-only.same', {
    text: 'The items of a list with the read-only token have no annotations.',
    wrap: onBody({ verb: 'list', when: byReader, status: 200 }, (list) => ({
      ...list,
      items: Array.isArray(list['items'])
        ? list['items'].map((item) => (isObject(item) ? withMetadata(item, { annotations: undefined }) : item))
        : [],
    })),
  }),
  mutant('read-only-watches-show-nothing', 'auth.read-only.same', {
    text: 'A watch with the read-only token shows no event.',
    wrap: onAnswer({ verb: 'watch', when: byReader, status: 200 }, (answer) => ({
      ...answer,
      body: withoutChunks(answer.body),
    })),
  }),
];

const DRY: readonly Mutant[] = perVerb(WRITES, (verb) =>
  mutant('dry-run-is-for-everybody', 'auth.dry-run', {
    text: `A ${verb} with dryRun=All is served to a caller who may only read.`,
    wrap: onRequest({ verb, query: { dryRun: 'All' }, when: byReader }, ({ forward, headers }) =>
      forward({
        headers: headers.map(([name, value]) => [name, value.replace('read-only-token', 'full-token')]),
      }),
    ),
  }),
);

export const CALLER_MUTANTS: readonly Mutant[] = [...IN_OTHER_HEADERS, ...SEEN, ...DRY];
