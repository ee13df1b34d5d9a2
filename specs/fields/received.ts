/** What only servers say: every answer of a run is held against the table of each structure that it carries. */
import { CONSTRAINTS } from '../../contract/constraints.ts';
import { KINDS } from '../../contract/kinds.ts';
import { isObject, type JsonObject } from '../../contract/json.ts';
import { statement, statementsUnder } from '../../contract/statements.ts';
import { listOf, statusOf } from '../../contract/structures.ts';
import type { Kind } from '../../contract/types.ts';
import type { Exchange } from '../../harness/model/exchange.ts';
import type { Requirement, Schemas } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { at, kebab } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { bodiesOf, jobsIn, statusesIn } from '../support/seen.ts';
import { observe } from '../status/status.ts';

/** A body, the schema that it has to fit, and its JSON pointer in the answer. */
interface Held {
  schema: string;
  value: JsonObject;
  path: string;
}
type Holding = (exchange: Exchange, kind: Kind) => Held[];

const jobs: Holding = (exchange, kind) =>
  jobsIn(exchange, kind).map(({ object, path }) => ({ schema: `${kind.singular}.received`, value: object, path }));
const lists: Holding = (exchange, kind) =>
  (exchange.verb === 'list' && exchange.status === 200 ? bodiesOf(exchange) : [])
    .filter(isObject)
    .map((value) => ({ schema: `${kind.singular}.list`, value, path: '' }));
const statuses: Holding = (exchange) => statusesIn(exchange).map((value) => ({ schema: 'status', value, path: '' }));
const events: Holding = (exchange) =>
  (exchange.verb === 'watch' && exchange.status === 200 ? bodiesOf(exchange) : [])
    .filter(isObject)
    .map((value) => ({ schema: 'watchevent', value, path: '' }));

interface Said {
  structure: string;
  /** Bodies in which it stands. */
  in: Holding;
  /** Its places in them, as pointers; none where it is the body itself. */
  at: RegExp;
  /** Whether a body has one. */
  has: (body: JsonObject) => boolean;
  needs: string;
  cause: (trial: Trial) => Promise<void>;
  only?: Kind;
}

const aJob = async (trial: Trial): Promise<void> => void (await trial.given.job());
/** A job before, while and until it is deleted. */
const aDeletion = async (trial: Trial): Promise<void> => {
  const job = await trial.given.job({ metadata: { finalizers: ['example.com/hold'] } });
  await trial.target.delete(job);
  await trial.target.read(job);
  await trial.target.patch(job, { metadata: { finalizers: null } });
};
const aList = async (trial: Trial): Promise<void> => {
  await trial.given.job();
  await trial.target.list();
};
const someRefusals = async (trial: Trial): Promise<void> => {
  const job = await trial.given.job();
  await trial.target.read({ name: trial.given.name('never') });
  await trial.target.create(trial.given.manifest({ name: job.name }));
  await trial.target.create(trial.given.manifest({ spec: { cleanPodPolicy: 'Some' } }));
  await trial.target.delete(job);
};
const aWatch = async (trial: Trial): Promise<void> => {
  const job = await trial.given.job();
  const stream = await trial.target.watch({ query: { fieldSelector: `metadata.name=${job.name}`, timeoutSeconds: 1 } });
  await stream.collect((seen) => seen.length > 0);
  stream.close();
};

const present =
  (...path: string[]) =>
  (body: JsonObject): boolean =>
    at(body, ...path) !== undefined;
const SAID: readonly Said[] = [
  {
    structure: 'Status',
    in: statuses,
    at: /^(\/[^/]*)?$/,
    has: () => true,
    needs: 'errors/carry-a-status',
    cause: someRefusals,
  },
  {
    structure: 'StatusDetails',
    in: statuses,
    at: /^\/details\/[^/]*$/,
    has: present('details'),
    needs: 'fields/status',
    cause: someRefusals,
  },
  {
    structure: 'StatusCause',
    in: statuses,
    at: /^\/details\/causes\/\d+(\/|$)/,
    has: present('details', 'causes'),
    needs: 'fields/status-details',
    cause: someRefusals,
  },
  {
    structure: 'ListMeta',
    in: lists,
    at: /^\/metadata\//,
    has: present('metadata'),
    needs: 'answers/list-fits-its-schema',
    cause: aList,
  },
  {
    structure: 'WatchEvent',
    in: events,
    at: /^(\/[^/]*)?$/,
    has: () => true,
    needs: 'answers/watch-fits-its-schema',
    cause: aWatch,
  },
  {
    structure: 'WatchedObject',
    in: events,
    at: /^\/object(\/|$)/,
    has: present('object'),
    needs: 'fields/watch-event',
    cause: aWatch,
  },
  {
    structure: 'ObjectMeta',
    in: jobs,
    at: /^\/metadata(\/|$)/,
    has: present('metadata'),
    needs: 'answers/read-fits-its-schema',
    cause: aDeletion,
  },
  {
    structure: 'JobCondition',
    in: jobs,
    at: /^\/status\/conditions\/\d+(\/|$)/,
    has: present('status', 'conditions'),
    needs: 'answers/read-fits-its-schema',
    cause: observe,
  },
  {
    structure: 'ReplicaStatus',
    in: jobs,
    at: /^\/status\/\w+\/[A-Z]\w*(\/|$)/,
    has: ({ status }) => isObject(status) && Object.keys(status).some((key) => /replicaStatuses$/i.test(key)),
    needs: 'answers/read-fits-its-schema',
    cause: observe,
  },
  ...KINDS.flatMap((kind): Said[] => [
    {
      structure: kind.kind,
      only: kind,
      in: jobs,
      at: /^(\/[^/]*)?$/,
      has: () => true,
      needs: 'answers/read-fits-its-schema',
      cause: aJob,
    },
    {
      structure: statusOf(kind).name,
      only: kind,
      in: jobs,
      at: /^\/status\/[^/]*(\/[a-z]\w*)?$/,
      has: present('status'),
      needs: 'answers/read-fits-its-schema',
      cause: observe,
    },
    {
      structure: listOf(kind).name,
      only: kind,
      in: lists,
      at: /^(\/[^/]*)?$/,
      has: () => true,
      needs: 'answers/list-fits-its-schema',
      cause: aList,
    },
  ]),
];

/** The table's rows, and its constraints that an answer can break. */
const testsOf = (structure: string): string[] => [
  ...statementsUnder(`field.${structure}`),
  ...CONSTRAINTS.filter((c) => c.structure === structure && c.judge === 'schema' && structure !== 'ObjectMeta')
    .map(({ id }) => `constraint.${id}`)
    .filter((id) => statement(id).untestable === undefined),
];

const shown = (value: JsonObject, pointer: string): string =>
  JSON.stringify(
    pointer
      .split('/')
      .slice(1)
      .reduce<unknown>(
        (held, key) =>
          typeof held === 'object' && held !== null
            ? (held as JsonObject)[key.replaceAll('~1', '/').replaceAll('~0', '~')]
            : undefined,
        value,
      ),
  )?.slice(0, 200) ?? 'nothing';

const said = ({ structure, in: holding, at: places, has, needs, cause, only }: Said): Requirement => {
  const judge = (
    exchange: Exchange,
    kind: Kind,
    schemas: Schemas,
  ): ReturnType<NonNullable<Requirement['everywhere']>> => {
    if (only !== undefined && only.kind !== kind.kind) return undefined;
    const held = holding(exchange, kind).filter(({ value }) => has(value));
    for (const { schema, value, path } of held) {
      const error = schemas.validate(schema, value).find((one) => places.test(one.path));
      if (error !== undefined)
        return {
          message: `What the target says of ${structure} does not fit its table: ${error.message}`,
          expected: `a ${structure} as documented`,
          received: shown(value, error.path),
          path: path + error.path,
          exchange: exchange.seq,
        };
    }
    return held.length > 0 ? 'holds' : undefined;
  };
  return requirement(`fields/${kebab(structure)}`, {
    tests: testsOf(structure),
    needs: [needs],
    check: cause,
    everywhere: judge,
    ...(only !== undefined && { appliesTo: (kind) => kind.kind === only.kind }),
  });
};

export const received: readonly Requirement[] = SAID.map(said);
