/** Checks a file in one of the suite's own formats against its published schema. */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import type { JsonObject } from '../../contract/json.ts';

export interface FormatError {
  /** JSON pointer (RFC 6901) of the value that is wrong, or of the member that is missing or unknown. */
  pointer: string;
  keyword: string;
  /** What is wrong, to be written after the pointer: `is missing`, `should be string, is null`. */
  message: string;
}

/**
 * Returns a function that returns the first error of a value, or undefined. The schema is compiled once, at the first
 * call.
 */
export function formatChecker(schema: JsonObject): (value: unknown) => FormatError | undefined {
  let compiled: ValidateFunction | undefined;
  return (value) => {
    compiled ??= compile(schema);
    if (compiled(value)) return undefined;
    const errors = compiled.errors ?? [];
    // A misspelled member is both unknown and missing: the unknown name is the one to report.
    const first = errors.find(({ keyword }) => keyword === 'additionalProperties') ?? errors[0];
    return first === undefined ? undefined : described(first);
  };
}

function compile(schema: JsonObject): ValidateFunction {
  const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true, verbose: true });
  ajvFormats.default(ajv);
  return ajv.compile(schema);
}

function described({ instancePath, keyword, message = keyword, params, data }: ErrorObject): FormatError {
  const { missingProperty, additionalProperty, allowedValues, type } = params as Record<string, unknown>;
  const at = (pointer: string, words: string): FormatError => ({ pointer, keyword, message: words });
  if (typeof missingProperty === 'string') return at(`${instancePath}/${missingProperty}`, 'is missing');
  if (typeof additionalProperty === 'string') return at(`${instancePath}/${additionalProperty}`, 'is unknown');
  if (typeof type === 'string') return at(instancePath, `should be ${type}, is ${typeOf(data)}`);
  if (Array.isArray(allowedValues))
    return at(instancePath, `should be one of ${allowedValues.join(', ')}, is ${JSON.stringify(data)}`);
  return at(instancePath, message);
}

const typeOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);
