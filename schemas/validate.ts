import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { packageRoot } from '../contract/package.ts';
import type { JsonObject } from '../contract/json.ts';

/** `${singular}.sent|received|list|patch` of a kind, or one of the shared bodies. */
export type SchemaName =
  `${string}.${'sent' | 'received' | 'list' | 'patch'}` | 'status' | 'watchevent' | 'deleteoptions';

export interface SchemaError {
  /** JSON pointer into the value. */
  path: string;
  message: string;
  /** The schema keyword that is violated, e.g. `required`, `additionalProperties`. */
  keyword: string;
}

export interface SchemaSet {
  /** All errors, none when the value is valid. Throws when there is no schema of that name. */
  validate(name: SchemaName, value: unknown): SchemaError[];
}

/** The committed documents of `schemas/`, by their names without `.json`. */
function committedSchemas(): JsonObject[] {
  const directory = join(packageRoot(), 'schemas');
  return readdirSync(directory)
    .filter((file) => file.endsWith('.json') && file !== 'openapi.json')
    .sort()
    .map((file) => JSON.parse(readFileSync(join(directory, file), 'utf8')) as JsonObject);
}

/** The `$id` of the document of that name. */
export const idOf = (name: string): string => `urn:cci-job-conformance:schema:${name}`;

/** The message of ajv, completed with the member or the values that it is about. */
function describeError({ instancePath, keyword, message, params }: ErrorObject): SchemaError {
  const meant: unknown = params['additionalProperty'] ?? params['allowedValues'] ?? params['allowedValue'];
  const types: unknown = keyword === 'type' ? params['type'] : undefined;
  const said = Array.isArray(types) ? `must be ${types.join(' or ')}` : (message ?? keyword);
  return {
    path: instancePath,
    keyword,
    message: `${said}${meant === undefined ? '' : `: ${JSON.stringify(meant)}`}`,
  };
}

/** Null is the other option of many a documented type: what is wrong by that type is said first. */
const rankOf = ({ keyword, params }: ErrorObject): number =>
  keyword === 'anyOf' || (keyword === 'type' && params['type'] === 'null') ? 1 : 0;

/**
 * A validator for the committed documents, or for others. Each schema is compiled at first use, in ajv's strict mode.
 */
export function schemaSet(documents: readonly JsonObject[] = committedSchemas()): SchemaSet {
  const ajv = new Ajv2020({ strict: true, allErrors: true });
  ajvFormats.default(ajv);
  for (const document of documents) ajv.addSchema(document);
  const compiled = new Map<string, ValidateFunction>();

  const validator = (name: string): ValidateFunction => {
    const known = compiled.get(name) ?? ajv.getSchema(idOf(name));
    if (known === undefined) throw new Error(`no schema is named ${name}`);
    compiled.set(name, known);
    return known;
  };

  return {
    validate(name, value) {
      const validate = validator(name);
      if (validate(value)) return [];
      return (validate.errors ?? []).toSorted((a, b) => rankOf(a) - rankOf(b)).map(describeError);
    },
  };
}

let committed: SchemaSet | undefined;

/** The committed documents, compiled when they are first needed and once in a process: they never change. */
export const committedSet = (): SchemaSet => (committed ??= schemaSet());
