import { nameFor } from '../kinds.ts';
import { OPERATIONS, successCodes } from '../operations.ts';
import { PAGES, page } from '../sources.ts';
import { VERBS } from '../types.ts';
import type { AnswerBody, Kind, Operation, Statement, Verb } from '../types.ts';
import { statements } from './builder.ts';
import type { Row } from './builder.ts';

/** The request that is answered with each code. */
const CAUSES: Readonly<Record<number, string>> = {
  400: 'A body that is malformed',
  401: 'A token that the server does not know',
  403: 'A caller who may not do it',
  409: 'A resourceVersion that is not the stored one',
};

/** 404 of an object's page is about its name; of a collection's page, about the resource. */
const NOT_FOUND: Readonly<Record<Operation['scope'], string>> = {
  object: 'A name that no object has',
  collection: 'A resource, group or version that the server does not have',
};

function refusal({ verb, scope }: Operation, code: number): Row {
  if (code >= 500)
    return { text: `${verb} may fail with ${code}.`, untestable: 'a client cannot cause it in a sound server' };
  const cause = code === 404 ? NOT_FOUND[scope] : CAUSES[code];
  if (cause === undefined) throw new Error(`${verb} documents ${code}, and no cause is written down for it`);
  return { text: `${cause} is answered with ${code}.` };
}

/** `create.code.400` and `create.code.success`: the table of status codes of each page. */
function codes(operation: Operation): Statement[] {
  const { verb, statusCodes } = operation;
  const refusals = statusCodes
    .filter((code) => code >= 400)
    .map((code) => [`${verb}.code.${code}`, refusal(operation, code)]);
  return statements('operation', page(PAGES[verb], 'Status codes'), {
    ...Object.fromEntries(refusals),
    [`${verb}.code.success`]: `A ${verb} that succeeds is answered with ${successCodes(verb).join(' or ')}, and with no other code.`,
  });
}

/** What the chapter on status codes adds to the pages: delete collection lists no 403 (erratum 11). */
const GENERAL_CODES = statements('general', page('Status codes', '403', 11), {
  'deletecollection.code.403': `${CAUSES[403]} is answered with 403.`,
});

const PRETTY = 'pretty=true breaks the body into lines, and changes nothing else.';
const EFFECTS: Readonly<Record<string, string | Row>> = {
  'create.query.pretty': PRETTY,
  'read.query.pretty': PRETTY,
  'list.query.fieldSelector': 'fieldSelector restricts the list to the objects whose fields match.',
  'list.query.labelSelector': 'labelSelector restricts the list to the objects whose labels match.',
  'list.query.limit': { text: 'limit bounds the items of a page, or is ignored throughout.', errata: [14] },
  'list.query.continue': { text: 'continue fetches the page that follows the one whose token it is.', errata: [15] },
  'list.query.resourceVersion':
    'A list at a resourceVersion that was read shows what is at least as new; 0 asks for any version.',
  'list.query.timeoutSeconds': 'timeoutSeconds bounds the call, and changes nothing else.',
  'list.query.watch': 'watch=true asks for a stream of events, watch=false for a list.',
  'replace.query.pretty': PRETTY,
  'patch.query.pretty': PRETTY,
  'delete.query.dryRun': { text: 'dryRun=All answers as a delete does, and changes nothing.', errata: [24] },
  'delete.query.gracePeriodSeconds': {
    text: 'A gracePeriodSeconds of zero or more is accepted, and the object is gone when it has passed.',
    errata: [19],
  },
  'delete.query.orphanDependents': 'orphanDependents may be true or false, and the object goes with each.',
  'delete.query.propagationPolicy':
    'propagationPolicy may be Orphan, Background or Foreground, and the object goes with each.',
  'delete.query.pretty': PRETTY,
  'deletecollection.query.fieldSelector': 'With a fieldSelector exactly the objects whose fields match go.',
  'deletecollection.query.labelSelector': 'With a labelSelector exactly the objects whose labels match go.',
  'deletecollection.query.limit': {
    text: 'With a limit at most that many of the matching objects go, or, where limit is unsupported, all of them.',
    errata: [14],
  },
  'deletecollection.query.resourceVersion': {
    text: 'With resourceVersion=0 a delete of the collection succeeds, or is refused with 409 as a precondition that does not hold; what does not match stays.',
    errata: [14],
  },
  'deletecollection.query.timeoutSeconds': {
    text: 'timeoutSeconds bounds the call, and changes nothing else.',
    errata: [14],
  },
  'deletecollection.query.watch': {
    text: 'watch is accepted, and does not keep what matches from going.',
    errata: [14],
  },
  'watch.query.fieldSelector': 'fieldSelector restricts the events to the objects whose fields match.',
  'watch.query.labelSelector': 'labelSelector restricts the events to the objects whose labels match.',
  'watch.query.limit': { text: 'limit does not shorten a watch.', layer: 'conventions', level: 'SHOULD' },
  'watch.query.resourceVersion': 'The events are those after resourceVersion.',
  'watch.query.timeoutSeconds': 'The stream ends when timeoutSeconds have passed.',
  'watch.query.watch': 'watch=true turns the list into a stream.',
};

/** The parameters that each page documents, by their statements. */
const queries = ({ verb, query }: Operation): Statement[] =>
  query.flatMap((name) => {
    const id = `${verb}.query.${name}`;
    const row = EFFECTS[id];
    if (row === undefined)
      throw new Error(`${verb} documents the parameter ${name}, and no effect is written down for it`);
    const section = name === 'continue' ? 'limit' : name;
    return statements('operation', page(PAGES[verb], section), { [id]: row });
  });

/** `read.path.name` and so on: the table of path parameters. */
const paths = ({ verb, scope }: Operation): Statement[] =>
  statements('operation', page(PAGES[verb], 'Path parameters'), {
    [`${verb}.path.namespace`]: `namespace in the path is the namespace that the ${verb} is about.`,
    ...(scope === 'object' && { [`${verb}.path.name`]: `name in the path is the object that the ${verb} is about.` }),
  });

const IN_WORDS: Readonly<Record<AnswerBody, string>> = {
  object: 'a job',
  list: 'a list of jobs',
  'object-or-status': 'a Status, or a job',
  'list-or-status': 'a list of jobs, or a Status',
  status: 'a Status',
  events: 'a stream of events',
  none: 'empty',
};

/** The verbs whose answers have their own table. The answer to a watch consists of events, which table 78 describes. */
const SCHEMAS: Readonly<Record<string, Verb>> = {
  'create.schema': 'create',
  'read.schema': 'read',
  'list.schema': 'list',
  'replace.schema': 'replace',
  'patch.schema': 'patch',
  'delete.schema': 'delete',
  'deletecollection.schema': 'deletecollection',
};

/** The table that each page gives for its answer. */
const answers = ({ verb, answers: [success] }: Operation): Statement[] =>
  Object.keys(SCHEMAS)
    .filter((id) => SCHEMAS[id] === verb)
    .flatMap((id) =>
      statements('operation', page(PAGES[verb], 'Response'), {
        [id]: {
          text: `The body of a successful ${verb} is ${success && IN_WORDS[success.body]}, with each documented field of its documented type.`,
          errata: verb === 'deletecollection' ? [8] : [],
        },
      }),
    );

const leaf = (path: string): string => path.slice(path.lastIndexOf('.') + 1);
const kindsWith = (kinds: readonly Kind[], path: string): string => {
  const having = kinds.filter((kind) => kind.mutable.includes(path));
  return having.length === kinds.length ? 'every kind' : having.map((kind) => nameFor(kind, kind.kind)).join(', ');
};

/** `replace.mutable.cleanPodPolicy` and so on, for every field that some kind's page lists. */
const mutable = (kinds: readonly Kind[], verb: 'replace' | 'patch'): Statement[] =>
  statements(
    'operation',
    page(PAGES[verb], 'Function'),
    Object.fromEntries(
      [...new Set(kinds.flatMap((kind) => kind.mutable))].map((path) => [
        `${verb}.mutable.${leaf(path)}`,
        {
          text: `${path} can be set, changed and removed by ${verb} (${kindsWith(kinds, path)}).`,
          errata: leaf(path) === 'activeDeadlineSeconds' ? [1] : [],
        },
      ]),
    ),
  );

export const operationStatements = (kinds: readonly Kind[]): Statement[] => [
  ...VERBS.map((verb) => OPERATIONS[verb]).flatMap((operation) => [
    ...codes(operation),
    ...queries(operation),
    ...paths(operation),
    ...answers(operation),
  ]),
  ...GENERAL_CODES,
  ...mutable(kinds, 'replace'),
  ...mutable(kinds, 'patch'),
];
