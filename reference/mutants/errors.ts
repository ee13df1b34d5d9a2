/** What refusals say, and as what answers declare themselves. */
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import { STATUS_REASONS } from '../../contract/structures/index.ts';
import { VERBS } from '../../contract/types.ts';
import type { Behaviour } from '../rules/behaviour.ts';
import { objectAt, textAt, type Fault } from '../state/model.ts';
import type { Change } from './helpers/answers.ts';
import { isTestable } from './helpers/catalogue.ts';
import { inMember } from './helpers/places.ts';
import { mutant, type Mutant, type Override, perVerb } from './types.ts';

/** Every Status of a refusal, changed. */
const refusals =
  (change: Change): Override =>
  (base) => ({ statusBody: (fault, method) => change(base.statusBody(fault, method)) });

/** The Status of refusals of one code, changed. */
const refusalsOf = (code: number, change: Change): Override =>
  refusals((body) => (body['code'] === code ? change(body) : body));

const details = (change: Change): Override => refusals((body) => inMember(body, 'details', change));

/** A member of the details that names something, naming something else. */
const misnamed = (key: string, value: string): Override =>
  details((told) => (textAt(told, key) === undefined ? told : { ...told, [key]: value }));

const causes = (change: (cause: JsonObject) => Json): Override =>
  details((told) =>
    Array.isArray(told['causes'])
      ? { ...told, causes: told['causes'].map((cause) => (isObject(cause) ? change(cause) : cause)) }
      : told,
  );

/** Some faults under another code: the Status and the HTTP code agree. */
const recodedWhere = (
  base: Behaviour,
  isOne: (fault: Fault) => boolean,
  code: number,
  reason?: string,
): Partial<Behaviour> => ({
  statusCode: (fault) => (isOne(fault) ? code : base.statusCode(fault)),
  statusBody: (fault, method) =>
    base.statusBody(isOne(fault) ? { ...fault, code, reason: reason ?? fault.reason } : fault, method),
});

/** Faults of one code under another. */
export const recoded = (base: Behaviour, from: number, code: number, reason?: string): Partial<Behaviour> =>
  recodedWhere(base, (fault) => fault.code === from, code, reason);

const BODIES: readonly Mutant[] = [
  mutant('status-without-kind', 'errors.status.body', {
    text: 'The body of a refusal has no kind.',
    override: refusals(({ kind: _, ...body }) => body),
  }),
  mutant('status-of-another-version', 'errors.status.body', {
    text: 'The apiVersion of a Status is v2.',
    override: refusals((body) => ({ ...body, apiVersion: 'v2' })),
  }),
  mutant('status-in-an-envelope', 'errors.status.body', {
    text: 'The Status of a refusal is wrapped in an error member.',
    override: refusals((body) => ({ error: body })),
  }),
  mutant('status-says-success', 'errors.status.failure', {
    text: 'The Status of a refusal says Success.',
    override: refusals((body) => ({ ...body, status: 'Success' })),
  }),
  mutant('status-says-nothing', 'errors.status.failure', {
    text: 'The Status of a refusal has an empty status.',
    override: refusals((body) => ({ ...body, status: '' })),
  }),
  mutant('status-code-500', 'errors.status.code', {
    text: 'The code of every Status is 500.',
    override: refusals((body) => ({ ...body, code: 500 })),
  }),
  mutant('status-code-of-conflicts-off', 'errors.status.code', {
    text: 'The code of the Status of a 409 is 400.',
    override: refusalsOf(409, (body) => ({ ...body, code: 400 })),
  }),
  mutant('status-reason-of-another-code', 'errors.status.reason', {
    text: 'Whatever is refused has the reason NotFound.',
    override: refusals((body) => ({ ...body, reason: 'NotFound' })),
  }),
  mutant('invalid-is-called-conflict', 'errors.status.reason', {
    text: 'A 422 has the reason Conflict.',
    override: refusalsOf(422, (body) => ({ ...body, reason: 'Conflict' })),
  }),
  mutant('status-message-empty', 'errors.status.message', {
    text: 'The message of a refusal is the empty string.',
    override: refusals((body) => ({ ...body, message: '' })),
  }),
  mutant('status-message-an-object', 'errors.status.message', {
    text: 'The message of a refusal is an object.',
    override: refusals((body) => ({ ...body, message: { text: String(body['message']) } })),
  }),
  mutant('status-names-another-object', 'errors.status.details', {
    text: 'The details of a Status name another object.',
    override: misnamed('name', 'another'),
  }),
  mutant('status-names-another-kind', 'errors.status.details', {
    text: 'The details of a Status say pods.',
    override: misnamed('kind', 'pods'),
  }),
  mutant('status-names-another-group', 'errors.status.details', {
    text: 'The details of a Status name the group apps.',
    override: misnamed('group', 'apps'),
  }),
  mutant('causes-are-texts', 'errors.status.causes', {
    text: 'The causes of a 422 are texts, not objects.',
    override: causes((cause) => String(cause['message'])),
  }),
  mutant('causes-with-numbers', 'errors.status.causes', {
    text: 'The field of a cause is a number.',
    override: causes((cause) => ({ ...cause, field: 1 })),
  }),
  mutant('causes-name-another-field', 'errors.status.causes.field', {
    text: 'The causes of a 422 name the name of the object, whatever is wrong.',
    override: causes((cause) => ({ ...cause, field: 'metadata.name' })),
  }),
  mutant('causes-beside-the-details', 'errors.status.causes', {
    text: 'The causes of a 422 stand beside the details, not in them.',
    override: refusals((body) => {
      const { causes: told, ...others } = objectAt(body, 'details');
      return told === undefined ? body : { ...body, details: others, causes: told };
    }),
  }),
];

const PER_VERB: readonly Mutant[] = [
  ...perVerb(VERBS, (verb) =>
    mutant('refuses-without-a-body', 'errors.status.body', {
      text: `A refused ${verb} has an empty body.`,
      override: () => ({ replied: (reply) => (reply.code >= 400 ? { code: reply.code, text: '' } : reply) }),
    }),
  ),
  ...perVerb(VERBS, (verb) =>
    mutant('refuses-with-200', 'errors.no-failure-in-success', {
      text: `A refused ${verb} is answered with 200 and a Status of Failure.`,
      override: () => ({ replied: (reply) => (reply.code >= 400 ? { ...reply, code: 200 } : reply) }),
    }),
  ),
  ...perVerb(
    VERBS.filter((verb) => verb !== 'read'),
    (verb) =>
      mutant('fails-at-bad-requests', 'errors.no-5xx', {
        text: `What is malformed about a ${verb} is answered with 500.`,
        override: (base) => recoded(base, 400, 500, 'InternalError'),
      }),
  ),
  ...perVerb(VERBS, (verb) =>
    mutant('refusal-as-text', 'errors.content-type', {
      text: `The Status of a refused ${verb} is declared as text.`,
      override: (base) => ({ jsonType: (code) => (code >= 400 ? 'text/plain' : base.jsonType(code)) }),
    }),
  ),
  ...perVerb(VERBS, (verb) =>
    mutant('answer-as-text', 'answers.content-type', {
      text: `The answer to a ${verb} is declared as text.`,
      override: (base) => ({ jsonType: (code) => (code < 300 ? 'text/plain' : base.jsonType(code)) }),
    }),
  ),
  ...perVerb(
    VERBS.filter((verb) => verb !== 'watch'),
    (verb) =>
      mutant('answers-nothing', 'answers.json', {
        text: `A successful ${verb} has an empty body.`,
        override: () => ({ replied: (reply) => (reply.code < 300 ? { code: reply.code, text: '' } : reply) }),
      }),
  ),
];

/** Each reason that a request is sure to bring about, under a code that is another's. */
const REASONS: readonly Mutant[] = Object.entries(STATUS_REASONS)
  .filter(([reason]) => isTestable(`reason.${reason}`))
  .map(([reason, code]) => {
    const other = code === 400 ? 404 : 400;
    return mutant(`${reason.toLowerCase()}-with-another-code`, `reason.${reason}`, {
      text: `What has the reason ${reason} is answered with ${other}.`,
      override: (base) => recodedWhere(base, (fault) => fault.reason === reason, other),
    });
  });

export const ERROR_MUTANTS: readonly Mutant[] = [...BODIES, ...PER_VERB, ...REASONS];
