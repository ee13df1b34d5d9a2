/** Commands and variables of containers that a server changes on the way. */
import { isObject, type JsonObject } from '../../contract/json.ts';
import { objectAt } from '../state/model.ts';
import { inBodies } from './helpers/bodies.ts';
import { edited } from './helpers/places.ts';
import { mutant, type Mutant } from './types.ts';

const withoutVariablesOfNull = (container: JsonObject): JsonObject =>
  Array.isArray(container['env'])
    ? { ...container, env: container['env'].filter((entry) => !isObject(entry) || entry['value'] !== null) }
    : container;

export const CONTAINER_LIST_MUTANTS: readonly Mutant[] = [
  mutant('variables-of-one-name-are-one', 'values.kept-or-refused', {
    text: 'Of several variables of one name the last is stored.',
    override: inBodies('Container', (container) =>
      Array.isArray(container['env'])
        ? {
            ...container,
            env: [...new Map(container['env'].map((entry) => [objectAt({ entry }, 'entry')['name'], entry])).values()],
          }
        : container,
    ),
  }),
  mutant('commands-are-split-at-blanks', 'values.texts', {
    text: 'The parts of a command are split at blanks.',
    override: inBodies('Container', (container) =>
      Array.isArray(container['command'])
        ? { ...container, command: container['command'].flatMap((part) => String(part).split(' ')) }
        : container,
    ),
  }),
  mutant('variables-of-null-are-lost', 'values.null', {
    text: 'A variable whose value is null is not stored.',
    verbs: ['create'],
    override: (base) => ({
      shaped: (kind, job) => base.shaped(kind, edited(kind, job, 'Container', withoutVariablesOfNull)),
    }),
  }),
];
