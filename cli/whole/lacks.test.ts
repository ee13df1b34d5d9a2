/**
 * A server that lacks one thing fails by the requirements that are about it. What uses it as a mere means is not judged,
 * or follows from those; nothing else is accused.
 */
import { expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import { isObject, type JsonObject } from '../../contract/json.ts';
import { operationOf } from '../../contract/request.ts';
import { VERBS } from '../../contract/types.ts';
import type { WireResponse } from '../../contract/wire.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { withCauses } from '../../harness/outcome/rollup.ts';
import { REQUIREMENTS } from '../../specs/index.ts';
import { judgeInProcess } from '../run/in-process.ts';
import { mirroring } from '../testing/admission.ts';
import { answer, refusal } from '../testing/answers.ts';
import { WHOLE, part } from '../testing/extent.ts';
import { dice, type Between } from '../testing/in-process-liars.ts';
import { lacksInBody, lacksQuery, shows, type Lacking } from '../testing/lacks.ts';

const without =
  (member: string) =>
  ({ [member]: _, ...others }: JsonObject): JsonObject =>
    others;
const ofStatuses =
  (member: string) =>
  (value: JsonObject): JsonObject =>
    value['kind'] === 'Status' ? without(member)(value) : value;
const ofItems =
  (member: string) =>
  (value: JsonObject): JsonObject =>
    Array.isArray(value['items'])
      ? { ...value, items: value['items'].map((item) => (isObject(item) ? without(member)(item) : item)) }
      : value;
const ofLists =
  (member: string) =>
  (value: JsonObject): JsonObject =>
    Array.isArray(value['items']) && isObject(value['metadata'])
      ? { ...value, metadata: without(member)(value['metadata']) }
      : value;

const WRITES = ['create', 'replace', 'patch'] as const;
const DELETES = ['delete', 'deletecollection'] as const;

/** What is lacked and how, and the ids that may fail, or be the root of what does. */
const SERVERS: readonly (readonly [name: string, between: Lacking, about: RegExp])[] = [
  ['fieldSelector, refused', lacksQuery(['fieldSelector'], 400), /-field/],
  ['fieldSelector, ignored', lacksQuery(['fieldSelector']), /-field|malformed-selectors/],
  ['labelSelector, refused', lacksQuery(['labelSelector'], 422), /list\/selects/],
  ['limit, refused', lacksQuery(['limit', 'continue'], 400), /^pagination\/|limit/],
  ['limit, ignored', lacksQuery(['limit', 'continue']), /^$/],
  [
    'resourceVersion of lists and watches, refused',
    lacksQuery(['resourceVersion'], 400, ['list', 'watch']),
    /version|as-it-was-last/,
  ],
  [
    'resourceVersion of watches, ignored',
    lacksQuery(['resourceVersion'], undefined, ['watch']),
    /version|as-it-was-last/,
  ],
  ['resourceVersionMatch, refused', lacksQuery(['resourceVersionMatch'], 400), /^$/],
  ['allowWatchBookmarks, refused', lacksQuery(['allowWatchBookmarks'], 422), /^$/],
  ['allowWatchBookmarks, ignored', lacksQuery(['allowWatchBookmarks']), /^$/],
  ['fieldValidation, refused', lacksQuery(['fieldValidation'], 400), /^$/],
  ['timeoutSeconds, refused', lacksQuery(['timeoutSeconds'], 400), /timeout-seconds/],
  ['timeoutSeconds, ignored', lacksQuery(['timeoutSeconds']), /timeout|badly-timed/],
  ['pretty, refused', lacksQuery(['pretty'], 400), /pretty/],
  ['pretty, ignored', lacksQuery(['pretty']), /pretty/],
  ['dryRun, refused', lacksQuery(['dryRun'], 400), /dry/],
  ['dryRun of creates, ignored', lacksQuery(['dryRun'], undefined, ['create']), /dry/],
  ['propagationPolicy, refused', lacksQuery(['propagationPolicy'], 400), /policy|several-options|foreground/],
  ['gracePeriodSeconds, refused', lacksQuery(['gracePeriodSeconds'], 400), /grace-period|several-options/],
  ['finalizers, refused', lacksInBody(WRITES, ['metadata', 'finalizers'], 422), /finalizers/],
  ['finalizers, ignored', lacksInBody(WRITES, ['metadata', 'finalizers']), /finalizers/],
  ['generateName, refused', lacksInBody(['create'], ['metadata', 'generateName'], 400), /generate/],
  [
    'preconditions, ignored',
    lacksInBody(DELETES, ['preconditions']),
    /precondition|uid|another-version|malformed-body/,
  ],
  ['dryRun in the body, refused', lacksInBody(DELETES, ['dryRun'], 400), /dry-run|beside-others-in-the-query/],
  ['code of a Status', shows(ofStatuses('code')), /^$/],
  ['details of a Status', shows(ofStatuses('details')), /names|details|status/],
  ['kind of items', shows(ofItems('kind')), /list/],
  ['resourceVersion of lists', shows(ofLists('resourceVersion')), /list|collection/],
  ['message of a Status', shows(ofStatuses('message')), /^$/],
];

/** A sample takes those that may fail, and one requirement in so many. */
const PARTS = 150;

test.each(SERVERS.map(([name, between, about], i) => ({ name, between, about, i })))(
  'without $name',
  async ({ between, about, i }) => {
    const sample = part(i, PARTS);
    const requirements = WHOLE
      ? REQUIREMENTS
      : REQUIREMENTS.filter((one) => (i % 4 === 0 && about.test(one.id)) || sample.includes(one));
    const { results } = await judgeInProcess({
      requirements,
      judged: KINDS.slice(0, 1),
      between,
      variants: [],
      runs: 2,
    });
    const failed = withCauses(results, REQUIREMENTS).filter(({ verdict }) => verdict === 'fail');
    expect(
      failed
        .filter(({ id, causedBy = id }) => !about.test(causedBy))
        .map(({ id, findings }) => `${id}: ${findings[0]?.message}`),
    ).toEqual([]);
    expect(results.filter(({ verdict }) => verdict === 'harness-error')).toEqual([]);
  },
);

/** Servers that spoil some of what is asked, or all of what is stored, with the root of what fails. */
const SPOILT: readonly (readonly [root: string, between: Between])[] = [
  [
    'errors/are-the-clients-fault-where-the-client-is-at-fault',
    (send) => {
      const next = dice(67);
      return async (request) => (next() < 0.03 ? refusal(500, 'InternalError', 'leader changed') : send(request));
    },
  ],
  ['create/accepts-the-documented-body', mirroring],
];

test.each(SPOILT)('what is spoilt throughout has one cause: %s', async (root, between) => {
  const { results } = await judgeInProcess({
    requirements: REQUIREMENTS.filter((one) => one.id === root || part(7, WHOLE ? 4 : 24).includes(one)),
    judged: KINDS.slice(0, 1),
    between,
    runs: 10,
  });
  const failed = withCauses(results, REQUIREMENTS).filter(({ verdict }) => verdict === 'fail');
  expect([...new Set(failed.map(({ id, causedBy = id }) => causedBy))]).toEqual([root]);
  expect(results.filter(({ verdict }) => verdict === 'pass').length).toBeGreaterThan(results.length / 2);
});

const FORBIDDEN: Readonly<Record<string, () => WireResponse>> = {
  'in few words': () => refusal(403, 'Forbidden', 'forbidden'),
  'in the words of a gateway': () => answer(403, JSON.stringify({ error_code: 'APIG.0305', error_msg: 'denied' })),
};
const OF_THE_ANSWER = /^(errors|fields|answers)\//;

test.each(
  VERBS.filter((verb) => verb !== 'create').flatMap((verb, i) =>
    Object.keys(FORBIDDEN).flatMap((how, j) => (WHOLE || i % 2 === j ? [{ verb, how, i }] : [])),
  ),
)('$verb is forbidden $how: that is told once', async ({ verb, how, i }) => {
  const isDirect = ({ tests }: Requirement): boolean => tests.includes(`${verb}.success`);
  const { results } = await judgeInProcess({
    requirements: REQUIREMENTS.filter((one) => isDirect(one) || part(i, WHOLE ? 4 : 40).includes(one)),
    judged: KINDS.slice(0, 1),
    between: (send) => async (request) =>
      operationOf(request.method, request.path, KINDS)?.verb === verb &&
      request.headers.some(([, value]) => /\bfull-token$/.test(value))
        ? FORBIDDEN[how]!()
        : send(request),
    runs: 10,
  });
  const failed = results.filter(({ verdict, id }) => verdict === 'fail' && !OF_THE_ANSWER.test(id)).map(({ id }) => id);
  expect(failed).toEqual(REQUIREMENTS.filter(isDirect).map(({ id }) => id));
  expect(results.filter(({ verdict }) => verdict === 'harness-error')).toEqual([]);
});
