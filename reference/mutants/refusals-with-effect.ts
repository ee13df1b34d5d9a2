import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { WireRequest } from '../../contract/wire.ts';
import type { Verb } from '../../contract/types.ts';
import type { Behaviour } from '../rules/behaviour.ts';
import type { DeleteOptions } from '../rules/deletion.ts';
import { metadataOf, objectAt, textAt, withMetadata, type Job } from '../state/model.ts';
import { read } from './helpers/exchange.ts';
import { perVerb, type Mutant } from './types.ts';

/** The name of the object that a reply is about. */
const repliedName = (reply: { json?: Json }): string =>
  textAt(metadataOf(reply.json), 'name') ?? textAt(objectAt(reply.json, 'details'), 'name') ?? '';

/** What was found wrong is remembered by the object's name, let pass, and refused only when the reply leaves. */
const refusedTooLate = (base: Behaviour): Partial<Behaviour> => {
  const late = new Set<string>();
  return {
    schemaCauses: (kind, job) => {
      if (base.schemaCauses(kind, job).length > 0) late.add(textAt(metadataOf(job), 'name') ?? '');
      return [];
    },
    replied: (reply, request) => {
      if (reply.code >= 300 || !late.delete(repliedName(reply))) return base.replied(reply, request);
      return {
        code: 422,
        json: base.statusBody({ code: 422, reason: 'Invalid', message: 'the object is invalid' }, request.method),
      };
    },
  };
};

/** The same of a delete. */
const deletedTooLate = (
  base: Behaviour,
  isWrong: (options: DeleteOptions, job: Job) => boolean,
  code: number,
  reason: string,
): Pick<Behaviour, 'brokenPrecondition' | 'replied'> => {
  const late = new Set<string>();
  return {
    brokenPrecondition: (options, job) => {
      if (!isWrong(options, job)) return base.brokenPrecondition(options, job);
      late.add(textAt(metadataOf(job), 'name') ?? '');
      return undefined;
    },
    replied: (reply, request) =>
      reply.code >= 300 || !late.delete(repliedName(reply))
        ? reply
        : { code, json: base.statusBody({ code, reason, message: 'the options are wrong' }, request.method) },
  };
};

const TOO_LATE: readonly Mutant[] = [
  ...perVerb(['create', 'replace', 'patch'] as const satisfies readonly Verb[], (verb) => ({
    name: 'is-refused-too-late',
    breaks: 'errors.changes-nothing',
    text: `A ${verb} of an invalid body is refused when it has been stored already.`,
    override: refusedTooLate,
  })),
  {
    name: 'delete-is-refused-too-late',
    breaks: 'errors.changes-nothing',
    text: 'A delete whose precondition does not hold is refused when the object has gone already.',
    verbs: ['delete'],
    override: (base) =>
      deletedTooLate(base, (options, job) => base.brokenPrecondition(options, job) !== undefined, 409, 'Conflict'),
  },
  {
    name: 'delete-of-unknown-policy-marks',
    breaks: 'errors.changes-nothing',
    text: 'A delete whose propagationPolicy is unknown is refused when the object has been marked already.',
    verbs: ['delete'],
    override: (base) => ({
      ...deletedTooLate(base, (options) => base.policyCauses(options).length > 0, 422, 'Invalid'),
      policyCauses: () => [],
      policyFinalizer: (options) =>
        base.policyCauses(options).length > 0 ? 'foregroundDeletion' : base.policyFinalizer(options),
    }),
  },
];

/** A request that was refused. `name` is empty where its path is a collection's. */
interface Refused {
  path: string;
  query: URLSearchParams;
  collection: string;
  name: string;
  code: number;
  body: JsonObject;
}
type Ask = (method: string, path: string, body?: Json) => Promise<JsonObject>;

interface Trace {
  name: string;
  text: string;
  method: string;
  when: (refused: Refused) => boolean;
  leave: (ask: Ask, refused: Refused) => Promise<unknown>;
}

function refusedBy({ path: whole, body }: WireRequest, code: number): Refused {
  const [path = '', query = ''] = whole.split('?');
  const [, collection = '', name = ''] = /^(.*\/namespaces\/[^/]+\/[^/]+)\/?([^/]*)$/.exec(path) ?? [];
  return { path, query: new URLSearchParams(query), collection, name, code, body: parsed(body) };
}

function parsed(body: Uint8Array | undefined): JsonObject {
  try {
    const value = JSON.parse(new TextDecoder().decode(body)) as Json;
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** After a refusal, something else is done with the caller's credentials. */
const leaving = ({ name, text, method, when, leave }: Trace): Mutant => ({
  name,
  breaks: 'errors.changes-nothing',
  text,
  wrap: (handle) => async (request) => {
    const answer = await handle(request);
    const refused = refusedBy(request, answer.status);
    if (request.method !== method || answer.status < 400 || refused.collection === '' || !when(refused)) return answer;
    const headers = request.headers.filter(([key]) => key.toLowerCase() !== 'content-type');
    await leave(
      async (verb, path, body) =>
        read(
          await handle({
            method: verb,
            path,
            headers: [
              ...headers,
              ['content-type', verb === 'PATCH' ? 'application/merge-patch+json' : 'application/json'],
            ],
            ...(body === undefined ? {} : { body: new TextEncoder().encode(JSON.stringify(body)) }),
          }),
        ),
      refused,
    );
    return answer;
  },
});

const labelled = (labels: Json): JsonObject => ({ metadata: { labels } });
const labelsOf = (body: JsonObject): JsonObject => objectAt(metadataOf(body), 'labels');
const sentName = ({ body }: Refused): string => textAt(metadataOf(body), 'name') ?? '';
/** The path of the object whose name the refused one begins with. */
const nearest = ({ path }: Refused): string => path.slice(0, path.lastIndexOf('-'));
const MARK = labelled({ refused: 'yes' });

const markAll: Trace['leave'] = async (ask, { path }) => {
  const { items } = await ask('GET', path);
  for (const item of Array.isArray(items) ? items : [])
    await ask('PATCH', `${path}/${String(metadataOf(item)['name'])}`, MARK);
};
const badSelector = ({ query }: Refused): boolean => /\([^)]*$/.test(query.get('labelSelector') ?? '');

const LEFT: readonly Trace[] = [
  {
    name: 'create-taken-adds-its-labels',
    method: 'POST',
    text: 'A create under a taken name is refused, and its labels are added to the object that has the name.',
    when: ({ code }) => code === 409,
    leave: (ask, refused) => ask('PATCH', `${refused.path}/${sentName(refused)}`, labelled(labelsOf(refused.body))),
  },
  {
    name: 'create-badly-named-is-mended',
    method: 'POST',
    text: 'A create under a name in upper case is refused, and done in lower case.',
    when: (refused) => sentName(refused) !== sentName(refused).toLowerCase(),
    leave: (ask, refused) =>
      ask('POST', refused.path, withMetadata(refused.body, { name: sentName(refused).toLowerCase() })),
  },
  {
    name: 'create-of-another-namespace-stays-here',
    method: 'POST',
    text: 'A create whose body names another namespace is refused, and done in that of the path.',
    when: ({ path, body }) =>
      textAt(metadataOf(body), 'namespace') !== undefined &&
      !path.includes(`/namespaces/${textAt(metadataOf(body), 'namespace')}/`),
    leave: (ask, { path, body }) => ask('POST', path, withMetadata(body, { namespace: undefined })),
  },
  {
    name: 'list-badly-limited-marks',
    method: 'GET',
    text: 'A list whose limit is no number is refused, and noted in a label of each object.',
    when: ({ name, query }) => name === '' && Number.isNaN(Number(query.get('limit'))),
    leave: markAll,
  },
  {
    name: 'list-badly-selected-marks',
    method: 'GET',
    text: 'A list whose selector is malformed is refused, and noted in a label of each object.',
    when: (refused) => refused.name === '' && badSelector(refused) && !refused.query.has('watch'),
    leave: markAll,
  },
  {
    name: 'replace-of-another-name-adds-its-labels',
    method: 'PUT',
    text: 'A replace with another name is refused when its labels have been stored.',
    when: (refused) => sentName(refused) !== '' && sentName(refused) !== refused.name,
    leave: (ask, { path, body }) => ask('PATCH', path, labelled(labelsOf(body))),
  },
  {
    name: 'replace-missing-creates-it',
    method: 'PUT',
    text: 'A replace of a missing object is answered with 404, and creates it.',
    when: ({ code }) => code === 404,
    leave: (ask, { collection, body }) => ask('POST', collection, body),
  },
  {
    name: 'patch-of-another-type-is-done',
    method: 'PATCH',
    text: 'A patch of another type is refused, and done as a merge patch.',
    when: ({ code }) => code === 415,
    leave: (ask, { path, body }) => ask('PATCH', path, body),
  },
  {
    name: 'patch-missing-takes-the-nearest',
    method: 'PATCH',
    text: 'A patch of a missing object is answered with 404, and done to the one whose name its name begins with.',
    when: ({ code }) => code === 404,
    leave: (ask, refused) => ask('PATCH', nearest(refused), labelled(labelsOf(refused.body))),
  },
  {
    name: 'delete-missing-takes-the-nearest',
    method: 'DELETE',
    text: 'A delete of a missing object is answered with 404, and done to the one whose name its name begins with.',
    when: ({ code, name }) => code === 404 && name !== '',
    leave: (ask, refused) => ask('DELETE', nearest(refused)),
  },
  {
    name: 'collection-badly-selected-is-deleted',
    method: 'DELETE',
    text: 'A delete of a collection whose selector is malformed is refused, and deletes what is in it.',
    when: (refused) => refused.name === '' && badSelector(refused),
    leave: (ask, { path }) => ask('DELETE', path),
  },
];

export const TRACE_MUTANTS: readonly Mutant[] = [...TOO_LATE, ...LEFT.map(leaving)];
