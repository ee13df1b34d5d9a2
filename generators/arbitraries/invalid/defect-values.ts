/** For each keyword of the tables: a value that is just valid, and one that is just invalid. */
import type { Keyword } from '../../../contract/constraints/index.ts';
import type { Json } from '../../../contract/json.ts';
import type { FieldType } from '../../../contract/types.ts';

/** `inside` is valid, `outside` violates only this keyword; undefined: the member is absent. */
export interface Boundary {
  inside: Json;
  outside: Json | undefined;
}

const letters = (count: number): string => 'a'.repeat(count);

/** Texts that a pattern of names refuses, each for another reason. */
const NO_NAMES = ['Upper', 'under_score', '-leading', 'trailing-', 'with.dot', 'with space', 'größe'];

function ofString(is: FieldType & { type: 'string' }, keyword: Keyword): Boundary[] {
  const { maxLength = 0, minLength = 0 } = is;
  switch (keyword) {
    case 'maxLength':
      return [{ inside: letters(maxLength), outside: letters(maxLength + 1) }];
    case 'minLength':
      return [{ inside: letters(minLength), outside: letters(minLength - 1) }];
    // Not the empty string, which servers with typed fields treat as absent.
    case 'enum':
      return [
        ...new Set([
          ...is.enum!.flatMap((value) => [`${value}x`, value.toLowerCase(), value.toUpperCase()]),
          ` ${is.enum![0]}`,
          `${is.enum![0]} `,
        ]),
      ]
        .filter((value) => !is.enum!.includes(value))
        .map((outside) => ({ inside: is.enum![0]!, outside }));
    case 'pattern': {
      const pattern = new RegExp(is.pattern!);
      return NO_NAMES.filter((text) => !pattern.test(text)).map((outside) => ({ inside: 'a', outside }));
    }
    default:
      return [];
  }
}

function ofInteger(is: FieldType & { type: 'integer' }, keyword: Keyword): Boundary[] {
  const { minimum, maximum, exclusiveMinimum } = is;
  if (keyword === 'minimum' && minimum !== undefined) return [{ inside: minimum, outside: minimum - 1 }];
  if (keyword === 'maximum' && maximum !== undefined) return [{ inside: maximum, outside: maximum + 1 }];
  return keyword === 'exclusiveMinimum' && exclusiveMinimum !== undefined
    ? [{ inside: exclusiveMinimum + 1, outside: exclusiveMinimum }]
    : [];
}

/** The boundaries of a keyword of a scalar type; none for other types. */
export function boundariesOf(is: FieldType, keyword: Keyword): Boundary[] {
  if (is.type === 'string') return ofString(is, keyword);
  if (is.type === 'integer') return ofInteger(is, keyword);
  return is.type === 'boolean' && keyword === 'const' ? [{ inside: is.const!, outside: !is.const }] : [];
}

/** Values of another JSON type than the field's. Never null, which may mean absent. */
export function mistyped(is: FieldType): Json[] {
  switch (is.type) {
    case 'string':
      return [7, true, {}, ['a']];
    case 'integer':
      return ['7', 1.5, true, {}, [7]];
    case 'boolean':
      return ['true', 1, {}, [true]];
    case 'quantity':
      return [true, {}, ['1']];
    case 'array':
      return [{}, 'a', 7];
    case 'map':
    case 'ref':
      return [[], 'a', 7];
  }
}
