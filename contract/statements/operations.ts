import { KINDS } from '../kinds.ts';
import { OPERATIONS } from '../operations.ts';
import { PAGES, page } from '../sources.ts';
import { VERBS } from '../types.ts';
import type { Operation, Statement, Verb } from '../types.ts';
import { statements } from './builder.ts';
import type { Row } from './builder.ts';

/** What a client does to be answered with a code. */
const CAUSES: Readonly<Record<number, string>> = {
  400: 'A body that is malformed',
  401: 'A token that the server does not know',
  403: 'A caller who may not do it',
  409: 'A resourceVersion that is not the stored one',
};

const NO_SUCH_CALLER =
  'it needs a token that is known and may not read, which a run does not have; the same refusal is tested on every write';

/** 404 of an object's page is about its name; of a collection's page, about the resource. */
const NOT_FOUND: Readonly<Record<Operation['scope'], string>> = {
  object: 'A name that no object has',
  collection: 'A resource, group or version that the server does not have',
};

const isRead = (verb: Verb): boolean => OPERATIONS[verb].method === 'GET';

function refusal({ verb, scope }: Operation, code: number): Row {
  if (code >= 500)
    return { text: `${verb} may fail with ${code}.`, untestable: 'a client cannot cause it in a sound server' };
  const cause = code === 404 ? NOT_FOUND[scope] : CAUSES[code];
  if (cause === undefined) throw new Error(`${verb} documents ${code}, and no cause is written down for it`);
  return {
    text: `${cause} is answered with ${code}.`,
    ...(code === 403 && isRead(verb) ? { untestable: NO_SUCH_CALLER } : {}),
  };
}

/** `create.code.success` and `create.code.400`: the table of status codes of each page. */
function codes(operation: Operation): Statement[] {
  const { verb, statusCodes } = operation;
  const successes = statusCodes.filter((code) => code < 300);
  const rows: [string, Row][] = [
    [
      'success',
      { text: `A ${verb} that succeeds is answered with ${successes.join(' or ')}, and with no other code.` },
    ],
    ...statusCodes.filter((code) => code >= 400).map((code): [string, Row] => [String(code), refusal(operation, code)]),
  ];
  return statements(`${verb}.code`, 'operation', page(PAGES[verb], 'Status codes'), Object.fromEntries(rows));
}

/** What the chapter on status codes adds to the pages: delete collection lists no 403 (erratum 11). */
const GENERAL_CODES = statements('deletecollection.code', 'general', page('Status codes', '403', 11), {
  403: `${CAUSES[403]} is answered with 403.`,
});

const PRETTY = 'pretty=true breaks the body into lines, and changes nothing else.';
const EFFECTS: Readonly<Partial<Record<Verb, Readonly<Record<string, string | Row>>>>> = {
  create: { pretty: PRETTY },
  read: { pretty: PRETTY },
  list: {
    fieldSelector: 'fieldSelector restricts the list to the objects whose fields match.',
    labelSelector: 'labelSelector restricts the list to the objects whose labels match.',
    limit: { text: 'limit bounds the items of a page, or is ignored throughout.', errata: [14] },
    continue: { text: 'continue fetches the page that follows the one whose token it is.', errata: [15] },
    resourceVersion: 'A list at a resourceVersion that was read shows what is at least as new; 0 asks for any version.',
    timeoutSeconds: 'timeoutSeconds bounds the call, and changes nothing else.',
    watch: 'watch=true asks for a stream of events, watch=false for a list.',
  },
  replace: { pretty: PRETTY },
  patch: { pretty: PRETTY },
  delete: {
    dryRun: { text: 'dryRun=All answers as a delete does, and changes nothing.', errata: [24] },
    gracePeriodSeconds: {
      text: 'A gracePeriodSeconds of zero or more is accepted, and the object is gone when it has passed.',
      errata: [19],
    },
    orphanDependents: 'orphanDependents may be true or false, and the object goes with each.',
    propagationPolicy: 'propagationPolicy may be Orphan, Background or Foreground, and the object goes with each.',
    pretty: PRETTY,
  },
  deletecollection: {
    fieldSelector: 'With a fieldSelector exactly the objects whose fields match go.',
    labelSelector: 'With a labelSelector exactly the objects whose labels match go.',
    limit: {
      text: 'With a limit at most that many of the matching objects go, or, where limit is unsupported, all of them.',
      errata: [14],
    },
    resourceVersion: {
      text: 'With resourceVersion=0 a delete of the collection succeeds, or is refused with 409 as a precondition that does not hold; what does not match stays.',
      errata: [14],
    },
    timeoutSeconds: { text: 'timeoutSeconds bounds the call, and changes nothing else.', errata: [14] },
    watch: { text: 'watch is accepted, and does not keep what matches from going.', errata: [14] },
  },
  watch: {
    fieldSelector: 'fieldSelector restricts the events to the objects whose fields match.',
    labelSelector: 'labelSelector restricts the events to the objects whose labels match.',
    limit: { text: 'limit does not shorten a watch.', layer: 'conventions', level: 'SHOULD' },
    resourceVersion: 'The events are those after resourceVersion.',
    timeoutSeconds: 'The stream ends when timeoutSeconds have passed.',
    watch: 'watch=true turns the list into a stream.',
  },
};

/** `list.query.limit` and so on. */
const queries = ({ verb, query }: Operation): Statement[] =>
  query.flatMap((name) => {
    const row = EFFECTS[verb]?.[name];
    if (row === undefined)
      throw new Error(`${verb} documents the parameter ${name}, and no effect is written down for it`);
    const section = name === 'continue' ? 'limit' : name;
    return statements(`${verb}.query`, 'operation', page(PAGES[verb], section), { [name]: row });
  });

/** `read.path.name` and so on: the table of path parameters. */
const paths = ({ verb, scope }: Operation): Statement[] =>
  statements(`${verb}.path`, 'operation', page(PAGES[verb], 'Path parameters'), {
    namespace: `namespace in the path is the namespace that the ${verb} is about.`,
    ...(scope === 'object' ? { name: `name in the path is the object that the ${verb} is about.` } : {}),
  });

const ANSWERS: Readonly<Partial<Record<Verb, string>>> = {
  create: 'a job',
  read: 'a job',
  list: 'a list of jobs',
  replace: 'a job',
  patch: 'a job',
  delete: 'a Status, or a job',
  deletecollection: 'a list of jobs, or a Status',
};

/** `create.schema`: the table that each page gives for its answer. A watch's are its events, which table 78 describes. */
const answers = ({ verb }: Operation): Statement[] => {
  const answer = ANSWERS[verb];
  return answer === undefined
    ? []
    : statements(verb, 'operation', page(PAGES[verb], 'Response'), {
        schema: {
          text: `The body of a successful ${verb} is ${answer}, with each documented field of its documented type.`,
          errata: verb === 'deletecollection' ? [8] : [],
        },
      });
};

const leaf = (path: string): string => path.slice(path.lastIndexOf('.') + 1);
const MUTABLE = [...new Set(KINDS.flatMap((kind) => kind.mutable))];
const kindsWith = (path: string): string => {
  const kinds = KINDS.filter((kind) => kind.mutable.includes(path));
  return kinds.length === KINDS.length ? 'every kind' : kinds.map((kind) => kind.kind).join(', ');
};

/** `replace.mutable.cleanPodPolicy` and so on, for every field that some kind's page lists. */
const mutable = (verb: 'replace' | 'patch'): Statement[] =>
  statements(
    `${verb}.mutable`,
    'operation',
    page(PAGES[verb], 'Function'),
    Object.fromEntries(
      MUTABLE.map((path) => [
        leaf(path),
        {
          text: `${path} can be set, changed and removed by ${verb} (${kindsWith(path)}).`,
          errata: leaf(path) === 'activeDeadlineSeconds' ? [1] : [],
        },
      ]),
    ),
  );

export const OPERATION_STATEMENTS: readonly Statement[] = [
  ...VERBS.map((verb) => OPERATIONS[verb]).flatMap((operation) => [
    ...codes(operation),
    ...queries(operation),
    ...paths(operation),
    ...answers(operation),
  ]),
  ...GENERAL_CODES,
  ...mutable('replace'),
  ...mutable('patch'),
];
