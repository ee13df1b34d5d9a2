/** A small contract, requirements and results, and the report that is made of them. For tests. */
import type { Contract } from '../../contract/contract.ts';
import { KINDS } from '../../contract/kinds.ts';
import { packageRoot } from '../../contract/package.ts';
import { pathOf } from '../../contract/operations.ts';
import type { Kind, Statement } from '../../contract/types.ts';
import { makePlan } from '../run/plan.ts';
import { rollUp } from './rollup.ts';
import type { RunFacts } from './rollup.ts';
import type { Capability, Requirement } from '../model/requirement.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Report } from '../model/report.ts';
import type { Result } from '../model/result.ts';

export const [TF, MX] = KINDS as [Kind, Kind];
const statements: Statement[] = [
  {
    id: 's.create',
    text: 'Create stores.',
    source: { document: 'Creating a job', table: 154, errata: [5] },
    layer: 'operation',
    level: 'MUST',
  },
  {
    id: 's.habit',
    text: 'Answers are tidy.',
    source: { document: 'Kubernetes API conventions' },
    layer: 'conventions',
    level: 'SHOULD',
  },
  {
    id: 's.never',
    text: 'Pods start.',
    source: { document: 'Creating a job' },
    layer: 'operation',
    level: 'MUST',
    untestable: 'not through the API',
  },
  { id: 's.open', text: 'Not yet.', source: { document: 'Creating a job' }, layer: 'operation', level: 'MUST' },
  { id: 's.later', text: 'Nor this.', source: { document: 'Creating a job' }, layer: 'operation', level: 'MUST' },
  {
    id: 's.list',
    text: 'Lists are whole.',
    source: { document: 'Querying all jobs in a namespace', section: 'limit' },
    layer: 'operation',
    level: 'MUST',
  },
];
const contract: Contract = {
  kinds: KINDS,
  structures: [],
  constraints: [],
  statements,
  register: new Map(statements.map((s) => [s.id, s])),
  digest: 'd',
  errata: [
    { number: 4, says: 'w', reading: 'the table' },
    { number: 5, says: 'x', reading: 'the examples' },
  ],
  freedoms: [
    {
      id: 'f',
      text: 'F.',
      source: { document: 'p' },
      scope: 'target',
      options: [
        { id: 'f-a', text: 'a' },
        { id: 'f-b', text: 'b' },
      ],
    },
  ],
};
export const requirement = (id: string, more: Partial<Requirement> = {}): Requirement => ({
  id,
  revision: 1,
  tests: ['s.create'],
  check: async () => {},
  ...more,
});
const REQUIREMENTS = [
  requirement('create/stores'),
  requirement('read/returns', { needs: ['create/stores'] }),
  requirement('patch/sets', { needs: ['read/returns'] }),
  requirement('list/whole', {
    tests: ['s.list'],
    definedAt: { stack: `Error\n    at ${packageRoot()}/specs/list/list.ts:7:3` },
  }),
  requirement('errors/tidy', { tests: ['s.habit'], everywhere: () => 'holds' }),
];
export const facts: RunFacts = {
  target: { url: 'http://t', embedded: false, namespace: 'a', otherNamespace: 'b' },
  startedAt: '2026-01-01T00:00:00.000Z',
  ms: 1,
  seed: 7,
  runs: 100,
  leftBehind: [],
  suite: { name: 'n', version: '1' },
  layers: ['operation', 'general', 'conventions'],
  kinds: [TF, MX],
  interrupted: false,
  bailed: false,
  errors: [],
};
export const exchange = (seq: number, method: string, path: string, status?: number): Exchange => ({
  seq,
  at: 0,
  ms: 1,
  as: 'full',
  verb: undefined,
  method,
  path,
  requestHeaders: [],
  responseHeaders: [],
  responseBody: '',
  ...(status === undefined ? {} : { status }),
});
const result = (id: string, kind: Kind, more: Partial<Result> = {}): Result => ({
  id,
  kind: kind.kind,
  verdict: 'pass',
  findings: [],
  exchanges: [],
  choices: [],
  observations: [],
  ms: 1,
  seed: 1,
  ...more,
});
export const finding = { message: 'm', expected: 'e', received: 'r', exchange: 1 };
export const failed = {
  verdict: 'fail',
  findings: [finding],
  exchanges: [exchange(1, 'GET', pathOf(TF, 'a'), 200)],
} as const satisfies Partial<Result>;

const ids = REQUIREMENTS.map((r) => r.id);
/** All pass but what is given, by `id kind`. */
export function report(
  given: Record<string, Partial<Result>>,
  more: Partial<RunFacts> = {},
  drop: string[] = [],
): Report {
  const plan = makePlan(
    REQUIREMENTS,
    [TF, MX],
    contract.register,
    { kinds: [TF, MX], layers: facts.layers, only: [] },
    new Set<Capability>(),
  );
  const observed = { observations: [{ invariant: 'errors/tidy', seen: 3, findings: [] }] };
  const results = ids
    .flatMap((id) =>
      [TF, MX].map((kind) =>
        result(id, kind, { ...(id === 'create/stores' ? observed : {}), ...given[`${id} ${kind.singular}`] }),
      ),
    )
    .filter((r) => !drop.includes(r.id));
  return rollUp(contract, REQUIREMENTS, plan, results, { ...facts, ...more });
}
export const entry = (r: Report, id: string, kind = 'tfjob') => r.results.find((e) => e.id === id && e.kind === kind);
