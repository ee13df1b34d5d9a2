/** What only servers send: every answer of a run has to fit the table of each structure that is in it. */
import { nameFor, keyOf } from '../../contract/kinds.ts';
import { succeeds } from '../../contract/operations.ts';
import { statementOf, statementsUnder, type Contract } from '../../contract/contract.ts';
import { isObject, type JsonObject } from '../../contract/json.ts';
import { listOf, objectOf, statusOf } from '../../contract/structures/index.ts';
import type { Kind } from '../../contract/types.ts';
import type { Exchange } from '../../harness/model/exchange.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Schemas } from '../../harness/model/schemas.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { valueAt } from '../../contract/pointer.ts';
import { bodiesOf, jobsIn, statusesIn } from '../support/bodies.ts';
import { found, misfit, shown } from '../support/exchanges.ts';
import { oneJob } from '../support/job-invariant.ts';
import { readUntilFinal } from '../support/job-status.ts';
import { at, kebab } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';

/** A body, or a part of one, with the schema that it has to fit and its JSON pointer in the answer. */
interface Part {
  schema: string;
  value: JsonObject;
  path: string;
}
type PartsOf = (exchange: Exchange, kind: Kind) => Part[];

const jobs: PartsOf = (exchange, kind) =>
  jobsIn(exchange, kind).map(({ object, path }) => ({
    schema: `${nameFor(kind, kind.singular)}.received`,
    value: object,
    path,
  }));
const lists: PartsOf = (exchange, kind) =>
  (exchange.verb === 'list' && succeeds('list', exchange.status) ? bodiesOf(exchange) : [])
    .filter(isObject)
    .map((value) => ({ schema: `${nameFor(kind, kind.singular)}.list`, value, path: '' }));
const statuses: PartsOf = (exchange) => statusesIn(exchange).map((value) => ({ schema: 'status', value, path: '' }));
const events: PartsOf = (exchange) =>
  (exchange.verb === 'watch' && succeeds('watch', exchange.status) ? bodiesOf(exchange) : [])
    .filter(isObject)
    .map((value) => ({ schema: 'watchevent', value, path: '' }));

/** A table of what servers alone send. */
interface Received {
  structure: string;
  /** Parts of answers that may have it. */
  in: PartsOf;
  /** JSON pointers within such a part that belong to the structure, where the schema may find an error. */
  at: RegExp;
  /** Whether a part has one. */
  has: (body: JsonObject, kind: Kind) => boolean;
  needs: string;
  /** Makes the target send some. */
  cause: (trial: Trial) => Promise<void>;
  /** Absent: of every kind. */
  only?: Kind;
}

/** A job before, while and until it is deleted. */
const aDeletion = async (trial: Trial): Promise<void> => {
  const job = await trial.given.accepted({ metadata: { finalizers: ['example.com/hold'] } });
  await trial.target.delete(job);
  await trial.target.read(job);
  await trial.target.patch(job, { metadata: { finalizers: null } });
};
const aList = async (trial: Trial): Promise<void> => {
  await trial.given.shared();
  await trial.target.list();
};
const someRefusals = async (trial: Trial): Promise<void> => {
  const job = await trial.given.accepted();
  await trial.target.read({ name: trial.given.name('never') });
  await trial.target.create(trial.given.manifest({ name: job.name }));
  await trial.target.create(trial.given.manifest({ spec: { cleanPodPolicy: 'Some' } }));
  await trial.target.delete(job);
};
const aWatch = async (trial: Trial): Promise<void> => {
  const job = await trial.given.shared();
  const stream = await trial.target.watch({ query: { fieldSelector: `metadata.name=${job.name}`, timeoutSeconds: 1 } });
  await stream.collect((seen) => seen.length > 0);
  stream.close();
};

const present =
  (...path: string[]) =>
  (body: JsonObject): boolean =>
    at(body, ...path) !== undefined;

/** The tables that all kinds share. */
const SHARED: readonly Received[] = [
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
    cause: readUntilFinal,
  },
  {
    structure: 'ReplicaStatus',
    in: jobs,
    at: /^\/status\/\w+\/[A-Z]\w*(\/|$)/,
    has: ({ status }, { statusMap }) =>
      isObject(status) && Object.keys(status).some((key) => key === statusMap || /replicaStatuses$/i.test(key)),
    needs: 'answers/read-fits-its-schema',
    cause: readUntilFinal,
  },
];

/** The tables that each kind has of its own. */
const ofKind = (kind: Kind): Received[] => [
  {
    structure: objectOf(kind).name,
    only: kind,
    in: jobs,
    at: /^(\/[^/]*)?$/,
    has: () => true,
    needs: 'answers/read-fits-its-schema',
    cause: oneJob,
  },
  {
    structure: statusOf(kind).name,
    only: kind,
    in: jobs,
    at: /^\/status\/[^/]*(\/[a-z]\w*)?$/,
    has: present('status'),
    needs: 'answers/read-fits-its-schema',
    cause: readUntilFinal,
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
];

/** The table's rows, and its constraints that an answer can break. */
const testsOf = (contract: Contract, structure: string): string[] => [
  ...statementsUnder(contract, `field.${structure}`),
  ...contract.constraints
    .filter((c) => c.structure === structure && c.judge === 'schema' && structure !== 'ObjectMeta')
    .map(({ id }) => `constraint.${id}`)
    .filter((id) => statementOf(contract, id).untestable === undefined),
];

/** The first place of the table in a body that does not fit it. */
function misfitOf(
  { in: partsOf, at: places, has, structure }: Received,
  exchange: Exchange,
  kind: Kind,
  schemas: Schemas,
) {
  const parts = partsOf(exchange, kind).filter(({ value }) => has(value, kind));
  for (const { schema, value, path } of parts) {
    const error = schemas.validate(schema, value).find((one) => places.test(one.path));
    if (error !== undefined)
      return found(exchange, {
        message: misfit(`The ${structure} of an answer does not fit its table`, path + error.path, error.message),
        expected: `a value that ${error.message}`,
        received: shown(valueAt(value, error.path)),
        path: path + error.path,
      });
  }
  return parts.length > 0 ? 'holds' : undefined;
}

const fits = (row: Received, contract: Contract): Requirement => {
  const speaksOf = (kind: Kind): boolean => row.only === undefined || keyOf(row.only) === keyOf(kind);
  return requirement(`fields/${kebab(row.structure)}`, {
    tests: testsOf(contract, row.structure),
    needs: [row.needs],
    check: row.cause,
    everywhere: (exchange, kind, schemas) => (speaksOf(kind) ? misfitOf(row, exchange, kind, schemas) : undefined),
    ...(row.only !== undefined && { appliesTo: speaksOf }),
  });
};

/** One for each table of what servers alone send. */
export const received = (contract: Contract): readonly Requirement[] =>
  [...SHARED, ...contract.kinds.flatMap(ofKind)].map((row) => fits(row, contract));
