/** HTTP codes, and answers that are not of the documented structure. */
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import { OPERATIONS } from '../../contract/operations.ts';
import { VERBS, type Verb } from '../../contract/types.ts';
import { withMetadata } from '../state/model.ts';
import { recoded } from './errors.ts';
import { isTestable } from './helpers/catalogue.ts';
import { onAnswer, succeeded } from './helpers/wraps.ts';
import { mutant, perVerb, type Mutant, type Override, type Wrap } from './types.ts';

/** A code that a page documents, and another that the server gives instead. */
const INSTEAD: readonly (readonly [code: number, other: number])[] = [
  [400, 404],
  [401, 400],
  [403, 401],
  [404, 400],
  [409, 400],
];

const succeedingWith =
  (code: number): Override =>
  () => ({ replied: (reply) => (succeeded(reply.code) ? { ...reply, code } : reply) });

const SUCCESSES: readonly Mutant[] = [
  ...perVerb(VERBS, (verb) =>
    mutant('succeeds-with-203', `${verb}.code.success`, {
      text: `A ${verb} that succeeds is answered with 203.`,
      override: succeedingWith(203),
    }),
  ),
  ...perVerb(
    VERBS.filter((verb) => !['create', 'replace', 'delete'].includes(verb)),
    (verb) =>
      mutant('succeeds-with-201', `${verb}.code.success`, {
        text: `A ${verb} that succeeds is answered with 201.`,
        override: succeedingWith(201),
      }),
  ),
];

const everywhere = (code: number, other: number): Wrap =>
  onAnswer({ status: code }, (answer) => ({ ...answer, status: other }));

/**
 * The documented 404 of a collection means an unknown resource. Such requests have no verb, so every answer is changed.
 */
const isOfUnknownResource = (verb: Verb, code: number): boolean =>
  code === 404 && OPERATIONS[verb].scope === 'collection';

const REFUSALS: readonly Mutant[] = VERBS.flatMap((verb) =>
  INSTEAD.map(([code, other]) =>
    mutant(`${verb}-says-${other}-for-${code}`, `${verb}.code.${code}`, {
      text: `Where a ${verb} owes ${code}, it says ${other}.`,
      ...(isOfUnknownResource(verb, code)
        ? { wrap: everywhere(code, other) }
        : { verbs: [verb], override: (base) => recoded(base, code, other) }),
    }),
  ),
);

/** The body of a successful answer, changed. */
const successBody =
  (change: (body: JsonObject) => Json): Override =>
  () => ({
    replied: (reply) =>
      succeeded(reply.code) && isObject(reply.json) ? { ...reply, json: change(reply.json) } : reply,
  });

const WITH_BODIES = VERBS.filter((verb) => verb !== 'watch');

const BODIES: readonly Mutant[] = [
  ...perVerb(WITH_BODIES, (verb) =>
    mutant('answers-without-metadata', `${verb}.schema`, {
      text: `The answer to a ${verb} has a text for metadata.`,
      override: successBody((body) => ({ ...body, metadata: 'none' })),
    }),
  ),
  ...perVerb(WITH_BODIES, (verb) =>
    mutant('answers-an-array', `${verb}.schema`, {
      text: `The answer to a ${verb} is an array of one.`,
      override: successBody((body) => [body]),
    }),
  ),
  mutant('create-path-has-no-namespace', 'create.path.namespace', {
    text: 'What is created is shown in a namespace of its own.',
    verbs: ['create'],
    override: () => ({ createAnswer: (_, stored) => withMetadata(stored, { namespace: 'default' }) }),
  }),
];

export const CODE_MUTANTS: readonly Mutant[] = [...SUCCESSES, ...REFUSALS, ...BODIES].filter(({ breaks }) =>
  isTestable(breaks),
);
