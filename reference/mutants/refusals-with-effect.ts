/** Requests that are refused, and have an effect all the same. */
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Behaviour } from '../rules/behaviour.ts';
import type { DeleteOptions } from '../rules/deletion.ts';
import type { Reply } from '../rules/response.ts';
import { metadataOf, objectAt, textAt, withMetadata, type Job } from '../state/model.ts';
import { itemsOf, nameOf } from './helpers/others.ts';
import { type ParsedRequest, pathTo } from './helpers/request.ts';
import { afterwards, type Exchange } from './helpers/wraps.ts';
import { mutant, mutantOn, perVerb, type Mutant } from './types.ts';

const onDelete = mutantOn('delete');

/** The name of the object that a reply is about. */
const repliedName = ({ json }: Reply): string =>
  textAt(metadataOf(json), 'name') ?? textAt(objectAt(json, 'details'), 'name') ?? '';

/** What should have been refused is remembered by the name of the object, and refused only when the reply leaves. */
function refusingLate(base: Behaviour, code: number, reason: string) {
  const names = new Set<string>();
  return {
    note: (job: Job): void => {
      names.add(textAt(metadataOf(job), 'name') ?? '');
    },
    replied: ((reply, request) =>
      reply.code < 300 && names.delete(repliedName(reply))
        ? { code, json: base.statusBody({ code, reason, message: 'something is wrong' }, request.method) }
        : base.replied(reply, request)) satisfies Behaviour['replied'],
  };
}

const storedTooEarly = (base: Behaviour): Partial<Behaviour> => {
  const { note, replied } = refusingLate(base, 422, 'Invalid');
  return {
    schemaCauses: (kind, job) => {
      if (base.schemaCauses(kind, job).length > 0) note(job);
      return [];
    },
    replied,
  };
};

const deletedTooEarly = (
  base: Behaviour,
  isWrong: (options: DeleteOptions, job: Job) => boolean,
  code: number,
  reason: string,
): Partial<Behaviour> => {
  const { note, replied } = refusingLate(base, code, reason);
  return {
    brokenPrecondition: (options, job) => {
      if (!isWrong(options, job)) return base.brokenPrecondition(options, job);
      note(job);
      return undefined;
    },
    replied,
  };
};

const TOO_LATE: readonly Mutant[] = [
  ...perVerb(['create', 'replace', 'patch'], (verb) =>
    mutant('is-refused-too-late', 'errors.changes-nothing', {
      text: `A ${verb} of an invalid body is refused when it has been stored already.`,
      override: storedTooEarly,
    }),
  ),
  onDelete('delete-is-refused-too-late', 'errors.changes-nothing', {
    text: 'A delete whose precondition does not hold is refused when the object has gone already.',
    override: (base) =>
      deletedTooEarly(base, (options, job) => base.brokenPrecondition(options, job) !== undefined, 409, 'Conflict'),
  }),
  onDelete('delete-of-unknown-policy-marks', 'errors.changes-nothing', {
    text: 'A delete whose propagationPolicy is unknown is refused when the object has been marked already.',
    override: (base) => ({
      ...deletedTooEarly(base, (options) => base.policyCauses(options).length > 0, 422, 'Invalid'),
      policyCauses: () => [],
      policyFinalizer: (options) =>
        base.policyCauses(options).length > 0 ? 'foregroundDeletion' : base.policyFinalizer(options),
    }),
  }),
];

const refused = (status: number): boolean => status >= 400;

const sent = ({ json }: ParsedRequest): JsonObject => (isObject(json) ? json : {});
const sentMetadata = (request: ParsedRequest, key: string): string | undefined =>
  textAt(metadataOf(sent(request)), key);
const sentName = (request: ParsedRequest): string => sentMetadata(request, 'name') ?? '';

/** A patch with the labels that were sent. */
const sentLabels = (request: ParsedRequest): JsonObject => ({
  metadata: { labels: objectAt(metadataOf(sent(request)), 'labels') },
});

/** The path of the object whose name the one of the request begins with. */
const nearest = ({ path }: ParsedRequest): string => path.slice(0, path.lastIndexOf('-'));

const isBadlyLimited = ({ query }: ParsedRequest): boolean => Number.isNaN(Number(query.get('limit')));

/** Whether a labelSelector has a parenthesis that is not closed. */
function isBadlySelected({ query }: ParsedRequest): boolean {
  const selector = query.get('labelSelector') ?? '';
  return selector.lastIndexOf('(') > selector.lastIndexOf(')');
}

const MARK: Json = { metadata: { labels: { refused: 'yes' } } };

async function markAll({ path, send }: Exchange): Promise<void> {
  const { body } = await send('GET', path);
  for (const item of itemsOf(body)) await send('PATCH', `${path}/${nameOf(item)}`, MARK);
}

const TRACES: readonly Mutant[] = [
  mutant('create-taken-adds-its-labels', 'errors.changes-nothing', {
    text: 'A create under a taken name is refused, and its labels are added to the object that has the name.',
    wrap: afterwards({ verb: 'create', status: 409 }, (exchange) =>
      exchange.send('PATCH', pathTo(exchange, { name: sentName(exchange) }), sentLabels(exchange)),
    ),
  }),
  mutant('create-badly-named-is-mended', 'errors.changes-nothing', {
    text: 'A create under a name in upper case is refused, and done in lower case.',
    wrap: afterwards(
      { verb: 'create', when: (request) => sentName(request) !== sentName(request).toLowerCase(), status: refused },
      (exchange) =>
        exchange.send('POST', exchange.path, withMetadata(sent(exchange), { name: sentName(exchange).toLowerCase() })),
    ),
  }),
  mutant('create-of-another-namespace-stays-here', 'errors.changes-nothing', {
    text: 'A create whose body names another namespace is refused, and done in that of the path.',
    wrap: afterwards(
      {
        verb: 'create',
        when: (request) => ![undefined, request.namespace].includes(sentMetadata(request, 'namespace')),
        status: refused,
      },
      (exchange) => exchange.send('POST', exchange.path, withMetadata(sent(exchange), { namespace: undefined })),
    ),
  }),
  mutant('list-badly-limited-marks', 'errors.changes-nothing', {
    text: 'A list whose limit is no number is refused, and noted in a label of each object.',
    wrap: afterwards({ verb: ['list', 'watch'], when: isBadlyLimited, status: refused }, markAll),
  }),
  mutant('list-badly-selected-marks', 'errors.changes-nothing', {
    text: 'A list whose selector is malformed is refused, and noted in a label of each object.',
    wrap: afterwards({ verb: 'list', when: isBadlySelected, status: refused }, markAll),
  }),
  mutant('replace-of-another-name-adds-its-labels', 'errors.changes-nothing', {
    text: 'A replace with another name is refused when its labels have been stored.',
    wrap: afterwards(
      { verb: 'replace', when: (request) => !['', request.name].includes(sentName(request)), status: refused },
      (exchange) => exchange.send('PATCH', exchange.path, sentLabels(exchange)),
    ),
  }),
  mutant('replace-missing-creates-it', 'errors.changes-nothing', {
    text: 'A replace of a missing object is answered with 404, and creates it.',
    wrap: afterwards({ verb: 'replace', status: 404 }, (exchange) =>
      exchange.send('POST', exchange.path.slice(0, exchange.path.lastIndexOf('/')), sent(exchange)),
    ),
  }),
  mutant('patch-of-another-type-is-done', 'errors.changes-nothing', {
    text: 'A patch of another type is refused, and done as a merge patch.',
    wrap: afterwards({ verb: 'patch', status: 415 }, (exchange) =>
      exchange.send('PATCH', exchange.path, sent(exchange)),
    ),
  }),
  mutant('patch-missing-takes-the-nearest', 'errors.changes-nothing', {
    text: 'A patch of a missing object is answered with 404, and done to the one whose name its name begins with.',
    wrap: afterwards({ verb: 'patch', status: 404 }, (exchange) =>
      exchange.send('PATCH', nearest(exchange), sentLabels(exchange)),
    ),
  }),
  mutant('delete-missing-takes-the-nearest', 'errors.changes-nothing', {
    text: 'A delete of a missing object is answered with 404, and done to the one whose name its name begins with.',
    wrap: afterwards({ verb: 'delete', status: 404 }, (exchange) => exchange.send('DELETE', nearest(exchange))),
  }),
  mutant('collection-badly-selected-is-deleted', 'errors.changes-nothing', {
    text: 'A delete of a collection whose selector is malformed is refused, and deletes what is in it.',
    wrap: afterwards({ verb: 'deletecollection', when: isBadlySelected, status: refused }, ({ path, send }) =>
      send('DELETE', path),
    ),
  }),
];

export const TRACE_MUTANTS: readonly Mutant[] = [...TOO_LATE, ...TRACES];
