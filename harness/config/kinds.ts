/** `--kinds FILE`: kinds of one's own. */
import { KINDS } from '../../contract/kinds.ts';
import type { Kind } from '../../contract/types.ts';
import { readYaml } from '../formats/yaml.ts';
import type { KindDefinition } from '../formats/kinds-schema.ts';
import { allKinds, defineKind } from './define-kind.ts';
import type { Reader } from './reader.ts';
import { UsageError } from '../errors/usage.ts';

/** The kinds that there are: the documented ones, and those of the file, if one is given. */
export function readKinds(read: Reader): readonly Kind[] {
  const text = read.file('kinds');
  if (text === undefined) return KINDS;
  const from = `${read.from('kinds')}: ${read.text('kinds')}`;
  try {
    return allKinds(kindsIn(text).map((definition) => defineKind(definition as KindDefinition)));
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(`${from}: ${error.message}`) : error;
  }
}

/** JSON is YAML, too. */
function kindsIn(text: string): unknown[] {
  const read = readYaml(text);
  if (read.wrong !== undefined) throw new UsageError(`neither YAML nor JSON: ${read.wrong}`);
  const { value } = read;
  const kinds = Array.isArray(value) ? (value as unknown[]) : [value];
  if (kinds.length === 0 || value === null || value === undefined)
    throw new UsageError('there is no kind in it: a list of kinds is wanted');
  return kinds;
}
