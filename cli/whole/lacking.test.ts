/** A server that lacks one operation: nothing passes that is about it, however much of the rest is served. */
import { expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import { operationOf } from '../../contract/request.ts';
import { VERBS, type Verb } from '../../contract/types.ts';
import type { Send, WireResponse } from '../../contract/wire.ts';
import { areaVerbOf } from '../../harness/judge/proof.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { REQUIREMENTS } from '../../specs/index.ts';
import { judgeInProcess } from '../run/in-process.ts';
import { WHOLE, part } from '../testing/extent.ts';

const REASONS = { 404: 'NotFound', 405: 'MethodNotAllowed', 501: 'NotImplemented' } as const;
type Code = keyof typeof REASONS;
const CODES: readonly Code[] = [404, 405, 501];

/** Groups of statements that are named for an operation, besides those that begin with its very name. */
const GROUPS: Readonly<Partial<Record<Verb, readonly string[]>>> = {
  create: ['concurrency.create', 'concurrency.generate-name'],
  replace: ['concurrency.compare-and-swap'],
  patch: ['merge-patch', 'concurrency.patch'],
  delete: ['concurrency.delete'],
  deletecollection: ['concurrency.delete-collection'],
  watch: ['concurrency.watch'],
};
const isIn = (statement: string, group: string): boolean => statement === group || statement.startsWith(`${group}.`);

const isAbout = (verb: Verb, one: Requirement): boolean =>
  areaVerbOf(one) === verb ||
  one.tests.some((statement) => [verb, ...(GROUPS[verb] ?? [])].some((group) => isIn(statement, group)));

const ANOTHER = 'the resource is one that the server does not have, and it said so';
const OF_PATCHES = 'a patch swaps too, and is served';
/** What passes, and why that is right. */
const BY_RIGHT: Readonly<Record<string, string>> = {
  'errors/an-unknown-resource-is-not-found': ANOTHER,
  'errors/an-unknown-singular-resource-is-not-found': ANOTHER,
  'errors/an-unknown-version-is-not-found': ANOTHER,
  'errors/an-unknown-group-is-not-found': ANOTHER,
  'concurrency/patches-of-one-version-swap-once': OF_PATCHES,
  'watch/shows-what-exists-first': 'a list that asks for a stream is a watch, and is served',
};

async function* bytes(value: unknown): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(JSON.stringify(value));
}
const refusal = (code: Code): WireResponse => ({
  status: code,
  headers: [['content-type', 'application/json']],
  body: bytes({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'there is no such operation',
    reason: REASONS[code],
    code,
  }),
});
const lacking =
  (verb: Verb, code: Code) =>
  (send: Send): Send =>
  async (request) =>
    operationOf(request.method, request.path, KINDS)?.verb === verb ? refusal(code) : send(request);

const SERVERS = VERBS.flatMap((verb, i) =>
  (WHOLE ? CODES : [CODES[i % CODES.length] ?? 404]).map((code) => ({ verb, code })),
);

test.each(SERVERS)('$verb is answered $code', async ({ verb, code }) => {
  const about = REQUIREMENTS.filter((one) => isAbout(verb, one));
  const { results } = await judgeInProcess({
    requirements: WHOLE ? about : part(VERBS.indexOf(verb), 6, about),
    judged: KINDS.slice(0, 1),
    between: lacking(verb, code),
    runs: 10,
  });
  const passed = results.filter(({ verdict, id }) => verdict === 'pass' && BY_RIGHT[id] === undefined);
  expect(passed.map(({ id }) => id)).toEqual([]);
  expect(results.filter(({ verdict }) => verdict === 'harness-error')).toEqual([]);
});

test('what passes by right exists', () => {
  expect(Object.keys(BY_RIGHT).filter((id) => !REQUIREMENTS.some((one) => one.id === id))).toEqual([]);
});
