/**
 * The JSON Schema of `report.json`, format 1: published as `schemas/files/report.json`, and used to check a report when
 * it is read.
 */
import type { JsonObject } from '../../contract/json.ts';
import { LAYERS, VERBS } from '../../contract/types.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Finding } from '../model/finding.ts';
import { flag, integer, listOf, mapOf, number, objectSchema, oneOf, text } from './object-schema.ts';
import { LATENCY_BOUNDS } from '../model/report.ts';
import type { Claimed, Count, Coverage, NotPlanned, Report, ReportEntry, Shard } from '../model/report.ts';
import { EXIT } from '../outcome/conclusion.ts';
import { VERDICTS } from '../model/result.ts';

const LEVELS = ['MUST', 'SHOULD'];

const headers: JsonObject = listOf({
  type: 'array',
  prefixItems: [text(), text()],
  items: false,
  minItems: 2,
  maxItems: 2,
});

const exchange = objectSchema<Exchange>({
  required: {
    seq: integer('Numbered from 1 within one result'),
    at: number('Milliseconds since the epoch'),
    ms: number('Milliseconds until the body ended'),
    as: text('The identity: full, read-only, foreign, anonymous, or what the credentials are that were made up'),
    method: text(),
    path: text("Path and query, below the path of the target's URL"),
    requestHeaders: headers,
    responseHeaders: headers,
    responseBody: text(),
  },
  optional: {
    verb: oneOf(VERBS),
    requestBody: text(),
    status: integer('Absent when no response arrived; error says why'),
    truncated: flag('The recorded body was cut'),
    error: text(),
    case: integer("The property's case, from 1"),
    together: objectSchema<NonNullable<Exchange['together']>>({
      required: { group: integer('Which time of the result, from 1'), client: integer('Which client, from 1') },
      optional: {},
    }),
    earlier: flag('An earlier judgement sent it, which left the job that it made to this one'),
  },
});

const finding = objectSchema<Finding>({
  required: { message: text('One sentence: what is wrong'), expected: text(), received: text() },
  optional: {
    variation: text('What tells the request from others like it, for the end of the sentence'),
    path: text('JSON pointer into the body, header:NAME, or status'),
    code: listOf(text('specs/FILE.ts:LINE'), "Where the suite's sources demand it, nearest first"),
    exchange: integer('The exchange that shows it, by its seq'),
    history: listOf(integer()),
    seed: integer(),
    counterexample: text('The smallest input of a property that fails'),
  },
});

const statement = objectSchema<ReportEntry['statements'][number]>({
  required: {
    id: text(),
    text: text(),
    source: text('Document, table, section and errata'),
    level: oneOf(LEVELS),
    layer: oneOf(LAYERS),
  },
  optional: {
    url: text('Where a public document can be read'),
    errata: listOf(objectSchema({ required: { number: integer(), reading: text() }, optional: {} })),
  },
});

const was = objectSchema<NonNullable<ReportEntry['was']>>({
  required: { verdict: oneOf(VERDICTS) },
  optional: { reason: text() },
});

const entry = objectSchema<ReportEntry>({
  required: {
    id: text('area/what-holds'),
    kind: text(),
    verdict: oneOf(VERDICTS),
    level: oneOf(LEVELS),
    layer: oneOf(LAYERS),
    area: text(),
    statements: listOf(statement),
    findings: listOf(finding),
    exchangeCount: integer(),
    ms: number(),
    seed: integer(),
  },
  optional: {
    reason: text('Why, for every verdict but pass and fail'),
    causedBy: text('The requirement whose failure explains this one'),
    restsOn: text('The statement whose breach would explain the verdict'),
    was,
    code: listOf(text(), "Of what could not be judged: where the suite's sources were when it ended, nearest first"),
    definedAt: listOf(text(), 'Unless it passed: where the requirement is defined, nearest first'),
    exchanges: listOf(exchange),
    replay: text('The command that judges this again'),
    stack: text(),
    leftOut: text(),
  },
});

const count = objectSchema<Count>({
  required: {
    pass: integer(),
    fail: integer(),
    inconclusive: integer(),
    'not-applicable': integer(),
    waived: integer(),
    'harness-error': integer(),
  },
  optional: {},
});

export const REPORT_SCHEMA: JsonObject = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:cci-job-conformance:schema:report',
  title: 'report.json of cci-job-conformance, format 1',
  ...objectSchema<Report>({
    required: {
      format: { const: 1 },
      suite: objectSchema<Report['suite']>({
        required: { name: text(), version: text(), contractDigest: text('Which contract the verdicts rest on') },
        optional: {},
      }),
      target: objectSchema<Report['target']>({
        required: { url: text(), embedded: flag('It is the reference server'), namespace: text() },
        optional: { otherNamespace: text(), scratchNamespace: text() },
      }),
      startedAt: text('RFC 3339'),
      ms: number(),
      seed: integer(),
      runs: number('Runs of the properties, in percent of what each asks for'),
      scope: objectSchema<Report['scope']>({
        required: {
          extent: oneOf(['full', 'partial']),
          layers: listOf(oneOf(LAYERS)),
          kinds: listOf(text()),
          planned: integer(),
          ran: integer(),
          notPlanned: listOf(
            objectSchema<NotPlanned>({
              required: { reason: text(), count: integer() },
              optional: { optIn: flag('Judged only if asked for: a run is whole without them') },
            }),
          ),
        },
        optional: {
          profile: text('Unless it is full'),
          shard: objectSchema<Shard>({ required: { index: integer('From 1'), of: integer() }, optional: {} }),
        },
      }),
      conformant: flag(),
      exitCode: { enum: Object.values(EXIT) },
      conclusion: text('One sentence for a person'),
      results: listOf(entry),
      summary: objectSchema<Report['summary']>({
        required: {
          total: count,
          byLayer: mapOf(count),
          byKind: mapOf(count),
          byArea: mapOf(count),
          byLevel: mapOf(count),
        },
        optional: {},
      }),
      coverage: listOf(
        objectSchema<Report['coverage'][number]>({
          required: { kind: text(), verb: oneOf(VERBS), exchanges: integer(), statusCodes: listOf(integer()) },
          optional: {
            parameters: listOf(
              objectSchema({ required: { name: text(), statusCodes: listOf(integer()) }, optional: {} }),
              'The query parameters that were sent, with the status codes of the answers',
            ),
            latency: objectSchema<NonNullable<Coverage['latency']>>({
              required: { p50: number('Milliseconds'), p95: number('Milliseconds'), max: number('Milliseconds') },
              optional: {
                counts: listOf(
                  integer(),
                  `How many took more than the bound before, and at most ${LATENCY_BOUNDS.join(', ')} milliseconds; the last: longer`,
                ),
              },
            }),
          },
        }),
      ),
      freedoms: listOf(
        objectSchema<Report['freedoms'][number]>({
          required: { freedom: text(), text: text(), option: text(), optionText: text(), times: integer() },
          optional: { verb: oneOf(VERBS) },
        }),
      ),
      register: objectSchema<Report['register']>({
        required: { statements: integer(), tested: integer(), untestable: integer(), open: integer() },
        optional: {},
      }),
      requests: integer(),
      leftBehind: listOf(text()),
    },
    optional: {
      flags: {
        type: 'object',
        description: 'The flags that say what the run is of, with their values, defaults included',
        additionalProperties: text(),
      },
      occupied: listOf(
        objectSchema<NonNullable<Report['occupied']>[number]>({
          required: {
            namespace: text(),
            flag: text('That names it: another namespace, an empty one, would help'),
            holds: text('`2 tfjobs, 1 mxjobs`'),
            judgements: integer('That cannot be made'),
            requirements: listOf(text(), 'Ids of theirs'),
          },
          optional: {},
        }),
        'Only where a namespace held jobs before the run, and that costs judgements',
      ),
      expectations: objectSchema<NonNullable<Report['expectations']>>({
        required: { file: text(), used: integer(), stale: listOf(text()), expired: listOf(text()) },
        optional: {},
      }),
      briefOf: objectSchema<NonNullable<Report['briefOf']>>({
        required: { sha256: text('Of the report.json with all exchanges, which are left out here') },
        optional: {},
      }),
      claims: objectSchema<NonNullable<Report['claims']>>({
        required: {
          file: text(),
          declared: { type: 'object', description: 'As in the file' },
          claimed: listOf(
            objectSchema<Claimed>({
              required: {
                claim: text(),
                outcome: oneOf(['holds', 'contradicted', 'unproven']),
                text: text('What was seen of it'),
              },
              optional: {},
            }),
          ),
        },
        optional: {},
      }),
    },
  }),
};
