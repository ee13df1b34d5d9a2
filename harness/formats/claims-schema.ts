/**
 * The JSON Schema of a file in which a target declares itself (`--claims`): published as `schemas/files/claims.json`,
 * and used to check a file when it is read.
 */
import type { JsonObject } from '../../contract/json.ts';
import { LAYERS } from '../../contract/types.ts';
import type { Implementation, LevelClaim, WrittenClaims } from '../model/report.ts';
import { listOf, mapOf, objectSchema, oneOf } from './object-schema.ts';

const words = (description: string): JsonObject => ({ type: 'string', pattern: '\\S', description });

const option = words('An option of the freedom, such as limit-honoured');

const IMPLEMENTATION_SCHEMA: JsonObject = objectSchema<Implementation>({
  required: { name: words('Such as Kubernetes') },
  optional: {
    version: words('Such as "1.36", in quotes'),
    about: words('One sentence'),
    url: words('Where it is at home'),
  },
  closed: true,
});

export const CLAIMS_SCHEMA: JsonObject = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:cci-job-conformance:schema:claims',
  title: 'What a target declares of itself, for --claims of cci-job-conformance',
  ...objectSchema<WrittenClaims>({
    required: {},
    optional: {
      implementation: IMPLEMENTATION_SCHEMA,
      choices: {
        ...mapOf({ anyOf: [option, { type: 'array', items: option, minItems: 1 }] }),
        description:
          'What the target chooses where the documents leave a choice, by freedom: limit for every operation, or "limit (list)" for one. Of several options it may choose any',
      },
      levels: listOf(
        objectSchema<LevelClaim>({
          required: { layer: oneOf(LAYERS), level: oneOf(['MUST', 'SHOULD']) },
          optional: { except: listOf(words('The id of a requirement'), 'Requirements that do not hold') },
          closed: true,
        }),
        'Levels of layers at which everything holds that is judged',
      ),
    },
    closed: true,
  }),
};
