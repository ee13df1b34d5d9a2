import { isObject, type JsonObject } from '../../contract/json.ts';
import { STATEMENTS } from '../../contract/statements.ts';
import { OPERATIONS } from '../../contract/operations.ts';
import { VERBS, type Verb } from '../../contract/types.ts';
import type { Mutant } from './types.ts';
import { recoded } from './errors.ts';
import { spoilt } from './helpers/exchange.ts';

/** A code that is another's, for each that a page documents. */
const INSTEAD: Readonly<Record<number, number>> = { 400: 404, 401: 400, 403: 401, 404: 400, 409: 400 };

const ofVerb = (verb: Verb): Mutant[] => [
  {
    name: `${verb}-succeeds-with-203`,
    breaks: `${verb}.code.success`,
    verbs: [verb],
    text: `A ${verb} that succeeds is answered with 203.`,
    override: () => ({ replied: (reply) => (reply.code < 300 ? { ...reply, code: 203 } : reply) }),
  },
  ...(['create', 'replace', 'delete'].includes(verb)
    ? []
    : [
        {
          name: `${verb}-succeeds-with-201`,
          breaks: `${verb}.code.success`,
          verbs: [verb],
          text: `A ${verb} that succeeds is answered with 201.`,
          override: () => ({ replied: (reply) => (reply.code < 300 ? { ...reply, code: 201 } : reply) }),
        } satisfies Mutant,
      ]),
  ...Object.entries(INSTEAD)
    .map(([code, other]): Mutant => ({
      name: `${verb}-says-${other}-for-${code}`,
      breaks: `${verb}.code.${code}`,
      verbs: [verb],
      text: `Where a ${verb} owes ${code}, it says ${other}.`,
      // A page's 404 of a collection is about the resource, which is known to none of the verbs.
      ...(code === '404' && OPERATIONS[verb].scope === 'collection'
        ? { wrap: anywhere(Number(code), other) }
        : { override: (base) => recoded(base, Number(code), other) }),
    }))
    .map((mutant): Mutant =>
      mutant.wrap === undefined
        ? mutant
        : { name: mutant.name, breaks: mutant.breaks, text: mutant.text, wrap: mutant.wrap },
    ),
];

const anywhere = (from: number, to: number): NonNullable<Mutant['wrap']> =>
  spoilt((_, answer) => (answer.status === from ? { ...answer, status: to } : answer));

/** A body that is not of the documented structure, of each verb. */
const shapeless = (verb: Verb): Mutant[] => [
  {
    name: `${verb}-answers-without-metadata`,
    breaks: `${verb}.schema`,
    verbs: [verb],
    text: `The answer to a ${verb} has a text for metadata.`,
    override: () => ({
      replied: (reply) =>
        reply.code < 300 && isObject(reply.json) ? { ...reply, json: { ...reply.json, metadata: 'none' } } : reply,
    }),
  },
  {
    name: `${verb}-answers-an-array`,
    breaks: `${verb}.schema`,
    verbs: [verb],
    text: `The answer to a ${verb} is an array of one.`,
    override: () => ({
      replied: (reply) => (reply.code < 300 && isObject(reply.json) ? { ...reply, json: [reply.json] } : reply),
    }),
  },
];

const PLACES: readonly Mutant[] = [
  {
    name: 'create-path-has-no-namespace',
    breaks: 'create.path.namespace',
    text: 'What is created is shown in a namespace of its own.',
    verbs: ['create'],
    override: () => ({
      createAnswer: (_, stored) => ({
        ...stored,
        metadata: { ...(stored['metadata'] as JsonObject), namespace: 'default' },
      }),
    }),
  },
];

export const CODE_MUTANTS: readonly Mutant[] = [
  ...VERBS.flatMap(ofVerb),
  ...VERBS.filter((verb) => verb !== 'watch').flatMap(shapeless),
  ...PLACES,
].filter(({ breaks }) => STATEMENTS.some((s) => s.id === breaks && s.untestable === undefined));
