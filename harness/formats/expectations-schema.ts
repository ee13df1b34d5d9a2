/**
 * The JSON Schema of a file of expectations (`--expect`): published as `schemas/files/expectations.json`, and used to
 * check a file when it is read.
 */
import type { JsonObject } from '../../contract/json.ts';
import type { Verdict } from '../model/result.ts';
import { objectSchema } from './object-schema.ts';

/** The verdicts that a deviation may have. */
export const DEVIATING = ['fail', 'inconclusive'] as const satisfies readonly Verdict[];
export type Deviation = (typeof DEVIATING)[number];

/** An entry as a person writes it. */
export interface WrittenExpectation {
  requirement: string | string[];
  reason: string;
  kind?: string | string[];
  expires?: string;
  finding?: string | string[];
  verdict?: Deviation | Deviation[];
  sometimes?: boolean;
}

const words: JsonObject = { type: 'string', pattern: '\\S' };
const oneOrMore = (item: JsonObject, description: string): JsonObject => ({
  description,
  anyOf: [item, { type: 'array', items: item, minItems: 1 }],
});

export const EXPECTATION_SCHEMA: JsonObject = objectSchema<WrittenExpectation>({
  required: {
    requirement: oneOrMore(words, 'Ids of requirements, beginnings of ids such as patch/*, or "*" for all'),
    reason: { ...words, description: 'Why the target deviates' },
  },
  optional: {
    kind: oneOrMore(words, 'Kinds, by any of their names; any kind where this is absent'),
    expires: {
      type: 'string',
      format: 'date',
      description: 'The last day on which the entry counts, such as 2027-06-30 (UTC)',
    },
    finding: oneOrMore(words, 'What every finding has to say, in its message, path, or what was received'),
    verdict: oneOrMore({ enum: [...DEVIATING] }, 'What the entry waives; fail where this is absent'),
    sometimes: { type: 'boolean', description: 'A run without this deviation does not make the entry stale' },
  },
  closed: true,
});

export const EXPECTATIONS_SCHEMA: JsonObject = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:cci-job-conformance:schema:expectations',
  title: 'Known deviations of a target, for --expect of cci-job-conformance',
  type: ['array', 'null'],
  items: EXPECTATION_SCHEMA,
};
