import { expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import { packageRoot } from '../../contract/package.ts';
import { pathOf } from '../../contract/operations.ts';
import { checkInvariants } from './invariants.ts';
import { fakeContext, fakeTarget, TFJOB } from '../testing/fake.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Requirement } from '../model/requirement.ts';
import type { Schemas } from '../model/schemas.ts';

type Everywhere = NonNullable<Requirement['everywhere']>;
const exchange = (over: Partial<Exchange> = {}): Exchange => ({
  seq: 1,
  at: 0,
  ms: 1,
  as: 'full',
  verb: undefined,
  method: 'GET',
  path: pathOf(TFJOB, 'ns'),
  requestHeaders: [],
  responseHeaders: [],
  responseBody: '',
  status: 200,
  ...over,
});
const invariant = (everywhere?: Everywhere, id = 'errors/everywhere'): Requirement => ({
  id,
  revision: 1,
  tests: [],
  check: async () => {},
  ...(everywhere && { everywhere }),
});
const observed = (
  exchanges: readonly Exchange[],
  invariants: readonly Requirement[],
  schemas: Schemas = { validate: () => [] },
) => checkInvariants(exchanges, TFJOB, fakeContext(fakeTarget().send, { invariants, schemas }));

test('what did not arrive whole shows nothing, and what is of no known kind is held against that of the judgement', () => {
  const seen: string[] = [];
  const all = [
    exchange({ path: pathOf(KINDS[1]!, 'ns') }),
    exchange({ seq: 2, error: 'reset' }),
    exchange({ seq: 3, path: '/version' }),
  ];
  const { observations } = observed(all, [invariant((one, kind) => (seen.push(`${one.seq} ${kind.kind}`), 'holds'))]);
  expect(seen).toEqual(['1 MXJob', '3 TFJob']);
  expect(observations).toEqual([{ invariant: 'errors/everywhere', seen: 2, findings: [] }]);
});

test('an invariant that no exchange concerns has observed nothing', () => {
  expect(
    observed(
      [exchange()],
      [invariant(() => undefined), invariant(undefined, 'errors/none'), invariant(() => 'holds', 'errors/all')],
    ),
  ).toEqual({
    observations: [{ invariant: 'errors/all', seen: 1, findings: [] }],
  });
});

test('a violation names the place at which the invariant is defined', () => {
  const finding = { message: 'm', expected: 'e', received: 'r' };
  const definedAt = { stack: `Error\n    at file://${packageRoot()}/specs/errors/errors.ts:12:3` };
  const [observation] = observed([exchange()], [{ ...invariant(() => finding), definedAt }]).observations;
  expect(observation?.findings[0]?.finding).toEqual({
    ...finding,
    variation: 'GET /apis/kubeflow.org/v1/namespaces/ns/tfjobs',
    code: ['specs/errors/errors.ts:12'],
    exchange: 1,
  });
});

test('what was observed before an invariant broke is kept', () => {
  const broken = new Error('broken');
  expect(
    observed(
      [exchange()],
      [
        invariant(() => 'holds'),
        invariant(() => {
          throw broken;
        }),
      ],
    ),
  ).toEqual({
    observations: [{ invariant: 'errors/everywhere', seen: 1, findings: [] }],
    error: broken,
  });
});

test('a body is held against a schema once, however many invariants ask, and anything else each time', () => {
  const asked: unknown[] = [];
  const schemas: Schemas = {
    validate: (name, value) => (asked.push([name, value]), [{ path: '', message: `no ${name}` }]),
  };
  const body = {};
  const values = [
    ['status', body],
    ['list', body],
    ['status', {}],
    ['status', null],
    ['status', 'text'],
  ] as const;
  const messages: unknown[] = [];
  const asking = invariant(
    (_, __, { validate }) => (
      messages.push(...values.map(([name, value]) => validate(name, value)[0]?.message)),
      'holds'
    ),
  );
  expect(observed([exchange()], [asking, asking], schemas).error).toBeUndefined();
  expect(messages).toEqual([...values, ...values].map(([name]) => `no ${name}`));
  expect(asked).toEqual([...values, ...values.slice(3)]);
});
