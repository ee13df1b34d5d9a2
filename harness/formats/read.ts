/** What is wrong with a file of ours, by its published schema. */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import type { JsonObject } from '../../contract/json.ts';

export interface FormatError {
  /** JSON pointer of the value that is wrong, or of the member that is missing or unknown. */
  pointer: string;
  keyword: string;
  /** What is wrong, to be put behind the pointer: `is missing`, `should be string, is null`. */
  message: string;
}

/** A function from a value to the first thing that is wrong with it; undefined when nothing is. Compiles the schema once, when first asked. */
export function formatChecker(schema: JsonObject): (value: unknown) => FormatError | undefined {
  let compiled: ValidateFunction | undefined;
  return (value) => {
    compiled ??= compile(schema);
    if (compiled(value)) return undefined;
    const errors = compiled.errors ?? [];
    // A misspelled member is both unknown and missing: the spelling is the cause.
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
